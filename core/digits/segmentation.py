"""Cutting a picture of several digits into a piece for each, in reading order."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from core.digits import preparation
from core.digits.preparation import NEIGHBOURS, VISIBLE

SMALL = 0.2  # of the tallest digit's height: whatever is lower is a dot, a dash or dirt
MOST = 100


@dataclass(frozen=True, eq=False)
class Piece:
    """One digit of a picture: `box` is (top, bottom, left, right), the ends not included; its grey pixels, its ink."""

    box: tuple[int, int, int, int]
    grey: np.ndarray
    ink: np.ndarray

    def prepare(self, steps):
        """As `preparation.prepare`, with the ink that was found in the whole picture."""
        return preparation.prepare_ink(self.ink if steps.ink else self.grey, steps)


@dataclass(frozen=True, eq=False)
class Photo:
    """A grey picture `(height, width)` in [0, 1], whole and cut into its digits."""

    grey: np.ndarray
    whole: Piece
    pieces: tuple[Piece, ...]


def read(grey):
    """The Photo of a grey picture. Raises ValueError where there is no ink in it, or more than could be digits."""
    inked = preparation.find_ink(grey)
    whole = Piece((0, grey.shape[0], 0, grey.shape[1]), grey, inked)
    pieces = [_with_margin(box, grey[box[0] : box[1], box[2] : box[3]], ink) for box, ink in cut(inked)]
    return Photo(grey, whole, tuple(pieces))


def _with_margin(box, grey, ink):
    """A digit with as much paper around it as a writer leaves, so that the crop has something to cut."""
    margin = max(ink.shape) // 3
    return Piece(box, np.pad(grey, margin, mode="edge"), np.pad(ink, margin))


def cut(inked):
    """The digits of a picture of ink `(height, width)`: `[(box, ink of that digit alone), ...]`.

    A box is `(top, bottom, left, right)`, the ends not included. Islands of ink that lie over each other belong to one
    digit, as a 5 and its bar. Digits whose ink touches stay together. Raises ValueError for more than 100.
    """
    islands, count = ndimage.label(inked >= VISIBLE, NEIGHBOURS)
    if count > 3 * MOST:
        raise ValueError(
            f"{count:,} separate spots of ink are no digits on plain paper: at most {3 * MOST} can be looked at"
        )
    boxes = [_box(place) for place in ndimage.find_objects(islands)]
    groups = _joined([((index + 1,), box) for index, box in enumerate(boxes)])
    tallest = max((box[1] - box[0] for _, box in groups), default=0)
    kept = [(members, box) for members, box in groups if max(box[1] - box[0], 1) >= SMALL * tallest]
    if len(kept) > MOST:
        raise ValueError(f"{len(kept)} separate shapes in this picture: at most {MOST} digits can be read at once")
    return [(box, _alone(inked, islands, members, box)) for members, box in _in_reading_order(kept)]


def _box(place):
    rows, columns = place
    return rows.start, rows.stop, columns.start, columns.stop


def _alone(inked, islands, members, box):
    top, bottom, left, right = box
    return np.where(np.isin(islands, members), inked, 0)[top:bottom, left:right]


def _joined(groups):
    """Join what belongs together, until nothing more does."""
    for at, (members, box) in enumerate(groups):
        for other in range(at + 1, len(groups)):
            if _belong_together(box, groups[other][1]):
                rest = [one for index, one in enumerate(groups) if index not in (at, other)]
                return _joined([*rest, (members + groups[other][0], _around(box, groups[other][1]))])
    return groups


def _belong_together(one, other):
    """Whether one of two boxes is a fragment that lies close to the other, or they cross each other.

    What lies above something else as tall as itself is a digit of another line.
    """
    shared = min(one[3], other[3]) - max(one[2], other[2])
    narrower = min(one[3] - one[2], other[3] - other[2])
    gap = max(one[0], other[0]) - min(one[1], other[1])
    lower, taller = sorted((one[1] - one[0], other[1] - other[0]))
    is_fragment = lower < 0.5 * taller and gap < 0.4 * taller
    return shared >= (0.25 if is_fragment else 0.6) * narrower and (is_fragment or gap < 0)


def _around(one, other):
    return min(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), max(one[3], other[3])


def _in_reading_order(groups):
    """Line by line from the top, each from the left. A line may climb: each digit follows its left neighbour."""
    lines = []
    for group in sorted(groups, key=lambda group: group[1][2]):
        near = [line for line in lines if _apart(line[-1][1], group[1]) < 0.5]
        if near:
            min(near, key=lambda line: _apart(line[-1][1], group[1])).append(group)
        else:
            lines.append([group])
    lines.sort(key=lambda line: sum(map(_middle, (box for _, box in line))) / len(line))
    return [group for line in lines for group in line]


def _middle(box):
    return (box[0] + box[1]) / 2


def _apart(one, other):
    """How far above each other two boxes lie, in heights of the taller one."""
    return abs(_middle(one) - _middle(other)) / max(one[1] - one[0], other[1] - other[0])
