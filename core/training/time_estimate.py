"""How long a training will take, learnt from the trainings that are already there."""

from collections.abc import Sequence
from itertools import combinations
from math import ceil
from statistics import median

import numpy as np

from core.datasets.catalogue import source_of
from core.networks.architecture import Architecture
from core.networks.recipe import TrainingConfig
from core.runs.run import Run

BFLOAT16 = 0.55  # of the time in float32, measured with lesson_cnn on a processor with AMX


def training_images(config: TrainingConfig) -> int:
    """How many images are learnt from, without those for validation."""
    count = min(config.training_images or source_of(config).training_images, available_images(config))
    return config.learnt_of(count)


def steps(config: TrainingConfig) -> int:
    """How many corrections of the weights a training makes if nothing ends it before."""
    return config.epochs * ceil(training_images(config) / config.batch_size)


def seconds(
    architecture: Architecture, config: TrainingConfig, known: Sequence[Run], here: Sequence[Run] = ()
) -> float:
    """Seconds that training may take, without starting up and testing.

    `known` are finished runs that tell how the time grows with steps, images, products and parameters; `here` those
    that were made on this machine and so tell how fast it is. Raises ValueError where `known` is empty.
    """
    if not known:
        raise ValueError("there is no finished run to estimate from")
    costs = _fitted(np.array([_work_done(run) / run.seconds for run in known]))
    pace = median([run.seconds / (_work_done(run) @ costs) for run in here] or [1.0])
    return float(_work(architecture, config) @ costs * pace)


def _fitted(work: np.ndarray) -> np.ndarray:
    """What each column of `work` costs, none less than nothing, so that the rows come nearest to 1.

    The best of all fits to some of the columns: there are few. SciPy's `nnls` finds the same for 20 MB of a server.
    """
    fits = []
    for count in range(1, work.shape[1] + 1):
        for some in map(list, combinations(range(work.shape[1]), count)):
            costs = np.zeros(work.shape[1])
            costs[some] = np.linalg.lstsq(work[:, some], np.ones(len(work)))[0]
            if (costs >= 0).all():
                fits.append(costs)
    return min(fits, key=lambda costs: float(np.square(work @ costs - 1).sum()))


def _work(architecture: Architecture, config: TrainingConfig, share: float = 1.0) -> np.ndarray:
    """What time grows with: once for a training, then with its steps, parameters, images and products."""
    images = share * config.epochs * training_images(config) * (BFLOAT16 if config.precision == "mixed_bfloat16" else 1)
    made = share * steps(config)
    return np.array([1, made, made * architecture.parameters, images, images * architecture.multiply_adds])


def _work_done(run: Run) -> np.ndarray:
    """The work of a run as far as it went: early stopping leaves epochs out."""
    made = max((row["step"] for row in run.history), default=0)
    return _work(run.architecture, run.config, made / steps(run.config))


def available_images(config: TrainingConfig) -> int:
    """How many training images there are of the classes, taken as equally frequent, which they nearly are."""
    source = source_of(config)
    share = len(config.classes) / len(source.class_names) if config.classes else 1
    return round(share * source.training_images)
