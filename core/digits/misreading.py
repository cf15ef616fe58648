"""Why a network misreads a picture: which step of its preparation is missing, or which class it looks more like."""

from dataclasses import dataclass, fields, replace
from itertools import combinations

import numpy as np

from core.digits.preparation import Steps


@dataclass(frozen=True, eq=False)
class Misreading:
    """What was read, and why: `missing` are steps that were left out and with which it would be read right.

    They are as few as are enough. `likeness` `(classes,)` is the correlation of
    the prepared image with the mean training image of every class.
    """

    answer: int
    share: float
    missing: tuple[str, ...]
    likeness: np.ndarray


def find(network, prepare, steps, label, means):
    """Why `network` does not read a picture as `label`; None where it does.

    `prepare(steps)` gives the picture as a Prepared, `means` `(classes, 28, 28)` are the mean training images.
    """
    shares = network.predict(prepare(steps).image)[0]
    answer = int(shares.argmax())
    if answer == label:
        return None
    left_out = [field.name for field in fields(Steps) if not getattr(steps, field.name)]
    tries = (tried for count in range(1, len(left_out) + 1) for tried in combinations(left_out, count))
    enough = (tried for tried in tries if _answer(network, prepare(_with(steps, tried))) == label)
    likeness = np.array([_correlation(prepare(steps).image, mean) for mean in means])
    return Misreading(answer, float(shares[answer]), next(enough, ()), likeness)


def _with(steps, tried):
    return replace(steps, **dict.fromkeys(tried, True))


def _answer(network, prepared):
    """-1 for what cannot be prepared so."""
    return -1 if prepared is None else int(network.predict(prepared.image)[0].argmax())


def _correlation(first, second):
    """-1 to 1; 0 where one of them is all the same."""
    first, second = (values.ravel() - values.mean(dtype=np.float64) for values in (first, second))
    length = np.linalg.norm(first) * np.linalg.norm(second)
    return float(first @ second / length) if length else 0.0
