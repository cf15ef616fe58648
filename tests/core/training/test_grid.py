"""Grids of networks land as runs, by local processes and by a Dask cluster."""

import numpy as np
import pytest

from core import runs
from core.networks.recipe import TrainingConfig
from core.training import grid

CONFIG = TrainingConfig("uci_digits", epochs=1, batch_size=211)
GRID = grid.Grid(widths=(2, 3), kernel_sizes=(3,), depths=(1,), seeds=(0, 1))


def test_a_plan_names_every_combination():
    plan = grid.Grid(widths=(2, 3), kernel_sizes=(3, 5), depths=(1, 2, 3), seeds=(7,)).plan(CONFIG)
    assert len(plan) == 12
    architecture, config = plan["width-3-kernel-5-depth-3-seed-7"]
    assert [layer.filters for layer in architecture.layers if layer.kind == "Conv2D"] == [3, 6, 12]
    assert architecture.layer("conv2d_2").kernel_size == (5, 5)
    assert config.seed == 7


def test_runs_land_whole_and_are_not_trained_twice(tmp_path):
    landed = [run.path.name for run in grid.carry_out(GRID.plan(CONFIG), tmp_path, name="try")]
    assert sorted(landed) == sorted(GRID.plan(CONFIG))
    assert sorted(folder.name for folder in tmp_path.iterdir()) == sorted(landed)
    run = runs.load(tmp_path / "width-3-kernel-3-depth-1-seed-1")
    assert run.description["experiment"] == "try"
    assert run.evaluation.count == 360
    assert runs.load(tmp_path / "width-3-kernel-3-depth-1-seed-0").design == run.design
    assert list(grid.carry_out(GRID.plan(CONFIG), tmp_path)) == []


def test_a_dask_cluster_gives_the_same_runs(tmp_path):
    distributed = pytest.importorskip("distributed", reason="needs Dask: pip install -e '.[cluster]'")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        there = list(grid.carry_out(GRID.plan(CONFIG), tmp_path / "there", cluster=cluster.scheduler_address))
    assert len(there) == 4
    here = list(grid.carry_out(GRID.plan(CONFIG), tmp_path / "here"))
    pairs = zip(*(sorted(found, key=lambda run: run.path.name) for found in (here, there)), strict=True)
    for one, other in pairs:
        assert (one.path.name, one.design, one.config.seed) == (other.path.name, other.design, other.config.seed)
        np.testing.assert_array_equal(one.network_at(0).kernel("dense"), other.network_at(0).kernel("dense"))
        # With another number of threads TensorFlow sums in another order; Adam makes 0.001 of gradients near zero.
        np.testing.assert_allclose(one.network.kernel("dense"), other.network.kernel("dense"), atol=0.02, rtol=0)
        assert one.evaluation.accuracy == pytest.approx(other.evaluation.accuracy, abs=0.05)
