"""Shaping arrays so that they can be looked at: tile maps into one mosaic, choose a range, rescale."""

from dataclasses import dataclass
from math import ceil

import numpy as np


@dataclass(frozen=True)
class Grid:
    """Where `count` tiles of `height` x `width` pixels lie in a mosaic: `columns` a row, a gutter between them."""

    count: int
    height: int
    width: int
    columns: int = 8
    gutter: int = 1

    def __post_init__(self):
        if min(self.count, self.height, self.width, self.columns) < 1 or self.gutter < 0:
            raise ValueError(f"{self} is no grid: every size must be at least 1 and the gutter at least 0")

    @property
    def rows(self):
        return ceil(self.count / self.columns)

    @property
    def shape(self):
        """`(rows, columns)` of the mosaic, in pixels. Fewer tiles than columns make it only as wide as they are."""
        columns = min(self.count, self.columns)
        return (
            self.rows * (self.height + self.gutter) - self.gutter,
            columns * (self.width + self.gutter) - self.gutter,
        )

    def corner(self, index):
        """`(row, column)` of the top left pixel of tile `index`."""
        if not 0 <= index < self.count:
            raise IndexError(f"tile {index} is outside 0 to {self.count - 1}")
        row, column = divmod(index, self.columns)
        return row * (self.height + self.gutter), column * (self.width + self.gutter)

    def center(self, index):
        """`(row, column)` of the middle of tile `index`, in pixel coordinates (a pixel's middle is a whole number)."""
        row, column = self.corner(index)
        return row + (self.height - 1) / 2, column + (self.width - 1) / 2


def mosaic(maps, columns=8, gutter=1):
    """Tile `maps` `(n, height, width)` row by row into one float array; gutters and unused places are NaN."""
    count, height, width = maps.shape
    grid = Grid(count, height, width, columns, gutter)
    picture = np.full(grid.shape, np.nan, dtype=np.float32)
    for index, tile in enumerate(maps):
        row, column = grid.corner(index)
        picture[row : row + height, column : column + width] = tile
    return picture


def symmetric_range(values):
    """`(-a, a)` with `a` the largest finite magnitude in `values`, so that zero is always the middle colour."""
    finite = values[np.isfinite(values)]
    largest = float(np.abs(finite).max()) if finite.size else 0.0
    return (-largest, largest) if largest > 0 else (-1.0, 1.0)


def positive_range(values):
    """`(0, a)` with `a` the largest finite value in `values`, or `(0, 1)` where nothing is above zero."""
    finite = values[np.isfinite(values)]
    largest = float(finite.max()) if finite.size else 0.0
    return (0.0, largest) if largest > 0 else (0.0, 1.0)


def rescale_each(maps):
    """Divide each of `maps` `(n, height, width)` by its own largest magnitude; a map of zeros stays zero."""
    largest = np.abs(maps).max(axis=(1, 2), keepdims=True)
    return maps / np.where(largest > 0, largest, 1)
