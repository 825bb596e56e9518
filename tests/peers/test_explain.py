"""Explanations of a trained model, computed again in torch from the model file: integrated gradients and saliency by
autograd (and by captum where it is installed), permutation importance by scikit-learn."""

import csv
import json
import os
import subprocess

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.inspection import permutation_importance

torch.set_num_threads(1)  # small tensors

SPEC = {
    "inputs": [
        {"columns": ["age", "pay"], "type": "number"},
        {"column": "town", "type": "category"},
        {"column": "job", "type": "category", "encoding": "embedding", "units": 3},
    ],
    "network": [
        {"type": "dense", "units": 12, "activation": "tanh"},
        {"type": "dropout", "rate": 0.1},
        {"type": "dense", "units": 8, "activation": "sigmoid"},
    ],
    "outputs": [{"column": "kind", "type": "category"}],
    "training": {"epochs": 40, "batch_size": 32, "optimizer": {"type": "adam", "learning_rate": 0.02}},
}
COLUMNS = ["age", "pay", "town", "job"]
CLASSES = ["low", "middle", "high"]


def aimodel(*arguments):
    run = subprocess.run(
        [os.environ["AIMODEL"], *map(str, arguments)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def write_rows(path, n=240):
    random = np.random.default_rng(5)
    with open(path, "w", newline="") as file:
        out = csv.writer(file)
        out.writerow([*COLUMNS, "kind"])
        for _ in range(n):
            age, pay = random.uniform(18, 80), random.normal(3000, 900)
            town, job = random.choice(["a", "b", "c"]), random.choice(["x", "y", "z", "w"])
            score = age / 20 + pay / 900 + (town == "b") * 2 - (job == "z") + random.normal(0, 0.3)
            out.writerow([f"{age:.3f}", f"{pay:.3f}", town, job, CLASSES[int(np.digitize(score, [5, 7]))]])


class Twin:
    """The same network in torch, from what the model file holds."""

    def __init__(self, path, rows):
        with safe_open(path, framework="pt") as file:
            metadata = file.metadata()
        self.state = json.loads(metadata["aimodel.preprocessing"])
        self.tensors = {name: tensor.double() for name, tensor in load_file(path).items()}
        self.classes = self.state["outputs"][0]["columns"][0]["classes"]
        self.encoded = self.encode(rows)
        self.labels = np.array([self.classes.index(row["kind"]) for row in rows])
        width = {"age": 1, "pay": 1, "town": self.places(1), "job": 3}
        self.owners = np.repeat(np.arange(4), [width[name] for name in COLUMNS])

    def values(self, group):
        """A category's known values."""
        return self.state["inputs"][group][0]["vocabulary"]

    def places(self, group):
        """Those of the values, and one behind them for others, where training rows held such."""
        state = self.state["inputs"][group][0]
        return len(self.values(group)) + (1 if state["rare"] or state["missing"] else 0)

    def encode(self, rows):
        """One number a column: scaled, or a category's index."""
        columns = [
            [(float(row[c["column"]]) - c["shift"]) / c["scale"] for row in rows]
            for c in self.state["inputs"][0]
        ]
        for group, name in ((1, "town"), (2, "job")):
            columns.append([self.values(group).index(row[name]) for row in rows])
        return torch.tensor(np.array(columns).T)

    def embed(self, encoded):
        town = torch.nn.functional.one_hot(encoded[:, 2].long(), self.places(1))
        job = self.tensors["inputs.2.embedding.job"][encoded[:, 3].long()]
        return torch.cat([encoded[:, :2], town.double(), job], dim=1)

    def logits(self, x):
        t = self.tensors
        x = torch.tanh(x @ t["network.0.weight"] + t["network.0.bias"])
        x = torch.sigmoid(x @ t["network.2.weight"] + t["network.2.bias"])
        return x @ t["outputs.0.weight"] + t["outputs.0.bias"]

    def by_column(self, numbers):
        """Sums of a row's numbers over each column."""
        result = np.zeros((len(numbers), 4))
        np.add.at(result.T, self.owners, numbers.T)
        return result


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    folder = tmp_path_factory.mktemp("explain")
    (folder / "spec.json").write_text(json.dumps(SPEC))
    write_rows(folder / "rows.csv")
    model = folder / "kind.model"
    aimodel("train", folder / "spec.json", folder / "rows.csv", "-o", model, "--quiet")
    with open(folder / "rows.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    return model, folder / "rows.csv", Twin(model, rows)


def explain(trained, *arguments):
    model, rows, _ = trained
    return json.loads(aimodel("explain", model, rows, "--json", "--quiet", *arguments))


def attributions(document):
    return np.array([[row["attributions"][name] for name in COLUMNS] for row in document["per_row"]])


def gradient(twin, x, targets):
    x = x.clone().requires_grad_(True)
    twin.logits(x).gather(1, targets[:, None]).sum().backward()
    return x.grad


@pytest.mark.parametrize("target", [None, *CLASSES])
@pytest.mark.parametrize("baseline", ["mean", "zero"])
def test_integrated_gradients(trained, target, baseline):
    twin = trained[2]
    chosen = [] if target is None else ["--target", target]
    document = explain(
        trained, "--method", "integrated_gradients", "--per-row", "--set", f"baseline={baseline}", *chosen
    )
    x = twin.embed(twin.encoded)
    start = x.mean(dim=0) if baseline == "mean" else torch.zeros(x.shape[1])
    start = start.double().expand_as(x)
    logits = twin.logits(x)
    targets = logits.argmax(dim=1)
    if target is not None:
        targets = torch.full_like(targets, twin.classes.index(target))
    nodes, weights = np.polynomial.legendre.leggauss(50)
    total = torch.zeros_like(x)
    for node, weight in zip(nodes, weights):
        total += weight / 2 * gradient(twin, start + (node + 1) / 2 * (x - start), targets)
    wanted = twin.by_column(((x - start) * total).numpy())
    np.testing.assert_allclose(attributions(document), wanted, atol=1e-4)

    found = [row["value"] for row in document["per_row"]]
    np.testing.assert_allclose(found, logits.gather(1, targets[:, None])[:, 0], atol=1e-4)
    means = {column["name"]: column for column in document["columns"]}
    for i, name in enumerate(COLUMNS):
        sizes = np.abs(wanted[:, i])
        assert means[name]["importance"] == pytest.approx(sizes.mean(), abs=1e-4)
        assert means[name]["mean"] == pytest.approx(wanted[:, i].mean(), abs=1e-4)
        error = sizes.std(ddof=1) / np.sqrt(len(sizes))
        assert means[name]["standard_error"] == pytest.approx(error, abs=1e-5)
    assert document["completeness_gap"]["maximum"] < 1e-4


def test_integrated_gradients_of_captum(trained):
    attr = pytest.importorskip("captum.attr")
    twin = trained[2]
    document = explain(
        trained, "--method", "integrated_gradients", "--per-row", "--target", "high", "--set", "baseline=zero"
    )
    x = twin.embed(twin.encoded)
    wanted = attr.IntegratedGradients(twin.logits).attribute(
        x, torch.zeros_like(x), target=twin.classes.index("high")
    )
    np.testing.assert_allclose(attributions(document), twin.by_column(wanted.numpy()), atol=1e-4)


def test_saliency(trained):
    twin = trained[2]
    document = explain(trained, "--method", "saliency", "--per-row", "--target", "middle")
    x = twin.embed(twin.encoded)
    target = torch.full((len(x),), twin.classes.index("middle"))
    slopes = gradient(twin, x, target).numpy()
    wanted = np.sqrt(twin.by_column(slopes**2))
    wanted[:, :2] = slopes[:, :2]  # single numbers keep their sign
    np.testing.assert_allclose(attributions(document), wanted, atol=1e-4)


class Predictor(ClassifierMixin, BaseEstimator):
    """The twin behind scikit-learn's interface; its columns are those of the file."""

    def __init__(self, twin=None):
        self.twin = twin
        self.classes_ = np.arange(len(CLASSES))

    def fit(self, x, y):
        return self

    def predict(self, x):
        return self.twin.logits(self.twin.embed(torch.tensor(x))).argmax(dim=1).numpy()


def test_permutation_importance(trained):
    twin = trained[2]
    document = explain(trained, "--method", "permutation", "--set", "metric=accuracy", "--set", "repeats=300")
    x, y = twin.encoded.numpy(), twin.labels
    predictor = Predictor(twin)
    assert document["baseline"]["value"] == pytest.approx((predictor.predict(x) == y).mean(), abs=1e-9)
    wanted = permutation_importance(predictor, x, y, scoring="accuracy", n_repeats=300, random_state=1)
    errors = wanted.importances_std / np.sqrt(300)
    found = {column["name"]: column for column in document["columns"]}
    assert max(column["importance"] for column in document["columns"]) > 0.1
    for i, name in enumerate(COLUMNS):
        mine = found[name]
        tolerance = 4.5 * np.hypot(errors[i], mine["standard_error"]) + 1e-12
        assert abs(mine["importance"] - wanted.importances_mean[i]) < tolerance
        assert mine["standard_error"] == pytest.approx(error_of_rows_and_shuffles(predictor, x, y, i, 300), rel=0.25)


def error_of_rows_and_shuffles(predictor, x, y, column, repeats):
    """From what each row loses with the value of each other row: the parts of the row and of the value stay the same
    in all shuffles, what is left is drawn anew in each."""
    n = len(x)
    right = predictor.predict(x) == y
    lost = np.empty((n, n))
    for j in range(n):
        changed = x.copy()
        changed[:, column] = x[j, column]
        lost[:, j] = right.astype(float) - (predictor.predict(changed) == y)
    row, value = lost.mean(axis=1), lost.mean(axis=0)
    rest = lost - row[:, None] - value[None, :] + lost.mean()
    return np.sqrt((row + value).var(ddof=1) / n + rest.var() / (n * repeats))
