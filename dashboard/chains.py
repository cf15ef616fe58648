"""The chain of one pixel as data: every stage's picture, what each cell sees of the stages before, and a working."""

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np

from core.cells import INPUT, Cell
from core.layers import Dense, GlobalAveragePooling2D, GlobalMaxPooling2D
from dashboard.blocks import Working
from dashboard.cell_words import target, where
from dashboard.colors import SCALES
from dashboard.pictures import full_range, meaning_of
from dashboard.scenes import to_base64

NAMED = 16
SEEING_ALL = (Dense, GlobalAveragePooling2D, GlobalMaxPooling2D)


@dataclass(frozen=True, eq=False)
class Stage:
    """One stage as it is drawn: a channel's map `(height, width)`, or a row of units.

    `cell` is where the walk passes. `sees` maps an earlier stage to what each cell here sees of it, see `sights`.
    """

    name: str
    values: np.ndarray
    channel: int | None
    meaning: str
    limits: tuple
    cell: Cell | None
    sees: dict
    labels: tuple = ()

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
        return Stage(name, values, None, *color, cell, sights(trace, name), tuple(labels))
    channel = cell.index[2] if cell else _channel_beside(trace, name, walk)
    shown = None if name == INPUT and values.shape[2] == 1 else channel
    return Stage(name, values[:, :, channel], shown, *color, cell, sights(trace, name))


def _channel_beside(trace, name, walk):
    """The channel to show where the walk does not come: that of the next stage below it, as far as there is one."""
    below = [walk[stage].index[-1] for stage in trace.stages[: trace.stages.index(name)] if stage in walk]
    return min(below[-1] if below else 0, trace.values[name].shape[2] - 1)


def colors(trace, spans):
    """`{stage: (meaning, limits)}`; `spans` holds, per layer, all values that share its colours."""
    found = {INPUT: ("ink", (0.0, 1.0))}
    for layer in trace.architecture.layers:
        meaning = meaning_of(layer, spans[layer.name])
        found[layer.name] = (meaning, full_range(meaning, spans[layer.name]))
    return found


def sights(trace, name):
    """What the cells of a stage see of each stage before it.

    "all", "same" (the unit with the same number), or `rows` and `columns`: for every row and column of a picture the
    rows and columns that it sees. A unit that is a picture's cell, laid in a row, has the picture's `shape` besides.
    """
    earlier = trace.stages[: trace.stages.index(name)]
    return {stage: _sight(trace, name, stage) for stage in earlier}


def _sight(trace, name, stage):
    between = trace.stages[trace.stages.index(stage) + 1 : trace.stages.index(name) + 1]
    if any(isinstance(trace.architecture.layer(one), SEEING_ALL) for one in between):
        return "all"
    if trace.values[stage].ndim == 1:
        return "same"
    if trace.values[name].ndim == 3:
        return _rows_and_columns(trace, name, stage)
    last = [one for one in trace.stages[: trace.stages.index(name)] if trace.values[one].ndim == 3][-1]
    return {**_rows_and_columns(trace, last, stage), "shape": list(trace.values[last].shape)}


def _rows_and_columns(trace, name, stage):
    if name == stage:
        height, width, _ = trace.values[name].shape
        return {"rows": [[at] for at in range(height)], "columns": [[at] for at in range(width)]}
    found = trace.architecture.sight(name, None if stage == INPUT else stage)
    rows, columns = ([np.flatnonzero(line).tolist() for line in sight] for sight in found)
    return {"rows": rows, "columns": columns}
