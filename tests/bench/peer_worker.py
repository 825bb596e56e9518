"""Other libraries at the tasks of bench.py, with as many threads as the argument says. Each line of standard input is a JSON
object with the task, each line of output the answer: {"seconds": of one run} or {"error": why there is none}.
"""
import json
import os
import sys
import time

THREADS = int(sys.argv[1])
os.environ["POLARS_MAX_THREADS"] = str(THREADS)


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


# A training step: forward, cross-entropy, backward, Adam; batches taken in order from memory.


torch_steps = {}  # (sizes, compiled) -> step, so that each is compiled once


def torch_step(task, compiled):
    import torch

    torch.set_num_threads(THREADS)
    sizes, batch = task["sizes"], task["batch"]
    rows = max(16 * batch, 1024)
    key = (*sizes, compiled)
    if key not in torch_steps:
        torch.manual_seed(0)
        x, y = torch.randn(rows, sizes[0]), torch.randint(0, sizes[-1], (rows,))
        model = network(sizes)
        optimizer = torch.optim.Adam(model.parameters(), fused=True)
        loss = torch.nn.CrossEntropyLoss()

        def loss_of(rows_x, rows_y):
            return loss(model(rows_x), rows_y)

        if compiled:
            loss_of = torch.compile(loss_of, dynamic=False)

        def run(i):
            first = i * batch % rows
            optimizer.zero_grad(set_to_none=True)
            loss_of(x[first : first + batch], y[first : first + batch]).backward()
            optimizer.step()

        torch_steps[key] = run
    return repeat(torch_steps[key], task["seconds"])


def step_torch(task):
    return torch_step(task, False)


def step_torch_compile(task):
    return torch_step(task, True)


jax_steps = {}


def step_jax(task):
    """Sixteen steps in one compiled call, by lax.scan; Adam as in Kingma and Ba 2015, with PyTorch's defaults."""
    import jax
    import jax.numpy as jnp

    sizes, batch = task["sizes"], task["batch"]
    batches = max(16, 1024 // batch)
    key = tuple(sizes)
    if key not in jax_steps:
        random = jax.random.split(jax.random.key(0), len(sizes) + 1)
        params = []
        for i in range(len(sizes) - 1):
            bound = sizes[i] ** -0.5
            params.append((jax.random.uniform(random[i], (sizes[i], sizes[i + 1]), minval=-bound, maxval=bound),
                           jnp.zeros(sizes[i + 1])))
        x = jax.random.normal(random[-2], (batches, batch, sizes[0]))
        y = jax.random.randint(random[-1], (batches, batch), 0, sizes[-1])

        def loss_of(params, rows_x, rows_y):
            for w, b in params[:-1]:
                rows_x = jax.nn.relu(rows_x @ w + b)
            w, b = params[-1]
            log_p = jax.nn.log_softmax(rows_x @ w + b)
            return -jnp.take_along_axis(log_p, rows_y[:, None], axis=1).mean()

        def step(state, rows):
            params, first, second, t = state
            gradients = jax.grad(loss_of)(params, *rows)
            t = t + 1
            first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, gradients)
            second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, gradients)
            rate, root = 1e-3 / (1 - 0.9**t), (1 - 0.999**t) ** 0.5
            params = jax.tree.map(lambda p, m, v: p - rate * m / (jnp.sqrt(v) / root + 1e-8), params, first, second)
            return (params, first, second, t), None

        epoch = jax.jit(lambda state, x, y: jax.lax.scan(step, state, (x, y))[0], donate_argnums=0)
        zeros = jax.tree.map(jnp.zeros_like, params)
        held = {"state": (params, zeros, jax.tree.map(jnp.zeros_like, params), jnp.float32(0))}

        def run(_):
            held["state"] = jax.block_until_ready(epoch(held["state"], x, y))

        jax_steps[key] = run
    return repeat(jax_steps[key], task["seconds"], 1) / batches


# Predictions for rows in memory, in blocks of a thousand.


def forward_torch(task):
    import torch

    torch.set_num_threads(THREADS)
    sizes, block = task["sizes"], 1000
    x = torch.randn(16 * block, sizes[0])
    model = network(sizes).eval()

    def run(i):
        first = i % 16 * block
        torch.softmax(model(x[first : first + block]), 1)

    with torch.inference_mode():
        return repeat(run, task["seconds"]) / block


def forward_onnxruntime(task):
    import numpy as np
    import onnx
    import onnxruntime

    sizes, block = task["sizes"], 1000
    random = np.random.default_rng(0)
    nodes, weights, name = [], [], "x"
    for i in range(len(sizes) - 1):
        w = random.standard_normal((sizes[i], sizes[i + 1]), dtype=np.float32) * sizes[i] ** -0.5
        weights += [onnx.numpy_helper.from_array(w, f"w{i}"),
                    onnx.numpy_helper.from_array(np.zeros(sizes[i + 1], np.float32), f"b{i}")]
        nodes.append(onnx.helper.make_node("Gemm", [name, f"w{i}", f"b{i}"], [f"z{i}"]))
        last = i == len(sizes) - 2
        name = "p" if last else f"y{i}"
        nodes.append(onnx.helper.make_node("Softmax" if last else "Relu", [f"z{i}"], [name]))
    real = onnx.TensorProto.FLOAT
    graph = onnx.helper.make_graph(nodes, "network", [onnx.helper.make_tensor_value_info("x", real, ["n", sizes[0]])],
                                   [onnx.helper.make_tensor_value_info("p", real, ["n", sizes[-1]])], weights)
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = THREADS, 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    x = random.standard_normal((16 * block, sizes[0]), dtype=np.float32)

    def run(i):
        first = i % 16 * block
        session.run(None, {"x": x[first : first + block]})

    return repeat(run, task["seconds"]) / block


# Reading a CSV file into memory.


def csv_pandas(task):
    import pandas

    return repeat(lambda _: pandas.read_csv(task["file"]), task["seconds"], 1)


def csv_pyarrow(task):
    import pyarrow
    import pyarrow.csv

    pyarrow.set_cpu_count(THREADS)
    pyarrow.set_io_thread_count(THREADS)
    options = pyarrow.csv.ReadOptions(use_threads=THREADS > 1)
    return repeat(lambda _: pyarrow.csv.read_csv(task["file"], read_options=options), task["seconds"], 1)


def csv_polars(task):
    import polars

    return repeat(lambda _: polars.read_csv(task["file"], null_values="?"), task["seconds"], 1)


def main():
    for line in sys.stdin:
        task = json.loads(line)
        try:
            answer = {"seconds": globals()[task["what"]](task)}
        except Exception as error:  # the row of this library stays empty, and says why
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()
