"""The way back against TensorFlow's own, for architectures of every kind, and against finite differences."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.explanation import compiled_ascent, gradient_ascent
from core.explanation.gradient_ascent import Objective
from core.networks import backprop
from core.networks.architecture import INPUT, Architecture
from core.networks.layers import (
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Flatten,
    GlobalAveragePooling2D,
    MaxPooling2D,
    PReLU,
    ReLU,
    Rescaling,
)
from tests.core.strategies import architectures, graphs, random_network


def pictures(architecture, count=3):
    """Some pixels lie outside [0, 1]."""
    return np.random.default_rng(1).uniform(-0.5, 1.5, (count, *architecture.input_shape)).astype(np.float32)


@settings(max_examples=25, deadline=None)
@given(st.one_of(architectures(), graphs()), st.data())
def test_as_tensorflow_finds_it(architecture, data):
    network = random_network(architecture)
    name = data.draw(st.sampled_from(architecture.names))
    channels = tuple(np.random.default_rng(2).integers(0, architecture.output_shape(name)[-1], 3).tolist())
    before, leak = data.draw(st.sampled_from([(False, 0.0), (True, 0.0), (False, 0.25)]))
    is_softmax = architecture.layer(name).activation == "softmax"
    objective = Objective(name, channels, before, 0.0 if is_softmax else leak)
    images = pictures(architecture)
    scores, found = gradient_ascent.in_numpy(network, objective)(images)
    keras_scores, keras_found = compiled_ascent.compiled(network, objective)(images)
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
    found = backprop.input_gradient(network, backprop.forward_tape(network, images), direction).ravel()
    size = 0.01
    steps = (np.eye(found.size, dtype=np.float32) * size).reshape(-1, *SMALL.input_shape)
    up, down = (backprop.forward_tape(network, images + sign * steps)[-1].pre_activation[:, 4] for sign in (1, -1))
    right = np.isclose((up - down) / (2 * size), found, atol=2e-3 * np.abs(found).max())
    assert np.abs(found).max() > 0.01
    assert right.mean() > 0.9


EVERY_KIND = Architecture(
    (
        Rescaling(1.5, -0.5),
        Conv2D(5, (3, 2), padding="same", activation="silu"),
        BatchNormalization(),
        ReLU(negative_slope=0.2),
        DepthwiseConv2D((2, 3), (2, 2), "same", 2, "gelu"),
        PReLU(),
        AveragePooling2D((2, 2), (1, 1), "same"),
        MaxPooling2D((2, 1)),
        Activation("softsign"),
        GlobalAveragePooling2D(),
        Dense(7, "elu"),
        Dense(3, "linear"),
        Activation("softmax"),
    ),
    (11, 7, 3),
)


@pytest.mark.parametrize("label", [0, 2])
def test_as_finite_differences_find_it_through_every_kind(label):
    """Along random directions, in which single kinks weigh little; of the probability itself."""
    network, image = random_network(EVERY_KIND), pictures(EVERY_KIND, 1)
    scores_and_gradient = gradient_ascent.in_numpy(network, Objective("activation_1", (label,)))
    found, size = scores_and_gradient(image)[1], 2e-3
    for seed in range(20):
        way = np.random.default_rng(seed).normal(size=image.shape).astype(np.float32)
        up, down = (scores_and_gradient(image + sign * size * way)[0][0] for sign in (1, -1))
        assert (found * way).sum() == pytest.approx(float(up - down) / (2 * size), rel=0.02, abs=2e-4)


def test_every_layer_on_the_way_back_is_told():
    network, images = random_network(SMALL), pictures(SMALL)
    tape = backprop.forward_tape(network, images)
    back = list(backprop.backward(network, tape, np.ones((3, 7), np.float32)))
    assert [stage for stage, _ in back] == [*reversed(SMALL.names[:-1]), INPUT]
    for (_, gradient), entry in zip(back, reversed(tape), strict=True):
        assert gradient.shape == entry.inputs.shape
    assert backprop.forward_tape(network, images, "conv2d_1")[-1].layer.name == "conv2d_1"


def test_a_layer_there_is_not():
    with pytest.raises(KeyError, match="layer 'conv9' is not one of conv2d, max_pooling2d"):
        backprop.forward_tape(random_network(SMALL), pictures(SMALL), "conv9")
