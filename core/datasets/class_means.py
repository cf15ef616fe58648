"""The average images of a data set, which ship: climbs start from them, and perfect digits are held against them.

`python -m core.datasets.class_means` writes class_means.npz anew from the training images of every data set.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from core import checks, datasets, paths
from core.datasets.catalogue import SOURCES

FILE = Path(__file__).parent / "class_means.npz"


@dataclass(frozen=True, eq=False)
class Averages:
    """`of_classes` float32 `(classes, 28, 28)` in [0, 1]: the mean training image of every class, of `counts` each."""

    of_classes: np.ndarray
    counts: np.ndarray

    @cached_property
    def mean(self):
        """The mean training image, `(28, 28)`."""
        return np.average(self.of_classes, axis=0, weights=self.counts).astype(np.float32)


def of(split):
    """The Averages of a split's images."""
    labels = np.unique(split.labels)
    means = np.stack([split.images[split.labels == label].mean(axis=0) / 255 for label in labels])
    return Averages(means.astype(np.float32), np.bincount(split.labels)[labels])


def load(name, classes=None):
    """The Averages of a data set's training images, of some of its classes or all."""
    checks.choice("data set", name, SOURCES)
    chosen = slice(None) if classes is None else list(classes)
    with np.load(FILE, allow_pickle=False) as archive:
        means = archive[f"{name}/of_classes"][chosen].astype(np.float32) / (2**16 - 1)
        return Averages(means, archive[f"{name}/counts"][chosen])


def main():
    arrays = {}
    for name in SOURCES:
        found = of(datasets.load(name).train)
        arrays[f"{name}/of_classes"] = np.round(found.of_classes * (2**16 - 1)).astype(np.uint16)
        arrays[f"{name}/counts"] = found.counts
    paths.write_in_place(FILE, lambda file: np.savez_compressed(file, **arrays))


if __name__ == "__main__":
    main()
