"""Measures aimodel beside PyTorch, pandas and pyarrow on this machine: `make bench` calls it.

Both sides of a row are measured one after the other, in rounds; a ratio is that of one round, and the table has the
median, least and largest of them. Times of single rounds go to the JSON file.
"""
import argparse
import gzip
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent

# Layers, batch, and the ratio (time of PyTorch / time of aimodel) that is wanted with 1 and 2 threads.
NETWORKS = [
    ("4-16-3", 32, (100, 100)),
    ("30-64-64-2", 32, (25, 25)),
    ("100-256-256-10", 128, (2.0, 3.0)),
    ("784-512-512-10", 128, (1.15, 1.7)),
    ("784-2048-2048-10", 256, (1.05, 1.4)),
]
JOBS = [("adult", "64-64", (8, 8)), ("mnist", "512-512", (2, 2.5))]


def sizes_of(network):
    return [int(size) for size in network.split("-")]


def median(values):
    return statistics.median(values) if values else float("nan")


def spread(values):
    """`12.3 (11.9-12.8)`"""
    if not values:
        return "-"
    low, middle, high = min(values), median(values), max(values)
    digits = 0 if middle >= 100 else 1 if middle >= 10 else 2
    return f"{middle:.{digits}f} ({low:.{digits}f}-{high:.{digits}f})"


