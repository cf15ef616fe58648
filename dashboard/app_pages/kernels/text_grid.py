"""All kernels of a layer as the lesson draws them: as many in a row, in its range, with its decimals."""

import numpy as np

from core import formats
from dashboard.draw.mosaics import color_bar
from dashboard.draw.ranges import symmetric_range
from dashboard.draw.scenes import Scene, Tiles

FILTERS_IN_A_ROW, NEURONS_IN_A_ROW = 8, 10


def grid(name, maps, selected, is_convolution):
    """The scene of `maps` `(n, height, width)`, the kernel slices or the neurons of layer `name`."""
    count, _, width = maps.shape
    if is_convolution:
        word, columns, meaning, limits, decimals = "filter", FILTERS_IN_A_ROW, "signed", symmetric_range(maps), 1
        words = "weight; one range for all"
    else:
        word, columns, meaning, decimals = "neuron", NEURONS_IN_A_ROW, "ink", None
        limits = tuple(float(end) / 2 for end in (np.nanmin(maps), np.nanmax(maps)))
        words = "weight; from half the smallest to half the largest"
    gutter = 0.08 * width
    titles = tuple(f"{word} {index}" for index in range(count))
    edge = gutter / 2
    tiles = Tiles(
        "text_grid",
        maps,
        meaning,
        limits,
        titles,
        edge,
        edge,
        columns=columns,
        gutter=gutter,
        selected=selected,
        decimals=decimals,
    )
    tall, wide = tiles.size
    alt = f"{formats.count(count, word)} of {name} in rows of {columns}"
    bars = (color_bar(meaning, limits, words),)
    return Scene(wide + gutter, tall + gutter, alt, (tiles,), bars=bars, largest=130 / width)
