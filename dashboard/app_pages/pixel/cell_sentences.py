"""How a cell and a number are said in a working."""

import numpy as np

from core.inspection.cell_tracing import INPUT
from core.networks.image_fitting import COLORS


def where(cell, only_channel=False):
    """`conv2d, channel 7, row 12, column 5`; a stage's `only_channel` is not named, a picture's are colours."""
    if len(cell.index) == 1:
        return f"{cell.layer}, unit {cell.index[0]:,}"
    row, column, channel = cell.index
    of = "" if only_channel else f" {channel_of(cell.layer, channel)},"
    return f"{cell.layer},{of} row {row}, column {column}"


def channel_of(stage, channel):
    """`channel 7`, or `red`."""
    return COLORS[channel] if stage == INPUT and channel < len(COLORS) else f"channel {channel}"


def target(cell):
    """Where a click leads; nowhere from a pixel, which was not computed."""
    return {"layer": cell.layer, "index": list(cell.index)} if cell and cell.layer != INPUT else None


def where_it_reads(trace, cell):
    """As `where`; a grey input has one channel, which is not named."""
    return where(cell, only_channel=cell.layer == INPUT and trace.architecture.input_shape[2] == 1)


def plain(numbers):
    """As a flat list of what JSON can say."""
    return [sayable(number) for number in np.ravel(numbers)]


def sayable(number):
    """What is no number becomes a word, because JSON has none for it."""
    return float(number) if np.isfinite(number) else str(float(number))


def fixed(number):
    """To three decimals, with a real minus sign."""
    return f"{number:.3f}".replace("-", "\u2212")
