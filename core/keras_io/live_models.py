"""Live Keras models: built from our networks, read back, and made into activation models. Imports keras."""

import json
import os
from dataclasses import replace
from functools import reduce

import numpy as np

from core.keras_io import assembly, config
from core.networks.architecture import INPUT, Architecture
from core.networks.initializers import initialise
from core.networks.layers import Layer
from core.networks.layers.keras_settings import Reading
from core.networks.network import Network

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # before keras imports tensorflow

import keras


def build(architecture: Architecture, seed: int = 0, precision: str = "float32") -> keras.Model:
    """A Keras model of `architecture` with the untrained weights of `seed`."""
    return to_keras(initialise(architecture, seed), precision)


def to_keras(network: Network, precision: str = "float32") -> keras.Model:
    """A Keras model with the network's layers, names and weights: Sequential, or Functional where it branches.

    `precision` is Keras's dtype policy of all layers but the last, whose probabilities stay float32.
    """
    architecture = network.architecture
    precisions = [precision] * (len(architecture.layers) - 1) + ["float32"]
    layers = list(map(_to_keras_layer, architecture.layers, precisions))
    model = _functional(architecture, layers) if not architecture.is_chain else None
    model = model or keras.Sequential([keras.Input(architecture.input_shape), *layers])
    for layer, keras_layer in zip(architecture.layers, layers, strict=True):
        keras_layer.trainable = layer.name not in architecture.frozen
        if weights := network.arrays(layer.name):
            keras_layer.set_weights(layer.keras_weights(weights, getattr(keras_layer, "epsilon", 0.0)))
            if isinstance(keras_layer, keras.layers.Normalization):
                keras_layer.finalize_state()
    return model


def _functional(architecture: Architecture, layers: list[keras.layers.Layer]) -> keras.Model:
    given = keras.Input(architecture.input_shape)
    tensors = {INPUT: given}
    for layer in layers:
        sources = [tensors[source] for source in architecture.sources(layer.name)]
        tensors[layer.name] = layer(sources if len(sources) > 1 else sources[0])
    return keras.Model(given, tensors[architecture.names[-1]])


def _to_keras_layer(layer: Layer, precision: str) -> keras.layers.Layer:
    """With Keras's own epsilon where it is folded: a model that learns must not divide by zero."""
    arguments = layer.keras_arguments()
    if not hasattr(layer, "epsilon"):
        arguments.pop("epsilon", None)
    return getattr(keras.layers, layer.kind)(**arguments, dtype=precision, name=layer.name)


def from_keras(model: keras.Model) -> Network:
    """The Network of a built Keras model of layers we know, between one input and one output.

    A normalisation is folded into one product and one sum a channel, a SeparableConv2D split into the two convolutions
    that it is. Raises ValueError naming the first layer that is not understood, or has a setting that is not.
    """
    graph = _graph(model)
    architecture, readings = assembly.assemble(graph)
    return Network(architecture, _weights(model, graph, readings))


def weights_of(model: keras.Model) -> dict[str, np.ndarray]:
    """The weights as a Network keeps them: `{"conv2d/kernel": array, "conv2d/bias": array, ...}`."""
    graph = _graph(model)
    return _weights(model, graph, assembly.assemble(graph)[1])


def _graph(model: keras.Model) -> config.Graph:
    """A live model as a file would describe it."""
    if not model.built or len(model.inputs) != 1 or len(model.outputs) != 1:
        raise ValueError("the model must be built, with one input and one output")
    described = keras.saving.serialize_keras_object(model)
    return replace(
        config.graph(json.loads(json.dumps(described, default=repr))), batch_shape=list(model.inputs[0].shape)
    )


def _weights(model: keras.Model, graph: config.Graph, readings: list[Reading]) -> dict[str, np.ndarray]:
    weights: dict[str, np.ndarray] = {}
    for node, reading in zip(graph.nodes, readings, strict=True):
        arrays = []
        if reading.shapes:  # an operation, which has none, is no layer of a live model
            arrays = reduce(lambda inside, name: inside.get_layer(name), node.address, model).get_weights()
        weights |= reading.weights(*arrays)
    return weights


def activation_model(model: keras.Model) -> keras.Model:
    """One input, every layer's output, in order."""
    layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    return keras.Model(model.inputs[0], [layer.output for layer in layers])
