"""From arrays to scenes: thumbnails, mosaics of kernels and of feature maps, one tile large, a strip through layers."""

from math import ceil, sqrt

import numpy as np

from core.formats import number
from dashboard.draw.ranges import positive_range, symmetric_range
from dashboard.draw.scenes import Box, ColorBar, Scene, Text, Tiles

THUMBNAILS = 5
PER_ROW = 8


def thumbnails_start(index, last):
    return max(0, min(index - THUMBNAILS // 2, last - THUMBNAILS + 1))


def thumbnails(images, index):
    """A strip of images around `index`."""
    start = thumbnails_start(index, len(images) - 1)
    shown = images[start : start + THUMBNAILS] / np.float32(255)
    tiles = Tiles(
        "thumbnails",
        shown,
        "ink",
        (0, 1),
        tuple(f"image {start + at}" for at in range(len(shown))),
        columns=THUMBNAILS,
        gutter=4,
        selected=index - start,
    )
    height, width = tiles.size
    return Scene(width + 4, height + 4, f"Images {start} to {start + len(shown) - 1}", (_shift(tiles, 2),), largest=2.2)


def _shift(tiles, by):
    """A little room around, so that the outline of a chosen tile is not cut off."""
    return Tiles(**{**vars(tiles), "left": tiles.left + by, "top": tiles.top + by})


def gallery(
    key,
    maps,
    names,
    captions,
    columns=10,
    selected=None,
    meaning="ink",
    limits=(0, 1),
    frames=(),
    largest=2.6,
    gutter=13,
    marks=(),
):
    """Pictures `(n, height, width)` in rows, each with a caption below; a click reports its position.

    `frames` are (top, left, height, width) inside each picture, or None; `gutter` is what lies between two pictures,
    in pixels of a picture of 28.
    """
    count, height, width = maps.shape
    gutter = max(gutter * height / 28, 2)
    edge = gutter / 4
    tiles = Tiles(key, maps, meaning, limits, names, edge, edge, 1, columns, gutter, tuple(marks), selected)
    places = [(edge + at // columns * (height + gutter), edge + at % columns * (width + gutter)) for at in range(count)]
    texts = tuple(
        Text(left + width / 2, top + height + gutter / 2, caption, "center", size=0.85, room=width + 0.8 * gutter)
        for (top, left), caption in zip(places, captions, strict=True)
    )
    boxes = tuple(
        Box(left + frame[1], top + frame[0], frame[3], frame[2], "accent", hollow=True)
        for (top, left), frame in zip(places, frames or [None] * count, strict=True)
        if frame
    )
    wide = min(columns, count) * (width + gutter)
    tall = -(-count // columns) * (height + gutter) + edge
    kind = "images" if meaning == "ink" else "pictures"
    alt = f"{count} {kind}: {', '.join(captions)}"
    return Scene(wide, tall, alt, (tiles,), texts, boxes, largest=largest * 28 / height)


def as_maps(activations):
    """One image's activations as tiles: `(height, width, channels)` or `(units,)` to `(channels, height, width)`."""
    return activations[:, None, None] if activations.ndim == 1 else np.moveaxis(activations, -1, 0)


def meaning_of(layer, values):
    """What a layer's numbers mean, and so which colours they get."""
    if layer.activation == "softmax":
        return "probability"
    return "signed" if values.min() < 0 else "activation"


def full_range(meaning, values):
    """One colour range for all of `values`."""
    return {"signed": symmetric_range, "activation": positive_range, "probability": lambda _: (0.0, 1.0)}[meaning](
        values
    )


def ranges(choice, meaning, layers, networks):
    """`limits` for tiles: per "channel", per "layer", or for the whole "network".

    `layers` and `networks` are lists of the values that share the range: `(channels, height, width)`, and flat arrays.
    """
    if choice == "channel":
        return np.array([full_range(meaning, tiles) for tiles in np.stack(layers, axis=1)])
    return full_range(meaning, np.stack(layers) if choice == "layer" else np.concatenate(networks))


def color_bar(meaning, limits, words):
    limits = np.asarray(limits)
    if limits.ndim == 2:
        ends = ("\u2212 own largest", "own largest") if meaning == "signed" else ("0", "each channel's own largest")
        return ColorBar(meaning, *ends, words)
    return ColorBar(meaning, number(limits[0]), number(limits[1]), words)


def mosaic(
    key,
    maps,
    meaning,
    limits,
    names,
    words,
    alt,
    *,
    marks=(),
    selected=None,
    decimals=None,
    labels=(),
    true_size=False,
    switches=False,
):
    """All maps of a layer, eight a row; a vector becomes a grid of cells. `true_size` keeps the scale of the input.

    `labels` are written below the tiles, which then stand in one row.
    """
    count, height, width = maps.shape
    cells = height * width == 1
    columns = min(PER_ROW, count) if count <= 64 else ceil(sqrt(count) * 1.3)
    columns = count if labels else columns
    gutter = 0.15 if cells else max(height, width) * 0.05 + 0.25
    tiles = Tiles(
        key,
        maps,
        meaning,
        limits,
        names,
        columns=columns,
        gutter=gutter,
        marks=marks,
        selected=selected,
        decimals=decimals,
        switches=switches,
    )
    edge = gutter / 2
    full_width = columns * (width + gutter)
    if true_size:
        full_width = max(full_width, PER_ROW * 30)
    return Scene(
        full_width,
        tiles.size[0] + gutter,
        alt,
        (_shift(tiles, edge),),
        tuple(
            Text(edge + width / 2 + at * (width + gutter), height + gutter, label, "center", lift=-10)
            for at, label in enumerate(labels)
        ),
        margin=(0, 24 if labels else 0),
        bars=(color_bar(meaning, limits, words),),
        largest=70 if cells else 640 / max(height, width) / 2.2,
    )


def board(name, layer, activations, off):
    """A layer's channels for one image as switches: those that are `off` are crossed out."""
    maps = as_maps(activations)
    meaning = meaning_of(layer, maps)
    limits = full_range(meaning, maps)
    marks = tuple("off" if channel in off else "" for channel in range(len(maps)))
    unit = "channel" if maps[0].size > 1 else "unit"
    names = tuple(f"{unit} {channel}" for channel in range(len(maps)))
    alt = f"{len(maps)} {unit}s of {name}, {len(off)} of them switched off"
    return mosaic("board", maps, meaning, limits, names, f"activation in {name}", alt, marks=marks, switches=True)


def large(key, tile, meaning, limits, name, words, alt, *, mark="", decimals=None, side=420):
    """One map, as large as there is room up to `side` pixels."""
    height, width = tile.shape
    tiles = Tiles(
        key, tile[None], meaning, limits, (name,), columns=1, decimals=decimals, marks=(mark,), clickable=False
    )
    return Scene(
        width, height, alt, (tiles,), bars=(color_bar(meaning, limits, words),), largest=side / max(height, width)
    )


def row(key, maps, meanings, limits, captions, alt, marks, height=100, gap=22, largest=1.6):
    """Maps of different sizes side by side at one height, each with its own colours, mark and a caption above."""
    tiles, texts, left = [], [], 0.0
    for at, (tile, meaning, limit, caption, mark) in enumerate(
        zip(maps, meanings, limits, captions, marks, strict=True)
    ):
        rows, columns = tile.shape
        width = height * columns / rows
        tiles.append(
            Tiles(
                f"{key}{at}",
                tile[None],
                meaning,
                limit,
                (caption,),
                left,
                0,
                height / rows,
                1,
                marks=(mark,),
                clickable=False,
            )
        )
        texts.append(Text(left + width / 2, 0, caption, "center", size=0.85, lift=14))
        left += width + gap
    return Scene(left - gap, height, alt, tuple(tiles), tuple(texts), largest=largest, margin=(30, 2))
