"""Why a network misreads a picture: which step of its preparation is missing, or which class it looks more like."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from itertools import combinations

import numpy as np

from core.digits.preparation import Prepared, Steps
from core.networks.network import Network


@dataclass(frozen=True, eq=False)
class Misreading:
    """The class that was answered instead, its probability, and why.

    `missing` are steps that were left out and with which it would be read right, as few as are enough. `likeness`
    `(classes,)` is the correlation of the prepared image with the mean training image of every class, -1 to 1;
    None where those are not known.
    """

    answer: int
    probability: float
    missing: tuple[str, ...]
    likeness: np.ndarray | None


def find(
    network: Network, prepare: Callable[[Steps], Prepared | None], steps: Steps, label: int, means: np.ndarray | None
) -> Misreading | None:
    """Why `network` does not read a picture as `label`; None where it does.

    `prepare(steps)` gives the picture as a Prepared, or None where they find no ink; `means` `(classes, 28, 28)` are
    the mean training images, or None. Raises ValueError where `steps` find no ink.
    """
    prepared = prepare(steps)
    if prepared is None:
        raise ValueError("these steps find no ink in the picture: there is nothing to read")
    image = prepared.image
    probabilities = network.predict(image)[0]
    answer = int(probabilities.argmax())
    if answer == label:
        return None
    left_out = [field.name for field in fields(Steps) if not getattr(steps, field.name)]
    tries = (tried for count in range(1, len(left_out) + 1) for tried in combinations(left_out, count))
    enough = (tried for tried in tries if _answer(network, prepare(_with(steps, tried))) == label)
    likeness = None if means is None else np.array([_correlation(image, mean) for mean in means])
    return Misreading(answer, float(probabilities[answer]), next(enough, ()), likeness)


def _with(steps: Steps, tried: tuple[str, ...]) -> Steps:
    return replace(steps, **dict.fromkeys(tried, True))


def _answer(network: Network, prepared: Prepared | None) -> int:
    """-1 for what cannot be prepared so."""
    return -1 if prepared is None else int(network.predict(prepared.image)[0].argmax())


def _correlation(first: np.ndarray, second: np.ndarray) -> float:
    """-1 to 1; 0 where one of them is all the same."""
    first, second = (values.ravel() - values.mean(dtype=np.float64) for values in (first, second))
    length = np.linalg.norm(first) * np.linalg.norm(second)
    return float(first @ second / length) if length else 0.0
