"""The bridge to Keras: build a model, carry weights both ways, and make the activation model. Imports keras."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # before keras imports tensorflow

import keras

from core import networks
from core.architectures import Architecture
from core.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from core.networks import Network


def build(architecture, seed=0, precision="float32"):
    """A Keras Sequential of `architecture` with the untrained weights of `seed`."""
    return to_keras(networks.initialise(architecture, seed), precision)


def to_keras(network, precision="float32"):
    """A Keras Sequential with the network's layers, names and weights.

    `precision` is Keras's dtype policy of all layers but the last, whose probabilities stay float32.
    """
    architecture = network.architecture
    dtypes = [precision] * (len(architecture.layers) - 1) + ["float32"]
    layers = map(_to_keras_layer, architecture.layers, dtypes)
    model = keras.Sequential([keras.Input(architecture.input_shape), *layers])
    for layer in model.layers:
        if layer.weights:
            layer.set_weights([network.kernel(layer.name), network.bias(layer.name)])
    return model


def from_keras(model):
    """The Network of a built Keras model that is one chain of layers we know.

    Raises ValueError naming the first layer that is not, or that has no bias or an activation we do not know.
    """
    if not model.built or len(model.inputs) != 1 or len(model.outputs) != 1:
        raise ValueError("the model must be built, with one input and one output")
    chain = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    tensor = model.inputs[0]
    for layer in chain:
        if len(layer._inbound_nodes) != 1 or layer.input is not tensor:
            raise ValueError(f"layer {layer.name!r} does not simply follow the one before it")
        tensor = layer.output
    layers = tuple(map(_from_keras_layer, chain))
    return Network(Architecture(layers, tuple(model.inputs[0].shape[1:])), weights_of(model))


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


def _to_keras_layer(layer, dtype):
    match layer:
        case Conv2D():
            return keras.layers.Conv2D(
                layer.filters,
                layer.kernel_size,
                strides=layer.strides,
                padding=layer.padding,
                activation=layer.activation,
                dtype=dtype,
                name=layer.name,
            )
        case MaxPooling2D():
            return keras.layers.MaxPooling2D(
                layer.pool_size, strides=layer.strides, padding=layer.padding, dtype=dtype, name=layer.name
            )
        case Flatten():
            return keras.layers.Flatten(dtype=dtype, name=layer.name)
        case Dropout():
            return keras.layers.Dropout(layer.rate, dtype=dtype, name=layer.name)
        case Dense():
            return keras.layers.Dense(layer.units, activation=layer.activation, dtype=dtype, name=layer.name)


def _from_keras_layer(layer):
    if type(layer) not in UNDERSTOOD:
        known = ", ".join(kind.__name__ for kind in UNDERSTOOD)
        raise ValueError(f"layer {layer.name!r} of class {type(layer).__name__} is not one of {known}")
    settings = layer.get_config()
    for key, plain in PLAIN_SETTINGS.items():
        if settings.get(key, plain) != plain:
            raise ValueError(f"layer {layer.name!r} has {key}={settings[key]!r}; only {plain!r} is understood")
    return UNDERSTOOD[type(layer)](layer, settings.get("activation"))


PLAIN_SETTINGS = {"use_bias": True, "dilation_rate": (1, 1), "groups": 1, "data_format": "channels_last"}
UNDERSTOOD = {
    keras.layers.Conv2D: lambda layer, activation: Conv2D(
        layer.filters, tuple(layer.kernel_size), tuple(layer.strides), layer.padding, activation, name=layer.name
    ),
    keras.layers.MaxPooling2D: lambda layer, _: MaxPooling2D(
        tuple(layer.pool_size), tuple(layer.strides), layer.padding, name=layer.name
    ),
    keras.layers.Flatten: lambda layer, _: Flatten(name=layer.name),
    keras.layers.Dropout: lambda layer, _: Dropout(layer.rate, name=layer.name),
    keras.layers.Dense: lambda layer, activation: Dense(layer.units, activation, name=layer.name),
}
