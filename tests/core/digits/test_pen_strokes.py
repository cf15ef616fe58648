"""Strokes against the geometry of a round pen, and what is no drawing."""

import numpy as np
import pytest

from core.digits import pen_strokes
from core.digits.pen_strokes import Stroke


def test_a_stroke_covers_what_its_pen_covers():
    disc = pen_strokes.ink([Stroke(((0.5, 0.5),), 0.5)], 101)
    np.testing.assert_allclose(disc.sum(), np.pi * 25.25**2, rtol=1e-3)
    line = pen_strokes.ink([Stroke(((0.2, 0.5), (0.8, 0.5)), 0.1)], 200)
    np.testing.assert_allclose(line.sum(), 120 * 20 + np.pi * 10**2, rtol=1e-3)
    np.testing.assert_array_equal(line, line[::-1])


def test_an_eraser_takes_ink_away_and_what_comes_later_lies_on_top():
    pen, eraser = Stroke(((0.1, 0.5), (0.9, 0.5)), 0.2), Stroke(((0.5, 0.5),), 0.4, erases=True)
    erased = pen_strokes.ink([pen, eraser], 60)
    assert erased[30, 30] == 0
    assert erased[30, 10] == 1
    assert pen_strokes.ink([pen, eraser, pen], 60)[30, 30] == 1


def test_strokes_beyond_the_sheet_are_cut_off():
    assert pen_strokes.ink([Stroke(((1.5, 1.5),), 0.1)], 50).max() == 0
    assert pen_strokes.ink([Stroke(((-0.5, 0.5), (1.5, 0.5)), 0.1)], 50)[25].min() == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([{"points": [], "width": 0.1, "erases": False}], "at least one point"),
        ([{"points": [[0, 0]], "width": 0, "erases": False}], r"width \(=0.0\) must be above 0"),
        ([{"points": [[0, float("nan")]], "width": 0.1, "erases": False}], "must lie on the sheet"),
        ([{"points": [[0, 9]], "width": 0.1, "erases": False}], "must lie on the sheet"),
        ([{"points": [[0]], "width": 0.1, "erases": False}], "not enough values"),
        ([{"width": 0.1}], "no list of strokes"),
        (7, "no list of strokes"),
        ([{"points": [[0, 0]] * 5_001, "width": 0.1, "erases": False}], "5,001 points is too long"),
        ([{"points": [[0, 0]] * 501, "width": 1, "erases": False}], "501 points as wide as the sheet is too much"),
        ([{"points": [[10**400, 0]], "width": 0.1, "erases": False}], "no list of strokes: int too large"),
    ],
)
def test_what_is_no_drawing_is_refused(content, said):
    with pytest.raises(ValueError, match=said):
        pen_strokes.from_json(content)


def test_strokes_survive_json():
    strokes = (Stroke(((0.1, 0.2), (0.3, 0.4)), 0.05), Stroke(((0.5, 0.5),), 0.2, True))
    assert pen_strokes.from_json(pen_strokes.to_json(strokes)) == strokes


@pytest.mark.parametrize("scale", [0.1, 1.0])
def test_a_straight_line_is_as_long_as_its_box_whatever_its_size(scale):
    line = Stroke(((0.1 * scale, 0.2 * scale), (0.4 * scale, 0.6 * scale)), 0.08)
    assert pen_strokes.tangle([line]) == pytest.approx(1)
    square = Stroke(tuple((x * scale, y * scale) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))), 0.08)
    assert pen_strokes.tangle([square]) == pytest.approx(4 / 2**0.5)
    assert pen_strokes.tangle([line, Stroke(((0.9, 0.9), (0.1, 0.9)), 0.1, erases=True)]) == pytest.approx(1)


def test_nothing_and_a_dot_are_no_tangle():
    assert pen_strokes.tangle([]) == pen_strokes.tangle([Stroke(((0.5, 0.5),), 0.08)]) == 0
