"""The Keras lines on the pages are run, and must give the numbers that the figures show."""

from dataclasses import replace

import keras
import numpy as np
import pytest

from core import networks, runs
from core.explanation import adversarial, class_pictures, gradient_ascent
from core.inspection import ablation, kernels, tensor_statistics
from core.keras_io import live_models, rebuild_script
from core.measures import MEASURES
from core.networks.architecture import Architecture
from core.networks.layers import (
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Flatten,
    GlobalMaxPooling2D,
    GroupNormalization,
    LayerNormalization,
    MaxPooling2D,
    Normalization,
    PReLU,
    ReLU,
    Rescaling,
)
from core.networks.layers.cell_arithmetic import Cell
from core.networks.network import Network, image_batch
from dashboard.text import attribution_code, experiment_code, gradient_code, keras_code, view_code
from tests.core.strategies import random_network

IMAGES = image_batch(np.random.default_rng(4).integers(0, 256, (3, 28, 28), dtype=np.uint8))


OTHERS = Architecture(
    (
        Rescaling(1.5, -0.25),
        Conv2D(5, (3, 2), (2, 2), "same", "silu"),
        BatchNormalization(),
        Activation("tanh"),
        DepthwiseConv2D((2, 3), (1, 1), "same", 2, "gelu"),
        AveragePooling2D((2, 2), (1, 1), "same"),
        ReLU(2.0, 0.125),
        PReLU(),
        MaxPooling2D((2, 2)),
        Activation("softmax"),
        GlobalMaxPooling2D(),
        Dense(7, "leaky_relu"),
        PReLU(),
        BatchNormalization(),
        Dense(3, "linear"),
        Activation("softmax"),
    ),
    (13, 11, 3),
)
COLORED = np.random.default_rng(4).random((3, *OTHERS.input_shape)).astype(np.float32)


SHOWN = ("picture", "grey", "fed_back", "before", "after", "found")


def run_lines(code, network, images=IMAGES):
    found = {"keras": keras, "model": live_models.to_keras(network), "images": images}
    exec(code, found)
    return {name: np.asarray(value) for name, value in found.items() if name in SHOWN}


@pytest.mark.parametrize(
    ("key", "name", "channel", "part"),
    [
        ("lesson_cnn", "conv2d", 7, 0),
        ("lesson_cnn", "conv2d_1", 41, 13),
        ("wide_16_32_64", "conv2d_2", 3, 5),
        ("lesson_mlp", "dense", 11, 0),
    ],
)
def test_response(key, name, channel, part):
    network = runs.load(key).network
    layer = network.architecture.layer(name)
    found = run_lines(keras_code.response(network.architecture, layer, channel, part), network)
    weights = network.kernel(name)
    maps = kernels.slices(weights, part) if weights.ndim == 4 else kernels.neuron_pictures(weights, (28, 28, 1))
    np.testing.assert_array_equal(found["picture"], maps[channel])
    np.testing.assert_allclose(found["before"], network.pre_activations(IMAGES)[name][..., channel], atol=1e-5)
    np.testing.assert_allclose(found["after"], network.activations(IMAGES)[name][..., channel], atol=1e-5)


WITHOUT_BIASES = Architecture(
    (
        Conv2D(3, (3, 2), use_bias=False),
        DepthwiseConv2D((2, 2), depth_multiplier=2, activation="relu", use_bias=False),
        Flatten(),
        Dense(4, "softmax", use_bias=False),
    ),
    (7, 6, 1),
)
SMALL = np.random.default_rng(4).random((3, *WITHOUT_BIASES.input_shape)).astype(np.float32)


@pytest.mark.parametrize("name", ["conv2d", "depthwise_conv2d"])
def test_response_of_a_layer_without_biases(name):
    network = random_network(WITHOUT_BIASES, 2)
    code = keras_code.response(WITHOUT_BIASES, WITHOUT_BIASES.layer(name), 1, 0)
    found = run_lines(code, network, SMALL)
    np.testing.assert_allclose(found["before"], network.pre_activations(SMALL)[name][..., 1], atol=1e-6)


def test_response_of_a_neuron_without_a_bias():
    network = random_network(Architecture((Flatten(), Dense(4, "tanh", use_bias=False), Dense(2)), (7, 6, 1)), 2)
    code = keras_code.response(network.architecture, network.architecture.layer("dense"), 1, 0)
    found = run_lines(code, network, SMALL)
    np.testing.assert_allclose(found["before"], network.pre_activations(SMALL)["dense"][..., 1], atol=1e-6)
    np.testing.assert_allclose(found["after"], network.activations(SMALL)["dense"][..., 1], atol=1e-6)


