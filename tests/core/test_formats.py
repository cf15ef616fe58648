"""Numbers as they are written: nothing is rounded to what it is not."""

from itertools import islice
from math import inf, nan

import pytest

from core import formats


@pytest.mark.parametrize(
    ("fraction", "decimals", "written"),
    [
        (0.98, 1, "98.0 %"),
        (1.0, 1, "100.0 %"),
        (0.9994, 1, "99.9 %"),
        (0.9996, 1, "> 99.9 %"),
        (0.0, 1, "0.0 %"),
        (0.0004, 1, "< 0.1 %"),
        (0.9927, 2, "99.27 %"),
        (59_999 / 60_000, 2, "> 99.99 %"),
        (1 / 60_000, 2, "< 0.01 %"),
        (1.0, 2, "100.00 %"),
        (nan, 1, "no number"),
    ],
)
def test_a_share_that_is_not_all_of_them_stays_below(fraction, decimals, written):
    assert formats.percent(fraction, decimals) == written.replace(" ", "\u00a0" if fraction == fraction else " ")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.12345, "0.123"),
        (999.4, "999"),
        (999.6, "1,000"),
        (1132, "1,132"),
        (-12_345.6, "\u221212,346"),
        (2e7, "2e+07"),
        (0, "0"),
        (nan, "no number"),
        (inf, "inf"),
    ],
)
def test_a_number_on_a_label(value, written):
    assert formats.number(value) == written


def test_a_score_that_is_no_number():
    assert formats.signed(nan) == "no number"


@pytest.mark.parametrize(("number", "said"), [(1, "the one channel"), (2000, "all 2,000 channels")])
def test_every_one_of_them(number, said):
    assert formats.every(number, "channel") == said


def test_a_name_and_those_after_it():
    assert list(islice(formats.numbered("my run", "_"), 3)) == ["my run", "my run_2", "my run_3"]
