"""Layers that make pictures smaller, channel by channel: the largest or the average of a window, or of a whole map."""

from dataclasses import dataclass
from functools import reduce

import numpy as np

from core import checks
from core.networks.layers import sliding_windows
from core.networks.layers.base import Weightless


class _Pool(Weightless):
    """What both pools share: a window, which by default moves on by its own size."""

    def __post_init__(self):
        if self.strides is None:
            object.__setattr__(self, "strides", self.pool_size)
        checks.at_least_one(pool_size=self.pool_size, strides=self.strides)
        checks.choice("padding", self.padding, sliding_windows.PADDINGS)

    def output_shape(self, input_shape):
        return (*sliding_windows.places(self, self.pool_size, input_shape), input_shape[2])

    def reach(self, size, axis):
        return sliding_windows.reach(size, self.pool_size[axis], self.strides[axis], self.padding)

    def cells(self, batch, padding_value):
        """Place by place of the window, that cell of every window: `(n, height, width, channels)` each."""
        height, width, _ = self.output_shape(batch.shape[1:])
        padded = sliding_windows.pad(batch, self.pool_size, self.strides, self.padding, padding_value)
        return (
            sliding_windows.shifted(padded, *place, self.strides, height, width)
            for place in np.ndindex(*self.pool_size)
        )


@dataclass(frozen=True)
class MaxPooling2D(_Pool):
    """Keep the largest value of every window, channel by channel."""

    pool_size: tuple[int, int] = (2, 2)
    strides: tuple[int, int] | None = None
    padding: str = "valid"
    name: str = ""

    kind = "MaxPooling2D"

    def forward(self, batch):
        """`(n, height, width, channels)` to the same with fewer rows and columns; padding never wins."""
        return reduce(np.maximum, self.cells(batch, -np.inf))


@dataclass(frozen=True)
class AveragePooling2D(_Pool):
    """Keep the average of every window, channel by channel."""

    pool_size: tuple[int, int] = (2, 2)
    strides: tuple[int, int] | None = None
    padding: str = "valid"
    name: str = ""

    kind = "AveragePooling2D"

    def forward(self, batch):
        """`(n, height, width, channels)` to the same with fewer rows and columns; padding is not counted."""
        return reduce(np.add, self.cells(batch, 0)) / self.counts(batch.shape[1:3])

    def counts(self, sizes):
        """How many cells of a picture of `sizes` `(height, width)` every window averages: `(height, width, 1)`."""
        rows, columns = ([len(places) for places in self.reach(size, axis)] for axis, size in enumerate(sizes))
        return np.outer(rows, columns).astype(np.float32)[..., None]


class _WholeMap(Weightless):
    """What the global pools share: of every map one number is left."""

    def output_shape(self, input_shape):
        sliding_windows.need_picture(self, input_shape)
        return (input_shape[2],)

    def reach(self, size, axis):
        return [list(range(size))]


@dataclass(frozen=True)
class GlobalAveragePooling2D(_WholeMap):
    """Of every map only the average stays."""

    name: str = ""

    kind = "GlobalAveragePooling2D"

    def forward(self, batch):
        """`(n, height, width, channels)` to `(n, channels)`."""
        return batch.mean(axis=(1, 2))


@dataclass(frozen=True)
class GlobalMaxPooling2D(_WholeMap):
    """Of every map only the largest value stays."""

    name: str = ""

    kind = "GlobalMaxPooling2D"

    def forward(self, batch):
        """`(n, height, width, channels)` to `(n, channels)`."""
        return batch.max(axis=(1, 2))
