"""The activations against Keras's functions, and their slopes against differences in double precision."""

import keras
import numpy as np
import pytest

from core.networks.layers import ReLU
from core.networks.layers.functions import ACTIVATIONS, backward

VALUES = np.concatenate([np.linspace(-30, 30, 2001), [-1e4, 1e4, 0, 1e-8, -1e-8]]).astype(np.float32)
KINKS = {"relu": [0], "relu6": [0, 6], "leaky_relu": [0], "selu": [0], "hard_sigmoid": [-3, 3]}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_equals_keras(name):
    values = VALUES[np.abs(VALUES) < 80] if name == "exponential" else VALUES
    found, expected = ACTIVATIONS[name](values), np.asarray(getattr(keras.activations, name)(values))
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("name", [name for name, function in ACTIVATIONS.items() if function.slope])
def test_slopes_are_what_differences_find(name):
    at = np.linspace(-8, 8, 401) + 0.0013
    for kink in KINKS.get(name, []):
        at = at[np.abs(at - kink) > 0.01]
    function, size = ACTIVATIONS[name], 1e-5
    expected = (function(at + size) - function(at - size)) / (2 * size)
    np.testing.assert_allclose(function.slope(at), expected, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_way_back_stays_in_single_precision_and_in_range(name):
    values = np.clip(VALUES, -80, 80)[None]
    found = backward(name, values, np.ones_like(values))
    assert found.dtype == np.float32
    assert np.isfinite(found).all()


@pytest.mark.parametrize(
    "settings", [(None, 0.0, 0.0), (6.0, 0.0, 0.0), (None, 0.3, 0.0), (2.0, 0.25, 0.5), (None, 0.0, 1.5)]
)
def test_relu_layers_equal_keras(settings):
    layer = ReLU(*settings)
    expected = keras.layers.ReLU(*settings)(VALUES)
    np.testing.assert_allclose(layer.forward(VALUES), expected, rtol=1e-6, atol=1e-6)
    at = np.linspace(-3, 9, 101) + 0.0013
    differences = (layer.forward(at + 1e-5) - layer.forward(at - 1e-5)) / 2e-5
    np.testing.assert_allclose(layer.backward(np.ones_like(at), at, layer.forward(at)), differences, atol=1e-7)


@pytest.mark.parametrize("name", [name for name, function in ACTIVATIONS.items() if function.slope])
def test_silence_is_said_of_those_that_make_zero_of_all_below_it(name):
    function = ACTIVATIONS[name]
    assert function.silences == (not np.any(function(np.linspace(-9, 0, 31, dtype=np.float32))))
