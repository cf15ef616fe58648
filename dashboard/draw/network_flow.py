"""The journey of one digit as one scene: input, every layer at its true relative size, the ten probabilities."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np

from core import formats
from core.networks.architecture import INPUT
from dashboard.draw import letters
from dashboard.draw.mosaics import as_maps, full_range, meaning_of
from dashboard.draw.scenes import Box, Scene, Text, Tiles
from dashboard.text import sentences

HIGHEST = 500  # pixels of all lines together, so that a sentence below finds room on the screen
UPRIGHT, ROLLED = 600, 900  # a narrower screen stands upright and is rolled: there all lines may be so high
GAP = 18
ABOVE, BELOW = 46, 10
LANE = 12  # for a line below the pictures
BAR, SHARE, STEP = 84, 64, 20
SHORTEST = 10  # of the longest bar, where bars stand in several columns
ROWS, ROWS_BELOW = 25, 16  # of a column of bars in the row of pictures, and of bars alone
SMALL = 0.8  # of the page's letters
LONGEST_LABEL = 200
LARGEST = 9.0  # pixels for a number
HALVINGS = 5
BOLD = 1.06  # how much wider bold letters are


@dataclass(frozen=True)
class Extent:
    """What the layout of a picture depends on: its maps, their numbers in all, and how wide the words above are."""

    count: int
    height: int
    width: int
    gutter: int
    cells: int
    words: float

    def place(self, scale, room, width):
        """As few columns as the room's height allows, but no picture more than about twice as high as wide.

        None where it does not fit into the width.
        """
        high, wide = self.height + self.gutter, self.width + self.gutter
        rows = int((room / scale + self.gutter) // high)
        if rows < 1:
            return None
        least = max(round((self.count * high / wide / 3) ** 0.5), 1)
        columns = min(max(-(-self.count // rows), least), self.count)
        across = (columns * wide - self.gutter) * scale
        down = (-(-self.count // columns) * high - self.gutter) * scale
        slot = max(across, min(self.words, width))
        return Place(columns, across, down, slot) if slot <= width else None


@dataclass(frozen=True, eq=False)
class StagePicture:
    """One picture on the way: maps `(count, height, width)` with their label and colours."""

    label: str
    maps: np.ndarray
    meaning: str
    limits: tuple[float, float]
    marks: tuple[str, ...] = ()

    @cached_property
    def names(self):
        """Of every map."""
        unit = "channel" if self.gutter else "unit"
        return ("input",) if self.meaning == "ink" else _names(self.label, unit, len(self.maps))

    @cached_property
    def gutter(self):
        return 0 if self.maps[0].size == 1 else 1

    @property
    def extent(self):
        """What its layout depends on."""
        words = (letters.width(words, SMALL) for words in (self.label, formats.times(self.shape)))
        return Extent(*self.maps.shape[:3], self.gutter, self.maps.size, min(max(words), LONGEST_LABEL))

    @property
    def shape(self):
        count, *size = self.maps.shape
        if len(size) == 3:
            return size
        return size if self.meaning == "ink" else [count] if self.maps[0].size == 1 else [*size, count]


@lru_cache(64)  # one of thousands of strings serves all who look at that network
def _names(label, unit, count):
    return tuple(f"{label}, {unit} {index}" for index in range(count))


@dataclass(frozen=True)
class Place:
    """How a stage's maps are laid out at one scale: columns, size of the picture, and the width kept for it."""

    columns: int
    width: float
    height: float
    slot: float


@dataclass(frozen=True)
class BarColumns:
    """How bars are laid out: `rows` in each of `columns`, room for a name, and the length of the longest bar."""

    columns: int
    rows: int
    names: float
    longest: float

    @property
    def column(self):
        """The width of one of them."""
        return self.names + self.longest + SHARE

    @property
    def width(self):
        return self.columns * self.column


@dataclass(frozen=True)
class Bus:
    """A way past other stages, by their places in the row: from one stage to several, or from several to one."""

    begins: tuple[int, ...]
    ends: tuple[int, ...]

    @property
    def places(self):
        return (*self.begins, *self.ends)

    def span(self, first, last, centers, edges):
        """`(left, right)` of its part in the line of the stages `first` to `last`; None where it is not there."""
        if min(self.places) > last or max(self.places) < first:
            return None
        here = [centers[place] for place in self.places if first <= place <= last]
        left = edges[0] if min(self.places) < first else min(here)
        return left, edges[1] if max(self.places) > last else max(here)


