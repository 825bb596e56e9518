"""Layers beside torch's: what they give, their gradients, and running statistics. A layer without a twin here fails."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from peer import ask_one

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas" / "layers"

ACTIVATIONS = {
    "linear": lambda x, options: x,
    "relu": lambda x, options: F.relu(x),
    "leaky_relu": lambda x, options: F.leaky_relu(x, options.get("alpha", 0.01)),
    "elu": lambda x, options: F.elu(x, options.get("alpha", 1.0)),
    "gelu": lambda x, options: F.gelu(x),
    "silu": lambda x, options: F.silu(x),
    "sigmoid": lambda x, options: torch.sigmoid(x),
    "tanh": lambda x, options: torch.tanh(x),
    "softplus": lambda x, options: F.softplus(x),
    "softmax": lambda x, options: torch.softmax(x, dim=-1),
}


class Twin:
    """The same layer in torch, in double, with the parameters that the program drew."""

    def __init__(self, parameters, training):
        self.training = training
        self.named = {}
        self.p = {}
        for name, parameter in parameters.items():
            value = torch.tensor(parameter["values"], dtype=torch.float64).reshape(parameter["shape"])
            self.p[name] = value.requires_grad_(not name.split(".")[-1].startswith("running"))

    def run(self, options, x, path=""):
        kind = options["type"]
        if kind in ACTIVATIONS:
            return ACTIVATIONS[kind](x, options)
        return getattr(self, kind)(options, x, path)

    def chain(self, layers, x, path):
        for i, options in enumerate(layers):
            x = self.run(options, x, f"{path}{i}.")
            self.named[options.get("name")] = x
        return x

    def sequence(self, options, x, path):
        return self.chain(options["layers"], x, path + "layers.")

    def flatten(self, options, x, path):
        return x.reshape(len(x), -1)

    def add(self, options, x, path):
        return x + self.named[options["with"]]

    def concat(self, options, x, path):
        return torch.cat([x, self.named[options["with"]]], dim=-1)

    def dense(self, options, x, path):
        y = F.linear(x, self.p[path + "weight"].T, self.p[path + "bias"] if options.get("bias", True) else None)
        return ACTIVATIONS[options.get("activation", "linear")](y, {})

    def batch_norm(self, options, x, path):
        rows = x.reshape(-1, x.shape[-1])
        return F.batch_norm(
            rows,
            self.p[path + "running_mean"],
            self.p[path + "running_variance"],
            self.p[path + "scale"],
            self.p[path + "shift"],
            training=self.training,
            momentum=options.get("momentum", 0.1),
            eps=options.get("epsilon", 1e-5),
        ).reshape(x.shape)

    def layer_norm(self, options, x, path):
        scale, shift = self.p[path + "scale"], self.p[path + "shift"]
        return F.layer_norm(x, x.shape[-1:], scale, shift, eps=options.get("epsilon", 1e-5))

    def residual(self, options, x, path):
        weight = self.p.get(path + "projection.weight")
        return (x if weight is None else x @ weight) + self.chain(options["layers"], x, path + "layers.")

    def parallel(self, options, x, path):
        branches = [
            self.chain(layers, x, f"{path}branches.{i}.") for i, layers in enumerate(options["branches"])
        ]
        return sum(branches) if options.get("join") == "add" else torch.cat(branches, dim=-1)

    def repeat(self, options, x, path):
        for time in range(options["times"]):
            x = self.chain(options["layers"], x, path + ("" if options.get("shared") else f"{time}.") + "layers.")
        return x


NAMED = {"type": "dense", "units": 4, "activation": "tanh", "name": "source"}
MORE = [
    *(
        {"type": "sequence", "layers": [NAMED, {"type": "dense", "units": 4}, {"type": kind, "with": "source"}]}
        for kind in ("add", "concat")
    ),
    *({"type": "dense", "units": 4, "activation": name} for name in ACTIVATIONS if name != "softmax"),
    {"type": "batch_norm", "momentum": 0.4, "epsilon": 0.01},
    {"type": "layer_norm", "epsilon": 0.1},
    {
        "type": "residual",
        "layers": [
            {"type": "dense", "units": 6, "activation": "gelu"},
            {"type": "batch_norm"},
            {"type": "repeat", "times": 2, "layers": [{"type": "dense", "units": 6, "activation": "silu"}]},
            {"type": "layer_norm"},
        ],
    },
]
EXAMPLES = [e for path in sorted(SCHEMAS.glob("*.json")) for e in json.loads(path.read_text())["examples"]]


def request(options, row, rows, mode, seed):
    random = np.random.default_rng(seed)
    # Away from 0, where relu and its kin have a kink.
    x = random.normal(size=(rows, *row)) * 2
    x = (x + np.sign(x) * 0.05).astype(np.float32)
    return {"room": "layers", "options": options, "row": row, "x": x.ravel(), "mode": mode, "seed": seed}, x


def ask_with_cotangent(asked, rows, seed):
    """The answer to a pass whose dy is random; its size is only known when y is."""
    size = len(ask_one({**asked, "mode": "inference", "dy": []})["y"])
    dy = np.random.default_rng(seed + 100).normal(size=(rows, size // rows)).astype(np.float32)
    return ask_one({**asked, "dy": dy.ravel()}), dy


def close(found, wanted, what):
    wanted = wanted.detach().numpy().ravel()
    size = 1 + np.abs(wanted).max(initial=0)
    np.testing.assert_allclose(found, wanted, rtol=2e-4, atol=5e-5 * size, err_msg=what)


@pytest.mark.parametrize("mode", ["training", "gradient", "inference"])
@pytest.mark.parametrize(
    # What takes an earlier layer by its name is tried behind one, in MORE.
    "options",
    [o for o in EXAMPLES + MORE if o["type"] != "dropout" and "with" not in o],
    ids=lambda o: json.dumps(o)[:120],
)
def test_layer(options, mode):
    for seed, (row, rows) in enumerate([([7], 9), ([3], 1), ([5], 130), ([4, 3], 6)]):
        if mode == "training" and rows == 1 and "batch_norm" in json.dumps(options):
            continue  # torch refuses it
        asked, x = request(options, row, rows, mode, seed)
        answer, dy = ask_with_cotangent(asked, rows, seed)
        twin = Twin(answer["parameters"], mode == "training")
        leaf = torch.tensor(x, dtype=torch.float64, requires_grad=True)
        y = twin.run(options, leaf)
        close(answer["y"], y, "y")
        for name, parameter in answer["parameters"].items():
            close(parameter["after"], twin.p[name], name + " after the pass")
        if mode == "inference":
            continue
        y.backward(torch.tensor(dy, dtype=torch.float64).reshape(y.shape))
        close(answer["dx"], leaf.grad, "dx")
        for name, parameter in answer["parameters"].items():
            if twin.p[name].requires_grad:
                gradient = twin.p[name].grad
                close(
                    parameter["gradient"],
                    torch.zeros_like(twin.p[name]) if gradient is None else gradient,
                    "gradient of " + name,
                )


@pytest.mark.parametrize("rate", [0, 0.2, 0.75])
def test_dropout(rate):
    """Which elements are dropped is the program's own choice: seen in y, the rest is torch's formula."""
    options = {"type": "dropout", "rate": rate}
    asked, x = request(options, [40], 50, "training", 3)
    answer, dy = ask_with_cotangent(asked, 50, 3)
    y = np.array(answer["y"]).reshape(x.shape)
    mask = torch.tensor(y != 0, dtype=torch.float64)
    leaf = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    wanted = leaf * mask / (1 - rate)
    close(answer["y"], wanted, "y")
    wanted.backward(torch.tensor(dy, dtype=torch.float64).reshape(wanted.shape))
    close(answer["dx"], leaf.grad, "dx")
    # Five standard deviations of as many draws.
    assert abs(mask.mean().item() - (1 - rate)) <= 5 * np.sqrt(rate * (1 - rate) / x.size)
    for mode in ("inference", "gradient"):
        assert ask_one({**asked, "mode": mode, "dy": dy.ravel()})["y"] == pytest.approx(x.ravel().tolist())
