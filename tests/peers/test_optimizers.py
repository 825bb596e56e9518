"""Ten steps of each optimizer against torch.optim's."""

import numpy as np
import pytest
import torch

from peer import ask_one

STEPS, VALUES = 10, 37

# our options, torch's
OPTIMIZERS = [
    ({"type": "sgd", "learning_rate": 0.1}, torch.optim.SGD, {"lr": 0.1}),
    (
        {"type": "sgd", "learning_rate": 0.1, "weight_decay": 0.2},
        torch.optim.SGD,
        {"lr": 0.1, "weight_decay": 0.2},
    ),
    (
        {"type": "sgd", "learning_rate": 0.1, "momentum": 0.8, "weight_decay": 0.05},
        torch.optim.SGD,
        {"lr": 0.1, "momentum": 0.8, "weight_decay": 0.05},
    ),
    (
        {
            "type": "sgd",
            "learning_rate": 0.1,
            "momentum": 0.8,
            "nesterov": True,
            "weight_decay": 0.05,
        },
        torch.optim.SGD,
        {"lr": 0.1, "momentum": 0.8, "nesterov": True, "weight_decay": 0.05},
    ),
    (
        {"type": "rmsprop", "learning_rate": 0.02, "rho": 0.95},
        torch.optim.RMSprop,
        {"lr": 0.02, "alpha": 0.95},
    ),
    (
        {
            "type": "rmsprop",
            "learning_rate": 0.02,
            "momentum": 0.7,
            "epsilon": 1e-3,
            "weight_decay": 0.1,
        },
        torch.optim.RMSprop,
        {"lr": 0.02, "alpha": 0.9, "momentum": 0.7, "eps": 1e-3, "weight_decay": 0.1},
    ),
    ({"type": "adagrad"}, torch.optim.Adagrad, {}),
    (
        {"type": "adagrad", "learning_rate": 0.1, "epsilon": 1e-2, "weight_decay": 0.1},
        torch.optim.Adagrad,
        {"lr": 0.1, "eps": 1e-2, "weight_decay": 0.1},
    ),
    ({"type": "adam"}, torch.optim.Adam, {}),
    (
        {
            "type": "adam",
            "learning_rate": 0.05,
            "beta_1": 0.7,
            "beta_2": 0.95,
            "epsilon": 1e-3,
            "weight_decay": 0.1,
        },
        torch.optim.Adam,
        {"lr": 0.05, "betas": (0.7, 0.95), "eps": 1e-3, "weight_decay": 0.1},
    ),
    ({"type": "adamw"}, torch.optim.AdamW, {}),
    (
        {"type": "adamw", "learning_rate": 0.05, "weight_decay": 0.3},
        torch.optim.AdamW,
        {"lr": 0.05, "weight_decay": 0.3},
    ),
]


@pytest.mark.parametrize("options, kind, torch_options", OPTIMIZERS)
def test_ten_steps(options, kind, torch_options):
    random = np.random.default_rng(1)
    start = random.normal(size=VALUES).astype(np.float32)
    gradients = (random.normal(size=(STEPS, VALUES)) * 10 ** random.uniform(-3, 1, size=VALUES))
    gradients = gradients.astype(np.float32)

    w = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = kind([w], **torch_options)
    wanted = []
    for gradient in gradients:
        w.grad = torch.tensor(gradient, dtype=torch.float64)
        optimizer.step()
        wanted.append(w.detach().numpy().copy())

    answer = ask_one(
        {
            "room": "optimizers",
            "options": options,
            "w": start.astype(float),
            "gradients": gradients.astype(float),
        }
    )
    np.testing.assert_allclose(answer["w"], wanted, rtol=1e-5, atol=2e-6)
