"""A short Python script that rebuilds a network with plain Keras, to be read and changed.

It loads the network's weights and, where Keras has the data set or a person brought it, tests them; with `--train` it
learns anew instead.
"""

from core.keras_io import recipe_code
from core.networks.architecture import Architecture
from core.networks.layers.base import Layer, literal
from core.networks.network import Network
from core.networks.recipe import TrainingConfig

SCRIPT = '''"""A network of {layers} layers and {parameters:,} parameters, rebuilt in Keras.{about}"""

{imports}import keras
import numpy as np
from keras import layers

{model}model.summary()

{body}'''

MODEL = """model = keras.Sequential(
    [
        keras.Input({input_shape}),
{lines}
    ]
)
"""

GRAPH = """at = {{"input": keras.Input({input_shape})}}
{lines}model = keras.Model(at["input"], at[{last}])
"""

LOADING = """weights = np.load({weights_file})
for layer in model.layers:
    keys = [f"{{layer.name}}/{{kind}}" for kind in ("kernel", "bias")]
    for variable, key in zip(layer.weights, [key for key in keys if key in weights]):
        variable.assign(weights[key].reshape(variable.shape))
"""


def rebuild(network: Network, weights_file: str, config: TrainingConfig | None = None) -> str:
    """The script's text. `weights_file` names what `Network.save` wrote, as seen from the folder where it will run.

    `config` is how the network was trained, or None where nobody knows: then the script neither tests nor trains it.
    """
    architecture = network.architecture
    loading = LOADING.format(weights_file=literal(weights_file))
    loading += "".join(layer.loading_code() for layer in architecture.layers)
    learns = config is not None and config.library == "keras" and recipe_code.can_load(config)
    return SCRIPT.format(
        layers=len(architecture.layers),
        parameters=architecture.parameters,
        about=" With --train it learns anew." if learns else "",
        imports="import sys\n\n" if learns else "",
        model=built(architecture),
        body=_body(loading, config),
    )


def built(architecture: Architecture) -> str:
    """Lines that build `model`, untrained."""
    frozen = "".join(f"model.get_layer({literal(name)}).trainable = False\n" for name in architecture.frozen)
    if architecture.is_chain:
        lines = "\n".join(f"        {layer.keras_line()}," for layer in architecture.layers)
        return MODEL.format(input_shape=architecture.input_shape, lines=lines) + frozen
    lines = "".join(_called(layer, architecture) for layer in architecture.layers)
    last = literal(architecture.names[-1])
    return GRAPH.format(input_shape=architecture.input_shape, lines=lines, last=last) + frozen


def _called(layer: Layer, architecture: Architecture) -> str:
    """The line that calls a layer of a graph with what it reads."""
    read = [f"at[{literal(source)}]" for source in architecture.sources(layer.name)]
    given = f"[{', '.join(read)}]" if len(read) > 1 else read[0]
    return f"at[{literal(layer.name)}] = {layer.keras_line()}({given})\n"


def _body(loading: str, config: TrainingConfig | None) -> str:
    """Load the weights; train instead where Keras has trained them, and test where it has their data set."""
    if config is None or config.library == "elsewhere" or not recipe_code.can_load(config):
        return loading
    if config.library == "keras":
        learning = recipe_code.fit(config)
        loading = f'if "--train" in sys.argv:\n{_indented(learning)}else:\n{_indented(loading)}'
    before = f"{recipe_code.images(config)}\n{recipe_code.compiled(config)}\n"
    return f"{before}{loading}\nloss, accuracy = model.evaluate(x_test, y_test)\n"


def _indented(lines: str) -> str:
    return "".join(f"    {line}" for line in lines.splitlines(keepends=True))
