"""Preparing: a digit is read the same wherever it stands, however large, whatever is darker."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from scipy import ndimage

from core import runs
from core.digits import pen_strokes, preparation
from core.digits.pen_strokes import Stroke
from core.digits.preparation import Steps, prepare

FOUR = ((0.3, 0.1), (0.2, 0.55), (0.75, 0.55)), ((0.62, 0.15), (0.6, 0.9))
SEVEN = (((0.2, 0.15), (0.8, 0.15), (0.45, 0.9)),)


def draw(lines, width=0.1, scale=1.0, right=0.0, down=0.0, side=280):
    """Light ink on black."""
    strokes = [Stroke(tuple((x * scale + right, y * scale + down) for x, y in line), width * scale) for line in lines]
    return pen_strokes.ink(strokes, side)


def distance(first, second):
    """Mean difference of two images, in grey levels of 255."""
    return float(np.abs(first.astype(float) - second.astype(float)).mean())


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


@pytest.mark.parametrize("is_light", [True, False])
def test_a_digit_may_fill_its_sheet(mnist, is_light):
    """85 to 99 % of the sheet, with soft borders as of an enlarged picture, light on black and black on white."""
    random, sheets = np.random.default_rng(0), []
    for image in mnist.test.images[:100]:
        digit = preparation.crop(image / np.float32(255))
        zoom = random.uniform(0.85, 0.99) * 200 / max(digit.shape)
        large = ndimage.zoom(digit, zoom, order=1).clip(0, 1)[:200, :200]
        room = [(200 - side) // 2 for side in large.shape]
        sheet = np.pad(large, [(before, 200 - side - before) for before, side in zip(room, large.shape, strict=True)])
        sheets.append(sheet if is_light else 1 - sheet)
    prepared = np.stack([prepare(sheet).image for sheet in sheets])
    read = runs.load("lesson_cnn").network.predict(prepared).argmax(axis=1)
    assert (read == mnist.test.labels[:100]).sum() >= 97


@pytest.mark.parametrize("side", [28, 40, 60, 100])
def test_a_small_picture_of_a_digit_is_read(mnist, side):
    """Windows that grow by less than a pixel are one window."""
    pictures = [preparation.resize(np.pad(image / 255, 4), (side, side)) for image in mnist.test.images[:30]]
    prepared = np.stack([prepare(0.9 - 0.8 * picture).image for picture in pictures])
    assert (runs.load("lesson_cnn").network.predict(prepared).argmax(axis=1) == mnist.test.labels[:30]).mean() > 0.95


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


@pytest.mark.parametrize("side", [1, 2, 3, 27, 400])
def test_any_size_of_picture_can_be_prepared(side):
    picture = np.zeros((side, 5), np.float32)
    picture[0, 2] = 1
    assert prepare(picture).image.shape == (28, 28)
