"""Learning rates against torch.optim.lr_scheduler's, step by step."""

import warnings

import numpy as np
import pytest
import torch
from torch.optim import lr_scheduler

from peer import ask_one


def torch_factors(make, count, values=None):
    """What the scheduler makes of a rate of 1, before each of `count` steps."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = make(optimizer)
    factors = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch wants an optimizer step between
        for i in range(count):
            factors.append(optimizer.param_groups[0]["lr"])
            if values is not None:
                scheduler.step(values[i])
            elif i + 1 < count:
                scheduler.step()
    return factors


def our_factors(options, positions):
    return ask_one({"room": "schedules", "options": options, "positions": positions})["factors"]


def at_steps(total):
    return [{"step": s, "total_steps": total, "epoch": 0, "history": []} for s in range(total)]


def at_epochs(count):
    return [{"step": 0, "total_steps": 1, "epoch": e, "history": []} for e in range(count)]


def test_step():
    ours = our_factors({"type": "step", "epochs": 3, "gamma": 0.5}, at_epochs(20))
    wanted = torch_factors(lambda o: lr_scheduler.StepLR(o, 3, gamma=0.5), 20)
    np.testing.assert_allclose(ours, wanted)


def test_exponential():
    ours = our_factors({"type": "exponential", "gamma": 0.9}, at_epochs(20))
    wanted = torch_factors(lambda o: lr_scheduler.ExponentialLR(o, 0.9), 20)
    np.testing.assert_allclose(ours, wanted)


def test_cosine():
    ours = our_factors({"type": "cosine", "minimum": 0.1}, at_steps(50))
    wanted = torch_factors(lambda o: lr_scheduler.CosineAnnealingLR(o, 50, eta_min=0.1), 50)
    np.testing.assert_allclose(ours, wanted)


def test_cosine_with_warmup():
    def chain(optimizer):
        rise = lr_scheduler.LinearLR(optimizer, start_factor=1 / 11, total_iters=10)
        fall = lr_scheduler.CosineAnnealingLR(optimizer, 40, eta_min=0)
        return lr_scheduler.SequentialLR(optimizer, [rise, fall], milestones=[10])

    ours = our_factors({"type": "cosine", "warmup": 0.2}, at_steps(50))
    np.testing.assert_allclose(ours, torch_factors(chain, 50))


@pytest.mark.parametrize("total, warmup", [(100, 0.3), (37, 0.25), (10, 0.5), (5, 0.1), (3, 0.9)])
def test_one_cycle(total, warmup):
    ours = our_factors(
        {"type": "one_cycle", "warmup": warmup, "start_divisor": 10, "end_divisor": 100},
        at_steps(total),
    )
    wanted = torch_factors(
        lambda o: lr_scheduler.OneCycleLR(
            o,
            max_lr=1.0,
            total_steps=total,
            pct_start=warmup,
            div_factor=10,
            final_div_factor=100,
            cycle_momentum=False,
        ),
        total,
    )
    np.testing.assert_allclose(ours, wanted, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("mode", ["min", "max"])
def test_reduce_on_plateau(seed, mode):
    random = np.random.default_rng(seed)
    values = 1 / (1 + np.arange(60) / 10) + random.normal(size=60) * 0.05
    values = np.abs(values) + 0.1
    if mode == "max":
        values = 1 / values
    options = {
        "type": "reduce_on_plateau",
        "factor": 0.5,
        "patience": int(random.integers(0, 5)),
        "minimum_change": 0.02,
        "minimum": 0.01,
    }

    def make(optimizer):
        return lr_scheduler.ReduceLROnPlateau(
            optimizer,
            mode=mode,
            factor=0.5,
            patience=options["patience"],
            threshold=0.02,
            min_lr=0.01,
        )

    wanted = torch_factors(make, 60, values)
    history = [value if mode == "min" else -value for value in values]
    positions = [
        {"step": 0, "total_steps": 1, "epoch": e, "history": history[:e]} for e in range(60)
    ]
    np.testing.assert_allclose(our_factors(options, positions), wanted)
