"""A scene is a picture described as data: tiles, boxes and words at places. The component `scene` draws it.

Coordinates are scene units; the browser scales them to the width it has. Words keep their size, but for those that are
told how much room they have. A picture that lays itself out is a function: it is told a width in pixels and gives the
Scene for it, whose units are pixels then. It is asked once for each of WIDTHS, and the browser takes the widest Scene
that it has room for: nothing waits for Python when a window changes.
"""

import base64
from dataclasses import KW_ONLY, dataclass, field

import numpy as np

from dashboard.draw.colors import SCALES
from dashboard.draw.ranges import grid_shape

# Pixels where letters have 18; larger letters have less room.
WIDTHS = (200, 240, 290, 350, 450, 560, 690, 800, 930, 1020, 1200, 1400)


@dataclass(frozen=True, eq=False)
class Tiles:
    """Maps `(n, height, width)` side by side from (`left`, `top`), one scene unit times `scale` per value.

    Those in colour are `(n, height, width, 3)`.

    `gutter` values lie between two of them, `row_gutter` between rows, where that is another.

    `limits` is one `(low, high)` for all or one per tile, `(n, 2)`. `names` are said when a tile is pointed at. `marks`
    are "", "silent", "stuck" (no picture), "dead", "off" (switched off) or "apart" (out of the colour scale). A click
    reports `(key, tile index)`; with `switches` it turns the tile off or on. `decimals` prints the numbers that fit.
    """

    key: str
    values: np.ndarray
    meaning: str
    limits: np.ndarray | tuple
    names: tuple[str, ...]
    left: float = 0
    top: float = 0
    scale: float = 1
    columns: int = 8
    gutter: float = 1
    marks: tuple[str, ...] = ()
    selected: int | None = None
    decimals: int | None = None
    clickable: bool = True
    switches: bool = False
    row_gutter: float | None = None

    @property
    def size(self):
        """`(height, width)` in scene units."""
        count, height, width = self.values.shape[:3]
        _, columns = grid_shape(count, height, width, self.columns, self.gutter)
        rows, _ = grid_shape(count, height, width, self.columns, self.between_rows)
        return rows * self.scale, columns * self.scale

    @property
    def between_rows(self):
        return self.gutter if self.row_gutter is None else self.row_gutter

    def to_data(self, shared):
        """`shared(thing)` gives the place of an array, names or marks among what several Scenes show."""
        limits = self.limits if isinstance(self.limits, np.ndarray) and self.limits.ndim == 2 else None
        return {
            "key": self.key,
            "values": shared(self.values),
            "shape": list(self.values.shape),
            "meaning": self.meaning,
            "limits": list(map(float, self.limits)) if limits is None else shared(limits),
            "names": shared(self.names),
            "left": self.left,
            "top": self.top,
            "scale": self.scale,
            "columns": self.columns,
            "gutter": self.gutter,
            "row_gutter": self.between_rows,
            "marks": shared(self.marks),
            "selected": self.selected,
            "decimals": self.decimals,
            "clickable": self.clickable,
            "switches": self.switches,
        }


@dataclass(frozen=True)
class Text:
    """Words at a place, raised by `lift` pixels; `align` is "left", "center" or "right", `tone` as for a Box.

    `size` is in letters of the page's text. `room` is the width they have, in scene units: where they would be wider,
    they are drawn smaller, as far as that can be read. 0: no limit.
    """

    left: float
    top: float
    words: str
    align: str = "left"
    tone: str = "text"
    size: float = 1.0
    lift: float = 0
    bold: bool = False
    room: float = 0


@dataclass(frozen=True)
class Box:
    """A filled rectangle, or with `hollow` an outline in front of the tiles.

    `tone` is "text", "muted", "accent" or a colour. `value` is the number, of what `name` says, that a bar stands for.
    """

    left: float
    top: float
    width: float
    height: float
    tone: str = "accent"
    hollow: bool = False
    name: str = ""
    value: float | None = None


@dataclass(frozen=True, eq=False)
class Curve:
    """A line through `points` `(n, 2)`, shares of a rectangle's width from its left and of its height from below.

    Points that are no number leave a gap. `tone` is as for a Box; `thickness`, 0 for no line, and `dots`, the radius at
    each point, are in pixels. Where there are `names`, that of the point that is pointed at is said with its one of
    `values` `(n,)`, as a percentage where they are shares.
    """

    points: np.ndarray
    left: float
    top: float
    width: float
    height: float
    tone: str = "accent"
    thickness: float = 2
    dots: float = 0
    dotted: bool = False
    names: tuple[str, ...] = ()
    values: np.ndarray | tuple = ()
    are_shares: bool = False


