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
from dashboard.text import sentences

SMALLEST, LARGEST, GAP = 30, 50, 5  # pixels: the side of a cell, and what lies between two
BAR, ABOVE, BESIDE = 11, 24, 8
NAMES_ROOM = 0.35  # of the width, at most
SMALL, NAMES = 0.8, 0.9  # of the page's letters


@dataclass(frozen=True, eq=False)
class Contents:
    """What stands in the table: a row for each image, a column for each of `channels`.

    `maps` and `weights` hold an array `(images, height, width)` and `(1, height, width)` for each channel, which all
    widths share; `weights` is empty where they are no pictures. `marks` is `(images, channels)`.
    """

    rows: tuple
    channels: list
    images: np.ndarray
    maps: tuple
    marks: np.ndarray
    weights: tuple
    weight_limits: tuple
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
    weights = own_pictures(look.network, layer.name)
    contents = Contents(
        tuple(look.name_of(index) for index in chosen),
        channels,
        as_seen(images, look.architecture.input_shape),
        tuple(maps.swapaxes(0, 1)),
        np.array([look.marks_of(layer.name, one)[channels] for one in activations[layer.name]]),
        () if weights is None else tuple(weights[channels, None]),
        () if weights is None else symmetric_range(weights),
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
    """Channels that do not fit side by side stand below, in bands that each begin with the images.

    The first band also has what the network answers: all probabilities as bars, or where these have no room the
    likeliest class.
    """
    names = [letters.shorten(name, NAMES_ROOM * width, NAMES) for name in contents.rows]
    begin = max(letters.width(name, NAMES) for name in names) + BESIDE
    as_bars = BAR * len(contents.class_names) + BESIDE
    has_bars = begin + LARGEST + BESIDE + as_bars <= width
    words = [] if has_bars else list(_answers(contents, width - begin - LARGEST - BESIDE))
    answers = as_bars if has_bars else max(letters.width(said, SMALL) for said in words) + BESIDE
    count = len(contents.channels)
    side = min(max((width - begin - BESIDE - answers) / (count + 1) - GAP, SMALLEST), LARGEST)
    left = begin + side + BESIDE
    top, tiles, texts, boxes = 0.0, [], [], []
    for start, end in _bands(count, width - left - answers, width - left, side):
        rows_top = top + ABOVE + (side + GAP if contents.weights else 0)
        tiles.append(_tiles("images", contents.images, "ink", (0, 1), contents.rows, begin, rows_top, side))
        middles = [rows_top + row * (side + GAP) + side / 2 for row in range(len(contents.rows))]
        texts += [
            Text(begin - BESIDE, middle, name, "right", size=NAMES, bold=not row)
            for row, (middle, name) in enumerate(zip(middles, names, strict=True))
        ]
        if not top and has_bars:
            boxes, more_texts = _bars(contents, left, rows_top, side)
            texts += more_texts
        elif not top:
            texts += [Text(left, middle, said, size=SMALL) for middle, said in zip(middles, words, strict=True)]
        across = left + (0 if top else answers)
        for at in range(start, end):
            more_tiles, title = _column(contents, at, across + (at - start) * (side + GAP), top, rows_top, side)
            tiles, texts = tiles + more_tiles, [*texts, title]
        top = rows_top + len(contents.rows) * (side + GAP)
    return Scene(width, top, alt, tuple(tiles), tuple(texts), tuple(boxes), bars=bars, largest=1.3)


def _bands(count, first_room, room, side):
    """`(start, end)` of the channels in each band; in the first there may be room for none."""
    first, each = (int((one + GAP) // (side + GAP)) for one in (first_room, room))
    start = min(max(first, 0), count)
    yield 0, start
    for at in range(start, count, max(each, 1)):
        yield at, min(at + max(each, 1), count)


def _answers(contents, room):
    """The likeliest class of each image, and how likely it is."""
    for probabilities in contents.probabilities:
        share = formats.percent(float(probabilities.max()))
        name = sentences.likeliest(contents.class_names, probabilities)
        yield f"{letters.shorten(name, room - letters.width(f' {share}', SMALL), SMALL)} {share}"


def _column(contents, at, left, top, rows_top, side):
    """`(tiles, text above them)` of one channel."""
    channel = contents.channels[at]
    names = [f"{name}, channel {channel}" for name in contents.rows]
    look = contents.meaning, contents.limits, names, left
    tiles = [_tiles(f"column {at}", contents.maps[at], *look, rows_top, side, contents.marks[:, at])]
    if contents.weights:
        look = "signed", contents.weight_limits, [f"weights of channel {channel}"], left
        tiles.append(_tiles(f"weights {at}", contents.weights[at], *look, top + ABOVE, side, clickable=False))
    return tiles, Text(left + side / 2, top + 12, str(channel), "center", size=SMALL)


def picked(look, channels, key, tile):
    """`(image index, channel or None)` behind a click on the table."""
    channel = None if key == "images" else channels[int(key.removeprefix("column "))]
    return look.examples[tile], channel


def _tiles(key, maps, meaning, limits, names, left, top, side, marks=(), clickable=True):
    """Maps of any size below each other, in cells of `side` pixels."""
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
        columns=1,
        gutter=GAP * size / side,
        marks=tuple(marks),
        clickable=clickable,
    )


def _bars(contents, left, top, side):
    """Upright bars for every image, the likeliest class in the accent colour; the classes' first letters on top."""
    boxes = []
    for row, probabilities in enumerate(contents.probabilities):
        if not sentences.gives_numbers(probabilities):
            continue
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
