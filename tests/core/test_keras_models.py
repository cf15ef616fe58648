"""What comes from Keras comes whole or not at all."""

import keras
import numpy as np
import pytest

from core import keras_models, networks
from core.architectures import PRESETS


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
    network = networks.initialise(PRESETS[key], 3)
    again = keras_models.from_keras(keras_models.to_keras(network))
    assert [layer.name for layer in again.architecture.layers] == list(network.architecture.names)
    for name, array in network.weights.items():
        np.testing.assert_array_equal(again.weights[name], array)


def test_a_functional_chain_with_names_of_its_own():
    inputs = keras.Input((7, 5, 1))
    outputs = keras.layers.Conv2D(3, 2, activation="relu", name="eyes")(inputs)
    outputs = keras.layers.Dense(4, activation="softmax", name="mouth")(keras.layers.Flatten()(outputs))
    model = keras.Model(inputs, outputs)
    network = keras_models.from_keras(model)
    image = np.random.default_rng(0).random((2, 7, 5, 1)).astype(np.float32)
    np.testing.assert_allclose(network.predict(image), model(image), atol=1e-6)
    assert network.architecture.names[0] == "eyes"


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (shared, "does not simply follow the one before it"),
        (lambda: sequential(keras.layers.Flatten(data_format="channels_first")), "data_format='channels_first'"),
        (lambda: sequential(keras.layers.MaxPooling2D(1, data_format="channels_first")), "only 'channels_last'"),
        (lambda: sequential(keras.layers.Flatten(), OwnDense(3)), "of class OwnDense is not one of Conv2D"),
        (lambda: sequential(keras.layers.LayerNormalization()), "of class LayerNormalization is not one of"),
        (lambda: sequential(keras.layers.Conv2D(2, 3, use_bias=False)), "has use_bias=False; only True"),
        (lambda: sequential(keras.layers.Conv2D(2, 3, dilation_rate=2)), "has dilation_rate="),
        (lambda: sequential(keras.layers.Conv2D(2, 3, activation=keras.layers.LeakyReLU())), "is not one of 'linear'"),
        (lambda: sequential(keras.layers.Conv2D(2, 3, activation="gelu")), "activation 'gelu' is not one of"),
        (lambda: sequential(keras.layers.Conv2D(2, 3), shape=(None, None, 1)), r"input_shape \(=\(None, None, 1\)\)"),
        (lambda: sequential(keras.layers.Dense(2), shape=(5,)), r"input_shape \(5,\) must be \(height, width"),
        (lambda: keras.Sequential([keras.layers.Dense(3)]), "must be built, with one input"),
    ],
)
def test_what_is_not_understood_is_named(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        keras_models.from_keras(make())
