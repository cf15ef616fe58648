"""Walking through a network from cell to cell: down to what a number owes most to, up to where it goes.

A walk through all layers has one cell for the input and for each layer, every one read by the next.
"""

import numpy as np

from core.inspection.cell_tracing import Activated, Cell, Given, Largest, Passed, starts, window_of
from core.networks.layers import (
    CONVOLUTIONS,
    Dense,
    DepthwiseConv2D,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    Resizing,
)


def down(trace, cell):
    """The cell of the layer before that this one owes most to: the largest product, the winner, or its only source.

    None for a pixel, and where a window reads nothing but padding. Raises ValueError for a cell that is not there.
    """
    match working := trace.working(cell):
        case Given():
            return None
        case Passed() | Activated():
            return working.source
        case Largest():
            return working.sources.get(working.winner)
    sizes = np.abs(working.products)
    readable = working.inside[..., None] if sizes.ndim == 3 else working.inside
    return working.source(_place_of_largest(np.where(readable, sizes, -1.0)))


def up(trace, cell):
    """The cell of the next layer that this one adds most to, of the last layer the answer.

    None behind the last layer and where no window reads the cell.
    """
    trace.check(cell)
    name = trace.after(cell.layer)
    layer = name and trace.architecture.layer(name)
    sign = -1 if trace.value(cell) < 0 else 1
    match layer:
        case None:
            return None
        case Flatten():
            return Cell(name, (int(np.ravel_multi_index(cell.index, trace.values[cell.layer].shape)),))
        case Dense() if _gives_the_answer(trace, name):
            return Cell(name, _place_of_largest(trace.values[trace.stages[-1]]))
        case Dense():
            return Cell(name, _place_of_largest(sign * trace.network.kernel(name)[cell.index[0]]))
        case GlobalAveragePooling2D() | GlobalMaxPooling2D():
            return Cell(name, cell.index[2:])
    if isinstance(layer, Resizing):
        shares = [layer.shares(size, axis) for axis, size in enumerate(trace.values[cell.layer].shape[:2])]
        given = [along[:, at] for along, at in zip(shares, cell.index, strict=False)]
        return (
            Cell(name, (*(int(along.argmax()) for along in given), cell.index[2])) if all(map(np.any, given)) else None
        )
    if window_of(layer) is None:
        return Cell(name, cell.index)
    places = _windows_with(trace, layer, window_of(layer), cell)
    if not places:
        return None
    if not isinstance(layer, CONVOLUTIONS):
        return Cell(name, (*next(iter(places)), cell.index[2]))
    readers, part = _readers(layer, cell.index[2])
    weights = sign * np.stack([trace.network.kernel(name)[offset][part, readers] for offset in places.values()])
    at, reader = _place_of_largest(weights)
    return Cell(name, (*list(places)[at], readers.start + reader))


def _readers(layer, channel):
    """The slice of a convolution's filters that read a channel, and as which of their slices they do."""
    if isinstance(layer, DepthwiseConv2D):
        return slice(channel * layer.depth_multiplier, (channel + 1) * layer.depth_multiplier), 0
    return slice(0, layer.filters), channel


def _gives_the_answer(trace, name):
    """Whether every unit of a dense layer becomes one of the answer: no other dense layer follows."""
    later = trace.stages[trace.stages.index(name) + 1 :]
    return not any(isinstance(trace.architecture.layer(one), Dense) for one in later)


def reads(trace, cell, source):
    """Whether `cell` reads `source`, a cell of the stage before it."""
    if cell.layer not in trace.architecture.names or trace.before(cell.layer) != source.layer:
        return False
    match working := trace.working(cell):
        case Passed() | Activated():
            return working.source == source
        case Largest():
            return source in working.sources.values()
    offset = np.subtract(source.index, working.origin)
    return bool(((offset >= 0) & (offset < working.window.shape)).all())


def through(trace, cell, trail=()):
    """`{stage: Cell}`, the walk through `cell`: down the strongest way, and up along `trail` as far as that fits.

    `trail` holds cells that were visited before, perhaps in another network; the walk ends early where no window reads
    a cell.
    """
    visited = {one.layer: one for one in trail if trace.has(one)}
    found, here = {cell.layer: cell}, cell
    while here := down(trace, here):
        found[here.layer] = here
    here = cell
    while here and (name := trace.after(here.layer)):
        known = visited.get(name)
        here = known if known and reads(trace, known, here) else up(trace, here)
        if here:
            found[name] = here
    return {stage: found[stage] for stage in trace.stages if stage in found}


def peak(trace, name, channel):
    """The cell of a channel where its activation is largest."""
    values = trace.values[name][..., channel]
    return Cell(name, (*_place_of_largest(values), channel))


def _place_of_largest(values):
    ranked = np.where(np.isnan(values), -np.inf, values)
    return tuple(int(i) for i in np.unravel_index(ranked.argmax(), ranked.shape))


def _windows_with(trace, layer, window, cell):
    """`{(row, column) of the layer: the place in its window}` for every window that holds the cell."""
    every = starts(layer, window, trace.values[cell.layer].shape)
    rows, columns = (
        {place: index - start for place, start in enumerate(along) if 0 <= index - start < length}
        for index, along, length in zip(cell.index[:2], every, window, strict=True)
    )
    return {(row, column): (down, right) for row, down in rows.items() for column, right in columns.items()}
