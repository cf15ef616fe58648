"""What comes from Keras comes whole or not at all."""

import re

import keras
import numpy as np
import pytest
from hypothesis import given, settings

from core import networks
from core.keras_io import file_reading, file_writing, live_models
from core.networks.architecture import Architecture
from core.networks.layers import KINDS
from core.networks.layers.base import keras_name
from core.networks.presets import PRESETS
from tests.core.keras_makers import saved
from tests.core.strategies import assert_same_graph, graphs, random_network


class OwnDense(keras.layers.Dense):
    def call(self, inputs):
        return super().call(inputs) + 1


def sequential(*layers, shape=(7, 7, 1)):
    return keras.Sequential([keras.Input(shape), *layers])


def shared():
    inputs = keras.Input((4,))
    layer = keras.layers.Dense(4)
    return keras.Model(inputs, layer(layer(inputs)))


@pytest.mark.parametrize("key", PRESETS)
def test_there_and_back(key):
    network = networks.initialise(PRESETS[key].architecture, 3)
    again = live_models.from_keras(live_models.to_keras(network))
    assert [layer.name for layer in again.architecture.layers] == list(network.architecture.names)
    for name, array in network.weights.items():
        np.testing.assert_array_equal(again.weights[name], array)


def test_a_functional_chain_with_names_of_its_own():
    inputs = keras.Input((7, 5, 1))
    outputs = keras.layers.Conv2D(3, 2, activation="relu", name="eyes")(inputs)
    outputs = keras.layers.Dense(4, activation="softmax", name="mouth")(keras.layers.Flatten()(outputs))
    model = keras.Model(inputs, outputs)
    network = live_models.from_keras(model)
    image = np.random.default_rng(0).random((2, 7, 5, 1)).astype(np.float32)
    np.testing.assert_allclose(network.predict(image), model(image), atol=1e-6)
    assert network.architecture.names[0] == "eyes"


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (shared, "is used 2 times; only layers that are used once can be read"),
        (
            lambda: sequential(keras.layers.Flatten(data_format="channels_first")),
            r"data_format \(='channels_first'\) is not understood",
        ),
        (lambda: sequential(keras.layers.MaxPooling2D(1, data_format="channels_first")), "it must be 'channels_last'"),
        (lambda: sequential(keras.layers.Flatten(), OwnDense(3)), "of class OwnDense is not one of Conv2D"),
        (lambda: sequential(keras.layers.UnitNormalization()), "of class UnitNormalization is not one of"),
        (
            lambda: sequential(keras.layers.Conv2D(2, 3, dilation_rate=2)),
            r"dilation_rate \(=\[2, 2\]\) is not understood",
        ),
        (
            lambda: sequential(keras.layers.Conv2D(2, 3, activation=keras.layers.LeakyReLU())),
            "the activation is an object of class 'LeakyReLU', not one of the names .*layers of their own behind it",
        ),
        (lambda: sequential(keras.layers.Conv2D(2, 3, activation="log_softmax")), "activation 'log_softmax' is not"),
        (lambda: sequential(keras.layers.BatchNormalization(axis=1)), r"axis \(=1\) is not understood; it must be -1"),
        (
            lambda: sequential(keras.layers.GlobalMaxPooling2D(keepdims=True)),
            r"keepdims \(=True\) is not understood; it must be False",
        ),
        (
            lambda: sequential(keras.layers.DepthwiseConv2D(2, dilation_rate=2)),
            r"dilation_rate \(=\[2, 2\]\) is not understood",
        ),
        (
            lambda: sequential(keras.layers.Conv2D(2, 3), shape=(None, None, 1)),
            r"input shape \[None, None, None, 1\] is not fully known",
        ),
        (lambda: sequential(keras.layers.Dense(2), shape=(5,)), "reads 5 numbers, which are no square picture"),
        (lambda: keras.Sequential([keras.layers.Dense(3)]), "must be built, with one input"),
    ],
)
def test_what_is_not_understood_is_named(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        live_models.from_keras(make())


def with_random_weights(model):
    """Keras's own variances are one; these are not."""
    random = np.random.default_rng(7)
    for layer in model.layers:
        layer.set_weights([random.uniform(0.2, 1.2, array.shape) for array in layer.get_weights()])
    return model


@pytest.mark.parametrize(
    "layers",
    [
        (keras.layers.SeparableConv2D(5, 3, depth_multiplier=2, activation="silu"),),
        (keras.layers.SeparableConv2D(5, 2, strides=2, padding="same", use_bias=False),),
        (keras.layers.DepthwiseConv2D((2, 3), depth_multiplier=3, padding="same", use_bias=False),),
        (keras.layers.Conv2D(4, 3, use_bias=False), keras.layers.BatchNormalization(), keras.layers.ReLU(6.0)),
        (keras.layers.BatchNormalization(scale=False, epsilon=0.1), keras.layers.LeakyReLU(0.3)),
        (keras.layers.BatchNormalization(center=False, axis=3), keras.layers.PReLU(shared_axes=[1, 2])),
        (keras.layers.Rescaling(1 / 255, -0.5), keras.layers.PReLU(), keras.layers.Activation("hard_sigmoid")),
        (keras.layers.Conv2D(3, 2, activation="gelu"), keras.layers.Dropout(0.2), keras.layers.AveragePooling2D(2)),
    ],
)
def test_other_peoples_layers_answer_as_they_do_in_keras(layers):
    model = sequential(*layers, keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(3), shape=(7, 5, 3))
    network = live_models.from_keras(with_random_weights(model))
    images = np.random.default_rng(0).random((3, 7, 5, 3)).astype(np.float32)
    found, outputs = network.activations(images), live_models.activation_model(model)(images)
    for layer, expected in zip(model.layers, outputs, strict=True):
        scale = np.abs(expected).max()
        np.testing.assert_allclose(found[layer.name], expected, rtol=0, atol=1e-5 * scale, err_msg=layer.name)


@settings(max_examples=30, deadline=None)
@given(graphs())
def test_every_kind_of_layer_there_and_back(architecture):
    network = random_network(architecture)
    again = live_models.from_keras(live_models.to_keras(network))
    assert_same_graph(again.architecture, architecture)
    for name, array in network.weights.items():
        np.testing.assert_allclose(again.weights[name], array, rtol=1e-6, atol=0)


def nested():
    """Models in models: of changes that only act while learning, with a shortcut, and a plain one; names come twice."""
    layers = keras.layers
    inner = keras.Input((11, 9, 1))
    convolved = layers.Conv2D(3, 3, padding="same", name="conv")(inner)
    base = keras.Model(inner, layers.Add()([convolved, layers.Conv2D(3, 1)(inner)]), name="base")
    head = keras.Sequential([layers.Flatten(), keras.Sequential([layers.Dense(7, "relu")]), layers.Dense(5)])
    given = keras.Input((11, 9, 1))
    turned = keras.Sequential([layers.RandomRotation(0.1), layers.RandomFlip()])(given)
    return keras.Model(given, head(layers.Conv2D(2, 3, name="conv")(base(turned))))


@pytest.mark.parametrize("ending", ["keras", "h5"])
def test_models_inside_models_are_their_layers(tmp_path, ending):
    model = nested()
    model.save(tmp_path / f"nested.{ending}")
    network = file_reading.read((tmp_path / f"nested.{ending}").read_bytes())
    names = network.architecture.names
    assert (names[0], names[3]) == ("base_conv", "conv")
    assert [network.architecture.layer(name).kind for name in names][-4:] == ["Conv2D", "Flatten", "Dense", "Dense"]
    images = np.random.default_rng(0).random((3, 11, 9, 1)).astype(np.float32)
    np.testing.assert_allclose(network.predict(images), model(images, training=False), atol=1e-5)
    again = live_models.from_keras(model)
    assert_same_graph(again.architecture, network.architecture)
    assert again.weights.keys() == network.weights.keys()


def test_a_sequential_that_begins_with_a_model(tmp_path):
    model = keras.Sequential([nested(), keras.layers.Softmax()])
    model.build((None, 11, 9, 1))
    model.save(tmp_path / "begins.keras")
    network = file_reading.read((tmp_path / "begins.keras").read_bytes())
    images = np.random.default_rng(0).random((3, 11, 9, 1)).astype(np.float32)
    np.testing.assert_allclose(network.predict(images), model(images, training=False), atol=1e-5)


def test_default_names_are_keras_own():
    for kind in KINDS:
        needed = {"Conv2D": (1, 1), "Dense": (1,), "Dropout": (0.1,), "Activation": ("relu",), "Rescaling": (1.0,)}
        needed["Resizing"] = (2, 3)
        needed |= dict.fromkeys(("DepthwiseConv2D", "MaxPooling2D", "AveragePooling2D"), (1,))
        needed |= {"Conv2DTranspose": (1, 1), "Permute": ((2, 1, 3),), "Reshape": ((1,),)}
        layer = getattr(keras.layers, kind)(*needed.get(kind, ()))
        assert re.sub(r"_\d+$", "", layer.name) == keras_name(kind)


def test_what_is_frozen_stays_so_on_every_way(tmp_path):
    layers = [
        keras.layers.Conv2D(3, 2, name="first"),
        keras.layers.BatchNormalization(name="second"),
        keras.layers.SeparableConv2D(5, 2, name="third"),
        keras.layers.Flatten(),
        keras.layers.Dense(7, activation="softmax"),
    ]
    for layer in layers[:4]:
        layer.trainable = False
    model = keras.Sequential([keras.Input((9, 7, 1)), *layers])
    learnt = sum(weight.numpy().size for weight in model.trainable_weights)
    network = file_reading.read(saved(model, tmp_path))
    again = live_models.from_keras(live_models.to_keras(network))
    for one in (network, live_models.from_keras(model), again, file_reading.read(file_writing.write(network))):
        assert sum(row.parameters for row in one.architecture.summary() if row.trainable) == learnt
        assert one.architecture == network.architecture
        assert Architecture.from_json(one.architecture.to_json()) == network.architecture
    assert sum(weight.numpy().size for weight in live_models.to_keras(network).trainable_weights) == learnt
    assert live_models.from_keras(keras.models.clone_model(model)).architecture.frozen == network.architecture.frozen