@pytest.mark.parametrize("name", ["conv2d", "depthwise_conv2d"])
def test_changes_of_a_layer_without_biases(name):
    network = random_network(WITHOUT_BIASES, 2)
    layer, kernel = WITHOUT_BIASES.layer(name), network.kernel(name).copy()
    kernel[:, :, 0, 1] = 0.5
    edited = Network(WITHOUT_BIASES, {**network.weights, f"{name}/kernel": kernel})
    places = [((name, 1, 0), kernel[:, :, 0, 1])]
    for code, expected in (
        (experiment_code.without(layer, (1, 2)), ablation.without(network, name, (1, 2))),
        (experiment_code.edited(WITHOUT_BIASES, places), edited),
    ):
        given = {"keras": keras, "np": np, "model": live_models.to_keras(network), "images": SMALL}
        exec(code, given)
        np.testing.assert_allclose(given["original"], network.predict(SMALL)[0], atol=1e-6)
        np.testing.assert_allclose(given["answers"], expected.predict(SMALL)[0], atol=1e-6)


@pytest.mark.parametrize(("name", "channel"), [("max_pooling2d_1", 5), ("flatten", 777), ("dense", 4)])
def test_activation(name, channel):
    network = runs.load("lesson_cnn").network
    found = run_lines(keras_code.activation(network.architecture, name, channel), network)
    np.testing.assert_allclose(found["after"], network.activations(IMAGES)[name][..., channel], atol=1e-5)


@pytest.mark.parametrize(
    ("key", "cell"),
    [
        ("lesson_cnn", Cell("conv2d", (3, 25, 7))),
        ("lesson_cnn", Cell("conv2d_1", (10, 4, 41))),
        ("lesson_cnn", Cell("max_pooling2d_1", (4, 2, 9))),
        ("lesson_cnn", Cell("flatten", (777,))),
        ("lesson_cnn", Cell("dropout", (77,))),
        ("lesson_cnn", Cell("dense", (4,))),
        ("lesson_mlp", Cell("dense_1", (15,))),
        ("wide_16_32_64", Cell("conv2d_1", (0, 13, 5))),
        ("wide_16_32_64", Cell("max_pooling2d_1", (6, 6, 31))),
    ],
)
def test_cell(key, cell):
    network = runs.load(key).network
    found = run_lines(keras_code.cell(network.architecture, cell), network)
    expected = network.activations(IMAGES)[cell.layer][0][cell.index]
    np.testing.assert_allclose(found["after"], expected, atol=1e-5)


def test_statistics():
    network = runs.load("lesson_cnn").network
    check_statistics(network, "conv2d_1")


def check_statistics(network, name):
    found = run_lines(keras_code.statistics(network.architecture.layer(name)), network)["found"]
    ours = tensor_statistics.statistics(network.kernel(name))
    expected = [ours.minimum, ours.maximum, ours.mean, ours.standard_deviation, ours.size]
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-6)


NORMALIZED = Architecture(
    (
        Normalization(),
        LayerNormalization(),
        GroupNormalization(1, scale=False),
        LayerNormalization(center=False, name="factors"),
        BatchNormalization(scale=False),
        Flatten(),
        Dense(2, "softmax"),
    ),
    (7, 6, 3),
)


@pytest.mark.parametrize("name", ["normalization", "layer_normalization", "group_normalization", "factors", "dense"])
def test_what_the_summary_counts(name):
    network, layer = random_network(NORMALIZED, 2), NORMALIZED.layer(name)
    arrays = network.arrays(name)
    found = run_lines(keras_code.counted(layer, arrays)[0], network)["found"]
    ours = tensor_statistics.statistics(next(iter(arrays.values())))
    expected = [ours.minimum, ours.maximum, ours.mean, ours.standard_deviation, ours.size]
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-6)


@pytest.fixture(scope="module")
def others():
    return random_network(OTHERS)


@pytest.mark.parametrize("name", ["depthwise_conv2d", "batch_normalization", "p_re_lu", "dense"])
def test_statistics_of_every_kind(others, name):
    check_statistics(others, name)


