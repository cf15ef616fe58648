"""Whether images are turned about their diagonal, or dark for light: told by how well a network reads them so."""

from dataclasses import dataclass

import numpy as np

from core.datasets.own_data_set import INVERTED, TRANSPOSED, OwnDataSet, change
from core.networks.network import Network

WAYS: tuple[tuple[str, ...], ...] = ((), (TRANSPOSED,), (INVERTED,), (TRANSPOSED, INVERTED))
SAMPLE = 300
FEWEST = 20
MUCH_BETTER = 0.2  # by as much more of the images
LEAST = 0.5


@dataclass(frozen=True)
class Readings:
    """How many of `count` images a network reads right in each of WAYS."""

    right: dict[tuple[str, ...], int]
    count: int

    def better(self) -> tuple[str, ...] | None:
        """The way in which far more images are read than as they are, or None."""
        best = max(WAYS, key=lambda way: self.right[way])
        is_better = self.right[best] - self.right[()] >= MUCH_BETTER * self.count
        return best if is_better and self.right[best] >= LEAST * self.count else None


def read(network: Network, class_names: tuple[str, ...], data_set: OwnDataSet) -> Readings | None:
    """The Readings of a sample of the images whose class the network knows; None for fewer than FEWEST."""
    outputs = {name: at for at, name in enumerate(class_names)}
    of_labels = np.array([*(outputs.get(name, -1) for name in data_set.class_names), -1])
    _, split = max(data_set.parts.items(), key=lambda part: len(part[1]))
    known = np.flatnonzero(of_labels[split.labels] >= 0)
    chosen = known[np.arange(min(SAMPLE, len(known))) * len(known) // max(min(SAMPLE, len(known)), 1)]
    if len(chosen) < FEWEST:
        return None
    images, wanted = split.images[chosen], of_labels[split.labels[chosen]]
    right = {way: int((network.predict(change(images, way)).argmax(axis=1) == wanted).sum()) for way in WAYS}
    return Readings(right, len(chosen))
