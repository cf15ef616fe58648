"""The mean images of a data set, which ship: climbs start from them, and perfect digits are held against them.

`python -m core.datasets.class_means` writes class_means.npz anew from the training images of every data set.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from core import checks, paths
from core.datasets import loading
from core.datasets.catalogue import SOURCES
from core.datasets.loading import Split

FILE = Path(__file__).parent / "class_means.npz"


@dataclass(frozen=True, eq=False)
class ClassMeans:
    """`images` float32 in [0, 1]: the mean training image of every class, of `counts` each.

    `(classes, height, width)`, in colour `(classes, height, width, 3)`.
    """

    images: np.ndarray
    counts: np.ndarray

    @cached_property
    def mean(self) -> np.ndarray:
        """The mean of all training images, float32, shaped as one of `images`."""
        mean: np.ndarray = np.average(self.images, axis=0, weights=self.counts)
        return mean.astype(np.float32)

    def present(self, class_names: Sequence[str]) -> tuple[tuple[str, ...], "ClassMeans"]:
        """The classes that have images, by name, and the ClassMeans of those."""
        has = self.counts > 0
        return tuple(name for name, its in zip(class_names, has, strict=True) if its), ClassMeans(
            self.images[has], self.counts[has]
        )

    def in_order(self, class_names: Sequence[str], wanted: Sequence[str]) -> "ClassMeans":
        """The ClassMeans of the classes `wanted`, in that order; blank for one that is none of `class_names`."""
        places = {name: place for place, name in enumerate(class_names)}
        images, counts = np.zeros((len(wanted), *self.images.shape[1:]), np.float32), np.zeros(len(wanted), np.int64)
        for index, name in enumerate(wanted):
            if name in places:
                images[index], counts[index] = self.images[places[name]], self.counts[places[name]]
        return ClassMeans(images, counts)


def measure(split: Split) -> ClassMeans:
    """The ClassMeans of a split's images, for every class that it has."""
    labels = np.unique(split.labels)
    means = np.stack([split.images[split.labels == label].mean(axis=0) / 255 for label in labels])
    return ClassMeans(means.astype(np.float32), np.bincount(split.labels)[labels])


def of_classes(images: np.ndarray, labels: np.ndarray, count: int) -> ClassMeans:
    """The ClassMeans of uint8 images for each of `count` classes, blank for one without any; other labels are left out.

    Image by image, so that a large set takes no more memory than it has.
    """
    sums, counts = np.zeros((count, *images.shape[1:])), np.zeros(count, np.int64)
    for label in range(count):
        places = np.flatnonzero(labels == label)
        counts[label] = len(places)
        for start in range(0, len(places), 1000):
            sums[label] += images[places[start : start + 1000]].sum(axis=0, dtype=np.float64)
    means = sums / (255 * np.maximum(counts, 1).reshape(count, *[1] * (sums.ndim - 1)))
    return ClassMeans(means.astype(np.float32), counts)


def load(name: str, classes: Iterable[int] | None = None) -> ClassMeans:
    """The ClassMeans of a data set's training images, of some of its classes or all.

    Raises ValueError for a data set there is not.
    """
    checks.choice("data set", name, SOURCES)
    chosen = slice(None) if classes is None else list(classes)
    with np.load(FILE, allow_pickle=False) as archive:
        means = archive[f"{name}/of_classes"][chosen].astype(np.float32) / (2**16 - 1)
        return ClassMeans(means, archive[f"{name}/counts"][chosen])


def main() -> None:
    """Measure every data set and write the file anew."""
    arrays = {}
    for name in SOURCES:
        means = measure(loading.load(name).train)
        arrays[f"{name}/of_classes"] = np.round(means.images * (2**16 - 1)).astype(np.uint16)
        arrays[f"{name}/counts"] = means.counts
    # numpy's stub takes any name of an array for its own `allow_pickle`.
    paths.write_in_place(FILE, lambda file: np.savez_compressed(file, **arrays))  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
