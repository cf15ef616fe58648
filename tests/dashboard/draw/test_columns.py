"""Bars are as high as they say, and what stands beside and below them stands where it belongs, and in nobody's way."""

import re
from itertools import combinations

import numpy as np
import pytest

from core.datasets import SOURCES
from dashboard.draw import axes, columns, letters, svg
from dashboard.draw.scenes import WIDTHS, to_data

DIGITS = tuple(map(str, range(10)))
NAMES = {
    "digits": DIGITS,
    "clothes": SOURCES["fashion_mnist"].class_names,
    "letters": tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZabdefghnqrt0123456789"),
    "one": ("a class of its own with a very long name",),
    "many": tuple(f"class number {at}" for at in range(100)),
    "two long": ("W" * 60, "m" * 60),
}
VALUES = {
    "counts of few": (np.array([0, 1, 2]), True),
    "thousands": (np.array([1234, 90_000, 3]), True),
    "tiny": (np.array([1e-9, 3e-9, 2.5e-9]), False),
    "huge": (np.array([4e11, 0, 1e10]), False),
    "below zero": (np.array([-0.3, -0.01, -2.0]), False),
    "both": (np.array([-0.3, 0.4, np.nan]), False),
    "zeros": (np.zeros(3), False),
    "nothing": (np.full(3, np.nan), False),
}


def number(words):
    return float(words.replace("\u2212", "-").replace(",", ""))


def beside(scene):
    """The numbers at the side, by their height."""
    [bars] = scene.columns
    return {text.top: number(text.words) for text in scene.texts if text.align == "right" and text.left < bars.left}


@pytest.mark.parametrize("values", VALUES)
def test_numbers_at_the_side_are_few_and_stand_at_their_height(values):
    values, is_whole = VALUES[values]
    scene = columns._picture(values, DIGITS[:3], "up", "alt", axes.under_each(DIGITS[:3]), 230, is_whole=is_whole)(450)
    [bars] = scene.columns
    said = beside(scene)
    assert 2 <= len(said) <= 5
    assert len(set(said.values())) == len(said)
    for top, value in said.items():
        meant = bars.high - (top - bars.top) / bars.height * (bars.high - bars.low)
        assert value == pytest.approx(meant, rel=1e-3, abs=1e-9 * (bars.high - bars.low))
        assert not is_whole or value == round(value)


@pytest.mark.parametrize("values", VALUES)
def test_a_bar_reaches_from_zero_to_its_value(values):
    values, _ = VALUES[values]
    [bars] = columns.named(DIGITS[:3], values, "mean", "alt")(450).columns
    zero = bars.top + bars.high / (bars.high - bars.low) * bars.height
    for at in np.flatnonzero(np.isfinite(values)):
        left, top, width, height = bars.place(at)
        end = top if values[at] > 0 else top + height
        assert (zero - end) / bars.height * (bars.high - bars.low) == pytest.approx(values[at])
        assert bars.left <= left <= left + width <= bars.left + bars.width
        assert bars.top - 1e-6 <= top <= top + height <= bars.top + bars.height + 1e-6


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("names", NAMES)
def test_names_stand_below_their_bars_and_touch_neither_each_other_nor_the_edge(names, width):
    names = NAMES[names]
    scene = columns.named(names, np.linspace(1, 2, len(names)), "mean", "alt", names[0])(width)
    [bars] = scene.columns
    below = [text for text in scene.texts if text.align == "center"]
    places = [(text, letters.width(text.words, text.size)) for text in below]
    room = bars.width / len(names)
    for text, wide in places:
        at = (text.left - bars.left) / room - 0.5
        assert at == pytest.approx(round(at))
        assert text.words[0] == names[round(at)][0]
        assert text.left - wide / 2 >= 0
        assert text.left + wide / 2 <= width
        assert bars.top + bars.height < text.top < scene.height - 8
    for (one, wide), (other, its) in combinations(places, 2):
        assert one.top != other.top or abs(one.left - other.left) >= (wide + its) / 2
    assert len(below) == len(names) or len(names) > 20 or width < 240


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("low", "high"), [(-0.7, 0.4), (0.9998, 1.0003), (-3e-8, 5e-8), (2.0, 9000.0), (-1, 1)])
def test_numbers_below_a_histogram_stand_at_their_place(low, high, width):
    edges = np.linspace(low, high, 41)
    scene = columns.histogram(np.arange(40), edges, "conv2d, kernel", "alt")(width)
    [bars] = scene.columns
    *marked, title = [text for text in scene.texts if text.align == "center"]
    assert title.words == "conv2d, kernel"
    assert marked
    for text in marked:
        meant = low + (text.left - bars.left) / bars.width * (high - low)
        assert number(text.words) == pytest.approx(meant, abs=2e-3 * (high - low))
        assert text.left + letters.width(text.words, text.size) / 2 <= width
    assert bars.names[0].startswith("from ")
    assert len(bars.names) == len(bars.values) == 40


@pytest.mark.parametrize("width", [WIDTHS[0], WIDTHS[-1]])
def test_weights_that_lie_close_together_far_from_zero_are_told_apart(width):
    for low, wide in ((-123456.21, 0.08), (0.99998, 3e-5), (1.000021, 8e-6), (-7.3e5, 11), (-0.5, 1)):
        edges = np.linspace(low, low + wide, 41)
        [bars] = columns.histogram(np.ones(40), edges, "gamma", "alt")(width).columns
        for name, edge in zip(bars.names, edges, strict=False):
            left, right = (number(words) for words in re.fullmatch(r"from (\S+) to (\S+)", name).groups())
            assert left < right
            assert left == pytest.approx(edge, abs=wide / 40)


@pytest.mark.parametrize("most", [1, 7, 30, 480, 1930, 52_000, 9_999_999, 0.8, 0.021])
def test_common_numbers_are_written_out(most):
    scene = columns.named(DIGITS[:2], np.array([most, -most / 3]), "mean", "alt")(450)
    assert not [text.words for text in scene.texts if "e" in text.words and text.align == "right"]


def test_the_chosen_one_stands_out_and_what_is_off_is_marked():
    [bars] = columns.named(DIGITS, np.ones(10), "mean", "alt", "3")(450).columns
    assert [at for at, tone in enumerate(bars.tones) if tone == "accent"] == [3]
    [bars] = columns.named(DIGITS, np.ones(10), "mean", "alt")(450).columns
    assert bars.tones == ()
    [bars] = columns.losses([7, 2], np.array([4, 1]), (2,), "channel", "alt")(450).columns
    assert bars.tones == ("accent", columns.OFF)
    assert bars.names == ("more misread without channel 7", "more misread without channel 2")


def test_the_browser_gets_numbers_and_names_once_for_all_widths():
    data = to_data(columns.named(DIGITS, np.ones(10), "mean", "alt", "3"))
    told = {(bars["values"], bars["names"], bars["tones"]) for scene in data["scenes"] for bars in scene["columns"]}
    assert len(told) == 1
    assert len(data["shared"]) == 3


def test_on_paper_there_is_a_bar_for_each_number_and_none_for_none():
    picture = svg.drawn(columns.named(DIGITS[:3], np.array([2.0, np.nan, 1.0]), "mean", "alt", "2"))
    heights = [
        float(height)
        for height, tone in re.findall(r'height="([\d.]+)" fill="(#\w+)"', picture)
        if tone == svg.TONES["accent"]
    ]
    assert len(heights) == 2
    assert heights[0] == pytest.approx(2 * heights[1], rel=1e-3)
    assert picture.count('fill-opacity="0.45"') == 1
