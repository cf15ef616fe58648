"""Train a grid of networks, each with several seeds: `python -m core.experiments --widths 4 8 --seeds 0 1 2`.

Every network lands as a run of its own. The work goes through joblib: processes of this machine, or a Dask cluster.
"""

import argparse
import io
import sys
import tempfile
import zipfile
from contextlib import nullcontext
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import joblib

from core import checks, datasets, paths, runs, training
from core.networks.architecture import Architecture
from core.networks.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from core.networks.recipe import TrainingConfig, recipe
from core.runs import writer


@dataclass(frozen=True)
class Grid:
    """Every combination of these is trained. `widths` are the filters of the first convolution; each next one has twice
    as many. `depths` count the convolutions."""

    widths: tuple[int, ...] = (4, 8, 16, 32)
    kernel_sizes: tuple[int, ...] = (3,)
    depths: tuple[int, ...] = (2,)
    seeds: tuple[int, ...] = (0, 1, 2)

    def __post_init__(self):
        checks.at_least_one(widths=self.widths, kernel_sizes=self.kernel_sizes, depths=self.depths)

    def plan(self, config):
        """`{run's name: (Architecture, TrainingConfig)}`. Raises ValueError for a network that cannot be built."""
        return {
            f"width-{width}-kernel-{size}-depth-{depth}-seed-{seed}": (
                network(width, size, depth, len(datasets.class_names(config.data_set, config.classes))),
                replace(config, seed=seed),
            )
            for width, size, depth, seed in product(self.widths, self.kernel_sizes, self.depths, self.seeds)
        }


def network(width, kernel_size, depth, classes=10):
    """`depth` convolutions, each with twice the filters of the one before, with pools between; then a dense layer."""
    layers = []
    for level in range(depth):
        layers.append(Conv2D(width * 2**level, (kernel_size, kernel_size), padding="same"))
        layers.append(MaxPooling2D(padding="same"))
    return Architecture((*layers, Flatten(), Dropout(0.2), Dense(classes, "softmax")))


def carry_out(plan, out, jobs=1, cluster=None, name="grid"):
    """Train what the plan holds and is not in the folder `out` yet; yields each `Run` as it lands there.

    Raises ValueError where a run of another experiment has one of the names.

    `jobs` at once on this machine, or on the Dask `cluster` at that address; its workers need the package and the data.
    """
    out = Path(out)
    missing = {key: task for key, task in plan.items() if not _is_there(out / key, *task)}
    with _workers(cluster):
        parallel = joblib.Parallel(n_jobs=-1 if cluster else jobs, return_as="generator_unordered")
        for key, packed in parallel(joblib.delayed(train_packed)(key, *task) for key, task in missing.items()):
            yield _unpack(key, packed, out, name)


def _is_there(path, architecture, config):
    """Whether this very training has landed before. Raises ValueError where another one has its name."""
    if not (path / "run.json").exists():
        return False
    run = runs.load(path)
    if (run.architecture, run.config) != (architecture, config):
        raise ValueError(f"{path.name} in {path.parent} is of another experiment: name another folder with --out")
    return True


def train_packed(key, architecture, config):
    """Train in a folder of the worker's own and return `(key, the folder as zip bytes)`."""
    with tempfile.TemporaryDirectory(prefix="convscope-") as folder:
        path = training.train(architecture, config, Path(folder) / key).path
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for file in sorted(path.rglob("*")):
                archive.write(file, file.relative_to(path))
        return key, packed.getvalue()


def _workers(cluster):
    if cluster is None:
        return nullcontext()
    try:
        from distributed import Client
    except ImportError:
        raise ValueError("--cluster needs Dask: pip install -e '.[cluster]'") from None
    try:
        Client(cluster, timeout=10)
    except OSError as error:
        raise ValueError(f"no Dask scheduler answers at {cluster!r}") from error
    return joblib.parallel_config(backend="dask")


def _unpack(key, packed, out, name):
    """The folder appears under its own name only when it is whole."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".", dir=out) as beside:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            archive.extractall(beside)
        writer.describe(Path(beside), experiment=name)
        Path(beside).rename(out / key)
        Path(beside).mkdir()  # what the context will take away
    return runs.load(out / key)


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m core.experiments", description="Train a grid of networks.")
    grid, plain = Grid(), TrainingConfig(validation_share=0.1)
    parser.add_argument("--widths", nargs="+", type=int, default=grid.widths, help="filters of the first convolution")
    parser.add_argument("--kernel-sizes", nargs="+", type=int, default=grid.kernel_sizes)
    parser.add_argument("--depths", nargs="+", type=int, default=grid.depths, help="how many convolutions")
    parser.add_argument("--seeds", nargs="+", type=int, default=grid.seeds)
    parser.add_argument("--data-set", default=plain.data_set)
    parser.add_argument("--training-images", type=int, help="learn from so many images only")
    parser.add_argument("--epochs", type=int, help="another number of epochs than the fast recipe's two")
    parser.add_argument("--out", type=Path, help="folder for the runs; without it the dashboard's own")
    parser.add_argument("--name", default="grid", help="what the experiment is called")
    parser.add_argument("--jobs", type=int, default=1, help="how many trainings at once on this machine")
    parser.add_argument("--cluster", help="address of a Dask scheduler, such as tcp://127.0.0.1:8786")
    given = parser.parse_args(arguments)
    try:
        checks.at_least_one(jobs=given.jobs)
        config = replace(plain, data_set=given.data_set, training_images=given.training_images)
        config = recipe(config, "fast")
        config = replace(config, epochs=given.epochs or config.epochs)
        grid = Grid(*map(tuple, (given.widths, given.kernel_sizes, given.depths, given.seeds)))
        plan = grid.plan(config)
        for run in carry_out(plan, given.out or paths.own_runs(), given.jobs, given.cluster, given.name):
            print(
                f"{run.path.name}: {run.architecture.parameters:,} parameters, {run.evaluation.accuracy:.4f}",
                flush=True,
            )
    except training.FAILURES as error:
        sys.exit(f"error: {training.reason(error)}")


if __name__ == "__main__":
    main()
