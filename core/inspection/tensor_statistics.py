"""What a tensor of weights looks like as a crowd: its statistics, broken numbers among them, and its histogram."""

from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import ArrayLike


@dataclass(frozen=True)
class TensorStatistics:
    """Minimum, maximum, mean and standard deviation are of the finite values, NaN where there are none."""

    minimum: float
    maximum: float
    mean: float
    standard_deviation: float
    size: int
    zeros: int
    nans: int
    infinities: int


def statistics(array: ArrayLike) -> TensorStatistics:
    """The `TensorStatistics` of an array of any shape."""
    values = np.asarray(array, dtype=np.float64).ravel()
    finite = values[np.isfinite(values)]
    minimum, maximum, mean, deviation = _moments(finite) if finite.size else (nan,) * 4
    nans = int(np.isnan(values).sum())
    return TensorStatistics(
        minimum,
        maximum,
        mean,
        deviation,
        size=values.size,
        zeros=int((values == 0).sum()),
        nans=nans,
        infinities=values.size - finite.size - nans,
    )


def _moments(finite: np.ndarray) -> tuple[float, float, float, float]:
    return float(finite.min()), float(finite.max()), float(finite.mean()), float(finite.std())


def histogram(array: ArrayLike, bins: int = 40) -> tuple[np.ndarray, np.ndarray]:
    """`(counts, edges)` of the finite values; zero is an edge where values lie on both sides of it."""
    values = np.asarray(array, dtype=np.float64).ravel()
    finite = values[np.isfinite(values)]
    if not finite.size:
        return np.zeros(bins, dtype=int), np.linspace(-1, 1, bins + 1)
    low, high = finite.min(), finite.max()
    widest = max(abs(low), abs(high))
    if high - low <= 1e-6 * widest or widest < 1e-30:
        low, high = low - max(0.5, widest), high + max(0.5, widest)
    if low < 0 < high:
        step = (high - low) / bins
        low, high = step * np.floor(low / step), step * np.ceil(high / step)
        bins = round((high - low) / step)
    return np.histogram(finite, bins=bins, range=(low, high))
