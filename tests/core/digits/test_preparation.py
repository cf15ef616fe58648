"""Drawing, preparing and cutting: a digit is read the same wherever it stands, however large, whatever is darker."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core import runs
from core.digits import pen_strokes, preparation
from core.digits.pen_strokes import Stroke
from core.digits.preparation import Steps, prepare
from core.digits.segmentation import digits_of, segment

FOUR = ((0.3, 0.1), (0.2, 0.55), (0.75, 0.55)), ((0.62, 0.15), (0.6, 0.9))
SEVEN = (((0.2, 0.15), (0.8, 0.15), (0.45, 0.9)),)


def draw(lines, width=0.1, scale=1.0, right=0.0, down=0.0, side=280):
    """Light ink on black."""
    strokes = [Stroke(tuple((x * scale + right, y * scale + down) for x, y in line), width * scale) for line in lines]
    return pen_strokes.ink(strokes, side)


def distance(first, second):
    """Mean difference of two images, in grey levels of 255."""
    return float(np.abs(first.astype(float) - second.astype(float)).mean())


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
    ],
)
def test_what_is_no_drawing_is_refused(content, said):
    with pytest.raises(ValueError, match=said):
        pen_strokes.from_json(content)


def test_strokes_survive_json():
    strokes = (Stroke(((0.1, 0.2), (0.3, 0.4)), 0.05), Stroke(((0.5, 0.5),), 0.2, True))
    assert pen_strokes.from_json(pen_strokes.to_json(strokes)) == strokes


@settings(deadline=None, max_examples=40)
@given(
    lines=st.sampled_from([FOUR, SEVEN]),
    scale=st.floats(0.35, 1),
    right=st.floats(0, 1),
    down=st.floats(0, 1),
)
def test_neither_place_nor_size_changes_what_is_read(lines, scale, right, down):
    whole = prepare(draw(lines)).image
    moved = prepare(draw(lines, scale=scale, right=right * (1 - scale), down=down * (1 - scale))).image
    assert distance(whole, moved) < 4
    network = runs.load("lesson_cnn").network
    assert network.predict(whole).argmax() == network.predict(moved).argmax() == (4 if lines is FOUR else 7)


@settings(deadline=None, max_examples=40)
@given(right=st.integers(-20, 50), down=st.integers(-20, 20))
def test_a_whole_number_of_pixels_changes_nothing_at_all(right, down):
    ink = np.pad(draw(FOUR), 60)
    moved = np.roll(ink, (down, right), axis=(0, 1))
    np.testing.assert_array_equal(preparation.prepare_ink(ink).image, preparation.prepare_ink(moved).image)


@settings(deadline=None, max_examples=20)
@given(
    paper=st.floats(0.5, 0.85),
    ink=st.floats(0, 0.5),
    slope=st.floats(-0.15, 0.15),
    lines=st.sampled_from([FOUR, SEVEN]),
)
def test_inverting_shadows_and_contrast_change_next_to_nothing(paper, ink, slope, lines):
    drawn = draw(lines, scale=0.5, right=0.2, down=0.3)
    light = paper + slope * np.linspace(-1, 1, 280, dtype=np.float32)
    photo = (light * (1 - drawn + ink * drawn)).astype(np.float32)
    plain, found, inverted = (prepare(one).image for one in (drawn, photo, 1 - photo))
    assert distance(found, inverted) < 0.5
    assert distance(plain, found) < 4


def test_noise_and_specks_are_not_ink():
    random = np.random.default_rng(3)
    drawn = draw(SEVEN, scale=0.6, right=0.1, down=0.2)
    photo = 0.8 - 0.6 * drawn + random.normal(0, 0.03, drawn.shape).astype(np.float32)
    photo[270:273, 270:273] = 0.1
    assert distance(prepare(photo.clip(0, 1)).image, prepare(drawn).image) < 4


@pytest.mark.parametrize("grey", [0.0, 0.4, 1.0])
def test_an_empty_picture_has_no_ink(grey):
    with pytest.raises(ValueError, match="nothing stands out from its paper"):
        prepare(np.full((31, 17), grey, np.float32))


def test_every_step_can_be_left_out():
    drawn = draw(SEVEN, width=0.03, scale=0.4, right=0.55, down=0.02)
    paper = 1 - drawn
    whole = prepare(paper).image
    assert whole.shape == (28, 28)
    assert whole.dtype == np.uint8
    for step in ("ink", "crop", "thicken", "scale", "center"):
        without = prepare(paper, Steps(**{step: False}))
        assert list(without.pictures) == ["ink", "crop", "thicken", "scale", "center"]
        assert distance(without.image, whole) > 4, step
    plain = prepare(paper, Steps(False, False, False, False, False)).image
    expected = np.asarray(Image.fromarray(paper).resize((28, 28), Image.Resampling.BOX))
    assert distance(plain, expected * 255) < 3


def test_the_digit_fills_the_box_and_keeps_its_proportions():
    stages = prepare(draw((((0.2, 0.4), (0.8, 0.4)),), width=0.2)).pictures
    assert stages["scale"].shape == (5, 20)
    rows, columns = np.nonzero(stages["center"] > 0.3)
    assert (np.ptp(rows) + 1, np.ptp(columns) + 1) == (6, 20)
    assert abs(rows.mean() - 13.5) <= 0.5
    assert abs(columns.mean() - 13.5) <= 0.5


def test_a_thin_pen_is_thickened_and_a_thick_one_is_not():
    thin, thick = (draw(FOUR, width) for width in (0.01, 0.15))
    assert preparation.stroke_width(preparation.thicken(thin)) == pytest.approx(0.08 * 280, rel=0.1)
    assert preparation.thicken(thick) is thick
    assert preparation.stroke_width(draw(SEVEN, 0.1)) == pytest.approx(28, rel=0.1)


def test_several_digits_are_cut_apart_in_reading_order():
    page = np.zeros((400, 700), np.float32)
    places = {(20, 30): FOUR, (35, 300): SEVEN, (25, 520): FOUR, (230, 100): SEVEN, (220, 400): FOUR}
    for (top, left), lines in places.items():
        page[top : top + 140, left : left + 140] = draw(lines, side=140)
    page[380, 690] = 1
    pieces = digits_of(page)
    assert len(pieces) == 5
    for ((top, left), lines), (box, ink) in zip(places.items(), pieces, strict=True):
        assert top <= box[0] < box[1] <= top + 140
        assert left <= box[2] < box[3] <= left + 140
        assert distance(preparation.prepare_ink(ink).image, preparation.prepare_ink(draw(lines, side=140)).image) < 0.1


def test_a_five_and_its_bar_are_one_digit():
    page = draw((((0.3, 0.35), (0.3, 0.55), (0.6, 0.6), (0.6, 0.85), (0.3, 0.9)), ((0.35, 0.2), (0.7, 0.2))), 0.06)
    assert len(digits_of(page)) == 1
    shifted = draw((((0.3, 0.35), (0.3, 0.55), (0.6, 0.6), (0.6, 0.85), (0.3, 0.9)), ((0.5, 0.25), (0.85, 0.2))), 0.06)
    assert len(digits_of(shifted)) == 1


@pytest.mark.parametrize("slope", [-0.12, 0, 0.12])
def test_lines_may_climb_and_lie_close_together(slope):
    """Two lines of four digits, a fifth of their height apart."""
    page, rows = np.zeros((500, 700), np.float32), {100: (FOUR, SEVEN, FOUR, FOUR), 260: (SEVEN, FOUR, SEVEN, SEVEN)}
    for top, digits in rows.items():
        for at, lines in enumerate(digits):
            row = round(top + slope * 160 * at)
            page[row : row + 150, 20 + 160 * at : 170 + 160 * at] += draw(lines, 0.06, side=150)
    four = preparation.prepare_ink(draw(FOUR, 0.06)).image
    found = [distance(preparation.prepare_ink(piece.ink).image, four) < 10 for piece in segment(1 - page).digits]
    assert found == [True, False, True, True, False, True, False, False]


def test_confetti_is_no_writing():
    page = np.zeros((100, 100), np.float32)
    page[::5, ::5] = 1
    with pytest.raises(ValueError, match="spots of ink are no digits on plain paper"):
        digits_of(page)
    page[:] = 0
    page[::9, ::9] = 1
    with pytest.raises(ValueError, match="144 separate shapes"):
        digits_of(page)


@pytest.mark.parametrize("side", [1, 2, 3, 27, 400])
def test_any_size_of_picture_can_be_prepared(side):
    picture = np.zeros((side, 5), np.float32)
    picture[0, 2] = 1
    assert prepare(picture).image.shape == (28, 28)