def buses(architecture):
    """A Bus for each stage that several read past others, and for each that reads others past some."""
    places = {name: place for place, name in enumerate((INPUT, *architecture.names))}
    ways = [
        (places[source], places[name])
        for name in architecture.names
        for source in dict.fromkeys(architecture.sources(name))
        if places[source] != places[name] - 1
    ]
    counts = Counter(begin for begin, _ in ways)
    parting = {begin: tuple(end for other, end in ways if other == begin) for begin in counts if counts[begin] > 1}
    joining = {end: tuple(begin for begin, other in ways if other == end and counts[begin] == 1) for _, end in ways}
    return [
        *(Bus((begin,), ends) for begin, ends in parting.items()),
        *(Bus(begins, (end,)) for end, begins in joining.items() if begins),
    ]


def scene(image, architecture, activations, spans, class_names, marks):
    """A function of the width: the way through all layers, in as many lines as make the pictures largest.

    `image` `(height, width)` in [0, 1], or in colour, with its `activations` at all layers; the last one is the answer.
    Lines below the pictures are ways past others. `spans[layer]` holds the values that share the layer's colour range,
    or their ends.
    """
    *inner, last = architecture.layers
    past = buses(architecture)
    follows = [
        False,
        *(before in architecture.sources(name) for before, name in pairwise((INPUT, *architecture.names))),
    ]
    shown = (_stage(layer, activations[layer.name], spans[layer.name], marks.get(layer.name, ())) for layer in inner)
    stages = [StagePicture("input", image[None], "ink", (0, 1)), *shown]
    extents = tuple(stage.extent for stage in stages)
    probabilities = activations[last.name]
    how_many = formats.count(len(class_names), "probability", "probabilities")
    answer = sentences.likeliest(class_names, probabilities)
    alt = (
        f"The picture passes {len(inner)} layers and ends in {len(class_names)} probabilities; "
        f"the largest is {answer} with {formats.percent(float(probabilities.max()))}."
    )

    def at(width):
        answer = _bar_columns(class_names, width, ROWS, _names_width(class_names), BAR)
        end = max(answer.width, letters.width(how_many, SMALL))
        heading = f"{letters.shorten(last.name, end, SMALL)}\n{how_many}"
        scale, lines = fit(extents, width, end)
        tiles, texts, boxes, top, number = [], [], [], 0.0, 0
        for line in lines:
            first, centers, bottoms = number, {}, {}
            is_last = line is lines[-1]
            bars_height = STEP * answer.rows if is_last else 0
            high = max([bars_height, *(place.height for place in line)])
            left, middle = 0.0, top + ABOVE + high / 2
            for stage, place in zip(stages[number:], line, strict=False):
                tiles.append(_tiles(stage, place, left, middle, scale))
                label = letters.shorten(stage.label, place.slot, SMALL)
                caption = f"{label}\n{formats.times(stage.shape)}"
                above = middle - place.height / 2
                texts.append(Text(left + place.slot / 2, above, caption, "center", size=SMALL, lift=24))
                centers[number], bottoms[number] = left + place.slot / 2, middle + place.height / 2
                left, number = left + place.slot + GAP, number + 1
                if follows[number]:
                    boxes.append(Box(left - GAP + 4, middle - 1, GAP - 8, 2, "muted"))
            if is_last:
                centers[number], bottoms[number] = left + end / 2, middle + bars_height / 2
            lanes = []
            for bus in past:
                if span := bus.span(first, number if is_last else number - 1, centers, (0, width)):
                    lane = _free_lane(lanes, span)
                    under = max(bottoms[place] for place, x in centers.items() if span[0] <= x <= span[1])
                    boxes += _line_of(bus, span, under + (lane + 1) * LANE, centers, bottoms)
            top += ABOVE + high + BELOW + LANE * len(lanes)
        bar_texts, bar_boxes = probability_bars(probabilities, class_names, left, middle, high, answer)
        bars_top = middle - min(34, high / answer.rows) * answer.rows / 2
        texts.append(Text(left + end / 2, bars_top, heading, "center", size=SMALL, lift=24))
        wide = max(width, left + end)
        return Scene(wide, top, alt, tuple(tiles), (*texts, *bar_texts), (*boxes, *bar_boxes), largest=1.3)

    return at


def _free_lane(lanes, span):
    """The first lane in which nothing lies in the way of `span`, which is put there."""
    for number, taken in enumerate(lanes):
        if all(span[1] < left - GAP or right + GAP < span[0] for left, right in taken):
            taken.append(span)
            return number
    lanes.append([span])
    return len(lanes) - 1


def _line_of(bus, span, height, centers, bottoms):
    """Boxes: along the lane, and from each stage to it; where it enters a stage it is thicker at its end."""
    boxes = [Box(span[0] - 1, height - 1, span[1] - span[0] + 2, 2, "accent")]
    for place in bus.places:
        if place in centers:
            x, y = centers[place], bottoms[place] + 2
            boxes.append(Box(x - 1, y, 2, height - y, "accent"))
            if place in bus.ends:
                boxes.append(Box(x - 4, y, 8, 4, "accent"))
    return boxes


