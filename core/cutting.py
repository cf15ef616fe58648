"""Cutting a picture of several digits into a piece for each, in reading order."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from core import preparation
from core.preparation import NEIGHBOURS, VISIBLE

SMALL = 0.2  # of the tallest digit's height: whatever is lower is a dot, a dash or dirt
MOST = 30


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
    pieces = [Piece(box, grey[box[0] : box[1], box[2] : box[3]], ink) for box, ink in cut(inked)]
    return Photo(grey, whole, tuple(pieces))


def cut(inked):
    """The digits of a picture of ink `(height, width)`: `[(box, ink of that digit alone), ...]`.

    A box is `(top, bottom, left, right)`, the ends not included. Islands of ink that lie over each other belong to one
    digit, as a 5 and its bar. Digits whose ink touches stay together. Raises ValueError for more than 30.
    """
    islands, count = ndimage.label(inked >= VISIBLE, NEIGHBOURS)
    if count > 4 * MOST:
        raise ValueError(f"{count:,} islands of ink are no digits: at most {4 * MOST} can be looked at")
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
    """Whether two boxes share most of the narrower one's columns, with a gap below half the taller one's height."""
    shared = min(one[3], other[3]) - max(one[2], other[2])
    narrower = min(one[3] - one[2], other[3] - other[2])
    gap = max(one[0], other[0]) - min(one[1], other[1])
    taller = max(one[1] - one[0], other[1] - other[0])
    return shared >= 0.6 * narrower and gap < 0.4 * taller


def _around(one, other):
    return min(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), max(one[3], other[3])


def _in_reading_order(groups):
    """Line by line from the top, each from the left; what overlaps a line's first digit by half belongs to the line."""
    rest, ordered = sorted(groups, key=lambda group: group[1][0]), []
    while rest:
        top, bottom, *_ = rest[0][1]
        line = [one for one in rest if min(bottom, one[1][1]) - max(top, one[1][0]) >= 0.5 * (one[1][1] - one[1][0])]
        line = line or rest[:1]
        ordered += sorted(line, key=lambda group: group[1][2])
        rest = [one for one in rest if one not in line]
    return ordered
