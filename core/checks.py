"""Checks that settings share; each raises one sentence that names the value and the rule."""

from collections.abc import Iterable

import numpy as np


def choice(name: str, value: object, choices: Iterable[object]) -> None:
    """The setting `name` is one of `choices`."""
    choices = tuple(choices)
    if value not in choices:
        raise ValueError(f"{name} {value!r} is not one of {', '.join(map(repr, choices))}")


def at_least_one(**values: object) -> None:
    """Every value, or every item of a tuple, is a whole number of at least 1."""
    for name, value in values.items():
        for number in value if isinstance(value, tuple) else (value,):
            if not isinstance(number, int | np.integer) or number < 1:
                raise ValueError(f"{name} (={value}) must be at least 1, as a whole number")


def not_negative(**values: float) -> None:
    """Every value is finite and at least 0."""
    for name, value in values.items():
        if not value >= 0 or value == np.inf:
            raise ValueError(f"{name} (={value}) must be a number of at least 0")
