"""Paths through a network from cell to cell: down to what a number owes most to, up to where it goes.

A path has one cell for the input and for each layer that it passes, every one read by the next; where a network
branches it takes one of the ways.
"""

from collections.abc import Iterable

import numpy as np

from core.inspection.cell_tracing import Trace
from core.networks.layers import Dense
from core.networks.layers.base import place_of_largest
from core.networks.layers.cell_arithmetic import (
    Activated,
    Cell,
    Given,
    Largest,
    Merged,
    Normalized,
    Padded,
    Passed,
    WeightedSum,
)


def down(trace: Trace, cell: Cell) -> Cell | None:
    """The cell, of a stage that is read, that this one owes most to: the largest product, the winner, the only source.

    None for a pixel, and where nothing but padding is read. Raises ValueError for a cell that is not there.
    """
    match arithmetic := trace.arithmetic(cell):
        case Given() | Padded():
            return None
        case Passed() | Activated() | Normalized():
            return arithmetic.source
        case Largest():
            return arithmetic.sources.get(arithmetic.winner)
        case Merged():
            return arithmetic.sources[arithmetic.winner]
        case WeightedSum():
            sizes = np.abs(arithmetic.products)
            readable = arithmetic.inside[..., None] if sizes.ndim == 3 else arithmetic.inside
            return arithmetic.source(place_of_largest(np.where(readable, sizes, -1.0)))
    raise TypeError(f"no path leads down from {type(arithmetic).__name__}")


def up(trace: Trace, cell: Cell) -> Cell | None:
    """The cell of the first layer that reads this one that it adds most to, of the last layer the answer.

    None behind the last layer and where no window reads the cell.
    """
    trace.check(cell)
    return next(filter(None, (_up_to(trace, cell, name) for name in trace.after(cell.layer))), None)


def _up_to(trace: Trace, cell: Cell, name: str) -> Cell | None:
    """As `up`, to one of the layers that read the cell's stage."""
    layer = trace.architecture.layer(name)
    if isinstance(layer, Dense) and _gives_the_answer(trace, name):
        return Cell(name, place_of_largest(trace.values[trace.stages[-1]]))
    sign = -1 if trace.value(cell) < 0 else 1
    shapes = trace.architecture.source_shapes(name)
    index = layer.joined_index(cell.index, trace.before(name).index(cell.layer), shapes)
    above = layer.strongest_reader(index, layer.joined_shape(shapes), trace.network.arrays(name), sign)
    return None if above is None else Cell(name, above)


def _gives_the_answer(trace: Trace, name: str) -> bool:
    """Whether every unit of a dense layer becomes one of the answer: no other dense layer follows."""
    later = trace.stages[trace.stages.index(name) + 1 :]
    return not any(isinstance(trace.architecture.layer(stage), Dense) for stage in later)


def reads(trace: Trace, cell: Cell, source: Cell) -> bool:
    """Whether `cell` reads `source`, a cell of a stage before it."""
    if cell.layer not in trace.architecture.names or source.layer not in trace.before(cell.layer):
        return False
    match arithmetic := trace.arithmetic(cell):
        case Padded():
            return False
        case Passed() | Activated():
            return arithmetic.source == source
        case Largest():
            return source in arithmetic.sources.values()
        case Merged():
            return source in arithmetic.sources
        case WeightedSum() | Normalized():
            sizes = (arithmetic.group if isinstance(arithmetic, Normalized) else arithmetic.window).shape
            offset = np.subtract(source.index, arithmetic.origin)
            return bool(((offset >= 0) & (offset < sizes)).all())
    raise TypeError(f"nobody knows what {type(arithmetic).__name__} reads")


def through(trace: Trace, cell: Cell, trail: Iterable[Cell] = ()) -> dict[str, Cell]:
    """`{stage: Cell}`, the path through `cell`: down the strongest way, and up along `trail` as far as that fits.

    `trail` holds cells that were visited before, perhaps in another network; the path ends early where no window reads
    a cell.
    """
    visited = {earlier.layer: earlier for earlier in trail if trace.has(earlier)}
    path, here = {cell.layer: cell}, down(trace, cell)
    while here:
        path[here.layer] = here
        here = down(trace, here)
    here = cell
    while here:
        known = [visited[name] for name in trace.after(here.layer) if name in visited]
        here = next((above for above in known if reads(trace, above, here)), None) or up(trace, here)
        if here:
            path[here.layer] = here
    return {stage: path[stage] for stage in trace.stages if stage in path}


def peak(trace: Trace, name: str, channel: int) -> Cell:
    """The cell of a channel where its activation is largest."""
    return Cell(name, (*place_of_largest(trace.values[name][..., channel]), channel))
