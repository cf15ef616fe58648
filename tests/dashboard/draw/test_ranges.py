"""The ranges of colours: round, with zero where it belongs, and grids of prime sizes."""

import numpy as np
import pytest

from dashboard.draw.ranges import grid_shape, positive_range, symmetric_range, ticks


@pytest.mark.parametrize(
    ("count", "columns", "shape"), [(7, 3, (3 * 4 - 1, 3 * 6 - 1)), (2, 8, (3, 11)), (8, 8, (3, 47)), (9, 8, (7, 47))]
)
def test_grid_shape(count, columns, shape):
    assert grid_shape(count, 3, 5, columns, 1) == shape


def test_gutters_may_be_fractions():
    assert grid_shape(4, 3, 5, 2, 0.25) == (6.25, 10.25)


def test_empty_grid():
    with pytest.raises(ValueError, match="0 tiles of 3x5 in 8 columns, gutter 1, are no grid"):
        grid_shape(0, 3, 5, 8, 1)


@pytest.mark.parametrize("bad", [[], [np.nan], [np.nan, np.inf], [0.0]])
def test_ranges_survive_nothing_finite(bad):
    assert symmetric_range(np.array(bad)) == (-1.0, 1.0)
    assert positive_range(np.array(bad)) == (0.0, 1.0)


def test_ranges():
    values = np.array([-3.0, 2.0, np.nan, np.inf])
    assert symmetric_range(values) == (-3.0, 3.0)
    assert positive_range(values) == (0.0, 2.0)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (-0.719, 0.719, ["\u22120.5", "0", "0.5"]),
        (0, 1, ["0.2", "0.4", "0.6", "0.8"]),
        (0, 255, ["100", "200"]),
        (-0.0004, 0.0004, ["0"]),  # more of such long numbers have no room
        (-3, 9, ["0", "2.5", "5", "7.5"]),
        (2, 2, []),
    ],
)
def test_a_colour_bar_says_the_round_numbers_between_its_ends(low, high, said):
    marked = ticks(low, high)
    assert [number for _, number in marked] == said
    for share, number in marked:
        assert low + share * (high - low) == pytest.approx(
            float(number.replace("\u2212", "-")), abs=1e-3 * (high - low)
        )
