"""Networks from elsewhere: what is put around them, and how their pixels are found."""

import keras
import numpy as np
import pytest

from core import datasets, runs
from core.datasets import class_means
from core.keras_io import adapting, live_models
from core.keras_io.adapting import Trial
from core.networks.architecture import Architecture
from core.networks.layers import Conv2D, Dense, Flatten
from core.networks.network import Network, image_batch
from tests.core.strategies import random_network

SMALL = Architecture((Conv2D(3), Flatten(), Dense(10, "softmax")))


def elsewhere(*layers, input_shape=(28, 28, 1)):
    keras.utils.set_random_seed(3)
    return keras.Sequential([keras.Input(input_shape), *layers])


@pytest.mark.parametrize("shape", [(28, 28, 1), (17, 23, 1), (64, 64, 3), (28, 28, 3), (8, 8, 1)])
@pytest.mark.parametrize(
    ("pixels", "scale", "offset"), [("0 to 1", 1, 0), ("\u22121 to 1", 2, -1), ("255 to 0, dark on light", -255, 255)]
)
def test_an_adapted_network_gives_what_keras_gives_for_pictures_made_for_it(shape, pixels, scale, offset):
    layers = keras.layers.Conv2D(4, 3, activation="relu"), keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(10)
    model = elsewhere(*layers, input_shape=shape)
    network, added = adapting.adapt(live_models.from_keras(model), pixels)
    images = image_batch(np.random.default_rng(0).integers(0, 256, (3, 28, 28), np.uint8))
    made = keras.ops.image.resize(images, shape[:2], interpolation="bilinear") * scale + offset
    expected = keras.ops.softmax(model(keras.ops.repeat(made, shape[2], axis=-1)))
    np.testing.assert_allclose(network.predict(images[..., 0]), expected, atol=2e-5)
    assert added[-1] == "softmax"
    assert network.architecture.input_shape == ((28, 28, 1) if shape[2] == 1 else shape)
    given = image_batch(images, network.architecture.input_shape)
    np.testing.assert_allclose(live_models.to_keras(network)(given), expected, atol=2e-5)


def test_nothing_is_put_around_a_network_that_fits():
    network = random_network(SMALL)
    adapted, added = adapting.adapt(network, "0 to 1")
    assert added == ()
    assert adapted.architecture == network.architecture


def test_added_names_do_not_clash():
    network = random_network(Architecture((Flatten(name="softmax"), Dense(10, "linear")), (9, 9, 1)))
    assert adapting.adapt(network, "0 to 1")[1] == ("to_its_size", "softmax_")


def test_the_range_of_pixels_is_found_by_trying(mnist):
    network = runs.load("budget_mlp").network
    for pixels, (scale, offset) in {"0 to 255": (255, 0), "1 to 0, dark on light": (-1, 1)}.items():
        kernel, bias = network.weights["dense/kernel"], network.weights["dense/bias"]
        turned = {"dense/kernel": kernel / scale, "dense/bias": bias - kernel.sum(axis=0) * offset / scale}
        taught = Network(network.architecture, network.weights | turned)
        found = adapting.trials(taught, mnist.test)
        assert adapting.likeliest(found) == pixels
        assert found[pixels].accuracy > 0.9


def test_the_range_of_a_network_with_sigmoids_is_found_too(mnist):
    """It is never sure by its softmax, and the surer the larger its pixels are."""
    network = runs.load("budget_mlp").network
    *inner, last = network.architecture.layers
    sigmoids = Network(Architecture((*inner, Dense(10, "sigmoid", name=last.name))), network.weights)
    found = adapting.trials(sigmoids, mnist.test)
    assert adapting.likeliest(found) == "0 to 1"


@pytest.mark.parametrize(
    ("changed", "likeliest"),
    [
        ({}, "0 to 1"),
        ({"0 to 1": Trial(0.97, 0.11, 400)}, "0 to 1"),
        ({"0 to 1": Trial(0.97, 0.2, 400)}, "0 to 255"),
        ({"0 to 1": Trial(0.9, 0.1, 400)}, "0 to 255"),
        ({"0 to 1": Trial(0.98, np.inf, 400)}, "0 to 255"),
        ({"1 to 0, dark on light": Trial(0.99, 0.01, 400)}, "1 to 0, dark on light"),
    ],
)
def test_the_usual_range_is_taken_unless_another_is_clearly_better(changed, likeliest):
    found = dict.fromkeys(adapting.PIXELS, Trial(0.1, 2.3, 400))
    found |= {"0 to 1": Trial(0.98, 0.1, 400), "0 to 255": Trial(0.98, 0.1, 400)} | changed
    assert adapting.likeliest(found) == likeliest


