"""The table of examples by filters: rows are images, columns are channels, cells show what each makes of each."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from core import formats
from core.inspection.kernels import own_pictures
from core.networks.network import as_seen
from dashboard.draw import letters
from dashboard.draw.mosaics import color_bar, full_range, meaning_of
from dashboard.draw.ranges import symmetric_range
from dashboard.draw.scenes import Box, Scene, Text, Tiles

SMALLEST, LARGEST, GAP = 30, 50, 5  # pixels: the side of a cell, and what lies between two
BAR, ABOVE = 11, 24
SMALL, NAMES = 0.8, 0.9  # of the page's letters


@dataclass(frozen=True, eq=False)
class Contents:
    """What stands in the table: `maps` `(images, channels, height, width)`; a `header` of weights, or None."""

    rows: tuple
    channels: list
    images: np.ndarray
    maps: np.ndarray
    marks: np.ndarray
    header: np.ndarray | None
    meaning: str
    limits: tuple
    probabilities: np.ndarray
    class_names: tuple


def table(look, layer, channels):
    """`(function of the width, marks of cells)`: images with their probabilities, and what channels make of each."""
    chosen = look.examples
    images = look.split.images[chosen]
    activations = look.network.activations(images)
    values = activations[layer.name][..., channels]
    maps = np.moveaxis(values, -1, 1).reshape(
        len(chosen), len(channels), *(values.shape[1:3] if values.ndim == 4 else (1, 1))
    )
    meaning = meaning_of(layer, values)
    contents = Contents(
        tuple(look.name_of(index) for index in chosen),
        channels,
        as_seen(images, look.architecture.input_shape),
        maps,
        np.array([look.marks_of(layer.name, one)[channels] for one in activations[layer.name]]),
        own_pictures(look.network, layer.name),
        meaning,
        full_range(meaning, values),
        activations[look.architecture.names[-1]],
        look.run.class_names,
    )
    words = f"activation in {layer.name}, one range for the table"
    alt = (
        f"What {formats.count(len(channels), 'channel')} of {layer.name} make of {formats.count(len(chosen), 'image')}"
    )
    return partial(_laid_out, contents, (color_bar(meaning, contents.limits, words),), alt), contents.marks


def _laid_out(contents, bars, alt, width):
    """Channels that do not fit side by side stand below, in bands that each begin with the images."""
    names = max(letters.width(name, NAMES) for name in contents.rows) + 8
    answers = BAR * len(contents.class_names) + 14
    room, count = width - names - answers, len(contents.channels)
    side = min(max(room / (count + 1) - GAP, SMALLEST), LARGEST)
    in_band = min(max(int(room // (side + GAP)) - 1, 1), count)
    top, tiles, texts, boxes = 0.0, [], [], []
    for start in range(0, count, in_band):
        shown = slice(start, min(start + in_band, count))
        left = names + side + 8
        rows_top = top + ABOVE + (side + GAP if contents.header is not None else 0)
        tiles.append(_tiles("images", contents.images, "ink", (0, 1), contents.rows, names, rows_top, 1, side))
        middles = [rows_top + row * (side + GAP) + side / 2 for row in range(len(contents.rows))]
        texts += [
            Text(names - 8, middle, name, "right", size=NAMES, bold=not row)
            for row, (middle, name) in enumerate(zip(middles, contents.rows, strict=True))
        ]
        if not start:
            more_boxes, more_texts = _bars(contents, left, rows_top, side)
            boxes, texts, left = more_boxes, texts + more_texts, left + answers
        more_tiles, more_texts = _band(contents, shown, left, top, rows_top, side)
        tiles, texts = tiles + more_tiles, texts + more_texts
        top = rows_top + len(contents.rows) * (side + GAP)
    return Scene(width, top, alt, tuple(tiles), tuple(texts), tuple(boxes), bars=bars, largest=1.3)


def _band(contents, shown, left, top, rows_top, side):
    """`(tiles, texts)` of some channels."""
    channels = contents.channels[shown]
    maps, marks = contents.maps[:, shown], contents.marks[:, shown].ravel()
    names = [f"{name}, channel {channel}" for name in contents.rows for channel in channels]
    key = f"cells {shown.start} {len(channels)}"
    flat = maps.reshape(-1, *maps.shape[2:])
    tiles = [_tiles(key, flat, contents.meaning, contents.limits, names, left, rows_top, len(channels), side, marks)]
    if contents.header is not None:
        titles = [f"weights of channel {channel}" for channel in channels]
        place = left, top + ABOVE, len(channels), side
        own = symmetric_range(contents.header)
        tiles.append(_tiles("header", contents.header[channels], "signed", own, titles, *place, clickable=False))
    middles = [left + at * (side + GAP) + side / 2 for at in range(len(channels))]
    texts = [
        Text(middle, top + 12, str(channel), "center", size=SMALL)
        for middle, channel in zip(middles, channels, strict=True)
    ]
    return tiles, texts


def picked(look, channels, key, tile):
    """`(image index, channel or None)` behind a click on the table."""
    if key == "images":
        return look.examples[tile], None
    start, in_band = map(int, key.split()[1:])
    row, column = divmod(tile, in_band)
    return look.examples[row], channels[start + column]


def _tiles(key, maps, meaning, limits, names, left, top, columns, side, marks=(), clickable=True):
    """Maps of any size in cells of `side` pixels."""
    size = maps.shape[1]
    return Tiles(
        key,
        maps,
        meaning,
        limits,
        tuple(names),
        left,
        top,
        side / size,
        columns,
        GAP * size / side,
        marks=tuple(marks),
        clickable=clickable,
    )


def _bars(contents, left, top, side):
    """Upright bars for every image, the likeliest class in the accent colour; the classes' first letters on top."""
    boxes = []
    for row, probabilities in enumerate(contents.probabilities):
        for at, share in enumerate(probabilities):
            height = max(float(share) * side, 1.5)
            base = top + row * (side + GAP) + side
            tone = "accent" if at == probabilities.argmax() else "muted"
            boxes.append(Box(left + at * BAR, base - height, BAR - 3, height, tone))
    texts = [
        Text(left + at * BAR + 4, top - 12, name[:1], "center", size=SMALL)
        for at, name in enumerate(contents.class_names)
    ]
    return boxes, texts
