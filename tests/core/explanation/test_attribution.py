"""Every method against independent computations: TensorFlow's gradients, covering by hand, and completeness."""

from dataclasses import fields
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from core import networks, runs
from core.explanation import attribution
from core.keras_io import live_models
from core.networks.architecture import Architecture
from core.networks.layers import (
    Activation,
    BatchNormalization,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Flatten,
    GlobalAveragePooling2D,
    GroupNormalization,
    MaxPooling2D,
    ReLU,
    Rescaling,
)
from core.networks.network import Network
from tests.core.strategies import LARGE_MAPS, peak, random_network

SMALL = Architecture(
    (Conv2D(5, (3, 3)), MaxPooling2D((3, 3)), Conv2D(4, (3, 3), padding="same"), Flatten(), Dense(7, "softmax")),
    (13, 17, 1),
)


@pytest.fixture(scope="module")
def network():
    random, untrained = np.random.default_rng(0), networks.initialise(SMALL, 0)
    return Network(SMALL, {key: array + random.normal(0, 0.1, array.shape) for key, array in untrained.weights.items()})


@pytest.fixture(scope="module")
def image():
    return np.random.default_rng(1).random((13, 17, 1), dtype=np.float32)


def keras_logits(network, values, after=None):
    """What Keras's layers, from the one behind `after` on, make of values; before softmax."""
    layers = live_models.to_keras(network).layers
    begin = [layer.name for layer in layers].index(after) + 1 if after else 0
    for layer in layers[begin:-1]:
        values = layer(values)
    return tf.matmul(values, layers[-1].kernel.value) + layers[-1].bias.value


def keras_slopes(network, values, label, after=None):
    values = tf.constant(values)
    with tf.GradientTape() as tape:
        tape.watch(values)
        logit = tf.reduce_sum(keras_logits(network, values, after)[:, label])
    return tape.gradient(logit, values).numpy()


def test_saliency_is_the_size_of_the_gradient(network, image):
    found = attribution.saliency(network, image, 3)
    np.testing.assert_allclose(found, np.abs(keras_slopes(network, image[None], 3))[0, ..., 0], atol=1e-5)


def test_integrated_gradients_are_the_mean_slope_times_the_pixel(network, image):
    shares = (np.arange(500, dtype=np.float32) + 0.5)[:, None, None, None] / 500
    mean = keras_slopes(network, shares * image, 3).mean(axis=0)
    found = attribution.integrated_gradients(network, image, 3)
    np.testing.assert_allclose(found, (mean * image)[..., 0], atol=0.02 * np.abs(mean).max())


@pytest.mark.parametrize("key", ["lesson_cnn", "four_conv", "budget_mlp", "tfjs_recognizer"])
def test_integrated_gradients_add_up_to_the_change_of_the_logit(key, mnist):
    network = runs.load(key).network
    for index, label in ((227, 4), (3, 0), (11, 9)):
        image = mnist.test.images[index][..., None] / np.float32(255)
        black, whole = network.pre_activations(np.stack([np.zeros_like(image), image]))[network.architecture.names[-1]]
        found = attribution.integrated_gradients(network, image, label).sum()
        assert found == pytest.approx(whole[label] - black[label], rel=0.01)


def test_occlusion_is_covering_by_hand(network, image):
    image = image.copy()
    image[:, 9:] = 0
    found = attribution.occlusion(network, image, 2, side=3)
    whole = network.logits(image[None])[0, 2]
    for row, column in ((0, 0), (5, 7), (12, 8), (12, 16), (4, 10)):
        covered = image.copy()
        covered[max(row - 1, 0) : row + 2, max(column - 1, 0) : column + 2] = 0
        expected = whole - network.logits(covered[None])[0, 2]
        assert found[row, column] == pytest.approx(expected, abs=1e-5)
    assert (found[:, 10:] == 0).all()


