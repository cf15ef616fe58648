"""A drawing as data: strokes of a round pen on a square sheet, and the picture that they make at any size."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, isfinite

import numpy as np

SIDE = 280
MOST_POINTS = 5_000
MOST_COVERED = 500  # points times width: what drawing them costs, whoever sends them


@dataclass(frozen=True)
class Stroke:
    """A line drawn in one go. Points `(x, y)` and `width` are shares of the sheet's side; an eraser takes ink away."""

    points: tuple[tuple[float, float], ...]
    width: float
    erases: bool = False

    def __post_init__(self) -> None:
        if not self.points:
            raise ValueError("a stroke needs at least one point")
        if not 0 < self.width <= 1:
            raise ValueError(f"width (={self.width}) must be above 0 and at most 1, the sheet's side")
        if not all(isfinite(number) and abs(number) <= 2 for point in self.points for number in point):
            raise ValueError("the points of a stroke must lie on the sheet or near it, from -2 to 2")


def check_size(strokes: tuple[Stroke, ...]) -> tuple[Stroke, ...]:
    """These strokes. Raises ValueError where drawing them costs too much."""
    if (count := sum(len(stroke.points) for stroke in strokes)) > MOST_POINTS:
        raise ValueError(f"a drawing of {count:,} points is too long: at most {MOST_POINTS:,}")
    if (cost := sum(len(stroke.points) * stroke.width for stroke in strokes)) > MOST_COVERED:
        raise ValueError(f"a drawing of {cost:,.0f} points as wide as the sheet is too much: at most {MOST_COVERED:,}")
    return strokes


def tangle(strokes: Iterable[Stroke]) -> float:
    """How long all lines together are, as a multiple of the diagonal of the box around them; 0 for a single dot.

    A straight line has 1, the digits up to about 4, whatever their size.
    """
    lines = [np.array(stroke.points) for stroke in strokes if not stroke.erases]
    if not lines:
        return 0.0
    diagonal = float(np.hypot(*np.ptp(np.concatenate(lines), axis=0)))
    length = sum(float(np.hypot(*np.diff(line, axis=0).T).sum()) for line in lines)
    return length / diagonal if diagonal else 0.0


def is_dot(strokes: Iterable[Stroke]) -> bool:
    """Whether all lines together go no farther than the pen is wide."""
    lines = [stroke for stroke in strokes if not stroke.erases]
    points = np.array([point for stroke in lines for point in stroke.points])
    return bool(lines) and float(np.ptp(points, axis=0).max()) <= max(stroke.width for stroke in lines)


def ink(strokes: Iterable[Stroke], side: int = SIDE) -> np.ndarray:
    """How far each pixel is covered, float32 `(side, side)` from 0 (paper) to 1 (ink); later strokes lie on top."""
    sheet = np.zeros((side, side), dtype=np.float32)
    for stroke in strokes:
        covered = np.zeros_like(sheet)
        corners = np.array(stroke.points, dtype=np.float64) * side - 0.5
        for start, end in zip(corners, corners[1:] if len(corners) > 1 else corners, strict=False):
            _cover(covered, start, end, stroke.width * side / 2)
        sheet = np.minimum(sheet, 1 - covered) if stroke.erases else np.maximum(sheet, covered)
    return sheet


def _cover(covered: np.ndarray, start: np.ndarray, end: np.ndarray, radius: float) -> None:
    """Add the ink of one straight piece with round ends; an edge that runs through a pixel covers a part of it."""
    lows, highs = np.minimum(start, end) - radius - 1, np.maximum(start, end) + radius + 1
    left, top = (max(floor(low), 0) for low in lows)
    right, bottom = (min(ceil(high), len(covered) - 1) for high in highs)
    if right < left or bottom < top:
        return
    rows, columns = np.arange(top, bottom + 1)[:, None] - start[1], np.arange(left, right + 1) - start[0]
    along, length = end - start, float(((end - start) ** 2).sum())
    fraction = np.clip((columns * along[0] + rows * along[1]) / length, 0, 1) if length else np.zeros((1, 1))
    distance = np.hypot(columns - fraction * along[0], rows - fraction * along[1])
    view = covered[top : bottom + 1, left : right + 1]
    np.maximum(view, np.clip(radius + 0.5 - distance, 0, 1), out=view)
