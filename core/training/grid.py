"""A grid of networks, each with several seeds: every network lands as a run of its own.

The work goes through joblib: processes of this machine, or a Dask cluster.
"""

import io
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import joblib

from core import checks, datasets, runs
from core.networks.architecture import Architecture
from core.networks.layers import Conv2D, Dense, Dropout, Flatten, Layer, MaxPooling2D
from core.networks.recipe import TrainingConfig
from core.runs import writer
from core.runs.run import Run
from core.training.train import train

Plan = Mapping[str, tuple[Architecture, TrainingConfig]]  # by the name of the run


@dataclass(frozen=True)
class Grid:
    """Every combination of these is trained. `widths` are the filters of the first convolution; each next one has twice
    as many. `depths` count the convolutions."""

    widths: tuple[int, ...] = (4, 8, 16, 32)
    kernel_sizes: tuple[int, ...] = (3,)
    depths: tuple[int, ...] = (2,)
    seeds: tuple[int, ...] = (0, 1, 2)

    def __post_init__(self) -> None:
        checks.each_at_least_one(widths=self.widths, kernel_sizes=self.kernel_sizes, depths=self.depths)

    def plan(self, config: TrainingConfig) -> Plan:
        """What is to be trained, as `config` says but for the seed. ValueError for a network that cannot be built."""
        return {
            f"width-{width}-kernel-{size}-depth-{depth}-seed-{seed}": (
                convolutional(width, size, depth, len(datasets.class_names_of(config))),
                replace(config, seed=seed),
            )
            for width, size, depth, seed in product(self.widths, self.kernel_sizes, self.depths, self.seeds)
        }


def convolutional(width: int, kernel_size: int, depth: int, classes: int = 10) -> Architecture:
    """`depth` convolutions, each with twice the filters of the one before, with pools between; then a dense layer."""
    layers: list[Layer] = []
    for level in range(depth):
        layers.append(Conv2D(width * 2**level, (kernel_size, kernel_size), padding="same"))
        layers.append(MaxPooling2D(padding="same"))
    return Architecture((*layers, Flatten(), Dropout(0.2), Dense(classes, "softmax")))


def carry_out(plan: Plan, out: Path, jobs: int = 1, cluster: str | None = None, name: str = "grid") -> Iterator[Run]:
    """Train what the plan holds and is not in the folder `out` yet; yields each `Run` as it lands there.

    `jobs` at once on this machine, or on the Dask `cluster` at that address; its workers need the package and the data.
    `name` is what the experiment is called. Raises ValueError where a run of another experiment has one of the names,
    or no such cluster can be reached.
    """
    missing = {key: task for key, task in plan.items() if not _is_there(out / key, *task)}
    with _workers(cluster):
        parallel = joblib.Parallel(n_jobs=-1 if cluster else jobs, return_as="generator_unordered")
        for key, packed in parallel(joblib.delayed(train_packed)(key, *task) for key, task in missing.items()):
            yield _unpack(key, packed, out, name)


def _is_there(path: Path, architecture: Architecture, config: TrainingConfig) -> bool:
    """Whether this very training has landed before. Raises ValueError where another one has its name."""
    if not (path / "run.json").exists():
        return False
    run = runs.load(path)
    if (run.architecture, run.config) != (architecture, config):
        raise ValueError(f"{path.name} in {path.parent} is of another experiment: name another folder with --out")
    return True


def train_packed(key: str, architecture: Architecture, config: TrainingConfig) -> tuple[str, bytes]:
    """Train in a folder of the worker's own and return `(key, the folder as zip bytes)`."""
    with tempfile.TemporaryDirectory(prefix="convscope-") as folder:
        path = train(architecture, config, Path(folder) / key).path
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for file in sorted(path.rglob("*")):
                archive.write(file, file.relative_to(path))
        return key, packed.getvalue()


def _workers(cluster: str | None) -> AbstractContextManager[object]:
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


def _unpack(key: str, packed: bytes, out: Path, name: str) -> Run:
    """The folder appears under its own name only when it is whole."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".", dir=out) as beside:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            archive.extractall(beside)
        writer.describe(Path(beside), experiment=name)
        Path(beside).chmod(0o755)
        Path(beside).rename(out / key)
        Path(beside).mkdir()  # what the context will take away
    return runs.load(out / key)
