"""The images that a run learns from and is tested on: a data set that we know, or a person's own in the run's folder.

The file with a person's images lies there as long as the training needs it, or the person keeps it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from core import datasets, paths
from core.datasets import class_means, own_data_set, own_source
from core.datasets.loading import DataSetError, Split
from core.datasets.own_data_set import OwnDataSet
from core.networks.recipe import OwnSource
from core.runs.run import IMAGES, Run


@dataclass(frozen=True, eq=False)
class OwnImages:
    """As a `datasets.DataSet`: `train` and `test` of what a person brought, with the classes that a run learns."""

    source: OwnSource
    data_set: OwnDataSet

    @cached_property
    def train(self) -> Split:
        """What the network learns from, in the order in which it does."""
        return own_source.for_learning(self.source, self.data_set)

    @cached_property
    def test(self) -> Split:
        """What it is tested on, in file order."""
        return own_source.labelled(self.source, self.data_set, "test")

    @property
    def digest(self) -> str:
        """What tells its arrays from any others."""
        return self.data_set.digest


def load(run: Run) -> datasets.DataSet | OwnImages:
    """The images of a run. Raises DataSetError where they are not here, or others than it began with."""
    if run.config.own is None:
        return datasets.load(run.config.data_set, run.config.classes)
    return OwnImages(run.config.own, read(run))


def mean_image(run: Run) -> np.ndarray:
    """The mean of all images that the run could learn from, float32 `(28, 28)` in [0, 1]. Raises as `load`."""
    own = run.config.own
    if own is None:
        return class_means.load(run.config.data_set, run.config.classes).mean
    train = read(run).train
    return class_means.of_classes(train.images, np.zeros(len(train), np.int64), 1).mean


def read(run: Run) -> OwnDataSet:
    """What a person brought for the run, from its folder. Raises DataSetError where it is not there, or damaged."""
    own = run.config.own
    if own is None or not is_here(run):
        title = own.title if own else run.config.data_set
        raise DataSetError(f"the images of {title!r} are not with the run any more: bring the data set again")
    try:
        with (run.path / IMAGES).open("rb") as file:
            data_set = own_data_set.load(file)
    except (OSError, ValueError, KeyError, TypeError, BadZipFile) as error:
        raise DataSetError(f"the images of {own.title!r} with the run cannot be read: {error}") from error
    if data_set.digest != own.digest:
        raise DataSetError(f"the images with the run are not those of {own.title!r} that it began with")
    return data_set


def is_here(run: Run) -> bool:
    """Whether the file with a person's images lies in the run's folder."""
    return (run.path / IMAGES).is_file()


def write(path: Path, data_set: OwnDataSet) -> None:
    """Put a person's images into the folder `path` of a run, as they are shown."""
    shown = replace(data_set, other_images=None, notes=())
    write: Callable[..., object] = lambda file: own_data_set.save(shown, file)  # noqa: E731
    paths.write_in_place(path / IMAGES, write)


def forget(path: Path) -> None:
    """Delete a person's images from the folder `path` of a run."""
    (path / IMAGES).unlink(missing_ok=True)
