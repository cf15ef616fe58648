"""Checks that settings share; each raises one sentence that names the value and the rule."""

from collections.abc import Iterable
from math import isfinite

import numpy as np


def choice(name: str, value: object, choices: Iterable[object]) -> None:
    """The setting `name` is one of `choices`."""
    choices = tuple(choices)
    if value not in choices:
        raise ValueError(f"{name} {value!r} is not one of {', '.join(map(repr, choices))}")


def at_least_one(**values: object) -> None:
    """Every value is a whole number of at least 1."""
    for name, value in values.items():
        if not _counts(value):
            raise ValueError(f"{name} (={value}) must be at least 1, as a whole number")


def each_at_least_one(**values: object) -> None:
    """Every value is a tuple of whole numbers of at least 1."""
    for name, value in values.items():
        if not isinstance(value, tuple) or not all(map(_counts, value)):
            raise ValueError(f"{name} (={value}) must be at least 1, as whole numbers")


def is_finite(value: object) -> bool:
    """Whether it is a number, and one that the arithmetic here can hold."""
    try:
        return isinstance(value, int | float) and isfinite(value)
    except OverflowError:  # a whole number of hundreds of digits
        return False


def _counts(number: object) -> bool:
    return isinstance(number, int | np.integer) and not isinstance(number, bool) and bool(number >= 1)


def not_negative(**values: float) -> None:
    """Every value is finite and at least 0."""
    for name, value in values.items():
        if not value >= 0 or value == np.inf:
            raise ValueError(f"{name} (={value}) must be a number of at least 0")
