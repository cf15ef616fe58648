"""Live Keras models: built from our networks, read back, and made into activation models. Imports keras."""

import json
import os

import numpy as np

from core.keras_io import assembly
from core.networks.architecture import Architecture
from core.networks.initializers import initialise
from core.networks.layers import KERAS_READERS, Layer
from core.networks.layers.keras_settings import Reading, Settings
from core.networks.network import Network

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # before keras imports tensorflow

import keras


def build(architecture: Architecture, seed: int = 0, precision: str = "float32") -> keras.Sequential:
    """A Keras Sequential of `architecture` with the untrained weights of `seed`."""
    return to_keras(initialise(architecture, seed), precision)


def to_keras(network: Network, precision: str = "float32") -> keras.Sequential:
    """A Keras Sequential with the network's layers, names and weights.

    `precision` is Keras's dtype policy of all layers but the last, whose probabilities stay float32.
    """
    architecture = network.architecture
    precisions = [precision] * (len(architecture.layers) - 1) + ["float32"]
    layers = map(_to_keras_layer, architecture.layers, precisions)
    model = keras.Sequential([keras.Input(architecture.input_shape), *layers])
    for layer, keras_layer in zip(architecture.layers, model.layers, strict=True):
        if weights := network.arrays(layer.name):
            keras_layer.set_weights(layer.keras_weights(weights, getattr(keras_layer, "epsilon", 0.0)))
    return model


def _to_keras_layer(layer: Layer, precision: str) -> keras.layers.Layer:
    """With Keras's own epsilon where it normalises: a model that learns must not divide by zero."""
    arguments = {key: value for key, value in layer.keras_arguments().items() if key != "epsilon"}
    return getattr(keras.layers, layer.kind)(**arguments, dtype=precision, name=layer.name)


def from_keras(model: keras.Model) -> Network:
    """The Network of a built Keras model that is one chain of layers we know.

    A normalisation is folded into one product and one sum a channel, a SeparableConv2D split into the two convolutions
    that it is. Raises ValueError naming the first layer that is not understood, or has a setting that is not.
    """
    if not model.built or len(model.inputs) != 1 or len(model.outputs) != 1:
        raise ValueError("the model must be built, with one input and one output")
    tensor = model.inputs[0]
    for layer in _chain(model):
        if len(layer._inbound_nodes) != 1 or layer.input is not tensor:
            raise ValueError(f"layer {layer.name!r} does not simply follow the one before it")
        tensor = layer.output
    architecture, readings = _assembled(model)
    return Network(architecture, _weights(model, readings))


def weights_of(model: keras.Model) -> dict[str, np.ndarray]:
    """The weights as a Network keeps them: `{"conv2d/kernel": array, "conv2d/bias": array, ...}`."""
    return _weights(model, _assembled(model)[1])


def _assembled(model: keras.Model) -> tuple[Architecture, list[Reading]]:
    return assembly.assemble(list(model.inputs[0].shape), [_described(layer) for layer in _chain(model)])


def _weights(model: keras.Model, readings: list[Reading]) -> dict[str, np.ndarray]:
    weights: dict[str, np.ndarray] = {}
    for layer, reading in zip(_chain(model), readings, strict=True):
        weights |= reading.weights(*layer.get_weights())
    return weights


def activation_model(model: keras.Model) -> keras.Model:
    """One input, every layer's output, in order."""
    return keras.Model(model.inputs[0], [layer.output for layer in model.layers])


def _chain(model: keras.Model) -> list[keras.layers.Layer]:
    return [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]


def _described(layer: keras.layers.Layer) -> Settings:
    """A live layer as a file would describe it. Raises ValueError for a class that is not one of ours."""
    kind = type(layer).__name__
    if kind not in KERAS_READERS or type(layer) is not getattr(keras.layers, kind, None):
        raise ValueError(f"layer {layer.name!r} of class {kind} is not one of {', '.join(KERAS_READERS)}")
    return Settings(kind, layer.name, json.loads(json.dumps(layer.get_config(), default=repr)))