@pytest.mark.parametrize("name", OTHERS.names)
def test_a_cell_of_every_kind(others, name):
    shape = OTHERS.output_shape(name)
    for index in {tuple(size - 1 for size in shape), tuple(size // 2 for size in shape)}:
        found = run_lines(keras_code.cell(OTHERS, Cell(name, index)), others, COLORED)
        expected = others.activations(COLORED)[name]
        np.testing.assert_allclose(found["after"], expected[0][index], atol=1e-5 * np.abs(expected).max())


@pytest.mark.parametrize(("name", "channel", "part"), [("conv2d", 3, 2), ("depthwise_conv2d", 7, 0)])
def test_response_of_every_kind_of_filter(others, name, channel, part):
    found = run_lines(keras_code.response(OTHERS, OTHERS.layer(name), channel, part), others, COLORED)
    np.testing.assert_array_equal(found["picture"], others.kernel(name)[:, :, part, channel])
    np.testing.assert_allclose(found["before"], others.pre_activations(COLORED)[name][..., channel], atol=1e-5)
    np.testing.assert_allclose(found["after"], others.activations(COLORED)[name][..., channel], atol=1e-5)


def test_response_of_a_neuron_that_is_no_relu():
    network = random_network(Architecture((Rescaling(2.0, -1.0), Flatten(), Dense(5, "silu"), Dense(3, "softmax"))))
    found = run_lines(keras_code.response(network.architecture, network.architecture.layer("dense"), 4, 0), network)
    np.testing.assert_allclose(found["before"], network.pre_activations(IMAGES)["dense"][:, 4], atol=1e-4)
    np.testing.assert_allclose(found["after"], network.activations(IMAGES)["dense"][:, 4], atol=1e-4)


def test_a_filter_picture():
    run = runs.load("lesson_cnn")
    sheet = MEASURES["atlas"].read(run)["as in the text", "conv2d_1"]
    channel = int(np.flatnonzero(sheet.climbed.moved)[3])
    found = run_lines(gradient_code.filter_picture("conv2d_1", channel, (28, 28, 1)), run.network)
    np.testing.assert_allclose(found["picture"][0, ..., 0], sheet.climbed.pictures[channel], atol=0.02)
    shown = gradient_ascent.deprocess(found["picture"])[0]
    np.testing.assert_allclose(found["grey"], shown, atol=1e-5)


def test_a_perfect_digit():
    network, steps = runs.load("fashion_kernels").network, 30  # it has no pools, which share black out in two ways
    found = run_lines(gradient_code.class_picture(2, (28, 28, 1), steps), network)
    slope = gradient_ascent.in_numpy(network, gradient_ascent.Objective("dense", (2,)))
    ascent = replace(class_pictures.RECIPES["as in the text"], steps=steps)
    climbed = gradient_ascent.last(gradient_ascent.climb(slope, np.zeros((1, 28, 28, 1), np.float32), ascent)).pictures
    np.testing.assert_allclose(found["picture"][0, ..., 0], climbed[0].reshape(28, 28), atol=1e-3)
    np.testing.assert_allclose(
        found["fed_back"][0, ..., 0], class_pictures.de_averaged(climbed.reshape(1, 28, 28))[0], atol=5e-3
    )
    assert "/ (100 + 10 * step)" in gradient_code.class_picture(3, (28, 28, 1))
    assert "range(4096)" in gradient_code.class_picture(3, (28, 28, 1))


@pytest.mark.parametrize("first", [[keras.Input((8, 8, 1))], []])
def test_the_lessons_line_fails_and_ours_works(first):
    model = keras.Sequential([*first, keras.layers.Conv2D(2, 3)])
    with pytest.raises(AttributeError, match="has never been called and thus has no defined input"):
        _ = model.input
    if first:
        assert keras.Model(model.inputs[0], [layer.output for layer in model.layers[:4]])


def test_fooled():
    network = runs.load("lesson_cnn").network
    found = run_lines(gradient_code.fooled(4, 0.2), network)["found"]
    expected = adversarial.changed(IMAGES, adversarial.gradient_signs(network, IMAGES, np.full(3, 4)), 0.2)
    assert np.isclose(found, expected, atol=1e-5).mean() > 0.999


EVIL = 'd").name; __import__("os").system("id"); ("'


def test_no_name_of_a_layer_leaves_its_quotation_in_any_line_to_copy():
    """A stranger's file names its layers; what is shown as code is copied and run."""
    architecture = Architecture((Conv2D(2, name=EVIL), Flatten(), Dense(3, "softmax", name=f"{EVIL} again")))
    convolution, _, dense = architecture.layers
    lines = [
        keras_code.response(architecture, convolution, 1, 0),
        keras_code.neuron_response(architecture, dense, 1),
        keras_code.activation(architecture, EVIL, 1),
        keras_code.cell(architecture, Cell(EVIL, (1, 2, 0))),
        keras_code.cell(architecture, Cell(f"{EVIL} again", (1,))),
        attribution_code.explained(architecture, 1),
        gradient_code.filter_picture(EVIL, 1, (28, 28, 1)),
        *(keras_code.statistics(layer) for layer in (convolution, dense)),
        experiment_code.without(convolution, (1,)),
        experiment_code.edited(architecture, [((EVIL, 1, 0), np.eye(3))]),
        experiment_code.fires(EVIL, 1, networks.TrainingConfig(), (28, 28, 1)),
        view_code.loading(EVIL),
        rebuild_script.rebuild(networks.initialise(architecture, 0), f"{EVIL}.npz"),
    ]
    for code in lines:
        assert "__import__" not in compile(code, "lines", "exec").co_names
