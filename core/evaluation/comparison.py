"""Comparing networks fairly: how sure an accuracy is, where two networks differ, and what each costs."""

from dataclasses import dataclass
from math import sqrt
from time import perf_counter

import numpy as np
from scipy.stats import binomtest

Z = 1.96  # 95 of 100 intervals hold the true value


def interval(correct, count):
    """`(low, high)`: where the true accuracy lies, 95 % sure, by Wilson's score interval (1927, JASA 22)."""
    if not 0 <= correct <= count or count < 1:
        raise ValueError(f"{correct} right of {count} images: count must be at least 1 and hold the right ones")
    share, weight = correct / count, Z**2 / count
    middle = (share + weight / 2) / (1 + weight)
    half = Z / (1 + weight) * sqrt(share * (1 - share) / count + weight / (4 * count))
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, eq=False)
class Pair:
    """Two networks on the same images: boolean `(n,)` arrays of who was right."""

    first: np.ndarray
    second: np.ndarray

    @property
    def only_first(self):
        """Indices of the images that the first one alone reads right."""
        return np.flatnonzero(self.first & ~self.second)

    @property
    def only_second(self):
        return np.flatnonzero(~self.first & self.second)

    @property
    def neither(self):
        return np.flatnonzero(~self.first & ~self.second)

    @property
    def both(self):
        return np.flatnonzero(self.first & self.second)

    @property
    def chance(self):
        """How likely so uneven a share of the disagreements is if the networks are equally good: the p-value of the
        exact test by McNemar (1947)."""
        ours, theirs = len(self.only_first), len(self.only_second)
        return float(binomtest(ours, ours + theirs).pvalue) if ours + theirs else 1.0

    @property
    def difference(self):
        """`(difference, half its 95 % interval)` of the accuracies, first less second.

        Both saw the same images, so only those count that one read right and the other wrong (McNemar, 1947).
        """
        count, ours, theirs = len(self.first), len(self.only_first), len(self.only_second)
        difference = (ours - theirs) / count
        return difference, Z * sqrt(max(ours + theirs - (ours - theirs) ** 2 / count, 0)) / count


def pair(first, second, labels):
    """The Pair of two arrays of answered classes `(n,)` for the same images."""
    if not len(first) == len(second) == len(labels):
        raise ValueError(f"{len(first)} and {len(second)} answers for {len(labels)} images: there must be as many")
    return Pair(first == labels, second == labels)


def per_class(confusion):
    """`(right, count)` for each true class, of a confusion matrix `[true, answered]`."""
    return np.diag(confusion), confusion.sum(axis=1)


def seconds_per_thousand(network, images, rounds=5):
    """Seconds for the answers to 1,000 images on this machine now: the best of a few rounds over `images`.

    The best, not the median: whatever else the machine does can only make a round longer.
    """
    times = []
    for _ in range(rounds):
        started = perf_counter()
        network.predict(images)
        times.append(perf_counter() - started)
    return min(times) / len(images) * 1000
