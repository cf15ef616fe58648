"""Statistics and histograms of numbers, odd ones among them."""

import numpy as np
import pytest

from core.inspection.tensor_statistics import histogram, statistics


def test_statistics_survive_everything():
    found = statistics(np.array([[1.0, -2.0, 0.0], [np.nan, np.inf, -np.inf]]))
    assert (found.size, found.zeros, found.nans, found.infinities) == (6, 1, 1, 2)
    assert (found.minimum, found.maximum) == (-2.0, 1.0)
    assert found.mean == pytest.approx(-1 / 3)
    assert found.standard_deviation == pytest.approx(np.std([1, -2, 0]))


def test_statistics_of_nothing_finite():
    assert np.isnan(statistics(np.array([np.nan])).mean)


def test_histogram_counts_every_finite_value_and_splits_at_zero():
    values = np.concatenate([np.random.default_rng(0).normal(0.3, 1, 997), [np.nan, np.inf]])
    counts, edges = histogram(values)
    assert counts.sum() == 997
    assert np.abs(edges).min() < 1e-9


@pytest.mark.parametrize(
    "values",
    [[np.nan, np.inf], [2.0, 2.0], [], [1e17, 1e17], [1, 1 + 2e-16], [-5e-324, 1e-323], [-3e38, 3e38], [0, 0]],
)
def test_histogram_of_odd_values(values):
    counts, edges = histogram(np.array(values))
    assert counts.sum() == np.isfinite(values).sum()
    assert len(edges) == len(counts) + 1
