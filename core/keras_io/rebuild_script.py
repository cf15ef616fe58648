"""A short Python script that rebuilds a network with plain Keras and loads its weights, to be read and changed."""

import json
from dataclasses import fields

from core.networks.layers import BatchNormalization

SCRIPT = '''"""A network of {layers} layers and {parameters:,} parameters, rebuilt in Keras."""

import keras
import numpy as np
from keras import layers

model = keras.Sequential(
    [
        keras.Input({input_shape}),
{lines}
    ]
)

weights = np.load({weights_file})
for layer in model.layers:
    for variable, kind in zip(layer.weights, ("kernel", "bias")):
        variable.assign(weights[f"{{layer.name}}/{{kind}}"].reshape(variable.shape))

model.summary()
'''
KERAS_DEFAULTS = {
    "strides": (1, 1),
    "padding": "valid",
    "depth_multiplier": 1,
    "activation": "linear",
    "max_value": None,
    "negative_slope": 0.0,
    "threshold": 0.0,
    "offset": 0.0,
}


def rebuild(network, weights_file):
    """The script's text. `weights_file` names what `Network.save` wrote, as seen from the folder where it will run."""
    architecture = network.architecture
    return SCRIPT.format(
        layers=len(architecture.layers),
        parameters=architecture.parameters,
        input_shape=architecture.input_shape,
        lines="\n".join(f"        {_line(layer)}," for layer in architecture.layers),
        weights_file=_literal(weights_file),
    )


def _line(layer):
    """`layers.Conv2D(32, (3, 3), activation="relu", name="conv2d")`: what Keras needs, then what differs."""
    values = {field.name: getattr(layer, field.name) for field in fields(layer)}
    values.pop("initializer", None)
    name, needed = values.pop("name"), [value for key, value in values.items() if key not in KERAS_DEFAULTS]
    defaults = {**KERAS_DEFAULTS, **({"strides": layer.pool_size} if hasattr(layer, "pool_size") else {})}
    differing = {key: value for key, value in values.items() if value != defaults.get(key, value)}
    if layer.kind == "Activation":
        needed, differing = [layer.activation], {}
    if isinstance(layer, BatchNormalization):
        differing = {"epsilon": 0.0}
    named = [f"{key}={_literal(value)}" for key, value in {**differing, "name": name}.items()]
    return f"layers.{layer.kind}({', '.join([*map(_literal, needed), *named])})"


def _literal(value):
    """As Python writes it, with the quotes that Keras's own pages use; a name cannot end its own quotation."""
    return json.dumps(value) if isinstance(value, str) else repr(value)
