"""The journey of one digit as one scene: input, every layer at its true relative size, the ten probabilities."""

from dataclasses import dataclass
from math import ceil

import numpy as np

from core.arrays import Grid
from dashboard import words
from dashboard.pictures import as_maps, full_range, meaning_of
from dashboard.scenes import Box, Scene, Text, Tiles

ROOM = (1000, 420)
GAP = 18
BARS = 190
LETTER = 7.6


@dataclass(frozen=True)
class Place:
    """How a layer's maps are laid out at one scale: columns, and the width in scene units."""

    columns: int
    width: float
    slot: float


def scene(image, layers, activations, class_names, marks):
    """`image` `(height, width)`; `layers` with one image's `activations`, in order; ends in the class probabilities."""
    *inner, last = layers
    sizes = [(1, *image.shape), *(as_maps(activations[layer.name]).shape for layer in inner)]
    labels = ["input", *(layer.name for layer in inner)]
    scale, places = fit(sizes, [len(label) * LETTER for label in labels])
    tiles, texts, boxes, left = [], [], [], 0.0
    middle = ROOM[1] / 2
    for at, (label, place, size) in enumerate(zip(labels, places, sizes, strict=True)):
        maps = as_maps(activations[label]) if at else image[None]
        meaning = meaning_of(inner[at - 1], maps) if at else "ink"
        limits = (0, 1) if meaning == "ink" else full_range(meaning, maps)
        count, height, width = size
        gutter = 1 if height * width > 1 else 0
        rows = Grid(count, height, width, place.columns, gutter).shape[0] * scale
        center = left + place.slot / 2
        tiles.append(
            Tiles(
                label,
                maps,
                meaning,
                limits,
                tuple(_name(label, index, count, height * width) for index in range(count)),
                center - place.width / 2,
                middle - rows / 2,
                scale,
                place.columns,
                gutter,
                marks.get(label, ()),
                clickable=at > 0,
            )
        )
        shape = size[1:] if count == 1 else (*size[1:], count) if gutter else (count,)
        texts.append(Text(center, middle - rows / 2 - 24, f"{label}\n{words.times(shape)}", "center", size=0.8))
        left += place.slot + GAP
        boxes.append(Box(left - GAP + 4, middle - 1, GAP - 8, 2, "muted"))
    texts_, boxes_ = probability_bars(activations[last.name], class_names, left, middle)
    alt = (
        f"The picture passes {len(inner)} layers and ends in {len(class_names)} probabilities; "
        f"the largest is {class_names[activations[last.name].argmax()]} "
        f"with {words.percent(activations[last.name].max())}."
    )
    return Scene(ROOM[0], ROOM[1], alt, tuple(tiles), (*texts, *texts_), (*boxes, *boxes_), largest=1.9, margin=(34, 4))


def fit(sizes, least_widths):
    """The largest scale at which all layers stand side by side in the room, and every layer's `Place`."""
    for scale in np.arange(8, 0.2, -0.02):
        places = [_place(size, scale, least) for size, least in zip(sizes, least_widths, strict=True)]
        if None not in places and sum(place.slot + GAP for place in places) + BARS <= ROOM[0]:
            return float(scale), places
    return 0.2, [_place(size, 0.2, 0) for size in sizes]


def _place(size, scale, least):
    count, height, width = size
    gutter = 1 if height * width > 1 else 0
    rows = int((ROOM[1] / scale + gutter) // (height + gutter))
    if rows < 1:
        return None
    columns = ceil(count / rows)
    columns = max(columns, min(count, round((count * (height + gutter) / (width + gutter) / 3) ** 0.5)))
    wide = (min(columns, count) * (width + gutter) - gutter) * scale
    return Place(columns, wide, max(wide, least))


def probability_bars(probabilities, class_names, left, middle, height=34):
    """A bar for each class, the likeliest in the accent colour."""
    texts, boxes = [], []
    label = max(len(name) for name in class_names) * 9 + 12
    longest = max(BARS - label - 76, 60)
    step = min(height, 360 / len(class_names))
    top = middle - step * len(class_names) / 2
    best = int(probabilities.argmax())
    for index, (name, share) in enumerate(zip(class_names, probabilities, strict=True)):
        center = top + step * (index + 0.5)
        tone = "accent" if index == best else "muted"
        texts.append(Text(left + label - 8, center, name, "right", bold=index == best))
        boxes.append(Box(left + label, center - step * 0.32, max(longest * float(share), 1.5), step * 0.64, tone))
        if share >= 0.0005:
            where = left + label + longest * float(share) + 6
            texts.append(Text(where, center, words.percent(float(share)), size=0.8, bold=index == best))
    return texts, boxes


def _name(label, index, count, cells):
    if count == 1:
        return label
    return f"{label}, {'channel' if cells > 1 else 'unit'} {index}"
