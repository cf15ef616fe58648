"""The bridge to Keras: build a model, carry weights both ways, and make the activation model. Imports keras."""

from core import networks
from core.keras_io.live_layers import from_keras as read_layer
from core.keras_io.live_layers import to_keras as write_layer
from core.keras_io.live_layers import to_keras_weights
from core.networks.architecture import Architecture
from core.networks.network import Network

import keras  # isort: skip  (keras_layers quiets TensorFlow's log first)


def build(architecture, seed=0, precision="float32"):
    """A Keras Sequential of `architecture` with the untrained weights of `seed`."""
    return to_keras(networks.initialise(architecture, seed), precision)


def to_keras(network, precision="float32"):
    """A Keras Sequential with the network's layers, names and weights.

    `precision` is Keras's dtype policy of all layers but the last, whose probabilities stay float32.
    """
    architecture = network.architecture
    dtypes = [precision] * (len(architecture.layers) - 1) + ["float32"]
    layers = map(write_layer, architecture.layers, dtypes)
    model = keras.Sequential([keras.Input(architecture.input_shape), *layers])
    for ours, theirs in zip(architecture.layers, model.layers, strict=True):
        if arrays := network.arrays(ours.name):
            theirs.set_weights(to_keras_weights(ours, arrays, getattr(theirs, "epsilon", None)))
    return model


def from_keras(model):
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
    layers = tuple(ours for layer in _chain(model) for ours, _ in read_layer(layer))
    return Network(Architecture(layers, tuple(model.inputs[0].shape[1:])), weights_of(model))


def weights_of(model):
    """The weights as a Network keeps them: `{"conv2d/kernel": array, "conv2d/bias": array, ...}`."""
    return {
        f"{ours.name}/{key}": array
        for layer in _chain(model)
        for ours, arrays in read_layer(layer)
        for key, array in arrays.items()
    }


def activation_model(model):
    """One input, every layer's output, in order."""
    return keras.Model(model.inputs[0], [layer.output for layer in model.layers])


def _chain(model):
    return [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
