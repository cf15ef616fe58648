"""From arrays to scenes: thumbnails, mosaics of kernels and of feature maps, one tile large, a strip through layers."""

from dataclasses import replace
from math import ceil, sqrt

import numpy as np

from core import formats
from dashboard.draw import letters
from dashboard.draw.ranges import positive_range, symmetric_range, ticks
from dashboard.draw.scenes import Box, ColorBar, Scene, Text, Tiles

THUMBNAILS = 5
PER_ROW = 8
CAPTION = 0.82  # of the page's letters
READ = 40  # pixels of them, for the class that was read
UNDER = 30  # pixels below a picture, for its caption
SMALLEST_SIDE = 44
EDGE = 4
GAP = 22  # pixels between pictures side by side
OWN_TICKS = (0.25, "\u2212 half"), (0.5, "0"), (0.75, "half")  # where every tile has a range of its own


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
    return replace(tiles, left=tiles.left + by, top=tiles.top + by)


def gallery(
    key,
    maps,
    names,
    captions,
    columns=10,
    selected=None,
    meaning="ink",
    limits=(0, 1),
    boxes=(),
    side=75,
    marks=(),
    bars=(),
    decimals=None,
    aligned_with=(),
):
    """A function of the width: pictures `(n, height, width)`, or in colour, in rows, a caption below each.

    At most `columns` stand in a row, as large as there is room up to `side` pixels; fewer where captions would meet, or
    those of a gallery that it is `aligned_with`. A click reports a picture's position. `boxes` are (top, left, height,
    width) inside each picture, or None.
    """
    count, height, width = maps.shape[:3]
    words = max((letters.width(caption, CAPTION) for caption in (*captions, *aligned_with)), default=0)
    kind = "images" if meaning == "ink" else "pictures"
    alt = f"{count} {kind}: {', '.join(captions)}"

    def at(room):
        fitting = max(int((room - EDGE) // max(words + 8, SMALLEST_SIDE + GAP)), 1)
        in_row = ceil(count / ceil(count / min(columns, fitting, count)))
        scale = max(min((room - EDGE) / in_row - GAP, side), 8) / width
        step, down = max(width * scale + GAP, min(words + 8, room - EDGE)), height * scale + UNDER
        inset = max((min(words, step - 8) - width * scale) / 2, EDGE)
        places = [(EDGE + at // in_row * down, inset + at % in_row * step) for at in range(count)]
        tiles = Tiles(
            key,
            maps,
            meaning,
            limits,
            names,
            inset,
            EDGE,
            scale,
            in_row,
            step / scale - width,
            tuple(marks),
            selected,
            decimals=decimals,
            row_gutter=UNDER / scale,
        )
        texts = tuple(
            Text(left + width * scale / 2, top + height * scale + 14, caption, "center", size=CAPTION)
            for (top, left), caption in zip(places, captions, strict=True)
        )
        outlines = tuple(
            Box(left + box[1] * scale, top + box[0] * scale, box[3] * scale, box[2] * scale, hollow=True)
            for (top, left), box in zip(places, boxes or [None] * count, strict=True)
            if box
        )
        return Scene(room, ceil(count / in_row) * down + EDGE, alt, (tiles,), texts, outlines, bars=bars, largest=1.2)

    return at


def meant_and_read(meant, read):
    """A caption: what a picture is, and after an arrow what it is read as, if that is another class."""
    return meant if meant == read else f"{meant} \u2192 {letters.shorten(read, READ)}"


def as_maps(activations):
    """One image's activations as tiles: `(height, width, channels)` or `(units,)` to `(channels, height, width)`."""
    return activations[:, None, None] if activations.ndim == 1 else np.moveaxis(activations, -1, 0)


def meaning_of(layer, values):
    """What a layer's numbers mean, and so which colours they get."""
    if layer.activation == "softmax":
        return "probability"
    return "signed" if (values < 0).any() else "activation"


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
    """The scale of tiles with these `limits`, `(low, high)`, or a row of them for each tile."""
    limits = np.asarray(limits)
    if limits.ndim == 2:
        if meaning == "signed":
            return ColorBar(meaning, "\u2212 own largest", "own largest", words, OWN_TICKS)
        return ColorBar(meaning, "0", "each channel's own largest", words, ((0.5, "half"),))
    return ColorBar(meaning, formats.number(limits[0]), formats.number(limits[1]), words, ticks(*map(float, limits)))


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
    true_size=False,
    switches=False,
):
    """All maps of a layer, eight a row; a vector becomes a grid of cells. `true_size` keeps the scale of the input."""
    count, height, width = maps.shape[:3]
    cells = height * width == 1
    columns = min(PER_ROW, count) if count <= 64 else ceil(sqrt(count) * 1.3)
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
    alt = f"{formats.count(len(maps), unit)} of {name}, {len(off)} of them switched off"
    return mosaic("board", maps, meaning, limits, names, f"activation in {name}", alt, marks=marks, switches=True)


def large(key, tile, meaning, limits, name, words, alt, *, mark="", decimals=None, side=420):
    """One map, as large as there is room up to `side` pixels."""
    height, width = tile.shape[:2]
    tiles = Tiles(
        key, tile[None], meaning, limits, (name,), columns=1, decimals=decimals, marks=(mark,), clickable=False
    )
    return Scene(
        width, height, alt, (tiles,), bars=(color_bar(meaning, limits, words),), largest=side / max(height, width)
    )


def row(key, maps, meanings, limits, captions, alt, marks, height=130):
    """A function of the width: maps of different sizes at one height, each with its own colours, mark and caption."""
    batches = [(tile[None], (caption,)) for tile, caption in zip(maps, captions, strict=True)]

    def at(room):
        tiles, texts, left, top = [], [], 0.0, 0.0
        for place, ((tile, names), meaning, limit, caption, mark) in enumerate(
            zip(batches, meanings, limits, captions, marks, strict=True)
        ):
            rows, columns = tile.shape[1:3]
            wide = height * columns / rows
            slot = max(wide, letters.width(caption, CAPTION))
            if left and left + slot > room:
                left, top = 0.0, top + height + UNDER
            at_left = left + (slot - wide) / 2
            tiles.append(
                Tiles(
                    f"{key}{place}",
                    tile,
                    meaning,
                    limit,
                    names,
                    at_left,
                    top + UNDER,
                    height / rows,
                    1,
                    marks=(mark,),
                    clickable=False,
                )
            )
            texts.append(Text(left + slot / 2, top + UNDER, caption, "center", size=CAPTION, lift=14))
            left += slot + GAP
        return Scene(room, top + UNDER + height + 2, alt, tuple(tiles), tuple(texts), largest=1.2)

    return at