def duration(seconds):
    for unit, size in (("s", 1), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-6:.3g} us"


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
        self.worker = subprocess.Popen(
            [sys.executable, str(HERE / "torch_worker.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="aimodel-bench-"))

    # One measurement each.

    def peer(self, what, **task):
        self.worker.stdin.write(json.dumps({"what": what, "seconds": self.options.seconds, **task}) + "\n")
        self.worker.stdin.flush()
        return json.loads(self.worker.stdout.readline())

    def tool(self, what, *arguments):
        command = [self.options.tool, what, *map(str, arguments), str(self.options.seconds)]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    def process(self, *command):
        """A whole process: its seconds, peak memory and last line of output."""
        start = time.perf_counter()
        child = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        output, errors = child.stdout.read(), child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            raise RuntimeError(f"{' '.join(map(str, command))}: exit {child.returncode}\n{errors}")
        lines = output.splitlines()
        return {"seconds": seconds, "peak_bytes": usage.ru_maxrss * 1024, "last": lines[-1] if lines else ""}

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
        for network, batch, wanted in NETWORKS:
            for threads in (1, 2):
                task = {"sizes": sizes_of(network), "batch": batch, "threads": threads}
                peer, fused, ours, ceiling = self.rounds(
                    lambda: self.peer("step", fused=False, **task)["seconds"],
                    lambda: self.peer("step", fused=True, **task)["seconds"],
                    lambda: self.tool("step", network, batch, threads),
                    lambda: self.tool("products", network, batch, threads)["seconds_per_step"],
                )
                mine = [answer["seconds_per_step"] for answer in ours]
                ratios = [a / b for a, b in zip(peer, mine)]
                share = [a / b for a, b in zip(ceiling, mine)]
                one_thread.setdefault(network, mine)
                speedup = [a / b for a, b in zip(one_thread[network], mine)]
                data.append({"network": network, "batch": batch, "threads": threads, "wanted": wanted[threads - 1],
                             "torch": peer, "torch_fused_adam": fused, "aimodel": mine, "sgemm": ceiling, "ratio": ratios,
                             "peak_bytes": median([answer["peak_bytes"] for answer in ours])})
                rows.append([network, batch, threads, duration(median(peer)), duration(median(mine)), spread(ratios),
                             wanted[threads - 1], spread([a / b for a, b in zip(fused, mine)]),
                             f"{100 * median(share):.0f}%", f"{median(speedup):.2f}"])
        print_table("A training step: forward, softmax cross-entropy, backward, Adam. Ratio: time of PyTorch / time of aimodel.",
                    ["network", "batch", "threads", "PyTorch", "aimodel", "ratio", "wanted", "ratio, fused Adam",
                     "of sgemm's rate", "to 1 thread"], rows)

    def files(self):
        """The data as plain CSV files: name -> (training rows, test rows)."""
        found = {}
        if self.options.data is None or not self.options.data.is_dir():
            return found
        for name in ("adult_train", "adult_test", "mnist_10k"):
            source = self.options.data / f"{name}.csv.gz"
            if source.exists() and not (self.place / f"{name}.csv").exists():
                (self.place / f"{name}.csv").write_bytes(gzip.decompress(source.read_bytes()))
        adult = self.place / "adult_train.csv", self.place / "adult_test.csv"
        if all(path.exists() for path in adult):
            found["adult"] = adult
        digits = self.place / "mnist_10k.csv"
        if digits.exists():
            header, *lines = digits.read_text().splitlines(keepends=True)
            mnist = self.place / "mnist_train.csv", self.place / "mnist_test.csv"
            mnist[0].write_text(header + "".join(lines[:8000]))
            mnist[1].write_text(header + "".join(lines[8000:]))
            found["mnist"] = mnist
        return found

    def jobs(self):
        rows = []
        data = self.results["jobs"] = []
        files = self.files()
        for name, layers, wanted in JOBS:
            if name not in files:
                print(f"\nno {name} data: name its directory with --data (make bench BENCH_DATA=DIRECTORY)")
                continue
            spec, (train, test) = HERE / f"{name}.json", files[name]
            for threads in (1, 2):
                peer, ours = self.rounds(
                    lambda: self.process(sys.executable, HERE / "job_torch.py", "train", spec, train, test,
                                         self.place / f"{name}.pt", threads),
                    lambda: self.process(self.options.aimodel, "train", spec, train, "--test", test, "-o",
                                         self.place / f"{name}.model", "--force", "--quiet", "--threads", threads,
                                         "--format", "tsv"),
                )
                ratios = [a["seconds"] / b["seconds"] for a, b in zip(peer, ours)]
                memory = [b["peak_bytes"] / a["peak_bytes"] for a, b in zip(peer, ours)]
                data.append({"job": name, "threads": threads, "wanted": wanted[threads - 1], "torch": peer, "aimodel": ours,
                             "ratio": ratios})
                rows.append([name, layers, threads, duration(median([a["seconds"] for a in peer])),
                             duration(median([b["seconds"] for b in ours])), spread(ratios), wanted[threads - 1],
                             peer[0]["last"], f"{float(ours[0]['last'].split(chr(9))[-1]):.4f}",
                             f"{median([a['peak_bytes'] for a in peer]) / 2**20:.0f} MiB",
                             f"{median([b['peak_bytes'] for b in ours]) / 2**20:.0f} MiB", f"{100 * median(memory):.0f}%"])
        if rows:
            print_table("Whole processes, from CSV to the metrics of the test rows.",
                        ["job", "network", "threads", "PyTorch", "aimodel", "ratio", "wanted", "accuracy there",
                         "accuracy here", "memory there", "memory here", "share"], rows)

    def csv(self):
        rows = []
        data = self.results["csv"] = []
        for name, (path, _) in self.files().items():
            size = path.stat().st_size
            for threads in (1, 2):
                task = {"file": str(path), "threads": threads}
                pandas, arrow, ours = self.rounds(
                    lambda: self.peer("csv", library="pandas", **task).get("seconds"),
                    lambda: self.peer("csv", library="pyarrow", **task).get("seconds"),
                    lambda: self.tool("csv", path, threads)["seconds"],
                )
                ratios = {}
                for library, list_of in (("pandas", pandas), ("pyarrow", arrow)):
                    ratios[library] = [a / b for a, b in zip(list_of, ours) if a is not None]
                data.append({"file": name, "bytes": size, "threads": threads, "pandas": pandas, "pyarrow": arrow,
                             "aimodel": ours})
                rows.append([name, f"{size / 2**20:.1f} MiB", threads, f"{size / median(ours) / 1e6:.0f} MB/s",
                             spread(ratios["pandas"]), spread(ratios["pyarrow"])])
        if rows:
            print_table("Reading a CSV file into memory. Ratio: time of the library / time of aimodel.",
                        ["file", "size", "threads", "aimodel", "pandas", "pyarrow"], rows)

    def predict(self):
        files = self.files()
        rows = []
        data = self.results["predict"] = []
        for network, batch, _ in NETWORKS:
            for threads in (1, 2):
                task = {"sizes": sizes_of(network), "threads": threads}
                peer, ours = self.rounds(lambda: self.peer("forward", **task)["seconds"],
                                         lambda: self.tool("forward", network, batch, threads)["seconds_per_row"])
                ratios = [a / b for a, b in zip(peer, ours)]
                data.append({"network": network, "threads": threads, "torch": peer, "aimodel": ours})
                rows.append([network, "rows in memory", threads, f"{1 / median(peer):,.0f}", f"{1 / median(ours):,.0f}",
                             spread(ratios)])
        for name, (path, _) in files.items():
            many = self.place / f"{name}_many.csv"
            header, *lines = path.read_text().splitlines(keepends=True)
            times = max(1, 400000 // len(lines)) if name == "adult" else 1
            many.write_text(header + "".join(lines) * times)
            spec, count = HERE / f"{name}.json", len(lines) * times
            for threads in (1, 2):
                peer, ours = self.rounds(
                    lambda: self.process(sys.executable, HERE / "job_torch.py", "predict", spec, self.place / f"{name}.pt",
                                         many, self.place / "torch.csv", threads),
                    lambda: self.process(self.options.aimodel, "predict", self.place / f"{name}.model", many, "-o",
                                         self.place / "aimodel.csv", "--force", "--threads", threads),
                )
                peer, ours = [a["seconds"] for a in peer], [b["seconds"] for b in ours]
                data.append({"file": name, "rows": count, "threads": threads, "torch": peer, "aimodel": ours})
                rows.append([name, "CSV to CSV", threads, f"{count / median(peer):,.0f}", f"{count / median(ours):,.0f}",
                             spread([a / b for a, b in zip(peer, ours)])])
        print_table("Predictions, rows a second. Ratio: time of PyTorch / time of aimodel.",
                    ["network", "what", "threads", "PyTorch", "aimodel", "ratio"], rows)

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
            return median([self.tool("step", network, batch, threads)["seconds_per_step"] for _ in range(3)])

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
            points.append((count, median([self.tool("csv", path, 1)["seconds"] for _ in range(3)]) / count))
        row("rows read, 21 columns", points, "ns a row", lambda cost: f"{cost * 1e9:.0f}", "few: opening the file")
        points = []
        for width in (1, 10, 100, 1000, 10000):
            path = self.place / "rows.csv"
            count = 1000000 // width
            path.write_text(",".join(f"x{i}" for i in range(width)) + "\n" + (",".join(["1.25"] * width) + "\n") * count)
            points.append((width, median([self.tool("csv", path, 1)["seconds"] for _ in range(3)]) / (count * width)))
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
        files = self.files()
        if "mnist" not in files:
            return
        spec.write_text(json.dumps({
            "inputs": [{"columns": ["pixel_*"], "type": "number", "scaling": "min_max"}],
            "network": [{"type": "dense", "units": 128, "activation": "relu"}],
            "outputs": [{"column": "digit", "type": "category"}],
            "training": {"epochs": 1}}))
        train, _ = files["mnist"]
        self.process(self.options.aimodel, "train", spec, train, "-o", model, "--force", "--quiet")
        rows = len(train.read_text().splitlines()) - 1
        pipe = f"cat {train} | {self.options.aimodel} predict {model} - --line-buffered"
        times = [self.process("sh", "-c", pipe)["seconds"] for _ in range(self.options.rounds)]
        self.results["wide"]["line_buffered"] = {"rows": rows, "seconds": times}
        print(f"\nMNIST, 784-128-10, line by line through a pipe: {rows / median(times):,.0f} rows a second")

    def close(self):
        self.worker.stdin.close()
        self.worker.wait()
        for path in self.place.iterdir():
            path.unlink()
        self.place.rmdir()


SECTIONS = ["steps", "jobs", "csv", "predict", "start", "growth", "wide"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--aimodel", required=True)
    parser.add_argument("--tool", required=True)
    parser.add_argument("--data", type=pathlib.Path, help="directory with adult_train.csv.gz, adult_test.csv.gz, mnist_10k.csv.gz")
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
