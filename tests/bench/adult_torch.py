"""The same job as `aimodel train adult.json` in PyTorch with pandas: CSV to test accuracy.

    adult_torch.py TRAIN.csv TEST.csv THREADS
"""
import sys

import numpy as np
import pandas as pd
import torch

train_path, test_path, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
torch.set_num_threads(threads)
torch.manual_seed(1)

numbers = ["age", "fnlwgt", "education_num", "capital_gain", "capital_loss", "hours_per_week"]
categories = ["workclass", "education", "marital_status", "occupation", "relationship", "race", "sex",
              "native_country"]
train = pd.read_csv(train_path, na_values="?")
test = pd.read_csv(test_path, na_values="?")
mean, std = train[numbers].mean(), train[numbers].std(ddof=0)


def encode(frame):
    parts = [((frame[numbers] - mean) / std).to_numpy(np.float32)]
    for column in categories:
        values = train[column].astype("category").cat.categories
        codes = pd.Categorical(frame[column], categories=values).codes
        parts.append(np.eye(len(values) + 1, dtype=np.float32)[codes])
    target = (frame["income"] == ">50K").to_numpy(np.int64)
    return torch.from_numpy(np.concatenate(parts, axis=1)), torch.from_numpy(target)


x, y = encode(train)
test_x, test_y = encode(test)
model = torch.nn.Sequential(
    torch.nn.Linear(x.shape[1], 64), torch.nn.ReLU(), torch.nn.Linear(64, 64), torch.nn.ReLU(),
    torch.nn.Linear(64, 2))
optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
loss = torch.nn.CrossEntropyLoss()
for epoch in range(10):
    order = torch.randperm(len(x))
    for start in range(0, len(x), 256):
        rows = order[start:start + 256]
        optimizer.zero_grad()
        loss(model(x[rows]), y[rows]).backward()
        optimizer.step()
with torch.no_grad():
    print(f"{(model(test_x).argmax(1) == test_y).float().mean().item():.4f}")
