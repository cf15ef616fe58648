"""Strokes against the geometry of a round pen, and what is none."""

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
    ("points", "width", "said"),
    [
        ((), 0.1, "at least one point"),
        (((0, 0),), 0, r"width \(=0\) must be above 0"),
        (((0, float("nan")),), 0.1, "must lie on the sheet"),
        (((0, 9),), 0.1, "must lie on the sheet"),
    ],
)
def test_what_is_no_stroke_is_refused(points, width, said):
    with pytest.raises(ValueError, match=said):
        Stroke(points, width)


def test_what_costs_too_much_to_draw_is_refused():
    most = (Stroke(((0, 0),) * 2_500, 0.1),) * 2
    assert pen_strokes.check_size(most) == most
    with pytest.raises(ValueError, match="5,001 points is too long: at most 5,000"):
        pen_strokes.check_size((*most, Stroke(((0, 0),), 0.1)))
    with pytest.raises(ValueError, match="501 points as wide as the sheet is too much: at most 500"):
        pen_strokes.check_size((Stroke(((0, 0),) * 501, 1),))


@pytest.mark.parametrize("scale", [0.1, 1.0])
def test_a_straight_line_is_as_long_as_its_box_whatever_its_size(scale):
    line = Stroke(((0.1 * scale, 0.2 * scale), (0.4 * scale, 0.6 * scale)), 0.08)
    assert pen_strokes.tangle([line]) == pytest.approx(1)
    square = Stroke(tuple((x * scale, y * scale) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))), 0.08)
    assert pen_strokes.tangle([square]) == pytest.approx(4 / 2**0.5)
    assert pen_strokes.tangle([line, Stroke(((0.9, 0.9), (0.1, 0.9)), 0.1, erases=True)]) == pytest.approx(1)


def test_nothing_and_a_dot_are_no_tangle():
    assert pen_strokes.tangle([]) == pen_strokes.tangle([Stroke(((0.5, 0.5),), 0.08)]) == 0


@pytest.mark.parametrize(
    ("points", "is_dot"), [(((0.5, 0.5),), True), (((0.5, 0.5), (0.55, 0.5)), True), (((0.5, 0.4), (0.5, 0.6)), False)]
)
def test_a_dot_is_no_longer_than_the_pen_is_wide(points, is_dot):
    assert pen_strokes.is_dot([Stroke(points, 0.08)]) == is_dot


def test_nothing_and_two_dots_apart_are_no_dot():
    two = [Stroke(((0.2, 0.5),), 0.08), Stroke(((0.8, 0.5),), 0.08)]
    assert not pen_strokes.is_dot([])
    assert not pen_strokes.is_dot([Stroke(((0.5, 0.5),), 0.08, erases=True)])
    assert not pen_strokes.is_dot(two)