@pytest.mark.parametrize("name", ["conv2d", "conv2d_1"])
def test_grad_cam_weighs_maps_by_their_mean_slope(network, image, name):
    maps = network.activations(image)[name]
    weights = keras_slopes(network, maps, 5, name).mean(axis=(0, 1, 2))
    cells = np.maximum((maps[0] * weights).sum(axis=-1), 0)
    found = attribution.grad_cam(network, image, 5, name)
    assert found.shape == (13, 17)
    middles = [[np.flatnonzero(row).mean() for row in sight] for sight in SMALL.receptive_fields(name)]
    exact = [at for at in np.ndindex(cells.shape) if all(m[i] % 1 == 0 for m, i in zip(middles, at, strict=True))]
    assert len(exact) >= 3
    for row, column in exact:
        assert found[int(middles[0][row]), int(middles[1][column])] == pytest.approx(cells[row, column], abs=1e-5)
    assert found.max() <= cells.max() + 1e-6
    assert found.min() >= 0


def test_what_cannot_be_asked():
    mlp = networks.initialise(Architecture((Flatten(), Dense(7, "softmax")), (13, 17, 1)), 0)
    image = np.zeros((13, 17, 1), np.float32)
    with pytest.raises(ValueError, match="no convolution: there are no maps"):
        attribution.grad_cam(mlp, image, 3)
    cnn = networks.initialise(SMALL, 0)
    for name in ("dense", "conv2d_2", "max_pooling2d"):
        with pytest.raises(ValueError, match=rf"name \(='{name}'\) must be a convolution of the network: conv2d, conv"):
            attribution.grad_cam(cnn, image, 3, name)
    for side in (4, 0, -1):
        with pytest.raises(ValueError, match=rf"side \(={side}\) must be an odd number of pixels, at least 1"):
            attribution.occlusion(mlp, image, 3, side=side)


OTHERS = Architecture(
    (
        Rescaling(1.5, -0.5),
        Conv2D(5, (3, 3), activation="linear"),
        BatchNormalization(),
        ReLU(),
        DepthwiseConv2D((3, 3), activation="silu"),
        GlobalAveragePooling2D(),
        Dense(3, "linear"),
        Activation("softmax"),
    ),
    (9, 7, 3),
)
TINY = Architecture((Conv2D(3, (2, 2)), Flatten(), Dense(3, "softmax")), (4, 6, 3))  # smaller than what covers it


@pytest.mark.parametrize("name", [None, "conv2d"])
def test_every_method_explains_other_peoples_networks(name):
    """The weights of Grad-CAM against TensorFlow's slopes of the logit; completeness of integrated gradients."""
    network = random_network(OTHERS)
    image = np.random.default_rng(3).random(OTHERS.input_shape).astype(np.float32)
    model = live_models.to_keras(network)
    whole = keras.Model(model.inputs, [model.get_layer(name or "depthwise_conv2d").output, model.layers[-2].output])
    rest = keras.Sequential(model.layers[model.layers.index(model.get_layer(name or "depthwise_conv2d")) + 1 : -1])
    maps, logits = whole(image[None])
    with tf.GradientTape() as tape:
        tape.watch(maps)
        logit = rest(maps)[0, 1]
    weights = tape.gradient(logit, maps).numpy().mean(axis=(1, 2))
    expected = np.maximum((maps.numpy()[0] * weights).sum(axis=-1), 0)
    found = attribution.grad_cam(network, image, 1, name)
    assert found.shape == (9, 7)
    np.testing.assert_allclose(found.max(), expected.max(), rtol=1e-4)
    np.testing.assert_allclose(network.logits(image[None]), logits, atol=1e-5)
    parts = attribution.integrated_gradients(network, image, 1)
    change = network.logits(np.stack([image, 0 * image]))[:, 1]
    assert parts.sum() == pytest.approx(float(change[0] - change[1]), rel=0.02)
    assert np.isfinite(attribution.occlusion(network, image, 1, 3)).all()
    assert (attribution.saliency(network, image, 1) >= 0).all()


