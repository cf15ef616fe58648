"""The bridge to Keras: build a model, carry weights both ways, and make the activation model. Imports keras."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras

from core import networks
from core.architectures import Architecture
from core.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from core.networks import Network


def build(architecture, seed=0):
    """A Keras Sequential of `architecture` with the untrained weights of `seed`."""
    return to_keras(networks.initialise(architecture, seed))


def to_keras(network):
    """A Keras Sequential with the network's layers, names and weights."""
    architecture = network.architecture
    model = keras.Sequential([keras.Input(architecture.input_shape), *map(_to_keras_layer, architecture.layers)])
    for layer in model.layers:
        if layer.weights:
            layer.set_weights([network.kernel(layer.name), network.bias(layer.name)])
    return model


def from_keras(model):
    """The Network of a Keras model that is one chain of layers we know.

    Raises ValueError naming the first layer that is not, or that has no bias or an activation we do not know.
    """
    keras_layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    if len(model.inputs) != 1 or len(model.outputs) != 1:
        raise ValueError(
            f"the model has {len(model.inputs)} inputs and {len(model.outputs)} outputs; one each is needed"
        )
    architecture = Architecture(tuple(map(_from_keras_layer, keras_layers)), tuple(model.inputs[0].shape[1:]))
    return Network(architecture, weights_of(model))


def weights_of(model):
    """The weights as a Network keeps them: `{"conv2d/kernel": array, "conv2d/bias": array, ...}`."""
    return {
        f"{layer.name}/{key}": array
        for layer in model.layers
        for key, array in zip(("kernel", "bias"), layer.get_weights(), strict=False)
    }


def activation_model(model):
    """One input, every layer's output, in order."""
    return keras.Model(model.inputs[0], [layer.output for layer in model.layers])


def _to_keras_layer(layer):
    match layer:
        case Conv2D():
            return keras.layers.Conv2D(
                layer.filters,
                layer.kernel_size,
                strides=layer.strides,
                padding=layer.padding,
                activation=layer.activation,
                name=layer.name,
            )
        case MaxPooling2D():
            return keras.layers.MaxPooling2D(
                layer.pool_size, strides=layer.strides, padding=layer.padding, name=layer.name
            )
        case Flatten():
            return keras.layers.Flatten(name=layer.name)
        case Dropout():
            return keras.layers.Dropout(layer.rate, name=layer.name)
        case Dense():
            return keras.layers.Dense(layer.units, activation=layer.activation, name=layer.name)


def _from_keras_layer(layer):
    settings = layer.get_config()
    if settings.get("use_bias") is False:
        raise ValueError(f"layer {layer.name!r} has no bias; only layers with a bias are understood")
    if settings.get("dilation_rate", (1, 1)) not in (1, (1, 1), [1, 1]) or settings.get("groups", 1) != 1:
        raise ValueError(f"layer {layer.name!r} is dilated or grouped; only plain convolutions are understood")
    match layer:
        case keras.layers.Conv2D():
            return Conv2D(
                layer.filters,
                tuple(layer.kernel_size),
                tuple(layer.strides),
                layer.padding,
                settings["activation"],
                name=layer.name,
            )
        case keras.layers.MaxPooling2D():
            return MaxPooling2D(tuple(layer.pool_size), tuple(layer.strides), layer.padding, name=layer.name)
        case keras.layers.Flatten():
            return Flatten(name=layer.name)
        case keras.layers.Dropout():
            return Dropout(layer.rate, name=layer.name)
        case keras.layers.Dense():
            return Dense(layer.units, settings["activation"], name=layer.name)
    known = "Conv2D, MaxPooling2D, Flatten, Dropout, Dense"
    raise ValueError(f"layer {layer.name!r} of class {type(layer).__name__} is not one of {known}")
