"""How one number of a network came about, as data: its cell, what it reads, and every step from there to its value."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class Cell:
    """One number of one layer, or of the input: `index` is `(row, column, channel)` or `(unit,)`."""

    layer: str
    index: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Given:
    """A pixel: nothing was computed."""

    value: float


@dataclass(frozen=True, eq=False)
class Passed:
    """The number of `source`, as it is."""

    source: Cell
    value: float


@dataclass(frozen=True, eq=False)
class Padded:
    """A zero that was put beside the numbers: nothing is read."""

    value: float = 0.0


@dataclass(frozen=True, eq=False)
class Largest:
    """A pool: `window` `(height, width)` begins at `origin`; outside the picture it is NaN and never wins.

    A number of the picture that is NaN does win, as it does in the network. `sources` are the cells by their place in
    the window.
    """

    origin: tuple[int, int]
    window: np.ndarray
    winner: tuple[int, int]
    sources: dict[tuple[int, int], Cell]
    value: float


@dataclass(frozen=True, eq=False)
class Softmax:
    """Of the logits `(classes,)` the largest is subtracted; `probabilities` are the exponentials over their `total`."""

    logits: np.ndarray
    exponentials: np.ndarray
    total: float
    probabilities: np.ndarray


@dataclass(frozen=True, eq=False)
class Activated:
    """A function of one number: `before`, the number of `source`, becomes `value`.

    `weight` is the cell's own, if it has one; `softmax` compares the number with those of the other channels.
    """

    source: Cell
    before: float
    value: float
    weight: float | None = None
    softmax: Softmax | None = None


@dataclass(frozen=True, eq=False)
class Normalized:
    """The number of `source`, `before`, measured by those around it: `(before - mean) / spread * factor + bias`.

    `group` are all that are measured together, of `source`'s stage from `origin` on, with their `mean`; `spread` is the
    root of their mean squared distance from it, to which a small number was added. A layer may have no factor or bias.
    """

    source: Cell
    before: float
    origin: tuple[int, ...]
    group: np.ndarray
    mean: float
    spread: float
    factor: float | None
    bias: float | None
    value: float


@dataclass(frozen=True, eq=False)
class Merged:
    """One number made of one of each stage: `numbers`, those of `sources`, become `value`.

    `sign` stands between them ("+", "\u2212", "\u00d7") or names what is taken of them ("mean", "largest", "smallest").
    `winner` is the place of the one that decides most.
    """

    sources: tuple[Cell, ...]
    numbers: np.ndarray
    sign: str
    winner: int
    value: float


@dataclass(frozen=True, eq=False)
class WeightedSum:
    """`products = window * weights`, their sum plus `bias` is `before`; `value` after the activation.

    The window begins at `origin` of the stage called `stage`, `(row, column, channel)` or `(unit,)`. The three arrays
    are `(height, width, in_channels)`, or `(inputs,)` of a row. `inside` `(height, width)` is False where a window
    reaches beyond the picture and reads a padded zero. A layer may have no bias.
    """

    stage: str
    origin: tuple[int, ...]
    window: np.ndarray
    weights: np.ndarray
    inside: np.ndarray
    bias: float | None
    before: float
    value: float
    activation: str
    softmax: Softmax | None

    @cached_property
    def products(self) -> np.ndarray:
        return self.window * self.weights

    @cached_property
    def total(self) -> float:
        """All products together."""
        return float(self.products.sum())

    @cached_property
    def channel_sums(self) -> np.ndarray:
        """What each input channel adds: `(in_channels,)`; of a row, each input."""
        return self.products.sum(axis=(0, 1)) if self.products.ndim == 3 else self.products

    def source(self, place: tuple[int, ...]) -> Cell | None:
        """The cell that `place` of the window shows; None where it reads a padded zero."""
        inside = self.inside[place[: self.inside.ndim]]
        return Cell(self.stage, tuple(map(sum, zip(self.origin, place, strict=True)))) if inside else None


class Average(WeightedSum):
    """Every weight is one over the number of cells inside."""


class Interpolation(WeightedSum):
    """A mean of neighbours, weighted by how near they are."""


class Scaled(WeightedSum):
    """The window has one number: it is multiplied with a factor, and the bias added."""


Arithmetic = Given | Passed | Padded | Largest | Activated | Normalized | Merged | WeightedSum


def softmax_of(logits: np.ndarray) -> Softmax:
    """Every step of softmax on logits `(classes,)`."""
    exponentials = np.exp(logits - logits.max())
    total = float(exponentials.sum())
    return Softmax(logits, exponentials, total, exponentials / total)