def _stage(layer, values, span, marks):
    meaning = meaning_of(layer, span)
    return StagePicture(layer.name, as_maps(values), meaning, full_range(meaning, span), marks)


def _tiles(stage, place, left, middle, scale):
    return Tiles(
        stage.label,
        stage.maps,
        stage.meaning,
        stage.limits,
        stage.names,
        left + (place.slot - place.width) / 2,
        middle - place.height / 2,
        scale,
        place.columns,
        stage.gutter,
        stage.marks,
        clickable=stage.meaning != "ink",
    )


def _bar_columns(class_names, width, rows, names, longest):
    """The BarColumns for so many rows at most, if the width has room; bars in several columns are shorter."""
    wanted = -(-len(class_names) // rows)
    columns = max(min(wanted, int(width // (names + SHORTEST + SHARE))), 1)
    if columns > 1:
        longest = max(min(longest / columns, width / columns - names - SHARE), SHORTEST)
    return BarColumns(columns, -(-len(class_names) // columns), names, longest)


def _names_width(class_names):
    return max(letters.width(name) for name in class_names) * BOLD + 12


@lru_cache(256)  # the layout is the same for all images and moments, and takes longer than all that is drawn in it
def fit(extents, width, end):
    """`(scale, lines)`: the largest scale at which all stages find room, in lines that are worth breaking the row for.

    A line is a list of a Place for each stage; the last one keeps `end` pixels free for the bars.
    """
    best, worth = (0.0, [[]]), 0.0
    for count in range(1, len(extents) + 2):
        highest = HIGHEST if width >= UPRIGHT else ROLLED
        room = max(highest / count - ABOVE if count > 1 else 0.42 * highest + 0.2 * width, 2 * STEP)
        scale, lines = _largest_scale(extents, width, end, count, room)
        if lines and scale / count**0.8 > worth:
            best, worth = (scale, lines), scale / count**0.8
        elif worth:
            break
    return best


def _largest_scale(extents, width, end, count, room):
    """By halving the interval: what fits at one scale fits at every smaller one; no lines where nothing does."""
    area = sum(extent.cells for extent in extents)
    low, high, fitting = 0.0, min((width * room * count / area) ** 0.5, LARGEST), None
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        lines = _lines(extents, middle, width, end, room)
        if lines and len(lines) <= count:
            low, fitting = middle, lines
        else:
            high = middle
    return low, fitting


def _lines(extents, scale, width, end, room):
    """The stages at one scale, each line as full as it gets; None where one of them is too large for any line."""
    lines, left = [[]], 0.0
    for extent in extents:
        place = extent.place(scale, room, width)
        if place is None:
            return None
        if left and left + place.slot > width:
            lines.append([])
            left = 0.0
        lines[-1].append(place)
        left += place.slot + GAP
    if left + end > width:
        lines.append([])
    return lines


def bars(probabilities, class_names, height=300, largest=1.4):
    """The answer alone, as bars that become longer with the width."""
    shares = zip(class_names, probabilities, strict=True)
    alt = ", ".join(f"{name}: {formats.percent(float(share))}" for name, share in shares)

    def at(width):
        names = min(_names_width(class_names), 0.45 * width)
        longest = max(min(BAR * largest, width - names - SHARE), 20)
        answer = _bar_columns(class_names, width, max(ROWS_BELOW, height // STEP), names, longest)
        high = max(height, STEP * answer.rows)
        texts, boxes = probability_bars(probabilities, class_names, 0, high / 2, high, answer)
        return Scene(width, high, alt, texts=tuple(texts), boxes=tuple(boxes), largest=1)

    return at


def probability_bars(probabilities, class_names, left, middle, room, answer):
    """A bar for each class, the likeliest in the accent colour; `answer` is a BarColumns, read column by column."""
    texts, boxes = [], []
    label, longest = answer.names, answer.longest
    step = min(34, room / answer.rows)
    top, outer = middle - step * answer.rows / 2, left
    best = int(probabilities.argmax()) if sentences.gives_numbers(probabilities) else None
    for index, (name, share) in enumerate(zip(class_names, probabilities, strict=True)):
        column, row = divmod(index, answer.rows)
        left, center = outer + column * answer.column, top + step * (row + 0.5)
        length = max(longest * float(share), 1.5) if np.isfinite(share) else 0.0
        said = letters.shorten(name, (label - 8) / BOLD)
        texts.append(Text(left + label - 8, center, said, "right", bold=index == best))
        tone, value = "accent" if index == best else "muted", float(share)
        if length:
            boxes.append(Box(left + label, center - step * 0.32, length, step * 0.64, tone, name=name, value=value))
        if not share < 0.0005:
            words_at = left + label + length + 6
            texts.append(Text(words_at, center, formats.percent(float(share)), size=SMALL, bold=index == best))
    return texts, boxes
