"""Shaping arrays so that they can be looked at: the grid that tiles stand in, and the range of a colour scale."""

from itertools import pairwise
from math import ceil, floor, log10

import numpy as np

from core.formats import number
from dashboard.draw import letters

BAR_LENGTH = 150  # pixels that a colour bar has at least
TICK_LETTERS = 0.85  # of the page's letters
MOST_TICKS = 4
FROM_END = 0.08  # of a colour bar, on which no tick stands beside the number at its end


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


def ticks(low, high):
    """`((share of the way, number), ...)` of round numbers inside a range, as many as a colour bar has room for."""
    if not low < high:
        return ()
    power = floor(log10((high - low) / 10))
    steps = (digits * 10.0 ** (power + more) for more in (0, 1) for digits in (1, 2, 2.5, 5))
    return next(filter(_has_room, (_multiples(step, low, high) for step in steps)), ())


def _multiples(step, low, high):
    """The ticks at a step's multiples that are not at the range's ends."""
    values = [at * step for at in range(ceil(low / step), floor(high / step) + 1)]
    shares = [(value - low) / (high - low) for value in values]
    inside = [at for at, share in enumerate(shares) if FROM_END <= share <= 1 - FROM_END]
    return tuple((round(shares[at], 4), number(values[at])) for at in inside)


def _has_room(marked):
    """Whether the ticks are few, and their numbers do not touch."""
    widest = max((letters.width(said, TICK_LETTERS) for _, said in marked), default=0)
    shares = [share for share, _ in marked]
    is_wide = all((after - before) * BAR_LENGTH > widest + 4 for before, after in pairwise(shares))
    return is_wide and len(marked) <= MOST_TICKS
