"""Measures aimodel beside PyTorch, JAX, onnxruntime, polars, pyarrow, pandas, LightGBM and CatBoost on this machine:
`make bench` calls it.

All of a row are measured one after the other, in rounds; a ratio is that of one round, and the table has the median, least
and largest of them. Times of single rounds go to the JSON file. With one thread all are bound to the same core. A library
that is not there leaves its column empty.
"""
import argparse
import functools
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import bench_data

HERE = pathlib.Path(__file__).resolve().parent

NETWORKS = [("4-16-3", 32), ("30-64-64-2", 32), ("100-256-256-10", 128), ("784-512-512-10", 128), ("784-2048-2048-10", 256)]
JOBS = [("adult", "64-64"), ("mnist", "512-512")]


def sizes_of(network):
    return [int(size) for size in network.split("-")]


def median(values):
    return statistics.median(values) if values else float("nan")


def spread(values):
    """`12.3 (11.9-12.8)`"""
    values = [value for value in values if value == value]
    if not values:
        return "-"
    low, middle, high = min(values), median(values), max(values)
    digits = 0 if middle >= 100 else 1 if middle >= 10 else 2
    return f"{middle:.{digits}f} ({low:.{digits}f}-{high:.{digits}f})"


def duration(seconds):
    if seconds != seconds:
        return "-"
    for unit, size in (("s", 1), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-6:.3g} us"


def ratios(theirs, ours):
    """Round by round; NaN where a library gave no time."""
    return [a / b for a, b in zip(theirs, ours)]


def bound(threads):
    """What a child runs first: with fewer threads than cores it stays on the first ones. None where it may have all (such a
    child also starts faster)."""
    cores = sorted(os.sched_getaffinity(0))
    return (lambda: os.sched_setaffinity(0, cores[:threads])) if threads < len(cores) else None


def print_table(title, columns, rows):
    widths = [max(len(str(row[i])) for row in [columns, *rows]) for i in range(len(columns))]
    print(f"\n{title}\n")
    for row in [columns, ["-" * width for width in widths], *rows]:
        print("| " + " | ".join(str(cell).ljust(width) for cell, width in zip(row, widths)) + " |")
    sys.stdout.flush()


