"""The journey of one digit as one scene: input, every layer at its true relative size, the ten probabilities."""

from dataclasses import dataclass
from math import ceil

import numpy as np

from core import formats
from dashboard.draw.mosaics import as_maps, full_range, meaning_of
from dashboard.draw.ranges import grid_shape
from dashboard.draw.scenes import Box, Scene, Text, Tiles

WIDTH = 1000
HEIGHTS = {1: 420, 2: 540, 3: 640}
GAP = 18
BETWEEN_LINES = 56
BAR, SHARE = 84, 72
LETTER, NAME_LETTER = 7.6, 9.6


@dataclass(frozen=True)
class Stage:
    """One picture on the way: maps `(count, height, width)` with their label and colours."""

    label: str
    maps: np.ndarray
    meaning: str
    limits: tuple[float, float]
    marks: tuple[str, ...] = ()

    @property
    def gutter(self):
        return 0 if self.maps[0].size == 1 else 1

    @property
    def shape(self):
        count, *size = self.maps.shape
        return size if self.meaning == "ink" else [count] if self.maps[0].size == 1 else [*size, count]


@dataclass(frozen=True)
class Place:
    """How a stage's maps are laid out at one scale: columns, size of the picture, and the width kept for it."""

    columns: int
    width: float
    height: float
    slot: float


def scene(image, layers, activations, spans, class_names, marks):
    """`image` `(height, width)` in [0, 1]; `layers` with one image's `activations`; the last one is the answer.

    `spans[layer]` holds all values that share the layer's colour range, the activations among them.
    """
    *inner, last = layers
    shown = (_stage(layer, activations[layer.name], spans[layer.name], marks.get(layer.name, ())) for layer in inner)
    stages = [Stage("input", image[None], "ink", (0, 1)), *shown]
    scale, lines = fit(stages, bars_width(class_names))
    room = HEIGHTS[len(lines)] / len(lines)
    tiles, texts, boxes = [], [], []
    for at, line in enumerate(lines):
        left, middle = 0.0, at * (room + BETWEEN_LINES) + room / 2
        for stage, place in line:
            tiles.append(_tiles(stage, place, left, middle, scale))
            top = middle - place.height / 2
            caption = f"{stage.label}\n{formats.times(stage.shape)}"
            texts.append(Text(left + place.slot / 2, top, caption, "center", size=0.8, lift=24))
            left += place.slot + GAP
            boxes.append(Box(left - GAP + 4, middle - 1, GAP - 8, 2, "muted"))
    probabilities = activations[last.name]
    bar_texts, bar_boxes = probability_bars(probabilities, class_names, left, middle, room - 40)
    heading = f"{last.name}\n{formats.count(len(class_names), 'probability', 'probabilities')}"
    bars_top = min(text.top for text in bar_texts)
    bar_texts.append(Text(left + (bars_width(class_names) - SHARE) / 2, bars_top, heading, "center", size=0.8, lift=44))
    alt = (
        f"The picture passes {len(inner)} layers and ends in {len(class_names)} probabilities; "
        f"the largest is {class_names[probabilities.argmax()]} with {formats.percent(float(probabilities.max()))}."
    )
    height = HEIGHTS[len(lines)] + BETWEEN_LINES * (len(lines) - 1)
    return Scene(
        WIDTH, height, alt, tuple(tiles), (*texts, *bar_texts), (*boxes, *bar_boxes), largest=1.9, margin=(46, 4)
    )


def _stage(layer, values, span, marks):
    meaning = meaning_of(layer, span)
    return Stage(layer.name, as_maps(values), meaning, full_range(meaning, span), marks)


