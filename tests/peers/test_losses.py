"""Losses and their gradients against torch's, through its automatic differentiation."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from peer import ask

TOLERANCE = 2e-5  # the program counts in float


def pinball(z, y, quantile):
    error = y - z
    return torch.maximum(quantile * error, (quantile - 1) * error).mean(dim=1)


def binary_focal(z, y, gamma):
    log_p = F.logsigmoid(torch.where(y == 1, z, -z))[:, 0]
    return -((1 - log_p.exp()) ** gamma) * log_p


def focal(z, y, gamma):
    log_p = torch.log_softmax(z, dim=1)[torch.arange(len(z)), y[:, 0].long()]
    return -((1 - log_p.exp()) ** gamma) * log_p


def smoothed_binary(z, y, smoothing):
    target = y * (1 - smoothing) + smoothing / 2
    return F.binary_cross_entropy_with_logits(z, target, reduction="none")[:, 0]


def by_row(function, **options):
    return lambda z, y: function(z, y, reduction="none", **options).mean(dim=1)


def cross_entropy(smoothing):
    return lambda z, y: F.cross_entropy(
        z, y[:, 0].long(), reduction="none", label_smoothing=smoothing
    )


# options, kind of target, loss of each row
LOSSES = [
    ({"type": "squared_error"}, "number", by_row(F.mse_loss)),
    (
        {"type": "half_squared_error"},
        "number",
        lambda z, y: F.mse_loss(z, y, reduction="none").sum(dim=1) / 2,
    ),
    ({"type": "absolute_error"}, "number", by_row(F.l1_loss)),
    ({"type": "huber"}, "number", by_row(F.huber_loss)),
    ({"type": "huber", "delta": 0.3}, "number", by_row(F.huber_loss, delta=0.3)),
    ({"type": "quantile", "quantile": 0.9}, "number", lambda z, y: pinball(z, y, 0.9)),
    ({"type": "poisson"}, "count", by_row(F.poisson_nll_loss, log_input=True, full=False)),
    ({"type": "cross_entropy"}, "class", cross_entropy(0.0)),
    ({"type": "cross_entropy", "label_smoothing": 0.2}, "class", cross_entropy(0.2)),
    ({"type": "binary_cross_entropy"}, "binary", lambda z, y: smoothed_binary(z, y, 0.0)),
    (
        {"type": "binary_cross_entropy", "label_smoothing": 0.1},
        "binary",
        lambda z, y: smoothed_binary(z, y, 0.1),
    ),
    ({"type": "focal"}, "class", lambda z, y: focal(z, y, 2)),
    ({"type": "focal", "gamma": 0.5}, "class", lambda z, y: focal(z, y, 0.5)),
    ({"type": "focal"}, "binary", lambda z, y: binary_focal(z, y, 2)),
]


def draw(kind, random):
    rows = int(random.integers(1, 300))
    width = {"class": int(random.integers(2, 8)), "binary": 1}.get(kind, int(random.integers(1, 4)))
    z = random.normal(size=(rows, width)) * 3
    if kind == "number":
        y = random.normal(size=(rows, width)) * 3
    elif kind == "count":
        y = random.poisson(3, size=(rows, width)).astype(float)
    else:
        y = random.integers(max(width, 2), size=(rows, 1)).astype(float)
    return z.astype(np.float32).astype(float), y.astype(np.float32).astype(float)


def predictions(z, options):
    if options["type"] in ("cross_entropy", "binary_cross_entropy", "focal"):
        return torch.sigmoid(z) if z.shape[1] == 1 else torch.softmax(z, dim=1)
    return z.exp() if options["type"] == "poisson" else z


@pytest.mark.parametrize("options, kind, rows_loss", LOSSES)
def test_loss(options, kind, rows_loss):
    requests, wanted = [], []
    for seed in range(12):
        random = np.random.default_rng(seed)
        z, y = draw(kind, random)
        weight = random.uniform(0, 2, size=len(z)).astype(np.float32).astype(float)
        classes, factors = [], np.ones(len(z))
        request_options = dict(options)
        if kind in ("class", "binary"):
            classes = [f"c{k}" for k in range(max(z.shape[1], 2))]
            if seed % 2:
                request_options["class_weights"] = {"c0": 3, "c1": 0.5}
                factors = np.array([3, 0.5] + [1] * len(classes))[y[:, 0].astype(int)]
        scale = 1 / weight.sum()
        requests.append(
            {
                "room": "losses",
                "options": request_options,
                "classes": classes,
                "class_counts": [1] * len(classes),
                "width": z.shape[1],
                "z": z.ravel(),
                "target": y.ravel(),
                "weight": weight,
                "scale": scale,
            }
        )
        leaf = torch.tensor(z, requires_grad=True)
        loss = (rows_loss(leaf, torch.tensor(y)) * torch.tensor(weight * factors)).sum()
        (loss * scale).backward()
        wanted.append(
            (loss.item(), (weight * factors).sum(), leaf.grad, predictions(leaf.detach(), options))
        )
    for answer, (loss, total, gradient, prediction) in zip(ask(requests), wanted, strict=True):
        assert answer["loss"] == pytest.approx(loss, rel=TOLERANCE)
        assert answer["total_weight"] == pytest.approx(total, rel=1e-6)
        np.testing.assert_allclose(answer["dz"], gradient.ravel(), rtol=1e-4, atol=TOLERANCE)
        np.testing.assert_allclose(answer["prediction"], prediction.ravel(), rtol=TOLERANCE)


@pytest.mark.parametrize("kind", ["class", "binary"])
def test_weighted_mean_is_torch_s(kind):
    """Class weights and the mean over the rows, as torch's reduction "mean" takes it."""
    random = np.random.default_rng(5)
    z = random.normal(size=(50, 3))
    y = random.integers(3, size=(50, 1)).astype(float)
    factors = [2.0, 0.5, 1.5]
    if kind == "binary":
        z, y, factors = z[:, :1], (y > 0).astype(float), factors[:2]
    names = [f"c{k}" for k in range(len(factors))]
    answer = ask(
        [
            {
                "room": "losses",
                "options": {
                    "type": "cross_entropy" if kind == "class" else "binary_cross_entropy",
                    "class_weights": dict(zip(names, factors, strict=True)),
                },
                "classes": names,
                "class_counts": [1] * len(names),
                "width": z.shape[1],
                "z": z.ravel(),
                "target": y.ravel(),
                "weight": [],
                "scale": 1,
            }
        ]
    )[0]
    logits = torch.tensor(z)
    if kind == "binary":
        logits = torch.cat([torch.zeros_like(logits), logits], dim=1)
    wanted = F.cross_entropy(
        logits, torch.tensor(y[:, 0]).long(), weight=torch.tensor(factors, dtype=torch.float64)
    )
    assert answer["loss"] / answer["total_weight"] == pytest.approx(wanted.item(), rel=TOLERANCE)


def test_balanced_weights_are_scikit_learn_s():
    from sklearn.utils.class_weight import compute_class_weight

    target = np.array([0] * 5 + [1] * 3 + [2] * 2)
    wanted = compute_class_weight("balanced", classes=np.arange(3), y=target)
    answers = ask(
        [
            {
                "room": "losses",
                "options": {"type": "cross_entropy", "class_weights": "balanced"},
                "classes": ["a", "b", "c"],
                "class_counts": [5, 3, 2],
                "width": 3,
                "z": [0.0, 0.0, 0.0],
                "target": [k],
                "weight": [],
                "scale": 1,
            }
            for k in range(3)
        ]
    )
    np.testing.assert_allclose([a["total_weight"] for a in answers], wanted)
