"""When two numbers are the same, close or different, and what is said of it."""

import numpy as np
import pytest

from core.reproduce import Measured, Published, comparing


def number(kind, value, **more):
    return Published("E7", "it", value, int, kind, **more)


def measured(*values):
    return Measured(values, tuple(range(len(values))) if len(values) > 1 else (), "", "", 0.0)


@pytest.mark.parametrize(
    ("kind", "published", "ours", "verdict"),
    [
        ("number", 320, 320, "same"),
        ("number", 320, 321, "differs"),
        ("shape", (3, 3), (3, 3), "same"),
        ("shape", (3, 3), (5, 5), "differs"),
        ("accuracy", 0.9891, 0.98912, "same"),
        ("accuracy", 0.9891, 0.9897, "close"),
        ("accuracy", 0.9891, 0.992, "differs"),
        ("seconds", 138, 76, "close"),
        ("seconds", 257, 12, "differs"),
    ],
)
def test_verdicts(kind, published, ours, verdict):
    assert comparing.verdict(number(kind, published, images=10_000), measured(ours)) == verdict


def test_what_chance_allows_is_that_of_seeds_and_images():
    shown = number("accuracy", 0.95, images=10_000)
    ours = measured(0.944, 0.95, 0.956)
    drawn = np.random.default_rng(0).binomial(10_000, 0.95, 20_000) / 10_000
    assert comparing.allowed(shown, ours) == pytest.approx(2 * np.hypot(drawn.std(), 0.006), rel=0.01)


def test_a_reason_says_how_much_and_why():
    shown = number("accuracy", 0.95, images=10_000, why="Other images.")
    assert comparing.reason(shown, measured(0.95)) == ""
    said = comparing.reason(shown, measured(0.96, 0.97))
    assert said.startswith("That is .0150 above; with 2 seeds and 10,000 images chance alone makes up to .0")
    assert said.endswith("Other images.")
    assert comparing.reason(number("seconds", 257), measured(12.0)) == "That is 21.4 times shorter, on another machine."
    assert comparing.reason(number("list", (80, 20), why="Another split."), measured((85.7, 14.3))) == "Another split."
