"""PyTorch, pandas and pyarrow at the tasks of bench.py. Each line of standard input is a JSON object with the task, each
line of output the answer: {"seconds": of one run} or {"error": why there is none}.
"""
import json
import sys
import time


def network(sizes):
    import torch

    layers = []
    for i in range(len(sizes) - 1):
        layers.append(torch.nn.Linear(sizes[i], sizes[i + 1]))
        if i < len(sizes) - 2:
            layers.append(torch.nn.ReLU())
    return torch.nn.Sequential(*layers)


def repeat(run, seconds, warm_up=3):
    """The mean time of a run over so many seconds."""
    for i in range(warm_up):
        run(i)
    start, count = time.perf_counter(), 0
    while True:
        run(count)
        count += 1
        took = time.perf_counter() - start
        if took >= seconds:
            return took / count


def step(task):
    """Forward, cross-entropy, backward, Adam; batches taken in order from memory."""
    import torch

    torch.set_num_threads(task["threads"])
    torch.manual_seed(0)
    sizes, batch = task["sizes"], task["batch"]
    rows = max(16 * batch, 1024)
    x, y = torch.randn(rows, sizes[0]), torch.randint(0, sizes[-1], (rows,))
    model = network(sizes)
    optimizer = torch.optim.Adam(model.parameters(), fused=task["fused"])
    loss = torch.nn.CrossEntropyLoss()

    def run(i):
        first = i * batch % rows
        optimizer.zero_grad()
        loss(model(x[first : first + batch]), y[first : first + batch]).backward()
        optimizer.step()

    return repeat(run, task["seconds"])


def forward(task):
    """Predictions for rows in memory, in blocks of a thousand."""
    import torch

    torch.set_num_threads(task["threads"])
    sizes, block = task["sizes"], 1000
    x = torch.randn(16 * block, sizes[0])
    model = network(sizes).eval()

    def run(i):
        first = i % 16 * block
        torch.softmax(model(x[first : first + block]), 1)

    with torch.inference_mode():
        return repeat(run, task["seconds"]) / block


def csv(task):
    if task["library"] == "pandas":
        import pandas

        return repeat(lambda _: pandas.read_csv(task["file"]), task["seconds"], 1)
    import pyarrow
    import pyarrow.csv

    pyarrow.set_cpu_count(task["threads"])
    pyarrow.set_io_thread_count(task["threads"])
    options = pyarrow.csv.ReadOptions(use_threads=task["threads"] > 1)
    return repeat(lambda _: pyarrow.csv.read_csv(task["file"], read_options=options), task["seconds"], 1)


def main():
    for line in sys.stdin:
        task = json.loads(line)
        try:
            answer = {"seconds": globals()[task["what"]](task)}
        except ImportError as error:
            answer = {"error": str(error)}
        print(json.dumps(answer), flush=True)


main()
