"""The command that trains a grid of networks, as a person types it."""

import subprocess
import sys
from importlib.util import find_spec

import pytest

from core import paths


def test_command_line_lands_in_ones_own_runs():
    arguments = [
        "--widths",
        "2",
        "--seeds",
        "4",
        "--depths",
        "1",
        "--data-set",
        "uci_digits",
        "--epochs",
        "1",
        "--training-images",
        "99",
    ]
    done = subprocess.run([sys.executable, "-m", "core.experiments", *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "width-2-kernel-3-depth-1-seed-4: 3,950 parameters" in done.stdout
    assert [folder.name for folder in paths.own_runs().iterdir()] == ["width-2-kernel-3-depth-1-seed-4"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("--depths 9 --padding", "unrecognized arguments: --padding"),
        ("--widths 0", r"widths (=(0,)) must be at least 1"),
        ("--data-set emnist", "'emnist'"),
    ],
)
def test_command_line_says_what_is_wrong(arguments, sentence):
    command = [sys.executable, "-m", "core.experiments", *arguments.split()]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode != 0
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_cluster_that_is_not_there_is_told():
    answer = "no Dask scheduler answers at" if find_spec("distributed") else "--cluster needs Dask: pip install"
    command = [sys.executable, "-m", "core.experiments", "--widths", "2", "--cluster", "tcp://127.0.0.1:1"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode != 0
    assert answer in done.stderr
    assert "Traceback" not in done.stderr
