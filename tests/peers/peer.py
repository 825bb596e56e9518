"""Asks peer_tool: the program's own metrics, losses, optimizers and schedules, as JSON lines."""

import json
import os
import subprocess

import numpy as np


def _plain(value):
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value


def ask(requests):
    """The answers to a list of requests, in one run of the tool."""
    lines = "".join(json.dumps(request, default=_plain) + "\n" for request in requests)
    run = subprocess.run(
        [os.environ["PEER_TOOL"]], input=lines, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def ask_one(request):
    return ask([request])[0]
