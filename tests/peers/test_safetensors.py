"""The model file as other programs see it: the Python package safetensors reads it, and torch predicts with it."""

import csv
import json
import os
import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

ROOT = Path(__file__).resolve().parents[2]
IRIS = ROOT / "data" / "iris"


def aimodel(*arguments):
    run = subprocess.run(
        [os.environ["AIMODEL"], *map(str, arguments)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "iris.model"
    aimodel("train", IRIS / "spec.json", "-o", path, "--quiet")
    return path


def metadata_of(path):
    with safe_open(path, framework="pt") as file:
        return file.metadata()


def rows_and_predictions(model):
    with open(IRIS / "rows.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    answer = list(csv.DictReader(aimodel("predict", model, IRIS / "rows.csv").splitlines()))
    return rows, answer


def test_names_and_shapes(model):
    with safe_open(model, framework="pt") as file:
        shapes = {name: file.get_slice(name).get_shape() for name in file.keys()}
    assert shapes == {
        "background.0.means": [4],
        "background.0.rows": [64, 4],
        "network.0.bias": [16],
        "network.0.weight": [4, 16],
        "outputs.0.bias": [3],
        "outputs.0.weight": [16, 3],
    }
    assert all(tensor.dtype == torch.float32 for tensor in load_file(model).values())


def test_header_is_written_strictly(model):
    content = model.read_bytes()
    (size,) = struct.unpack("<Q", content[:8])
    assert size % 8 == 0
    header = json.loads(content[8 : 8 + size])
    names = list(header)
    assert names[0] == "__metadata__" and names[1:] == sorted(names[1:])
    assert list(header["__metadata__"]) == sorted(header["__metadata__"])
    end = 0
    for name in names[1:]:
        begin, end_of_this = header[name]["data_offsets"]
        assert begin == end
        end = end_of_this
    assert 8 + size + end == len(content)


def test_metadata(model):
    metadata = metadata_of(model)
    assert set(metadata) == {
        "format",
        "aimodel.format_version",
        "aimodel.spec",
        "aimodel.preprocessing",
        "aimodel.training",
        "aimodel.checksum",
    }
    assert metadata["format"] == "aimodel"
    assert metadata["aimodel.format_version"] == "2"
    assert json.loads(metadata["aimodel.spec"])["network"][0]["units"] == 16
    assert json.loads(metadata["aimodel.training"])["epochs"] == 100
    assert json.loads(metadata["aimodel.preprocessing"])["outputs"][0]["class_counts"] == [40] * 3


def test_torch_predicts_the_same(model):
    state = json.loads(metadata_of(model)["aimodel.preprocessing"])
    tensors = load_file(model)
    rows, answer = rows_and_predictions(model)
    columns = [
        [(float(row[column["column"]]) - column["shift"]) / column["scale"] for row in rows]
        for column in state["inputs"][0]
    ]
    x = torch.tensor(np.array(columns).T, dtype=torch.float32)
    hidden = torch.relu(x @ tensors["network.0.weight"] + tensors["network.0.bias"])
    z = hidden @ tensors["outputs.0.weight"] + tensors["outputs.0.bias"]
    wanted = torch.softmax(z, dim=1).numpy()

    classes = state["outputs"][0]["columns"][0]["classes"]
    found = np.array([[float(row[f"probability_{name}"]) for name in classes] for row in answer])
    np.testing.assert_allclose(found, wanted, atol=1e-5)
    assert [row["prediction"] for row in answer] == [classes[k] for k in wanted.argmax(axis=1)]


def test_a_file_saved_by_the_package_is_read(model, tmp_path):
    """The package lays a header out in its own way; what it holds is the same."""
    again = tmp_path / "again.model"
    save_file(load_file(model), again, metadata=metadata_of(model))
    assert aimodel("predict", again, IRIS / "rows.csv") == aimodel(
        "predict", model, IRIS / "rows.csv"
    )


def test_a_changed_weight_is_noticed(model, tmp_path):
    tensors = load_file(model)
    tensors["network.0.bias"][3] += 1
    changed = tmp_path / "changed.model"
    save_file(tensors, changed, metadata=metadata_of(model))
    run = subprocess.run(
        [os.environ["AIMODEL"], "predict", changed, IRIS / "rows.csv"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 5
    assert run.stdout == ""
    assert "is damaged: its content does not match its checksum" in run.stderr