def _tiles(stage, place, left, middle, scale):
    unit = "channel" if stage.gutter else "unit"
    names = [f"{stage.label}, {unit} {index}" for index in range(len(stage.maps))]
    return Tiles(
        stage.label,
        stage.maps,
        stage.meaning,
        stage.limits,
        tuple(names) if stage.meaning != "ink" else ("input",),
        left + (place.slot - place.width) / 2,
        middle - place.height / 2,
        scale,
        place.columns,
        stage.gutter,
        stage.marks,
        clickable=stage.meaning != "ink",
    )


def bars_width(class_names):
    """Room for the longest name, the longest bar and the share behind it."""
    return max(len(name) for name in class_names) * NAME_LETTER + 12 + BAR + SHARE


def fit(stages, end):
    """The largest scale at which all stages find room; a second or third line must be worth breaking the row for.

    Returns it with the lines, each a list of `(stage, Place)`; the last line keeps `end` units free for the bars.
    """
    splits = [[stages]]
    splits += [[stages[:cut], stages[cut:]] for cut in range(1, len(stages))]
    if len(stages) > 10:
        thirds = len(stages) // 3
        splits.append([stages[:thirds], stages[thirds : 2 * thirds], stages[2 * thirds :]])
    fitted = [(_largest_scale(split, end), split) for split in splits]
    scale, best = max(fitted, key=lambda pair: pair[0] / len(pair[1]))
    return scale, [list(zip(line, _places(line, scale, len(best)), strict=True)) for line in best]


def _largest_scale(lines, end):
    """By halving the interval: what fits at one scale fits at every smaller one."""
    low, high = 0.05, 9.0
    for _ in range(12):
        middle = (low + high) / 2
        fits = all(_fits(line, middle, len(lines), end if line is lines[-1] else 0) for line in lines)
        low, high = (middle, high) if fits else (low, middle)
    return low


def _fits(line, scale, lines, end):
    places = _places(line, scale, lines)
    return None not in places and sum(place.slot + GAP for place in places) + end <= WIDTH


def _places(line, scale, lines):
    return [_place(stage, scale, HEIGHTS[lines] / lines) for stage in line]


def _place(stage, scale, room):
    """As few columns as the room's height allows, but no picture more than about twice as high as wide."""
    (count, height, width), gutter = stage.maps.shape, stage.gutter
    rows = int((room / scale + gutter) // (height + gutter))
    if rows < 1:
        return None
    narrow = round((count * (height + gutter) / (width + gutter) / 3) ** 0.5)
    columns = min(max(ceil(count / rows), narrow, 1), count)
    grid = grid_shape(count, height, width, columns, gutter)
    wide = grid[1] * scale
    return Place(columns, wide, grid[0] * scale, max(wide, len(stage.label) * LETTER))


def bars(probabilities, class_names, height=300, largest=1.4):
    """The answer alone, as a scene of bars."""
    texts, boxes = probability_bars(probabilities, class_names, 0, height / 2, height)
    shares = zip(class_names, probabilities, strict=True)
    alt = ", ".join(f"{name}: {formats.percent(float(share))}" for name, share in shares)
    return Scene(bars_width(class_names), height, alt, texts=tuple(texts), boxes=tuple(boxes), largest=largest)


def probability_bars(probabilities, class_names, left, middle, room):
    """A bar for each class, the likeliest in the accent colour."""
    texts, boxes = [], []
    label = bars_width(class_names) - BAR - SHARE
    step = min(34, room * 0.95 / len(class_names))
    top = middle - step * len(class_names) / 2
    best = int(probabilities.argmax())
    for index, (name, share) in enumerate(zip(class_names, probabilities, strict=True)):
        center, length = top + step * (index + 0.5), max(BAR * float(share), 1.5)
        texts.append(Text(left + label - 8, center, name, "right", bold=index == best))
        boxes.append(
            Box(left + label, center - step * 0.32, length, step * 0.64, "accent" if index == best else "muted")
        )
        if share >= 0.0005:
            words_at = left + label + length + 6
            texts.append(Text(words_at, center, formats.percent(float(share)), size=0.8, bold=index == best))
    return texts, boxes
