"""The table of published numbers is complete: it has every number of every line of the texts, and no other."""

import re
from pathlib import Path

import pytest

from core.reproduce import NUMBERS, TEXTS, Measured, Published

FIGURES = re.compile(  # the figures of a word such as Conv2D are none, those of 5x5x8 are
    r"\d+e-\d+|(?<![\d.])\.\d+|(?<![a-wyzA-Z\d.,])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
)


def lines():
    """`{"A1": every number that the text's line has}`."""
    rows = (row.split(":") for row in Path(__file__).with_name("figures.txt").read_text().splitlines())
    return {line: set(map(float, numbers.split())) for line, numbers in rows}


def figures(words):
    """The numbers in some words."""
    return {float(figure.replace(",", "")) for figure in FIGURES.findall(words)}


LINES = lines()


def of_record(number):
    value = number.value if isinstance(number.value, tuple) else (number.value,)
    return {float(figure) for figure in value}


def test_there_are_all_lines_and_more_than_sixty_numbers():
    assert [sum(line[0] == letter for line in LINES) for letter in "ABCDE"] == [10, 8, 10, 9, 14]
    assert sum(len(text.numbers) for text in TEXTS) == len(NUMBERS) > 60


def test_each_number_stands_in_its_line():
    assert [key for key, number in NUMBERS.items() if not of_record(number) <= LINES[number.line]] == []


@pytest.mark.parametrize("line", LINES)
def test_each_number_of_a_line_is_in_the_table_or_left_out_with_a_reason(line):
    text = next(text for text in TEXTS if text.letter == line[0])
    left_out, why = text.left_out.get(line, ((), ""))
    compared = [of_record(number) | figures(number.what) for number in text.numbers if number.line == line]
    assert LINES[line] - set().union(*compared) <= set(left_out)
    assert set(left_out) <= LINES[line]
    assert bool(left_out) == bool(why)


def test_numbers_come_in_the_order_of_the_lines():
    for text in TEXTS:
        order = [int(number.line[1:]) for number in text.numbers]
        assert order == sorted(order)
        assert {number.line[0] for number in text.numbers} == {text.letter}


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        ("number", 34826, "34,826"),
        ("number", 136.04, "136.04"),
        ("number", 0.075, "0.075"),
        ("shape", (24, 24, 8), "24 x 24 x 8"),
        ("list", (60000, 10000), "60,000 and 10,000"),
        ("accuracy", 0.98912, ".9891"),
        ("seconds", 6.84, "6.8"),
        ("seconds", 138, "138"),
    ],
)
def test_how_a_number_is_written(kind, value, written):
    assert Published("A1", "it", value, int, kind).written(value) == written


def test_what_is_measured_comes_back_from_json():
    for values, seeds in [(((24, 24, 8),), ()), ((0.5,), ()), ((0.1, 0.2, 0.4), (0, 1, 2))]:
        measured = Measured(values, seeds, "2026-11-27", "2 cores", 1.5)
        assert Measured.from_json(measured.to_json()) == measured


@pytest.mark.parametrize("wrong", [{"values": []}, {"values": ["a"]}, {"seeds": [1, 2]}, {"values": [float("nan")]}])
def test_what_is_no_measurement_is_refused(wrong):
    content = {**Measured((1,), (), "", "", 0.0).to_json(), **wrong}
    with pytest.raises(ValueError, match="are not numbers, one a seed"):
        Measured.from_json(content)


def test_ours_is_the_mean_and_of_seconds_the_shortest():
    measured = Measured((2.0, 4.0), (0, 1), "", "", 0.0)
    assert Published("A1", "it", 1.0, int, "accuracy").ours(measured) == 3
    assert Published("A1", "it", 1.0, int, "seconds").ours(measured) == 2
    assert measured.spread == pytest.approx(2**0.5)
