"""Segmenting a picture of several digits into a region for each, in reading order.

A box is `(top, bottom, left, right)` in pixels, the ends not included; a group is labels of islands of ink and the box
around them.
"""

from dataclasses import dataclass

import numpy as np
import scipy

from core.digits import preparation
from core.digits.preparation import NEIGHBOURS, VISIBLE, Prepared, Steps

SMALL = 0.2  # of the tallest digit's height: whatever is lower is a dot, a dash or dirt
MOST = 100

Box = tuple[int, int, int, int]
Group = tuple[tuple[int, ...], Box]


@dataclass(frozen=True, eq=False)
class Region:
    """One digit of a picture: its `box`, its `grey` pixels and its `ink`, float32 `(height, width)` in [0, 1]."""

    box: Box
    grey: np.ndarray
    ink: np.ndarray

    def prepare(self, steps: Steps) -> Prepared:
        """As `preparation.prepare`, with the ink that was found in the whole picture."""
        return preparation.prepare_ink(self.ink if steps.ink else self.grey, steps)


@dataclass(frozen=True, eq=False)
class Segmentation:
    """A grey picture `(height, width)` in [0, 1], whole and by its digits."""

    grey: np.ndarray
    whole: Region
    digits: tuple[Region, ...]


def segment(grey: np.ndarray) -> Segmentation:
    """The Segmentation of a grey picture, float32 `(height, width)` in [0, 1].

    Raises ValueError where there is no ink in it, or more than could be digits.
    """
    inked = preparation.find_ink(grey)
    whole = Region((0, grey.shape[0], 0, grey.shape[1]), grey, inked)
    digits = [_with_margin(box, grey[box[0] : box[1], box[2] : box[3]], ink) for box, ink in digits_of(inked)]
    return Segmentation(grey, whole, tuple(digits))


def _with_margin(box: Box, grey: np.ndarray, ink: np.ndarray) -> Region:
    """A digit with as much paper around it as a writer leaves, so that the crop has something to cut."""
    margin = max(ink.shape) // 3
    return Region(box, np.pad(grey, margin, mode="edge"), np.pad(ink, margin))


def is_several(inked: np.ndarray) -> bool:
    """Whether a picture of ink `(height, width)` holds more than one digit, as very many spots do."""
    try:
        return len(digits_of(inked, MOST)) > 1
    except ValueError:
        return True


def digits_of(inked: np.ndarray, most_spots: int = 3 * MOST) -> list[tuple[Box, np.ndarray]]:
    """The digits of a picture of ink `(height, width)`: `[(box, ink of that digit alone), ...]`.

    Islands of ink that lie over each other belong to one digit, as a 5 and its bar. Digits whose ink touches stay
    together. Raises ValueError for more than 100, and for more than `most_spots` islands, which take long to compare.
    """
    islands, count = scipy.ndimage.label(inked >= VISIBLE, NEIGHBOURS)
    if count > most_spots:
        raise ValueError(
            f"{count:,} separate spots of ink are no digits on plain paper: at most {most_spots} can be looked at"
        )
    boxes = [_box(place) for place in scipy.ndimage.find_objects(islands)]
    groups = _joined([((index + 1,), box) for index, box in enumerate(boxes)])
    tallest = max((box[1] - box[0] for _, box in groups), default=0)
    large = [(labels, box) for labels, box in groups if max(box[1] - box[0], 1) >= SMALL * tallest]
    if len(large) > MOST:
        raise ValueError(f"{len(large)} separate shapes in this picture: at most {MOST} digits can be read at once")
    return [(box, _alone(inked, islands, labels, box)) for labels, box in _in_reading_order(large)]


def _box(place: tuple[slice, slice]) -> Box:
    rows, columns = place
    return rows.start, rows.stop, columns.start, columns.stop


def _alone(inked: np.ndarray, islands: np.ndarray, labels: tuple[int, ...], box: Box) -> np.ndarray:
    top, bottom, left, right = box
    return np.where(np.isin(islands, labels), inked, 0)[top:bottom, left:right]


def _joined(groups: list[Group]) -> list[Group]:
    """Join what belongs together, until nothing more does."""
    for at, (labels, box) in enumerate(groups):
        for other in range(at + 1, len(groups)):
            if _belong_together(box, groups[other][1]):
                rest = [group for index, group in enumerate(groups) if index not in (at, other)]
                return _joined([*rest, (labels + groups[other][0], _around(box, groups[other][1]))])
    return groups


def _belong_together(first: Box, second: Box) -> bool:
    """Whether one of two boxes is a fragment that lies close to the other, or they cross each other.

    What lies above something else as tall as itself is a digit of another line.
    """
    shared = min(first[3], second[3]) - max(first[2], second[2])
    narrower = min(first[3] - first[2], second[3] - second[2])
    gap = max(first[0], second[0]) - min(first[1], second[1])
    lower, taller = sorted((first[1] - first[0], second[1] - second[0]))
    is_fragment = lower < 0.5 * taller and gap < 0.4 * taller
    return shared >= (0.25 if is_fragment else 0.6) * narrower and (is_fragment or gap < 0)


def _around(first: Box, second: Box) -> Box:
    return min(first[0], second[0]), max(first[1], second[1]), min(first[2], second[2]), max(first[3], second[3])


def _in_reading_order(groups: list[Group]) -> list[Group]:
    """Line by line from the top, each from the left. A line may climb: each digit follows its left neighbour."""
    lines: list[list[Group]] = []
    for group in sorted(groups, key=lambda group: group[1][2]):
        near = [line for line in lines if _apart(line[-1][1], group[1]) < 0.5]
        if near:
            min(near, key=lambda line: _apart(line[-1][1], group[1])).append(group)
        else:
            lines.append([group])
    lines.sort(key=lambda line: sum(map(_middle, (box for _, box in line))) / len(line))
    return [group for line in lines for group in line]


def _middle(box: Box) -> float:
    return (box[0] + box[1]) / 2


def _apart(first: Box, second: Box) -> float:
    """How far above each other two boxes lie, in heights of the taller one."""
    return abs(_middle(first) - _middle(second)) / max(first[1] - first[0], second[1] - second[0])
