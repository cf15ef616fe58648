"""A short Python script that rebuilds a network with plain Keras and loads its weights, to be read and changed."""

from core.networks.layers.base import literal
from core.networks.network import Network

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


def rebuild(network: Network, weights_file: str) -> str:
    """The script's text. `weights_file` names what `Network.save` wrote, as seen from the folder where it will run."""
    architecture = network.architecture
    return SCRIPT.format(
        layers=len(architecture.layers),
        parameters=architecture.parameters,
        input_shape=architecture.input_shape,
        lines="\n".join(f"        {layer.keras_line()}," for layer in architecture.layers),
        weights_file=literal(weights_file),
    )
