"""From arrays to scenes: thumbnails, mosaics of kernels and of feature maps, one tile large, a strip through layers."""

from math import ceil, sqrt

import numpy as np

from core.arrays import positive_range, symmetric_range
from dashboard.scenes import ColorBar, Scene, Text, Tiles
from dashboard.words import number

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


def gallery(key, images, names, captions, columns=10, selected=None):
    """Images `(n, height, width)` in [0, 1] in rows, each with a caption below; a click reports its position."""
    count, height, width = images.shape
    gutter = 13
    tiles = Tiles(key, images, "ink", (0, 1), names, 3, 3, columns=columns, gutter=gutter, selected=selected)
    texts = tuple(
        Text(
            3 + (at % columns) * (width + gutter) + width / 2,
            3 + (at // columns) * (height + gutter) + height + gutter / 2,
            caption,
            "center",
            size=0.85,
        )
        for at, caption in enumerate(captions)
    )
    wide = columns * (width + gutter)
    tall = -(-count // columns) * (height + gutter) + 3
    return Scene(wide, tall, f"{count} images: {', '.join(captions)}", (tiles,), texts, largest=2.6)


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
    key, maps, meaning, limits, names, words, alt, *, marks=(), selected=None, decimals=None, labels=(), true_size=False
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


def large(key, tile, meaning, limits, name, words, alt, *, mark="", decimals=None):
    """One map, as large as there is room."""
    height, width = tile.shape
    tiles = Tiles(
        key, tile[None], meaning, limits, (name,), columns=1, decimals=decimals, marks=(mark,), clickable=False
    )
    return Scene(
        width, height, alt, (tiles,), bars=(color_bar(meaning, limits, words),), largest=420 / max(height, width)
    )


def row(key, maps, meanings, limits, captions, alt, height=100, gap=22, largest=1.6):
    """Maps of different sizes side by side at one height, each with its own colours and a caption above."""
    tiles, texts, left = [], [], 0.0
    for at, (tile, meaning, limit, caption) in enumerate(zip(maps, meanings, limits, captions, strict=True)):
        rows, columns = tile.shape
        width = height * columns / rows
        tiles.append(
            Tiles(f"{key}{at}", tile[None], meaning, limit, (caption,), left, 0, height / rows, 1, clickable=False)
        )
        texts.append(Text(left + width / 2, 0, caption, "center", size=0.85, lift=14))
        left += width + gap
    return Scene(left - gap, height, alt, tuple(tiles), tuple(texts), largest=largest, margin=(30, 2))
