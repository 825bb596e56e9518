"""The same jobs as `aimodel train` and `aimodel predict` on the benchmark's data, in PyTorch with pandas.

    job_torch.py train   SPEC TRAIN.csv TEST.csv MODEL THREADS    prints accuracy and, of two classes, AUC on the test rows
    job_torch.py predict SPEC MODEL ROWS.csv OUTPUT.csv THREADS
"""
import json
import sys

import numpy as np
import pandas as pd
import torch


def columns(spec, frame):
    """Names of the number and of the category columns, and of the target."""
    names = {"number": [], "category": []}
    for group in spec["inputs"]:
        for pattern in group["columns"]:
            stem = pattern.rstrip("*")
            matches = [c for c in frame.columns if c == pattern or (pattern != stem and c.startswith(stem))]
            names[group["type"]] += matches
    return names["number"], names["category"], spec["outputs"][0]["column"]


def fit(spec, frame):
    numbers, categories, target = columns(spec, frame)
    x = frame[numbers]
    if spec["inputs"][0].get("scaling") == "min_max":
        shift, scale = x.min(), x.max() - x.min()
    else:
        shift, scale = x.mean(), x.std(ddof=0)
    scale = scale.where(scale > 0, 1)
    values = {c: list(frame[c].astype("category").cat.categories) for c in categories}
    classes = sorted(frame[target].unique())
    return {"numbers": numbers, "shift": shift, "scale": scale, "values": values, "target": target, "classes": classes}


def encode(state, frame):
    parts = [((frame[state["numbers"]] - state["shift"]) / state["scale"]).to_numpy(np.float32)]
    for column, values in state["values"].items():
        codes = pd.Categorical(frame[column], categories=values).codes
        parts.append(np.eye(len(values) + 1, dtype=np.float32)[codes])
    return torch.from_numpy(np.concatenate(parts, axis=1))


def target(state, frame):
    return torch.from_numpy(pd.Categorical(frame[state["target"]], categories=state["classes"]).codes.astype(np.int64))


def network(spec, inputs, classes):
    layers, width = [], inputs
    for layer in spec["network"]:
        layers += [torch.nn.Linear(width, layer["units"]), torch.nn.ReLU()]
        width = layer["units"]
    return torch.nn.Sequential(*layers, torch.nn.Linear(width, classes))


def train(spec, train_path, test_path, model_path):
    torch.manual_seed(1)
    rows = pd.read_csv(train_path, na_values="?")
    held_back = pd.read_csv(test_path, na_values="?")
    state = fit(spec, rows)
    x, y = encode(state, rows), target(state, rows)
    model = network(spec, x.shape[1], len(state["classes"]))
    settings = spec["training"]
    optimizer = torch.optim.Adam(model.parameters(), lr=settings["optimizer"]["learning_rate"], fused=True)
    loss = torch.nn.CrossEntropyLoss()
    for _ in range(settings["epochs"]):
        order = torch.randperm(len(x))
        for start in range(0, len(x), settings["batch_size"]):
            some = order[start : start + settings["batch_size"]]
            optimizer.zero_grad(set_to_none=True)
            loss(model(x[some]), y[some]).backward()
            optimizer.step()
    with torch.inference_mode():
        z, classes = model(encode(state, held_back)), target(state, held_back)
    torch.save((state, model.state_dict()), model_path)
    metrics = [(z.argmax(1) == classes).float().mean().item()]
    if len(state["classes"]) == 2:
        ranks = pd.Series((z[:, 1] - z[:, 0]).numpy()).rank()  # the AUC is Mann and Whitney's U, as a share of all pairs
        positive = classes.numpy() == 1
        count = positive.sum()
        metrics.append((ranks[positive].sum() - count * (count + 1) / 2) / (count * (len(positive) - count)))
    print(" ".join(f"{metric:.4f}" for metric in metrics))


def predict(spec, model_path, rows_path, output_path):
    state, weights = torch.load(model_path, weights_only=False)
    rows = pd.read_csv(rows_path, na_values="?")
    x = encode(state, rows)
    model = network(spec, x.shape[1], len(state["classes"]))
    model.load_state_dict(weights)
    with torch.inference_mode():
        p = torch.softmax(model(x), 1).numpy()
    result = pd.DataFrame(p, columns=[f"probability_{c}" for c in state["classes"]])
    result.insert(0, "prediction", np.array(state["classes"])[p.argmax(1)])
    result.to_csv(output_path, index=False)


torch.set_num_threads(int(sys.argv[-1]))
with open(sys.argv[2], encoding="utf-8") as file:
    {"train": train, "predict": predict}[sys.argv[1]](json.load(file), *sys.argv[3:-1])
