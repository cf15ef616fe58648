"""Comparing networks fairly: how sure an accuracy is, where two networks differ, and what each costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from time import perf_counter
from typing import TYPE_CHECKING, Protocol

import numpy as np
import scipy

from core.evaluation.accuracy import Evaluation
from core.networks.architecture import Architecture
from core.networks.network import Network

if TYPE_CHECKING:
    import pandas as pd

Z = 1.96  # 95 of 100 intervals hold the true value


def wilson_interval(correct: int, count: int) -> tuple[float, float]:
    """`(low, high)`: where the true accuracy lies, 95 % sure, by Wilson's score interval (1927, JASA 22).

    Raises ValueError where there are no images, or more right ones than images.
    """
    if not 0 <= correct <= count or count < 1:
        raise ValueError(f"{correct} right of {count} images: count must be at least 1 and hold the right ones")
    accuracy, weight = correct / count, Z**2 / count
    middle = (accuracy + weight / 2) / (1 + weight)
    half = Z / (1 + weight) * sqrt(accuracy * (1 - accuracy) / count + weight / (4 * count))
    return max(0.0, middle - half), min(1.0, middle + half)


class Compared(Protocol):
    """What a comparison asks of a run."""

    key: str

    @property
    def architecture(self) -> Architecture: ...
    @property
    def evaluation(self) -> Evaluation | None: ...
    @property
    def training_evaluation(self) -> Evaluation | None: ...
    @property
    def weights_on_disk(self) -> int: ...
    @property
    def seconds(self) -> float | None: ...


def frame(runs: Sequence[Compared]) -> "pd.DataFrame":
    """Tested runs side by side, a line each: accuracies are shares of 1, `low` to `high` Wilson's interval.

    `weights_on_disk` is in bytes, `multiply_adds` are those of one image, `seconds` those of the training.
    Raises ValueError for a run that is not tested.
    """
    import pandas as pd

    return pd.DataFrame(map(_compared, runs))


def _compared(run: Compared) -> dict[str, object]:
    found, learnt = run.evaluation, run.training_evaluation
    if found is None:
        raise ValueError(f"run {run.key!r} was not tested: only tested runs can be compared")
    low, high = wilson_interval(found.correct, found.count)
    return {
        "run": run.key,
        "accuracy": found.accuracy,
        "low": low,
        "high": high,
        "misread": found.count - found.correct,
        "images": found.count,
        "training_accuracy": learnt.accuracy if learnt else None,
        "parameters": run.architecture.parameters,
        "weights_on_disk": run.weights_on_disk,
        "multiply_adds": run.architecture.multiply_adds,
        "seconds": run.seconds,
    }


@dataclass(frozen=True, eq=False)
class PairedAnswers:
    """Two networks on the same images: boolean `(n,)` arrays of who was right."""

    first: np.ndarray
    second: np.ndarray

    @property
    def only_first(self) -> np.ndarray:
        """Indices of the images that the first one alone reads right."""
        return np.flatnonzero(self.first & ~self.second)

    @property
    def only_second(self) -> np.ndarray:
        """Of those that the second one alone reads right."""
        return np.flatnonzero(~self.first & self.second)

    @property
    def neither(self) -> np.ndarray:
        """Of those that neither reads right."""
        return np.flatnonzero(~self.first & ~self.second)

    @property
    def both(self) -> np.ndarray:
        """Of those that both read right."""
        return np.flatnonzero(self.first & self.second)

    @property
    def p_value(self) -> float:
        """How likely so uneven disagreements are if both networks are equally good: McNemar's exact test (1947).

        Both tails of a binomial of one half, by `scipy.special`: `scipy.stats` takes a second to import.
        """
        first, second = len(self.only_first), len(self.only_second)
        return min(1.0, 2 * float(scipy.special.bdtr(min(first, second), first + second, 0.5)))

    @property
    def difference(self) -> tuple[float, float]:
        """`(difference, half its 95 % interval)` of the accuracies, first less second.

        Both saw the same images, so only those count that one read right and the other wrong (McNemar, 1947).
        """
        count, first, second = len(self.first), len(self.only_first), len(self.only_second)
        difference = (first - second) / count
        return difference, Z * sqrt(max(first + second - (first - second) ** 2 / count, 0)) / count


def pair_answers(first: np.ndarray, second: np.ndarray, labels: np.ndarray) -> PairedAnswers:
    """The PairedAnswers of two arrays of answered classes `(n,)` for the same images, which show `labels` `(n,)`.

    Raises ValueError where there are not as many of all three.
    """
    if not len(first) == len(second) == len(labels):
        raise ValueError(f"{len(first)} and {len(second)} answers for {len(labels)} images: there must be as many")
    return PairedAnswers(first == labels, second == labels)


def per_class(confusion: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """`(right, count)` for each true class, of a confusion matrix `[true, answered]`."""
    return np.diag(confusion), confusion.sum(axis=1)


def seconds_per_thousand(network: Network, images: np.ndarray, rounds: int = 5) -> float:
    """Seconds for the answers to 1,000 images on this machine now: the best of a few rounds over `images`.

    The best, not the median: whatever else the machine does can only make a round longer.
    """
    times = []
    for _ in range(rounds):
        started = perf_counter()
        network.predict(images)
        times.append(perf_counter() - started)
    return min(times) / len(images) * 1000
