"""The table of examples by filters: rows are images, columns are channels, cells show what each makes of each."""

import numpy as np

from core import formats
from core.inspection.kernels import drawable_layers, neuron_pictures, slices
from core.networks.network import image_batch
from dashboard.draw.mosaics import color_bar, full_range, meaning_of
from dashboard.draw.ranges import symmetric_range
from dashboard.draw.scenes import Box, Scene, Text, Tiles

COLUMNS = 16
CELL, GAP = 50, 5
STEP = CELL + GAP
BAR = 10
LETTER = 9


def indices(look):
    """The images in the table: the chosen one, then the first of every other class."""
    labels = look.split.labels
    firsts = [int((labels == label).argmax()) for label in np.unique(labels) if label != labels[look.selection.image]]
    return [look.selection.image, *firsts]


def table(look, layer, channels):
    """The scene: weights in the header where they are a picture, cells in one range, probability bars at the end."""
    chosen = indices(look)
    images = look.split.images[chosen]
    activations = look.network.activations(images)
    values = activations[layer.name][..., channels]
    cells = np.moveaxis(values.reshape(len(chosen), *(values.shape[1:3] if values.ndim == 4 else (1, 1)), -1), -1, 1)
    cells = cells.reshape(-1, *cells.shape[2:])
    meaning = meaning_of(layer, values)
    limits = full_range(meaning, values)
    marks = np.array([look.marks_of(layer.name, one)[channels] for one in activations[layer.name]]).ravel()
    header = header_maps(look, layer.name)
    top = STEP + 8 if header is not None else 0
    names_end = max(len(look.name_of(index)) for index in chosen) * LETTER + 8
    left = names_end + STEP + 8
    cell_names = [
        f"{look.name_of(index)} (image {index}), channel {channel}" for index in chosen for channel in channels
    ]
    image_names = [f"image {index}: {look.name_of(index)}" for index in chosen]
    tiles = [
        _tiles(
            "images",
            image_batch(images, look.architecture.input_shape).mean(axis=-1),
            "ink",
            (0, 1),
            image_names,
            names_end,
            top,
            1,
            clickable=True,
        ),
        _tiles("cells", cells, meaning, limits, cell_names, left, top, len(channels), marks, clickable=True),
    ]
    if header is not None:
        titles = [f"weights of channel {channel}" for channel in channels]
        tiles.append(
            _tiles("header", header[channels], "signed", symmetric_range(header), titles, left, 0, len(channels))
        )
    middles = [at * STEP + CELL / 2 for at in range(max(len(channels), len(chosen)))]
    texts = [
        Text(left + x, 0, str(channel), "center", size=0.8, lift=12)
        for x, channel in zip(middles, channels, strict=False)
    ]
    texts += [
        Text(names_end - 8, top + y, look.name_of(index), "right", size=0.9, bold=index == chosen[0])
        for y, index in zip(middles, chosen, strict=False)
    ]
    bars_left = left + len(channels) * STEP + 12
    boxes, letters = _bars(activations[look.architecture.names[-1]], look.run.class_names, bars_left, top)
    return Scene(
        max(bars_left + BAR * len(look.run.class_names), 560),
        top + len(chosen) * STEP,
        f"What {formats.count(len(channels), 'channel')} of {layer.name} make of {formats.count(len(chosen), 'image')}",
        tuple(tiles),
        (*texts, *letters),
        tuple(boxes),
        (color_bar(meaning, limits, f"activation in {layer.name}, one range for the table"),),
        largest=1.6,
        margin=(26, 4),
    )


def picked(look, channels, key, tile):
    """`(image index, channel or None)` behind a click on the table."""
    row, column = divmod(tile, len(channels)) if key == "cells" else (tile, None)
    return indices(look)[row], None if column is None else channels[column]


def header_maps(look, name):
    """The channels' own weights as pictures `(channels, height, width)`, or None where they are none."""
    weights = look.network.weights.get(f"{name}/kernel")
    if name not in drawable_layers(look.architecture):
        return None
    if weights.ndim == 2:
        return neuron_pictures(weights, look.architecture.input_shape)
    return slices(weights, 0) if weights.shape[2] == 1 else None


def _tiles(key, maps, meaning, limits, names, left, top, columns, marks=(), clickable=False):
    """Maps of any size in cells of one size."""
    size = maps.shape[1]
    return Tiles(
        key,
        maps,
        meaning,
        limits,
        tuple(names),
        left,
        top,
        CELL / size,
        columns,
        GAP * size / CELL,
        tuple(marks),
        clickable=clickable,
    )


def _bars(probabilities, class_names, left, top):
    """Upright bars for every image, the likeliest class in the accent colour; the classes' first letters on top."""
    boxes = []
    for row, shares in enumerate(probabilities):
        for at, share in enumerate(shares):
            height = max(float(share) * CELL, 1.5)
            base = top + row * STEP + CELL
            tone = "accent" if at == shares.argmax() else "muted"
            boxes.append(Box(left + at * BAR, base - height, BAR - 3, height, tone))
    texts = [
        Text(left + at * BAR + 3.5, top, name[:1], "center", size=0.7, lift=12) for at, name in enumerate(class_names)
    ]
    return boxes, texts