@pytest.mark.parametrize("architecture", [SMALL, OTHERS, TINY], ids=["grey", "colored", "tiny"])
@pytest.mark.parametrize("method", attribution.METHODS.values(), ids=lambda method: method.name)
def test_every_method_gives_a_map_of_its_meaning(method, architecture):
    image = np.random.default_rng(5).random(architecture.input_shape, dtype=np.float32)
    maps = [method.attribute(random_network(architecture), image, label) for label in range(3)]
    for values in maps:
        assert values.shape == architecture.input_shape[:2]
        assert values.dtype == np.float32
        assert np.isfinite(values).all()
    assert np.max(maps) > 0
    match method.meaning:
        case "signed":
            assert np.min(maps) < 0
        case "activation":
            assert np.min(maps) >= 0
        case _:
            raise AssertionError(f"{method.meaning} is not a meaning that a map can have")


@pytest.mark.parametrize("method", attribution.METHODS.values(), ids=lambda method: method.name)
def test_every_method_needs_a_convolution_only_where_it_says_so(method):
    mlp = random_network(Architecture((Flatten(), Dense(7, "softmax")), (13, 17, 1)))
    image = np.random.default_rng(5).random((13, 17, 1), dtype=np.float32)
    if method.needs_convolution:
        with pytest.raises(ValueError, match="the network has no convolution"):
            method.attribute(mlp, image, 3)
    else:
        assert method.attribute(mlp, image, 3).any()


@pytest.mark.parametrize(("name", "method"), attribution.METHODS.items(), ids=attribution.METHODS)
def test_every_method_has_its_words(name, method):
    assert method.name == name
    words = {field.name: getattr(method, field.name) for field in fields(method) if field.type is str}
    assert set(words) == {"name", "unit", "title", "question", "weakness", "paper", "all_zero", "note"}
    assert all(word.strip() for field, word in words.items() if field != "note")
    assert method.question.startswith(("How ", "What ", "Where ", "Which "))
    assert method.paper.startswith("[")
    assert "](https://" in method.paper
    assert "{" not in method.weakness.format(cells="11 x 11")
    assert "{" not in method.note.format(total="+1.00", change="+1.01", error="0.01")


def test_every_method_is_held_against_a_computation_of_its_own():
    """Beyond its form, which the tests above hold: some test here calls the function by its name."""
    tests = Path(__file__).read_text()
    assert [name for name in attribution.METHODS if tests.count(f"attribution.{name}(") == 0] == []


def test_no_two_methods_share_a_title():
    titles = [method.title for method in attribution.METHODS.values()]
    assert len(set(titles)) == len(titles)


def test_cells_that_all_see_the_whole_picture_stand_evenly_in_it():
    whole = Architecture((GroupNormalization(1), MaxPooling2D((4, 4)), Flatten(), Dense(2, "softmax")), (8, 12, 1))
    cells = np.array([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]])
    pixels = attribution._cells_to_pixels(cells, whole, "max_pooling2d")
    plain = Architecture(whole.layers[1:], whole.input_shape)
    np.testing.assert_allclose(pixels, attribution._cells_to_pixels(cells, plain, "max_pooling2d"), atol=1e-6)


@pytest.mark.parametrize("method", attribution.METHODS.values(), ids=lambda method: method.name)
def test_every_method_looks_at_black(method):
    found = method.attribute(random_network(SMALL), np.zeros((13, 17, 1), np.float32), 3)
    assert found.shape == (13, 17)
    assert method.name == "saliency" or method.needs_convolution or not found.any()


@pytest.mark.parametrize("method", attribution.METHODS.values(), ids=lambda method: method.name)
def test_a_network_of_large_maps_takes_little_memory(method):
    image = np.zeros(LARGE_MAPS.input_shape, np.float32)
    image[29:32, 31:33] = 1  # of a whole picture occlusion would take seconds
    assert peak(lambda: method.attribute(random_network(LARGE_MAPS), image, 1)) < 100e6
