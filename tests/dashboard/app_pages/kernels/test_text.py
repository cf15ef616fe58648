"""The function to copy gives what Keras gives, and what is said of directions is true of the kernels."""

import keras
import numpy as np
import pytest

from core import runs
from core.inspection.kernels import orientation
from core.keras_io import live_models
from core.networks.architecture import Architecture
from core.networks.layers import Conv2D, Dense, Flatten
from core.networks.network import image_batch
from core.networks.presets import PRESETS
from dashboard.app_pages.kernels import text, text_grid
from tests.core.strategies import random_network

WITH_FILTERS = [key for key, preset in PRESETS.items() if preset.architecture.convolutions]


@pytest.mark.parametrize("key", ["lesson_cnn", "tfjs_recognizer", "fashion_kernels"])
def test_ones_own_convolution_gives_what_keras_gives(key):
    model = live_models.to_keras(runs.load(key).network)
    images = image_batch(np.random.default_rng(8).integers(0, 256, (2, 28, 28), dtype=np.uint8))
    names = {"model": model, "images": images, "np": np}
    exec(text.convolve(runs.load(key).architecture.layers[0], 3), names)
    first = keras.Model(model.inputs, model.layers[0].output)
    np.testing.assert_allclose(names["after"], first.predict(images, verbose=0)[0, :, :, 3], atol=1e-5)
    assert names["before"].min() < 0 == names["after"].min()


def test_ones_own_convolution_without_biases():
    network = random_network(Architecture((Conv2D(4, (3, 2), use_bias=False), Flatten(), Dense(3, "softmax"))), 4)
    images = image_batch(np.random.default_rng(8).integers(0, 256, (1, 28, 28), dtype=np.uint8))
    names = {"model": live_models.to_keras(network), "images": images, "np": np}
    exec(text.convolve(network.architecture.layers[0], 3), names)
    np.testing.assert_allclose(names["after"], network.activations(images)["conv2d"][0, :, :, 3], atol=1e-5)
    listing, *_ = [answer for _, answer in text.exercises(network.architecture, np.zeros(4))]
    assert "It gives one array: the kernels, of shape (3, 2, 1, 4), which is height, width, channels" in listing
    assert "bias" not in listing


@pytest.mark.parametrize("key", WITH_FILTERS)
def test_a_direction_is_named_only_where_it_is_clear(key):
    scores = orientation(runs.load(key).network.kernel("conv2d"))
    said = text.directions(scores)
    assert (f"ilter {scores.argmax()} answers most clearly to vertical edges" in said) == (scores.max() > 0.4)
    assert (f"ilter {scores.argmin()} answers most clearly to horizontal edges" in said) == (scores.min() < -0.4)


def test_a_kernel_without_directions_has_none():
    assert text.directions(np.zeros(5)).count("o filter answers clearly") == 2


@pytest.mark.parametrize(
    ("layers", "shape", "is_plain"),
    [
        ((Conv2D(3),), (28, 28, 1), True),
        ((Conv2D(3, (2, 5)),), (28, 28, 1), True),
        ((Conv2D(3),), (28, 28, 3), False),
        ((Conv2D(3, padding="same"),), (28, 28, 1), False),
        ((Conv2D(3, strides=(2, 2)),), (28, 28, 1), False),
        ((), (28, 28, 1), False),
    ],
)
def test_exercises_are_posed_where_the_function_works(layers, shape, is_plain):
    assert text.is_plain(Architecture((*layers, Flatten(), Dense(10, "softmax")), shape)) == is_plain


def test_exercises_answer_with_the_networks_own_numbers():
    run = runs.load("fashion_kernels")
    (listing, *_), *_ = [(answer, question) for question, answer in text.exercises(run.architecture, np.zeros(5))]
    assert "0: `conv2d`, 1: `conv2d_1`, 2: `flatten`, 3: `dense`" in listing
    assert "of shape (3, 3, 1, 5)" in listing
    assert "and 5 biases" in listing


def test_the_texts_grids():
    filters = text_grid.grid("conv2d", np.linspace(-1, 2, 32 * 9).reshape(32, 3, 3), 5, is_convolution=True).tiles[0]
    assert (filters.columns, filters.decimals, filters.limits) == (8, 1, (-2, 2))
    neurons = text_grid.grid("dense", np.linspace(-1, 2, 40 * 784).reshape(40, 28, 28), 5, is_convolution=False)
    assert (neurons.tiles[0].columns, neurons.tiles[0].limits) == (10, (-0.5, 1.0))
    assert neurons.bars[0].low == "\u22120.5"
