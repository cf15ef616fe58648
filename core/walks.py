"""Walking through a network from cell to cell: down to what a number owes most to, up to where it goes.

A walk through all layers has one cell for the input and for each layer, every one read by the next.
"""

import numpy as np

from core.cells import Cell, Given, Largest, Passed, starts
from core.layers import Conv2D, Dense, Flatten, MaxPooling2D


def down(trace, cell):
    """The cell of the layer before that this one owes most to: the largest product, the winner, or its only source.

    None for a pixel, and where a window reads nothing but padding. Raises ValueError for a cell that is not there.
    """
    match working := trace.working(cell):
        case Given():
            return None
        case Passed():
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
        case Dense() if name == trace.stages[-1]:
            return Cell(name, _place_of_largest(trace.values[name]))
        case Dense():
            return Cell(name, _place_of_largest(sign * trace.network.kernel(name)[cell.index[0]]))
        case MaxPooling2D():
            places = _windows_with(trace, layer, layer.pool_size, cell)
            return Cell(name, (*next(iter(places)), cell.index[2])) if places else None
        case Conv2D():
            places = _windows_with(trace, layer, layer.kernel_size, cell)
            if not places:
                return None
            kernel = trace.network.kernel(name)
            weights = sign * np.stack([kernel[offset][cell.index[2]] for offset in places.values()])
            at, channel = _place_of_largest(weights)
            return Cell(name, (*list(places)[at], channel))
    return Cell(name, cell.index)


def reads(trace, cell, source):
    """Whether `cell` reads `source`, a cell of the stage before it."""
    if cell.layer not in trace.architecture.names or trace.before(cell.layer) != source.layer:
        return False
    match working := trace.working(cell):
        case Passed():
            return working.source == source
        case Largest():
            return source in working.sources.values()
    if working.window.ndim == 1:
        return True
    offset = np.subtract(source.index[:2], working.origin)
    return bool(((offset >= 0) & (offset < working.inside.shape)).all())


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