def test_numbers_that_are_none_lose():
    weights = {"dense/kernel": np.full((784, 10), np.nan), "dense/bias": np.zeros(10)}
    broken = Network(Architecture((Flatten(), Dense(10, "softmax")), (28, 28, 1)), weights)
    found = adapting.trials(broken, datasets.load("uci_digits").test)
    assert {trial.loss for trial in found.values()} == {np.inf}
    assert adapting.likeliest(found) == "0 to 1"


@pytest.mark.parametrize(
    ("black", "white", "called"),
    [
        (0, 1, "0 to 1"),
        (255, 0, "255 to 0, dark on light"),
        (-0.5, 0.5, "\u22120.5 to 0.5"),
        (-0.00001, 1, "0 to 1"),
        (-1, 2.5, "\u22121 to 2.5"),
        (-0.4242, 2.8215, "\u22120.4242 to 2.8215"),
    ],
)
def test_any_two_numbers_are_black_and_white(black, white, called):
    assert adapting.pair(black, white) == called
    assert adapting.black_and_white(called) == pytest.approx((black, white), abs=1e-4)
    network, _ = adapting.adapt(random_network(SMALL), called)
    sides = np.full((2, 28, 28), [[[0]], [[255]]], np.uint8)
    read = (
        network.activations(sides)["to_its_range"] if len(network.architecture.layers) > 3 else sides[..., None] / 255
    )
    np.testing.assert_allclose(read[:, 0, 0, 0], (black, white), atol=1e-3)


@pytest.mark.parametrize(
    ("black", "white", "said"),
    [
        (2, 2, "black and white are both 2: a picture needs two different numbers"),
        (np.nan, 1, r"black \(=nan\) must be a number from -1000 to 1000"),
        (0, 5000, r"white \(=5000\) must be a number from -1000 to 1000"),
    ],
)
def test_two_numbers_that_are_no_black_and_white_are_refused(black, white, said):
    with pytest.raises(ValueError, match=said):
        adapting.pair(black, white)


def test_a_range_that_is_no_pair_is_refused():
    with pytest.raises(ValueError, match="pixels 'bright' is not one of 0 to 1, "):
        adapting.pixels_of("bright")


def test_chance_is_told_from_reading():
    assert not Trial(0.17, 2.3, 400, 0.11).beats_chance
    assert Trial(0.18, 2.3, 400, 0.11).beats_chance
    assert Trial(0.7, 0.6, 400, 0.53).beats_chance
    assert not Trial(0.7, 0.6, 400, 0.53).is_read
    assert Trial(0.8, 0.5, 400, 0.53).is_read
    none = {"0 to 1": Trial(0.1, 3.0, 400, 0.11), "0 to 255": Trial(0.15, 2.0, 400, 0.11)}
    assert adapting.likeliest(none) == "0 to 1"
    found = adapting.trials(random_network(SMALL), datasets.load("uci_digits").test, ("0 to 1", "3 to 5"))
    assert list(found) == ["0 to 1", "3 to 5"]
    assert found["0 to 1"].chance == pytest.approx(0.1, abs=0.02)


@pytest.mark.parametrize("is_padded", [True, False])
def test_of_a_border_and_scaling_the_better_one_is_found_for_32x32(is_padded, mnist):
    """A network that looks for the mean digits, with a border or scaled."""
    network = random_network(Architecture((Flatten(), Dense(10, "softmax", name="out")), (32, 32, 1)))
    adapted, _ = adapting.adapt(network, "0 to 1", is_padded)
    means = np.uint8(255 * class_means.load("mnist").images)
    seen = adapted.activations(means)["flatten"].astype(np.float64)
    network.weights["out/kernel"][:] = seen.T
    network.weights["out/bias"][:] = -np.square(seen).sum(axis=1) / 2
    found = adapting.trials(network, mnist.test, ("0 to 1",))["0 to 1"]
    assert found.is_padded == is_padded
    assert found.accuracy > 0.7


def test_only_grey_networks_of_32x32_are_given_a_border():
    assert adapting.can_pad(Architecture((Flatten(), Dense(10)), (32, 32, 1)))
    for shape in ((28, 28, 1), (64, 64, 1), (32, 32, 3)):
        assert not adapting.can_pad(Architecture((Flatten(), Dense(10)), shape))
