"""The way back against TensorFlow's own, for architectures of every kind, and against finite differences."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import ascent, compiled, gradients
from core.architectures import Architecture
from core.ascent import Objective
from core.layers import Conv2D, Dense, Flatten, MaxPooling2D
from tests.core.strategies import architectures, random_network


def pictures(architecture, count=3):
    """Some pixels lie outside [0, 1]."""
    return np.random.default_rng(1).uniform(-0.5, 1.5, (count, *architecture.input_shape)).astype(np.float32)


@settings(max_examples=25, deadline=None)
@given(architectures(), st.data())
def test_as_tensorflow_finds_it(architecture, data):
    network = random_network(architecture)
    name = data.draw(
        st.sampled_from([layer.name for layer in architecture.layers if layer.kind in ("Conv2D", "Dense")])
    )
    channels = tuple(np.random.default_rng(2).integers(0, architecture.output_shape(name)[-1], 3).tolist())
    before, leak = data.draw(st.sampled_from([(False, 0.0), (True, 0.0), (False, 0.25)]))
    is_softmax = architecture.layer(name).activation == "softmax"
    objective = Objective(name, channels, before, 0.0 if is_softmax else leak)
    images = pictures(architecture)
    scores, found = ascent.in_numpy(network, objective)(images)
    keras_scores, keras_found = compiled.slope(network, objective)(images)
    np.testing.assert_allclose(scores, keras_scores, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(found, keras_found, atol=1e-4 * max(np.abs(keras_found).max(), 1e-3))


SMALL = Architecture(
    (
        Conv2D(5, (3, 2), padding="same"),
        MaxPooling2D((2, 3)),
        Conv2D(3, (2, 3), (2, 1)),
        Flatten(),
        Dense(7, "softmax"),
    ),
    (11, 13, 1),
)


def test_as_finite_differences_find_it():
    """Pixel by pixel; where one of them crosses a kink of ReLU or pooling, the difference is of two slopes."""
    network, images = random_network(SMALL), pictures(SMALL, 1)
    direction = np.zeros((1, 7), np.float32)
    direction[:, 4] = 1
    found = gradients.by_pixels(network, gradients.walk(network, images), direction).ravel()
    size = 0.01
    steps = (np.eye(found.size, dtype=np.float32) * size).reshape(-1, *SMALL.input_shape)
    up, down = (gradients.walk(network, images + sign * steps)[-1][2][:, 4] for sign in (1, -1))
    right = np.isclose((up - down) / (2 * size), found, atol=2e-3 * np.abs(found).max())
    assert np.abs(found).max() > 0.01
    assert right.mean() > 0.9


def test_every_layer_on_the_way_back_is_told():
    network, images = random_network(SMALL), pictures(SMALL)
    walked = gradients.walk(network, images)
    back = list(gradients.backward(network, walked, np.ones((3, 7), np.float32)))
    assert [layer.name for layer, _ in back] == list(reversed(SMALL.names))
    for (_, gradient), (_, read, _) in zip(back, reversed(walked), strict=True):
        assert gradient.shape == read.shape
    assert gradients.walk(network, images, "conv2d_1")[-1][0].name == "conv2d_1"


def test_a_layer_there_is_not():
    with pytest.raises(KeyError, match="layer 'conv9' is not one of conv2d, max_pooling2d"):
        gradients.walk(random_network(SMALL), pictures(SMALL), "conv9")
