"""Arithmetic with constants in a Functional model, as Keras 3 and Keras 2 write it, against Keras itself."""

import keras
import numpy as np
import pytest

from core.keras_io import config, file_reading, live_models, operations
from core.networks.layers import Rescaling
from tests.core.keras_io.conftest import refused
from tests.core.keras_makers import saved

IMAGES = np.random.default_rng(2).random((3, 7, 5, 3)).astype(np.float32)


def model_of(build):
    source = keras.Input((7, 5, 3))
    return keras.Model(source, build(source))


def _all_signs(source):
    x = source / 255.0 * 2 - 1
    x = 1 - keras.ops.divide(x, 3.0)
    x = keras.ops.add(2, -x)
    return x * 0.5 + keras.ops.subtract(source, 0.25) - x * source


def _channel_by_channel(source):
    x = (source - np.array([0.485, 0.456, 0.406], "float32")) / np.array([0.229, 0.224, 0.225], "float32")
    return keras.ops.multiply(x + np.array([[[1.0, -2.0, 3.0]]], "float32"), np.array([3.0, 1.0, 0.5], "float32"))


@pytest.mark.parametrize("build", [_all_signs, _channel_by_channel])
@pytest.mark.parametrize("name", ["model.keras", "model.h5"])
def test_arithmetic_is_what_keras_computes(tmp_path, build, name):
    model = model_of(build)
    for network in (file_reading.read(saved(model, tmp_path, name)), live_models.from_keras(model)):
        *_, (_, _, answer) = network.steps(IMAGES)
        np.testing.assert_allclose(answer, model(IMAGES), atol=1e-5, rtol=1e-5)


def test_one_constant_is_a_rescaling():
    network = live_models.from_keras(model_of(lambda source: 1 - source / 255.0))
    first, second = network.architecture.layers
    assert first == Rescaling(1 / 255, name=first.name)
    assert second == Rescaling(-1.0, 1.0, name=second.name)


@pytest.mark.parametrize(
    ("build", "sentence"),
    [
        (lambda source: 1 / source, r"operation '\w+' is not understood: a layer's numbers can be added to"),
        (lambda source: source / 0.0, r"operation '\w+' is not understood"),
        (lambda source: source / (source + 1), r"operation '\w+' is not understood"),
        (lambda source: source * np.array([1.0, -1.0, 1.0], "float32"), r"operation '\w+' is not understood"),
        (
            lambda source: keras.ops.subtract(np.array([1.0, 2.0, 3.0], "float32"), source),
            r"operation '\w+' is not understood",
        ),
        (lambda source: source * np.ones((7, 5, 3), "float32"), r"operation '\w+' is not understood"),
        (lambda source: source**2, r"layer '\w+' of class Power is not one of Conv2D, "),
    ],
)
def test_what_is_not_understood_is_said(tmp_path, build, sentence):
    refused(saved(model_of(build), tmp_path), sentence)


def keras_2(function, *node):
    return {
        "class_name": "TFOpLambda",
        "config": {"name": f"tf.{function}", "trainable": True, "dtype": "float32", "function": function},
        "name": f"tf.{function}",
        "inbound_nodes": [[list(node)]],
    }


@pytest.mark.parametrize(
    ("description", "kind", "settings"),
    [
        (keras_2("math.truediv", "input_1", 0, 0, {"y": 255.0, "name": None}), "Rescaling", (1 / 255, 0.0)),
        (keras_2("math.multiply", "a", 0, 0, {"y": 2, "name": None}), "Rescaling", (2.0, 0.0)),
        (keras_2("math.subtract", "a", 0, 0, {"y": 1, "name": None}), "Rescaling", (1.0, -1.0)),
        (
            keras_2("math.subtract", "_CONSTANT_VALUE", -1, 1.0, {"y": ["a", 0, 0], "name": None}),
            "Rescaling",
            (-1.0, 1.0),
        ),
        (keras_2("math.negative", "a", 0, 0, {"name": None}), "Rescaling", (-1.0, 0.0)),
        (keras_2("__operators__.add", "a", 0, 0, {"y": 1, "name": None}), "Rescaling", (1.0, 1.0)),
    ],
)
def test_what_keras_2_wrote_of_it(description, kind, settings):
    layer = operations.as_layer(description)
    assert (layer["class_name"], (layer["config"]["scale"], layer["config"]["offset"])) == (kind, settings)
    assert config._sources(config._settings(layer), layer) in {("input_1",), ("a",)}


def test_keras_2_joins_two_layers_by_a_sign():
    layer = operations.as_layer(keras_2("__operators__.add", "a", 0, 0, {"y": ["b", 0, 0], "name": None}))
    assert layer["class_name"] == "Add"
    assert config._sources(config._settings(layer), layer) == ("a", "b")


@pytest.mark.parametrize(
    "node", [[], [[]], [["a"]], [["a", 0, 0, 3]], [["a", 0, 0, {}], ["b", 0, 0, {}]], "a", None, 3]
)
def test_a_damaged_node_is_no_operation(node):
    description = {**keras_2("math.negative"), "inbound_nodes": [node]}
    with pytest.raises(ValueError, match="is not"):
        config._settings(operations.as_layer(description))