class Bench:
    def __init__(self, options):
        self.options = options
        self.results = {"schema": "aimodel.bench.v1", "rounds": options.rounds}
        self.workers = {
            threads: subprocess.Popen([sys.executable, str(HERE / "peer_worker.py"), str(threads)], stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE, text=True, preexec_fn=bound(threads))
            for threads in (1, 2)
        }
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="aimodel-bench-"))

    @functools.cached_property
    def files(self):
        return bench_data.files(self.options.data, self.place)

    # One measurement each.

    def peer(self, what, threads, **task):
        """Seconds of a library's run, NaN where it cannot be had: the first time that is said."""
        worker = self.workers[threads]
        worker.stdin.write(json.dumps({"what": what, "seconds": self.options.seconds, **task}) + "\n")
        worker.stdin.flush()
        answer = json.loads(worker.stdout.readline())
        if "error" in answer and what not in self.results.setdefault("missing", {}):
            self.results["missing"][what] = answer["error"]
            print(f"no {what}: {answer['error'].splitlines()[0]}")
        return answer.get("seconds", float("nan"))

    def tool(self, what, *arguments, threads):
        command = [self.options.tool, what, *map(str, arguments), str(self.options.seconds)]
        result = subprocess.run(command, check=True, capture_output=True, text=True, preexec_fn=bound(threads))
        return json.loads(result.stdout)

    def process(self, *command, threads=2):
        """A whole process: its seconds, peak memory and last line of output."""
        peak = self.place / "peak"
        # What the kernel says of a child's memory includes that of the process that it was made from: a small one.
        timed = ["/usr/bin/time", "-q", "-f", "%M", "-o", peak, *command]
        start = time.perf_counter()
        child = subprocess.run([str(word) for word in timed], capture_output=True, text=True, preexec_fn=bound(threads))
        seconds = time.perf_counter() - start
        if child.returncode != 0:
            raise RuntimeError(f"{' '.join(map(str, command))}: exit {child.returncode}\n{child.stderr}")
        lines = child.stdout.splitlines()
        return {"seconds": seconds, "peak_bytes": int(peak.read_text()) * 1024, "last": lines[-1] if lines else "", "output": lines[:9]}

    def rounds(self, *measures):
        """Lists of what each measure gave, round by round, one beside the other."""
        results = [[] for _ in measures]
        for _ in range(self.options.rounds):
            for measure, list_of in zip(measures, results):
                list_of.append(measure())
        return results

    # Sections.

    def steps(self):
        rows = []
        data = self.results["steps"] = []
        one_thread = {}
        for network, batch in NETWORKS:
            for threads in (1, 2):
                task = {"sizes": sizes_of(network), "batch": batch, "threads": threads}
                eager, compiled, jax, ours, ceiling = self.rounds(
                    lambda: self.peer("step_torch", **task),
                    lambda: self.peer("step_torch_compile", **task),
                    lambda: self.peer("step_jax", **task),
                    lambda: self.tool("step", network, batch, threads, threads=threads),
                    lambda: self.tool("products", network, batch, threads, threads=threads)["seconds_per_step"],
                )
                mine = [answer["seconds_per_step"] for answer in ours]
                torch = compiled if median(compiled) < median(eager) else eager
                one_thread.setdefault(network, mine)
                data.append({"network": network, "batch": batch, "threads": threads, "torch_eager": eager,
                             "torch_compile": compiled, "jax": jax, "aimodel": mine, "sgemm": ceiling,
                             "peak_bytes": median([answer["peak_bytes"] for answer in ours])})
                rows.append([network, batch, threads, duration(median(mine)), duration(median(torch)),
                             "compiled" if torch is compiled else "eager", spread(ratios(torch, mine)), duration(median(jax)),
                             spread(ratios(jax, mine)), f"{100 * median(ratios(ceiling, mine)):.0f}%",
                             f"{median(ratios(one_thread[network], mine)):.2f}"])
        print_table("A training step: forward, softmax cross-entropy, backward, Adam (PyTorch's: fused). Ratio: time of the "
                    "library / time of aimodel.",
                    ["network", "batch", "threads", "aimodel", "PyTorch", "the faster", "ratio", "JAX", "ratio",
                     "of sgemm's rate", "to 1 thread"], rows)

    def train(self, spec, train, test, model, threads, *more):
        """A whole training, CSV to the metrics of the test rows; `last` is their accuracy and, of two classes, AUC."""
        result = self.process(self.options.aimodel, "train", spec, train, "--test", test, "-o", model, "--force", "--quiet",
                              "--threads", threads, "--format", "tsv", *more, threads=threads)
        header, values = (line.split("\t") for line in (result["output"][0], result["output"][-1]))
        metrics = dict(zip(header, values))
        result["last"] = " ".join(f"{float(metrics[name]):.4f}" for name in ("accuracy", "auc") if name in metrics)
        return result

    def jobs(self):
        rows = []
        data = self.results["jobs"] = []
        for name, layers in JOBS:
            spec, (train, test, source) = HERE / f"{name}.json", self.files[name]
            for threads in (1, 2):
                peer, ours = self.rounds(
                    lambda: self.process(sys.executable, HERE / "job_torch.py", "train", spec, train, test,
                                         self.place / f"{name}.pt", threads, threads=threads),
                    lambda: self.train(spec, train, test, self.place / f"{name}.model", threads),
                )
                memory = [b["peak_bytes"] / a["peak_bytes"] for a, b in zip(peer, ours)]
                seconds = [a["seconds"] for a in peer], [b["seconds"] for b in ours]
                data.append({"job": name, "source": source, "threads": threads, "torch": peer, "aimodel": ours})
                rows.append([f"{name} ({source})", layers, threads, duration(median(seconds[0])), duration(median(seconds[1])),
                             spread(ratios(*seconds)), peer[0]["last"].split()[0], ours[0]["last"].split()[0],
                             f"{median([a['peak_bytes'] for a in peer]) / 2**20:.0f} MiB",
                             f"{median([b['peak_bytes'] for b in ours]) / 2**20:.0f} MiB", f"{100 * median(memory):.0f}%"])
        print_table("Whole processes, from CSV to the metrics of the test rows.",
                    ["job", "network", "threads", "PyTorch", "aimodel", "ratio", "accuracy there", "accuracy here",
                     "memory there", "memory here", "share"], rows)
        self.tools()

    def tools(self):
        """The census job by what each tool does when nothing is said."""
        train, test, source = self.files["adult"]
        starter = self.place / "starter.json"
        starter.write_text(subprocess.run([self.options.aimodel, "inspect", train, "--target", "income", "--spec"], check=True,
                                          capture_output=True, text=True).stdout)
        model = self.place / "tools.model"
        members = ["--set", "training.members=8"]
        contestants = [
            ("aimodel, tests/bench/adult.json", lambda: self.train(HERE / "adult.json", train, test, model, 2)),
            ("aimodel, starter spec", lambda: self.train(starter, train, test, model, 2)),
            ("aimodel, starter spec, 8 members", lambda: self.train(starter, train, test, model, 2, *members)),
            ("PyTorch, adult.json", lambda: self.process(sys.executable, HERE / "job_torch.py", "train", HERE / "adult.json",
                                                         train, test, self.place / "adult.pt", 2)),
            ("LightGBM", lambda: self.process(sys.executable, HERE / "job_trees.py", "lightgbm", train, test, 2)),
            ("CatBoost", lambda: self.process(sys.executable, HERE / "job_trees.py", "catboost", train, test, 2)),
        ]
        rows, data = [], {}
        for name, run in contestants:
            try:
                runs = [run() for _ in range(min(3, self.options.rounds))]
            except RuntimeError as error:
                print(f"no {name}: {str(error).strip().splitlines()[-1]}")
                continue
            data[name] = runs
            accuracy, auc = runs[0]["last"].split()
            rows.append([name, duration(median([run["seconds"] for run in runs])), accuracy, auc,
                         f"{median([run['peak_bytes'] for run in runs]) / 2**20:.0f} MiB"])
        self.results["tools"] = data
        print_table(f"The census job ({source}), whole processes with 2 threads, each tool at its defaults.",
                    ["tool", "time", "accuracy", "AUC", "memory"], rows)

    def csv(self):
        rows = []
        data = self.results["csv"] = []
        libraries = ["polars", "pyarrow", "pandas"]
        for name, (path, _, source) in self.files.items():
            size = path.stat().st_size
            for threads in (1, 2):
                task = {"file": str(path), "threads": threads}
                *theirs, ours = self.rounds(
                    *(lambda library=library: self.peer(f"csv_{library}", **task) for library in libraries),
                    lambda: self.tool("csv", path, threads, threads=threads)["seconds"],
                )
                data.append({"file": name, "source": source, "bytes": size, "threads": threads, "aimodel": ours,
                             **dict(zip(libraries, theirs))})
                rows.append([f"{name} ({source})", f"{size / 2**20:.1f} MiB", threads, f"{size / median(ours) / 1e6:.0f} MB/s",
                             *(spread(ratios(times, ours)) for times in theirs)])
        print_table("Reading a CSV file into memory. Ratio: time of the library / time of aimodel.",
                    ["file", "size", "threads", "aimodel", *libraries], rows)

    def predict(self):
        rows = []
        data = self.results["predict"] = []
        for network, batch in NETWORKS:
            for threads in (1, 2):
                task = {"sizes": sizes_of(network), "threads": threads}
                torch, onnx, ours = self.rounds(
                    lambda: self.peer("forward_torch", **task),
                    lambda: self.peer("forward_onnxruntime", **task),
                    lambda: self.tool("forward", network, batch, threads, threads=threads)["seconds_per_row"])
                data.append({"network": network, "threads": threads, "torch": torch, "onnxruntime": onnx, "aimodel": ours})
                rows.append([network, threads, *(f"{1 / median(times):,.0f}" for times in (ours, torch, onnx)),
                             spread(ratios(torch, ours)), spread(ratios(onnx, ours))])
        print_table("Predictions of rows in memory, in blocks of a thousand; rows a second. Ratio: time of the library / time of "
                    "aimodel.", ["network", "threads", "aimodel", "PyTorch", "onnxruntime", "to PyTorch", "to onnxruntime"], rows)
        rows = []
        for name, (path, test, source) in self.files.items():
            many = self.place / f"{name}_many.csv"
            header, *lines = path.read_text().splitlines(keepends=True)
            times = max(1, 400000 // len(lines)) if name == "adult" else 1
            many.write_text(header + "".join(lines) * times)
            spec, count, model = HERE / f"{name}.json", len(lines) * times, self.place / f"{name}.model"
            if not model.exists():
                self.train(spec, path, test, model, 2)
            state = self.place / f"{name}.pt"
            if not state.exists():
                self.process(sys.executable, HERE / "job_torch.py", "train", spec, path, test, state, 2)
            for threads in (1, 2):
                peer, ours = self.rounds(
                    lambda: self.process(sys.executable, HERE / "job_torch.py", "predict", spec, state, many,
                                         self.place / "torch.csv", threads, threads=threads),
                    lambda: self.process(self.options.aimodel, "predict", model, many, "-o", self.place / "aimodel.csv", "--force",
                                         "--threads", threads, threads=threads),
                )
                peer, ours = [a["seconds"] for a in peer], [b["seconds"] for b in ours]
                data.append({"file": name, "source": source, "rows": count, "threads": threads, "torch": peer, "aimodel": ours})
                rows.append([f"{name} ({source})", threads, f"{count / median(ours):,.0f}", f"{count / median(peer):,.0f}",
                             spread(ratios(peer, ours))])
        print_table("Predictions, CSV to CSV, whole processes; rows a second. Ratio: time of PyTorch with pandas / time of aimodel.",
                    ["file", "threads", "aimodel", "PyTorch", "ratio"], rows)

    def start(self):
        """Whole short processes."""
        spec, model = HERE.parent.parent / "data/iris/spec.json", self.place / "iris.model"
        self.process(self.options.aimodel, "train", spec, "-o", model, "--force", "--quiet")
        row = self.place / "row.csv"
        row.write_text("".join((spec.parent / "rows.csv").read_text().splitlines(keepends=True)[:2]))
        commands = [
            ("aimodel --help", [self.options.aimodel, "--help"]),
            ("aimodel predict, one row", [self.options.aimodel, "predict", model, row]),
            ("python -c 'import torch'", [sys.executable, "-c", "import torch"]),
            ("python -c 'import pandas'", [sys.executable, "-c", "import pandas"]),
        ]
        rows = []
        self.results["start"] = {}
        for name, command in commands:
            times = [self.process(*command)["seconds"] for _ in range(4 * self.options.rounds)]
            self.results["start"][name] = times
            rows.append([name, duration(median(times)), duration(min(times))])
        print_table("Start-up, whole processes.", ["command", "median", "best"], rows)

    def growth(self):
        """How the cost of a step and of reading grows, and where it leaves the straight line."""
        rows = []
        data = self.results["growth"] = []

        def row(what, points, unit, per, reason):
            """points: (x, cost of one unit); straight as long as a unit costs at most a quarter more than the cheapest."""
            least = min(cost for _, cost in points)
            off = [x for x, cost in points if cost > 1.25 * least]
            data.append({"what": what, "unit": unit, "points": points, "leaves_at": off})
            rows.append([what, "  ".join(f"{x}: {per(cost)}" for x, cost in points), unit,
                         ", ".join(map(str, off)) or "nowhere", reason if off else ""])

        def step(network, batch, threads=1):
            return median([self.tool("step", network, batch, threads, threads=threads)["seconds_per_step"] for _ in range(3)])

        def work(network):
            sizes = sizes_of(network)
            forward = [a * b for a, b in zip(sizes, sizes[1:])]
            return 3 * sum(forward) - forward[0]

        widths = [16, 32, 64, 128, 256, 512, 1024, 2048, 4096]
        row("width w of 64-w-w-10, batch 128", [(w, step(f"64-{w}-{w}-10", 128) / (128 * work(f"64-{w}-{w}-10"))) for w in widths],
            "ps a multiply-add", lambda cost: f"{cost * 1e12:.0f}",
            "narrow: a step has a fixed cost, and edges of the product's tiles stay empty; wide: parameters, gradients and "
            "moments (28 bytes each a step) come from memory, no longer from a cache")
        depths = [1, 2, 4, 8, 16, 32]
        deep = {d: "-".join(["128"] * (d + 1)) + "-10" for d in depths}
        row("depth d of 128-...-128-10, batch 128", [(d, step(deep[d], 128) / (128 * work(deep[d]))) for d in depths],
            "ps a multiply-add", lambda cost: f"{cost * 1e12:.0f}", "few layers: the fixed cost of a step")
        batches = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]
        row("batch n of 100-256-256-10", [(n, step("100-256-256-10", n) / n) for n in batches], "us a row",
            lambda cost: f"{cost * 1e6:.2f}", "small: the optimizer's pass over all parameters is shared by few rows")
        row("threads t, 784-512-512-10, batch 128", [(t, t * step("784-512-512-10", 128, t)) for t in (1, 2)],
            "thread-ms a step", lambda cost: f"{cost * 1e3:.2f}", "what is not shared, and waiting for each other")

        header = ",".join(f"x{i}" for i in range(20)) + ",y\n"
        line = ",".join(f"{i}.25" for i in range(20)) + ",1\n"
        counts = [1000, 10000, 100000, 1000000]
        points = []
        for count in counts:
            path = self.place / "rows.csv"
            path.write_text(header + line * count)
            points.append((count, median([self.tool("csv", path, 1, threads=1)["seconds"] for _ in range(3)]) / count))
        row("rows read, 21 columns", points, "ns a row", lambda cost: f"{cost * 1e9:.0f}", "few: opening the file")
        points = []
        for width in (1, 10, 100, 1000, 10000):
            path = self.place / "rows.csv"
            count = 1000000 // width
            path.write_text(",".join(f"x{i}" for i in range(width)) + "\n" + (",".join(["1.25"] * width) + "\n") * count)
            points.append((width, median([self.tool("csv", path, 1, threads=1)["seconds"] for _ in range(3)]) / (count * width)))
        row("columns read, a million cells", points, "ns a cell", lambda cost: f"{cost * 1e9:.1f}",
            "few: a row's own cost; many: a column's memory is touched once a row")
        print_table("How cost grows, one thread. Off the line: a unit costs more than 1.25 times the cheapest.",
                    ["what", "cost of a unit", "unit", "off the line", "why"], rows)

    def wide(self):
        """Files of many columns: the cost of a cell in whole processes, and rows that are answered one by one."""
        spec = self.place / "wide.json"
        spec.write_text(json.dumps({
            "inputs": [{"columns": ["c*"], "type": "number"}],
            "network": [{"type": "dense", "units": 16, "activation": "relu"}],
            "outputs": [{"column": "y", "type": "category"}],
            "training": {"epochs": 1}}))
        path, model = self.place / "wide.csv", self.place / "wide.model"
        commands = {
            "train": ["train", spec, path, "-o", model, "--force", "--quiet"],
            "predict": ["predict", model, path],
            "predict --line-buffered": ["predict", model, path, "--line-buffered"],
            "predict --keep all": ["predict", model, path, "--keep", "all"],
            "eval": ["eval", model, path, "--bootstrap", 0],
            "inspect": ["inspect", path],
            "inspect --spec": ["inspect", path, "--target", "y", "--spec"],
        }
        cells, widths = 4_000_000, [100, 1000, 4000, 20000, 100000]
        costs = {name: [] for name in commands}
        for width in widths:
            rows = cells // width
            values = [",".join(str((7 * r + 13 * c + c * c % 11) % 256) for c in range(width)) for r in range(8)]
            with path.open("w") as file:
                file.write(",".join(f"c{c}" for c in range(width)) + ",y\n")
                for r in range(rows):
                    file.write(values[r % 8] + ("," + "ab"[r % 2]) + "\n")
            for name, command in commands.items():
                times = [self.process(self.options.aimodel, *command, *([] if "inspect" in name else ["--threads", 1]))
                         for _ in range(3)]
                costs[name].append(median([time["seconds"] for time in times]) / cells)
        self.results["wide"] = {"cells": cells, "widths": widths, "seconds_per_cell": costs}
        print_table(f"Files of many columns: ns a cell in whole processes, {cells:,} cells, 1 thread.",
                    ["command", *(f"{width:,} columns" for width in widths), "4,000 to 100"],
                    [[name, *(f"{1e9 * cost:.1f}" for cost in list_of), f"{list_of[2] / list_of[0]:.2f}"]
                     for name, list_of in costs.items()])
        spec.write_text(json.dumps({
            "inputs": [{"columns": ["pixel_*"], "type": "number", "scaling": "min_max"}],
            "network": [{"type": "dense", "units": 128, "activation": "relu"}],
            "outputs": [{"column": "digit", "type": "category"}],
            "training": {"epochs": 1}}))
        train, _, _ = self.files["mnist"]
        self.process(self.options.aimodel, "train", spec, train, "-o", model, "--force", "--quiet")
        rows = len(train.read_text().splitlines()) - 1
        pipe = f"cat {train} | {self.options.aimodel} predict {model} - --line-buffered"
        times = [self.process("sh", "-c", pipe)["seconds"] for _ in range(self.options.rounds)]
        self.results["wide"]["line_buffered"] = {"rows": rows, "seconds": times}
        print(f"\nMNIST, 784-128-10, line by line through a pipe: {rows / median(times):,.0f} rows a second")

    def close(self):
        for worker in self.workers.values():
            worker.stdin.close()
            worker.wait()
        for path in self.place.iterdir():
            path.unlink()
        self.place.rmdir()


SECTIONS = ["steps", "jobs", "csv", "predict", "start", "growth", "wide"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--aimodel", required=True)
    parser.add_argument("--tool", required=True)
    parser.add_argument("--data", type=pathlib.Path, help="directory with adult_train.csv.gz, adult_test.csv.gz, mnist_10k.csv.gz; "
                        "without them rows of the same shape are made up")
    parser.add_argument("--json", type=pathlib.Path, help="file for all measurements")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.5, help="length of one measurement")
    parser.add_argument("--only", default=",".join(SECTIONS), help="sections, as in steps,csv")
    options = parser.parse_args()
    options.aimodel, options.tool = os.path.abspath(options.aimodel), os.path.abspath(options.tool)
    bench = Bench(options)
    try:
        for section in options.only.split(","):
            getattr(bench, section)()
    finally:
        bench.close()
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(bench.results, indent=1) + "\n")
        print(f"\nall measurements: {options.json}")


main()
