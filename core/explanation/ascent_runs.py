"""Climbs as work for the background, and where they came to: pictures, the curve of every picture, and its verdict."""

import sys
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod

import numpy as np

from core.explanation import gradient_ascent
from core.explanation.gradient_ascent import Ascent, GradientFunction, Iterate, Objective
from core.networks.image_fitting import squeezed
from core.networks.network import Network

KEPT = 32
LEVELS = 255
COMPILED_FROM = 3e10  # products from which it pays to wait for TensorFlow
VALUES = 20_000_000  # numbers on the way there of all pictures that climb at once: 80 MB, and some times that back


@dataclass(frozen=True, eq=False)
class Climb:
    """A climb that can be sent to another process; `start` is `(n, height, width, channels)`.

    `precision` is Keras's policy for a long climb.
    """

    network: Network
    objective: Objective
    start: np.ndarray
    ascent: Ascent
    precision: str = "float32"

    def __post_init__(self) -> None:
        wanted, given = self.network.architecture.input_shape, self.start.shape
        if given != (len(self.objective.channels), *wanted):
            pictures, pixels = len(self.objective.channels), "x".join(map(str, wanted))
            raise ValueError(f"a start of shape {given} does not fit {pictures} pictures of {pixels} pixels")

    @property
    def products(self) -> int:
        """How many products it takes, there and back."""
        architecture = self.network.architecture
        once = architecture.cost_of(architecture.leading_to(self.objective.layer))
        return 2 * once * len(self.start) * self.ascent.steps

    def gradient_function(self) -> GradientFunction:
        """The gradient function that gets there first. Imports TensorFlow for a long climb.

        So many pictures that their numbers would fill the memory are taken in groups.
        """
        channels = self.objective.channels
        size = max(VALUES // self._values, 1)
        groups = [slice(start, start + size) for start in range(0, len(channels), size)]
        functions = [self._function(replace(self.objective, channels=channels[group])) for group in groups]
        if len(functions) == 1:
            return functions[0]

        def group_by_group(pictures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            scores, gradients = zip(
                *(function(pictures[group]) for function, group in zip(functions, groups, strict=True)), strict=True
            )
            return np.concatenate(scores), np.concatenate(gradients)

        return group_by_group

    @property
    def _values(self) -> int:
        """How many numbers one picture becomes on its way to the layer."""
        architecture = self.network.architecture
        given = (architecture.output_shape(layer.name) for layer in architecture.leading_to(self.objective.layer))
        return sum(map(prod, (architecture.input_shape, *given)))

    def _function(self, objective: Objective) -> GradientFunction:
        if self.products < COMPILED_FROM:
            return gradient_ascent.in_numpy(self.network, objective)
        from core.explanation import compiled_ascent

        return compiled_ascent.compiled(self.network, objective, self.precision)

    def partial_results(self) -> Generator[Iterate, None, None]:
        """The first of its Iterates, the last, and some 32 in between."""
        every = max(self.ascent.steps // KEPT, 1)
        try:
            for iterate in gradient_ascent.climb(self.gradient_function(), self.start, self.ascent):
                if iterate.step % every == 0 or iterate.step == self.ascent.steps:
                    yield iterate.in_float16()
        finally:
            if "keras" in sys.modules:
                sys.modules["keras"].backend.clear_session()  # what it built for this climb

    def share(self, iterate: Iterate) -> float:
        """What is climbed at this Iterate, from 0 to 1."""
        return iterate.step / self.ascent.steps


@dataclass(frozen=True, eq=False)
class Climbed:
    """Where a climb came to: float32 `pictures` `(n, height, width)` after the last of `steps`.

    Those in colour are `(n, height, width, 3)`. `curves` `(n, iterates)` holds each picture's score at every
    one of `steps`; `moved` says which had any gradient.
    """

    pictures: np.ndarray
    steps: np.ndarray
    curves: np.ndarray
    moved: np.ndarray

    @classmethod
    def of(cls, iterates: Sequence[Iterate]) -> "Climbed":
        """From a climb's Iterates, the last of which still has its pictures."""
        last = iterates[-1]
        if last.pictures is None:
            raise ValueError(f"the iterate of step {last.step} has no pictures any more: its climb went on")
        return cls(
            squeezed(last.pictures.astype(np.float32)),
            np.array([iterate.step for iterate in iterates]),
            np.stack([iterate.scores for iterate in iterates], axis=1).astype(np.float32),
            last.moved,
        )

    def arrays(self, place: str) -> dict[str, np.ndarray]:
        """Small arrays to be kept, by names under `place`; pixels are 255 steps from a picture's low to its high."""
        low, high = (limit(self.pictures, axis=self._of_picture, keepdims=True) for limit in (np.min, np.max))
        width = np.where(high > low, high - low, 1)
        levels = np.nan_to_num((self.pictures - low) / width * LEVELS).round().astype(np.uint8)
        kept = {"levels": levels, "low": low, "width": width, "steps": self.steps, "curves": self.curves}
        return {f"{place}/{key}": array for key, array in {**kept, "moved": self.moved}.items()}

    @classmethod
    def kept(cls, archive: Mapping[str, np.ndarray], place: str) -> "Climbed":
        """What `arrays` gave, from an open .npz."""
        levels, low, width = (archive[f"{place}/{key}"] for key in ("levels", "low", "width"))
        rest = (archive[f"{place}/{key}"] for key in ("steps", "curves", "moved"))
        return cls((low + levels / np.float32(LEVELS) * width).astype(np.float32), *rest)

    @property
    def broken(self) -> np.ndarray:
        """Boolean `(n,)`: which pictures met numbers that are no numbers."""
        return ~np.isfinite(self.pictures).all(axis=self._of_picture) | ~np.isfinite(self.curves).all(axis=1)

    @property
    def _of_picture(self) -> tuple[int, ...]:
        return tuple(range(1, self.pictures.ndim))


def verdicts(climbed: Climbed, dead: np.ndarray | None) -> np.ndarray:
    """A word for every picture, given which channels are dead on the whole data set, boolean `(n,)` or None.

    "works"; "woken": dead on the data set, yet this picture fires it; "dead"; "stuck": silent, and no gradient from
    this start; "constant": it fires, and no gradient either; "lost": it had one, and does not fire at the end;
    "broken": numbers that are no numbers. Of a climb that has not begun: "begins".
    """
    if len(climbed.steps) == 1:
        return np.full(len(climbed.moved), "begins")
    dead = np.zeros(len(climbed.moved), dtype=bool) if dead is None else dead
    fires = climbed.curves[:, -1] > 0
    return np.select(
        [climbed.broken, dead & fires, dead, ~climbed.moved & fires, ~climbed.moved, ~fires],
        ["broken", "woken", "dead", "constant", "stuck", "lost"],
        "works",
    )
