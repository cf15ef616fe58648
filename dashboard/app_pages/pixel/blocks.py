"""What a working is made of, as data that the component `chain` draws: grids, tables, maps and equations.

A number may have a target, the cell that its own working is shown for when it is clicked.
"""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Grid:
    """`numbers` row by row, coloured within `limits`; `marks` are "", "padded" or "chosen", `name` is what they are.

    `parts` are set where a click chooses an input channel instead of a cell.
    """

    title: str
    columns: int
    numbers: list
    meaning: str
    limits: tuple
    targets: list
    marks: list
    name: str
    parts: list | None = None
    type: str = "grid"


@dataclass(frozen=True)
class Sign:
    text: str
    type: str = "sign"


@dataclass(frozen=True)
class Table:
    """Rows `(label, numbers, target, is chosen)` under `head`."""

    title: str
    head: list
    rows: list
    name: str
    type: str = "table"


@dataclass(frozen=True)
class Map:
    """All numbers of a row of units, drawn where they came from in a picture of `shape`; a click goes to the unit.

    With a `channel`, the numbers are that channel of a picture, and a click goes to its cell.
    """

    title: str
    values: str
    shape: tuple
    limits: tuple
    layer: str
    channel: int | None = None
    type: str = "map"


@dataclass(frozen=True)
class Equation:
    """Terms `(words, number or None, name)` in a row."""

    terms: list
    type: str = "equation"


@dataclass(frozen=True)
class Working:
    """A heading, a sentence, and the blocks."""

    heading: str
    sentence: str
    blocks: tuple

    def to_data(self):
        return asdict(self)
