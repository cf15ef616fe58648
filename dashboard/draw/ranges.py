"""Shaping arrays so that they can be looked at: the grid that tiles stand in, and the range of a colour scale."""

from math import ceil

import numpy as np


def grid_shape(count, height, width, columns, gutter):
    """`(rows, columns)` of `count` tiles of `height` x `width`, `columns` a row, a gutter between them.

    Fewer tiles than columns make the grid only as wide as they are. Raises ValueError for sizes below 1.
    """
    if min(count, height, width, columns) < 1 or gutter < 0:
        raise ValueError(f"{count} tiles of {height}x{width} in {columns} columns, gutter {gutter}, are no grid")
    rows, columns = ceil(count / columns), min(count, columns)
    return rows * (height + gutter) - gutter, columns * (width + gutter) - gutter


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


def half_range(weights):
    """`(-a, a)` with `a` half the largest magnitude: the few extreme weights may saturate, the others show."""
    low, high = symmetric_range(weights)
    return low / 2, high / 2
