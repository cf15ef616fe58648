"""The chain of one pixel as data: every stage's picture, what each cell sees of the stages before, and a working."""

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np

from core.networks.architecture import INPUT
from core.networks.image_fitting import COLORS
from core.networks.layers import Concatenate
from core.networks.layers.cell_arithmetic import Cell
from dashboard.app_pages.pixel.blocks import Working
from dashboard.app_pages.pixel.cell_sentences import target, where
from dashboard.draw.colors import SCALES
from dashboard.draw.mosaics import full_range, meaning_of
from dashboard.draw.scenes import to_base64

NAMED = 16


@dataclass(frozen=True, eq=False)
class Stage:
    """One stage as it is drawn: a channel's map `(height, width)`, or a row of units.

    A picture that is in colour is drawn by its `colors`, `(height, width, 3)`.

    `cell` is where the walk passes. `sees` is what the cells here see of the stages they read, see `sights`.
    """

    name: str
    values: np.ndarray
    channel: int | None
    meaning: str
    limits: tuple
    cell: Cell | None
    sees: list
    labels: tuple = ()
    colors: np.ndarray | None = None

    @property
    def columns(self):
        if self.values.ndim == 2:
            return self.values.shape[1]
        return 1 if self.labels else ceil(sqrt(len(self.values)))

    def to_data(self):
        return {
            "name": self.name,
            "values": to_base64(self.values),
            "count": self.values.size,
            "columns": self.columns,
            "picture": self.values.ndim == 2,
            "channel": self.channel,
            "meaning": self.meaning,
            "limits": list(map(float, self.limits)),
            "pinned": self.pinned,
            "sees": self.sees,
            "labels": list(self.labels),
            "colors": None if self.colors is None else to_base64(self.colors),
        }

    @property
    def pinned(self):
        """Where the walk passes, counted row by row; None where it does not come here."""
        if self.cell is None:
            return None
        if self.values.ndim == 1:
            return self.cell.index[0]
        return self.cell.index[0] * self.values.shape[1] + self.cell.index[1]


@dataclass(frozen=True, eq=False)
class Chain:
    """All stages, the one whose cell is `chosen`, its working, and the cells below and above it on the walk.

    `slide` holds every cell's numbers of the chosen map where the window is to slide over it, see `workings.slide`;
    another `turn` lets it slide once more.
    """

    stages: tuple[Stage, ...]
    chosen: Cell
    working: Working
    below: Cell | None
    above: Cell | None
    slide: dict | None = None
    turn: int = 0

    def to_data(self):
        return {
            "alt": f"{len(self.stages)} stages from the digit to the answer. Chosen: {where(self.chosen)}.",
            "stages": [stage.to_data() for stage in self.stages],
            "chosen": self.chosen.layer,
            "working": self.working.to_data(),
            "below": target(self.below),
            "above": target(self.above),
            "slide": self.slide,
            "turn": self.turn,
            "scales": SCALES,
        }


def stages(trace, walk, colors, class_names):
    """A `Stage` for the input and every layer. `colors` maps a stage to `(meaning, limits)`."""
    return tuple(_stage(trace, name, walk, colors[name], class_names) for name in trace.stages)


def _stage(trace, name, walk, color, class_names):
    values, cell = trace.values[name], walk.get(name)
    last = name == trace.stages[-1]
    labels = class_names if last and len(class_names) == values.shape[-1] <= NAMED else ()
    if values.ndim == 1:
        return Stage(name, values, None, *color, cell, sights(trace, name, None), tuple(labels))
    channel = cell.index[2] if cell else _channel_beside(trace, name, walk)
    shown = None if name == INPUT and values.shape[2] == 1 else channel
    colors = values if name == INPUT and values.shape[2] == len(COLORS) else None
    return Stage(name, values[:, :, channel], shown, *color, cell, sights(trace, name, channel), colors=colors)


def _channel_beside(trace, name, walk):
    """The channel to show where the walk does not come: that of the next stage below it, as far as there is one."""
    below = [walk[stage].index[-1] for stage in trace.stages[: trace.stages.index(name)] if stage in walk]
    return min(below[-1] if below else 0, trace.values[name].shape[2] - 1)


def colors(trace, spans):
    """`{stage: (meaning, limits)}`; `spans` holds, per layer, the ends of all that shares its colours."""
    found = {INPUT: ("ink", (0.0, 1.0))}
    for layer in trace.architecture.layers:
        meaning = meaning_of(layer, spans[layer.name])
        found[layer.name] = (meaning, full_range(meaning, spans[layer.name]))
    return found


def sights(trace, name, channel):
    """What the cells of a stage, of one of its channels, see of each stage that they read: `[(stage, sight), ...]`."""
    if name == INPUT:
        return []
    layer, stages = trace.architecture.layer(name), trace.before(name)
    if isinstance(layer, Concatenate):
        return _sights_of_joined(trace, name, channel)
    whole = trace.values[name].shape
    if layer.reads == "moved":
        return [(stages[0], _moved(layer, trace.values[stages[0]].shape, whole, channel))]
    return [(stage, _sight(layer, trace.values[stage].shape, whole)) for stage in stages]


def _sight(layer, shape, whole):
    """What the cells of a layer of the shape `whole` see of a stage of `shape`.

    "all", "same" (each the cell in its own place), `rows` and `columns`: for every row and column of a picture the rows
    and columns that it sees, or the `shape` of the picture whose cells were laid in a row.
    """
    match layer.sees(shape):
        case "all":
            return "all"
        case "flattened" if len(shape) == 3:
            return {"shape": list(shape)}
        case "place" if len(shape) == 3 and shape[:2] != whole[:2]:  # one cell stands for a row, a column or all
            ways = zip(shape[:2], whole[:2], strict=True)
            rows, columns = ([[0 if old == 1 else at] for at in range(new)] for old, new in ways)
            return {"rows": rows, "columns": columns}
        case "place" | "flattened":
            return "same"
        case "window":
            rows, columns = (layer.reach(size, axis) for axis, size in enumerate(shape[:2]))
            return {"rows": rows, "columns": columns}
    raise ValueError(f"nobody knows what the cells of a {layer.kind} see: {layer.reads!r}")


def _moved(layer, shape, whole, channel):
    """For every cell of one channel, or of a row, counted row by row, the place of the one cell that it shows.

    `width` is that of the picture of `whole`, `columns` that of the one which is read; None of a row.
    """
    cells = [(*place, channel) for place in np.ndindex(whole[:2])] if len(whole) == 3 else np.ndindex(whole)
    origins = [layer.origin(cell, shape) for cell in cells]
    places = [at[0] * shape[1] + at[1] if len(shape) == 3 else at[0] for at in origins]
    width, columns = (sizes[1] if len(sizes) == 3 else None for sizes in (whole, shape))
    return {"places": places, "width": width, "columns": columns}


def _sights_of_joined(trace, name, channel):
    """Of joined pictures the stage that the channel is from; of joined rows each stage, with where its units begin."""
    begin, found = 0, []
    for stage in trace.before(name):
        count = trace.values[stage].shape[-1]
        if trace.values[stage].ndim == 1:
            found.append((stage, {"begin": begin, "count": count}))
        elif begin <= channel < begin + count:
            found.append((stage, "same"))
        begin += count
    return found