@dataclass(frozen=True, eq=False)
class Bars:
    """Upright bars of `values` `(n,)`, NaN for none, side by side in a rectangle that reaches from `low` up to `high`.

    Each begins at zero; `gap` is the share of its room that is left free. `names` are said with the value of the one
    that is pointed at. `tones` are as for a Box, or "pale"; none for all in the accent colour.
    """

    values: np.ndarray
    names: tuple[str, ...]
    left: float
    top: float
    width: float
    height: float
    low: float
    high: float
    tones: tuple[str, ...] = ()
    gap: float = 0.25

    def place(self, at):
        """`(left, top, width, height)` of a bar."""
        room, value = self.width / len(self.values), float(self.values[at])
        down = [
            self.top + (self.high - edge) / (self.high - self.low) * self.height
            for edge in (max(value, 0), min(value, 0))
        ]
        return self.left + (at + self.gap / 2) * room, down[0], (1 - self.gap) * room, down[1] - down[0]


@dataclass(frozen=True)
class ColorBar:
    """The scale under a scene: what its two ends stand for, and `ticks` between them, `(share of the way, words)`."""

    meaning: str
    low: str
    high: str
    words: str
    ticks: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, eq=False)
class Scene:
    """Everything in one picture. `alt` states the finding for those who cannot see it; `largest` limits the growth."""

    width: float
    height: float
    alt: str
    tiles: tuple[Tiles, ...] = ()
    texts: tuple[Text, ...] = ()
    boxes: tuple[Box, ...] = ()
    _: KW_ONLY
    bars: tuple[ColorBar, ...] = ()
    largest: float = 100.0
    margin: tuple[float, float] = field(default=(0, 0))
    curves: tuple[Curve, ...] = ()
    columns: tuple[Bars, ...] = ()

    def to_data(self, shared):
        def sharing(part, *names):
            return {**vars(part), **{name: shared(getattr(part, name)) for name in names}}

        return {
            "width": self.width,
            "height": self.height,
            "alt": self.alt,
            "tiles": [tiles.to_data(shared) for tiles in self.tiles],
            "texts": self.texts,
            "boxes": self.boxes,
            "curves": [sharing(curve, "points", "names", "values") for curve in self.curves],
            "columns": [sharing(bars, "values", "names", "tones") for bars in self.columns],
            "bars": self.bars,
            "largest": self.largest,
            "margin": list(self.margin),
        }


@dataclass(frozen=True, eq=False)
class Film:
    """Pictures that the browser shows one after the other, each with its `words`; a new `ticket` begins anew.

    Of several films with one ticket the one that `leads` tells where they ended.
    """

    ticket: int
    words: tuple[str, ...]
    pictures: tuple
    leads: bool = True


def to_data(picture, film=None):
    """A Scene, or what a function of the width gives at each of WIDTHS, for the browser; what they share goes once.

    With a Film, the picture is its first one. A value in it may be an array or a number of numpy.
    """
    places, contents, arrays = {}, [], []

    def shared(thing):
        name = id(thing) if isinstance(thing, np.ndarray) else thing
        if name not in places:
            places[name] = len(contents)
            arrays.append(thing)  # as long as it is there, no other array has its id
            contents.append(to_base64(thing) if isinstance(thing, np.ndarray) else list(thing))
        return places[name]

    def told(one):
        scenes = {0: one} if isinstance(one, Scene) else {width: one(width) for width in WIDTHS}
        return [{"told": width, **scene.to_data(shared)} for width, scene in scenes.items()]

    data = {"scenes": told(picture), "shared": contents, "scales": SCALES}
    if film:
        pictures = [{"words": words, "scenes": told(one)} for words, one in zip(film.words, film.pictures, strict=True)]
        data["film"] = {"ticket": film.ticket, "leads": film.leads, "pictures": pictures}
    return data


def to_base64(array):
    """Float32, little-endian, as text for the browser."""
    return base64.b64encode(np.ascontiguousarray(array, dtype="<f4")).decode()
