"""Resizing a picture as a layer, so that a network for pictures of another size reads those of our data sets."""

from dataclasses import dataclass

import numpy as np

from core import checks
from core.networks.layers import sliding_windows
from core.networks.layers.base import Weightless


@dataclass(frozen=True)
class Resizing(Weightless):
    """Every new pixel is a weighted mean of the up to four old ones around its place (bilinear interpolation)."""

    height: int
    width: int
    name: str = ""

    kind = "Resizing"

    def __post_init__(self):
        checks.at_least_one(height=self.height, width=self.width)

    def output_shape(self, input_shape):
        sliding_windows.need_picture(self, input_shape)
        return (self.height, self.width, input_shape[2])

    def reach(self, size, axis):
        return [list(np.flatnonzero(row)) for row in self.shares(size, axis)]

    def shares(self, size, axis):
        """What each of the `size` old rows or columns (`axis` 0 or 1) gives to each new one: `(new, size)`."""
        new = (self.height, self.width)[axis]
        places = np.clip((np.arange(new) + 0.5) * size / new - 0.5, 0, size - 1)
        first = np.minimum(np.floor(places).astype(int), max(size - 2, 0))
        found = np.zeros((new, size), np.float32)
        rows, second = np.arange(new), np.minimum(first + 1, size - 1)
        np.add.at(found, (rows, first), 1 - (places - first))
        np.add.at(found, (rows, second), places - first)
        return found

    def forward(self, batch):
        """`(n, height, width, channels)` to the same with new height and width."""
        rows, columns = (self.shares(size, axis) for axis, size in enumerate(batch.shape[1:3]))
        return np.einsum("ri,nijc,sj->nrsc", rows, batch, columns, optimize=True)

    def backward(self, gradient, sizes):
        """The gradient by the old pixels of a picture of `sizes` `(height, width)`, from the one by the new."""
        rows, columns = (self.shares(size, axis) for axis, size in enumerate(sizes))
        return np.einsum("ri,nrsc,sj->nijc", rows, gradient, columns, optimize=True)
