"""A network that costs too much is refused by the number that is too high; one at the bound is not."""

import pytest

from core.keras_io import bounds
from core.networks.architecture import Architecture
from core.networks.layers import Activation, Conv2D, Dense, Flatten

ENDED = (Flatten(name="flat"), Dense(2, "softmax", name="answer"))


@pytest.mark.parametrize(
    ("layers", "sentence"),
    [
        ([Activation("relu", name=f"a{at}") for at in range(99)], "has 101 layers, more than 100"),
        ([Flatten(), Dense(2_000_001)], "it would handle 2000001 numbers for one picture, more than 2000000"),
        ([Conv2D(400, (1, 1), name=f"c{at}") for at in range(7)], "numbers for one picture, more than 2,000,000"),
        ([Conv2D(100, (3, 3)), Conv2D(1100, (3, 3))], "one picture would cost more than 500000000 multiply-adds"),
        ([Flatten(), Dense(2900), Dense(2900, name="b")], "parameters, more than 8,000,000"),
        ([Activation("relu", name="a;b")], "layer name 'a;b' must be of letters, digits, spaces"),
    ],
)
def test_too_large(layers, sentence):
    with pytest.raises(ValueError, match=sentence):
        bounds.check(Architecture((*layers, *ENDED), (28, 28, 1)))


def test_at_the_bound():
    bounds.check(Architecture((*[Activation("relu", name=f"a{at}") for at in range(98)], *ENDED), (28, 28, 1)))
