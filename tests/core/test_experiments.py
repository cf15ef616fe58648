"""Grids of networks land as runs, by local processes and by a Dask cluster."""

import subprocess
import sys
from importlib.util import find_spec

import numpy as np
import pytest

from core import experiments, paths, runs
from core.networks.recipe import TrainingConfig

CONFIG = TrainingConfig("uci_digits", epochs=1, batch_size=211)
GRID = experiments.Grid(widths=(2, 3), kernel_sizes=(3,), depths=(1,), seeds=(0, 1))


def test_a_plan_names_every_combination():
    plan = experiments.Grid(widths=(2, 3), kernel_sizes=(3, 5), depths=(1, 2, 3), seeds=(7,)).plan(CONFIG)
    assert len(plan) == 12
    architecture, config = plan["width-3-kernel-5-depth-3-seed-7"]
    assert [layer.filters for layer in architecture.layers if layer.kind == "Conv2D"] == [3, 6, 12]
    assert architecture.layer("conv2d_2").kernel_size == (5, 5)
    assert config.seed == 7


def test_runs_land_whole_and_are_not_trained_twice(tmp_path):
    landed = [run.path.name for run in experiments.carry_out(GRID.plan(CONFIG), tmp_path, name="try")]
    assert sorted(landed) == sorted(GRID.plan(CONFIG))
    assert sorted(folder.name for folder in tmp_path.iterdir()) == sorted(landed)
    run = runs.load(tmp_path / "width-3-kernel-3-depth-1-seed-1")
    assert run.description["experiment"] == "try"
    assert run.evaluation.count == 360
    assert runs.load(tmp_path / "width-3-kernel-3-depth-1-seed-0").design == run.design
    assert list(experiments.carry_out(GRID.plan(CONFIG), tmp_path)) == []


def test_a_dask_cluster_gives_the_same_runs(tmp_path):
    distributed = pytest.importorskip("distributed", reason="needs Dask: pip install -e '.[cluster]'")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        there = list(experiments.carry_out(GRID.plan(CONFIG), tmp_path / "there", cluster=cluster.scheduler_address))
    assert len(there) == 4
    here = list(experiments.carry_out(GRID.plan(CONFIG), tmp_path / "here"))
    for one, other in zip(*(sorted(found, key=lambda run: run.path.name) for found in (here, there)), strict=True):
        np.testing.assert_array_equal(one.network.kernel("dense"), other.network.kernel("dense"))


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
