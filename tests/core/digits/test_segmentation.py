"""Several digits in one picture, cut apart in reading order."""

import numpy as np
import pytest

from core.digits import preparation, segmentation
from core.digits.segmentation import digits_of, segment
from tests.core.digits.test_preparation import FOUR, SEVEN, distance, draw


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


@pytest.mark.parametrize("paper", ["ruled", "squared", "dark lines"])
def test_the_lines_of_the_paper_are_no_ink(paper):
    """A slanted sheet, in uneven light, whose lines are a third as dark as the ink, or two thirds."""
    page = np.zeros((300, 520), np.float32)
    for left, lines in zip((30, 190, 350), (FOUR, SEVEN, FOUR), strict=True):
        page[80:220, left : left + 140] = draw(lines, 0.06, side=140)
    row, column = np.meshgrid(*map(np.arange, page.shape), indexing="ij")
    ruled = (row + 0.03 * column) % 37 < 2
    if paper == "squared":
        ruled |= (column - 0.03 * row) % 37 < 2
    grey = (0.9 - np.maximum(0.8 * page, (0.55 if paper == "dark lines" else 0.27) * ruled)) * (1 - column / 2000)
    found = segment(grey.astype(np.float32)).digits
    assert len(found) == 3
    for region, lines in zip(found, (FOUR, SEVEN, FOUR), strict=True):
        clean = preparation.prepare_ink(draw(lines, 0.06, side=140)).image
        assert distance(preparation.prepare_ink(region.ink).image, clean) < 3


def test_confetti_is_no_writing():
    page = np.zeros((100, 100), np.float32)
    page[::5, ::5] = 1
    with pytest.raises(ValueError, match="spots of ink are no digits on plain paper"):
        digits_of(page)
    page[:] = 0
    page[::9, ::9] = 1
    with pytest.raises(ValueError, match="144 separate shapes"):
        digits_of(page)


def test_of_very_many_spots_nobody_asks_which_belong_together(monkeypatch):
    page = np.zeros((100, 100), np.float32)
    page[::9, ::9] = 1
    monkeypatch.setattr(segmentation, "_joined", None)
    assert segmentation.is_several(page)


@pytest.mark.parametrize("share", [0.3, 0.7])
def test_a_hard_shadow_is_no_ink(share):
    """Its edge goes through a digit; it lies on less than half of the page, or on more."""
    page = np.zeros((300, 520), np.float32)
    for left, lines in zip((30, 190, 350), (FOUR, SEVEN, FOUR), strict=True):
        page[80:220, left : left + 140] = draw(lines, 0.06, side=140)
    row, column = np.meshgrid(*map(np.arange, page.shape), indexing="ij")
    shadow = 0.5 * (column + 0.3 * row < share * 520)
    grey = ((0.9 - 0.7 * page) * (1 - shadow)).astype(np.float32)
    four, seven = (preparation.prepare_ink(draw(lines, 0.06, side=140)).image for lines in (FOUR, SEVEN))
    found = [preparation.prepare_ink(region.ink).image for region in segment(grey).digits]
    assert [distance(image, four) < distance(image, seven) for image in found] == [True, False, True]


@pytest.mark.parametrize("is_light", [False, True])
def test_a_tile_that_lies_on_another_page_is_its_paper(is_light):
    tile = np.full((300, 520), 0.15, np.float32)
    for left, lines in zip((30, 190, 350), (FOUR, SEVEN, FOUR), strict=True):
        tile[80:220, left : left + 140] += 0.7 * draw(lines, 0.06, side=140)
    grey = np.pad(tile, 60, constant_values=0.9)
    assert len(segment(1 - grey if is_light else grey).digits) == 3


def test_a_shadow_that_cuts_a_row_of_digits_is_no_ink():
    """The row is low and long: what the shadow leaves between two digits is hardly wider than they are."""
    page, row = np.zeros((185, 880), np.float32), (FOUR, SEVEN, SEVEN, FOUR, SEVEN, FOUR, FOUR, SEVEN)
    for at, lines in enumerate(row):
        page[40:140, 20 + 105 * at : 120 + 105 * at] = draw(lines, 0.09, side=100)
    down, right = np.meshgrid(*map(np.arange, page.shape), indexing="ij")
    shadow = np.clip((down - 55 - 0.07 * right) / 2, 0, 1)
    grey = ((0.9 - 0.75 * page) * (1 - 0.5 * shadow)).astype(np.float32)
    four, seven = (preparation.prepare_ink(draw(lines, 0.09)).image for lines in (FOUR, SEVEN))
    for dark_on_light in (grey, 1 - grey):
        found = [preparation.prepare_ink(region.ink).image for region in segment(dark_on_light).digits]
        assert [distance(image, four) < distance(image, seven) for image in found] == [lines is FOUR for lines in row]
