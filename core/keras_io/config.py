"""The graph of layers that a model's JSON describes, read as plain data: no class is ever looked up."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.keras_io.operations import as_layer
from core.networks.architecture import INPUT
from core.networks.layers import KERAS_READERS
from core.networks.layers.dropout import AUGMENTATION, NOISE
from core.networks.layers.keras_settings import Settings, shortened

MODELS = ("Sequential", "Functional", "Model")
PRECISIONS = ("float32", "float16", "bfloat16", "float64", "mixed_float16", "mixed_bfloat16")
LONGEST_NAME = 100
OF_THE_PICTURE = (INPUT, "input_layer")  # what it is called here, and in Keras
LEARN_OTHERWISE = ("Dropout", "SpatialDropout2D", "BatchNormalization", *NOISE)  # while training they do more
MOST_LAYERS = 100
DEEPEST = 8
Address = tuple[str, ...]
PICTURE: Address = ("",)


@dataclass(frozen=True)
class Node:
    """A layer where it stands: its settings, its address, and the addresses of what it reads, in order.

    An address is the names of the models that a layer lies in, the outermost first, and its own name; `classes` are the
    classes of these models.
    """

    settings: Settings
    address: Address
    sources: tuple[Address, ...]
    classes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Graph:
    """A model's layers in the order in which its file has them, which may be another than the one they are worked in.

    `batch_shape` is that of the picture, whose address is PICTURE, as it stands there; `output` is the address of the
    layer that gives the answer.
    """

    batch_shape: object
    nodes: tuple[Node, ...]
    output: Address


def graph(config: object) -> Graph:
    """The Graph of a model's JSON; models inside it are their layers.

    Raises ValueError, one sentence, for what is not layers that we know between one input and one output.
    """
    if isinstance(config, dict) and isinstance(kind := config.get("class_name"), str) and kind not in MODELS:
        raise ValueError(
            f"the model is of class {_class(kind)}; only Sequential and Functional models can be read: keras.Model(x, "
            'model.call(x)).save("mine.keras") with x = keras.Input((28, 28, 1)) makes one of its layers'
        )
    kind, model = _object(_as_today(config), "the model")
    nodes, same = _walk(kind, model, (), ())
    if len(nodes) > MOST_LAYERS:
        raise ValueError(f"the model has {len(nodes)} layers, more than {MOST_LAYERS}")
    called = _named_apart(nodes)
    nodes = [
        replace(node, settings=replace(node.settings, name=name), sources=tuple(_same(at, same) for at in node.sources))
        for node, name in zip(nodes, called, strict=True)
    ]
    return Graph(_batch_shape(model), tuple(nodes), _same((), same))


def _walk(
    kind: str, model: dict[str, Any], within: Address, classes: tuple[str, ...]
) -> tuple[list[Node], dict[Address, Address]]:
    """All nodes of the model at the address `within`, and which addresses stand for the numbers of which others.

    The model's own is that of its output; with "" behind it, that of what it is given.
    """
    described = _of_type(model, "layers", list)
    if len(described) > MOST_LAYERS or len(within) > DEEPEST:
        raise ValueError(
            f"the model has {len(described)} layers, more than {MOST_LAYERS}, or models too deep inside it"
        )
    described = [as_layer(layer) for layer in described]
    layers = [_settings(layer) for layer in described]
    inputs = [layer.name for layer in layers if layer.kind == "InputLayer"]
    if len(inputs) > 1 or (kind == "Sequential" and inputs and layers[0].name != inputs[0]):
        raise ValueError(f"the model has {len(inputs)} inputs; it must have one, at the beginning")
    if repeated := [name for name, count in Counter(layer.name for layer in layers).items() if count > 1]:
        raise ValueError(f"layer name {repeated[0]!r} is used more than once")
    nodes: list[Node] = []
    same: dict[Address, Address] = {(*within, name): (*within, "") for name in inputs}
    before: Address = (*within, "")
    for layer, description in zip(layers, described, strict=True):
        address = (*within, layer.name)
        if layer.kind == "InputLayer":
            continue
        sources = (before,) if kind == "Sequential" else tuple((*within, name) for name in _sources(layer, description))
        before = address
        if layer.kind in MODELS:
            if len(sources) != 1:
                raise ValueError(f"the model {layer.name!r} inside the model reads {len(sources)} layers, not one")
            inner, of_inner = _walk(layer.kind, dict(layer.values), address, (*classes, layer.kind))
            nodes += inner
            same |= {**of_inner, (*address, ""): sources[0]}
        else:
            nodes.append(Node(layer, address, sources, classes))
    if kind != "Sequential":
        _check_end(model, "input_layers", inputs)
        before = (*within, _check_end(model, "output_layers", [layer.name for layer in layers]))
    return nodes, {**same, within: before}


def _check_end(model: dict[str, Any], key: str, names: Collection[str]) -> str:
    """The name of a model's only input or output layer."""
    ends = model.get(key)
    ends = list(ends.values()) if isinstance(ends, dict) else _of_type(model, key, list)
    ends = [ends] if ends and isinstance(ends[0], str) else ends
    if len(ends) != 1:
        raise ValueError(f"the model has {len(ends)} {key.replace('_layers', 's')}; only one can be read")
    name = _source(ends[0])
    if name not in names:
        raise ValueError(f"the model's {key.replace('_layers', '')} is none of its layers")
    return name


def _same(address: Address, same: Mapping[Address, Address]) -> Address:
    """Whose numbers stand at an address. Raises ValueError where models only give each other's."""
    for _ in range(len(same) + 1):
        if address not in same:
            return address
        address = same[address]
    raise ValueError("the models inside the model only hand each other's numbers on")


def _named_apart(nodes: Sequence[Node]) -> list[str]:
    """Names for a page; where layers of several models are called the same, with those of their models before them.

    None is called as the picture is, here or in Keras.
    """
    often = Counter(node.address for node in nodes)
    if twice := [address for address, count in often.items() if count > 1]:
        raise ValueError(f"layer name {twice[0][-1]!r} is used more than once")
    names = Counter(harmless(node.address[-1]) for node in nodes)
    called = [
        harmless("_".join(node.address) if names[harmless(node.address[-1])] > 1 else node.address[-1])
        for node in nodes
    ]
    called = [_free(f"{name}_", called) if name in OF_THE_PICTURE else name for name in called]
    apart: list[str] = []
    for name in called:  # two may be one once they are harmless
        apart.append(_free(name, apart))
    return apart


def _free(name: str, taken: Sequence[str]) -> str:
    return name if name not in (*taken, *OF_THE_PICTURE) else _free(f"{name}_", taken)


def _as_today(config: object) -> object:
    """The first Keras 2 wrote a Sequential's layers without a name around them."""
    is_bare = isinstance(config, dict) and isinstance(config.get("config"), list)
    return {**config, "config": {"layers": config["config"]}} if is_bare else config  # type: ignore[dict-item, index]


def _object(description: object, what: str) -> tuple[str, dict[str, Any]]:
    """`(class name, config)` of one of Keras's own objects."""
    if not isinstance(description, dict):
        raise ValueError(f"{what} is not described as Keras does")
    kind, module = _of_type(description, "class_name", str), description.get("module", "keras")
    if not isinstance(module, str) or (module != "keras" and not module.startswith("keras.")):
        raise ValueError(f"{what} of class {_class(kind)} is from module {shortened(module)}, not Keras's own")
    if description.get("registered_name") not in (None, kind):
        raise ValueError(f"{what} is registered as {shortened(description['registered_name'])}, not Keras's own")
    return kind, _of_type(description, "config", dict)


def _class(kind: str) -> str:
    return kind if kind.isidentifier() and len(kind) <= 60 else shortened(kind)


def _of_type(description: dict[str, Any], key: str, kind: type) -> Any:
    value = description.get(key)
    if not isinstance(value, kind):
        raise ValueError(f"the model's description lacks {key!r} where Keras writes it, or it is of the wrong kind")
    return value


def _settings(description: object) -> Settings:
    name = _name(description)
    kind = description.get("class_name") if isinstance(description, dict) else None
    if isinstance(kind, str) and kind not in ("InputLayer", *MODELS, *KERAS_READERS):
        looking = (reader for reader in KERAS_READERS if reader not in (*NOISE, *AUGMENTATION))
        raise ValueError(f"layer {name!r} of class {_class(kind)} is not one of {', '.join(looking)}")
    kind, values = _object(description, f"layer {name!r}")
    if values.get("data_format") == "channels_first":
        raise ValueError(
            f"layer {name!r}: data_format (='channels_first') is not understood: it must be 'channels_last'; build and "
            'train the model after keras.config.set_image_data_format("channels_last")'
        )
    _check_precision(name, values.get("dtype"))
    return Settings(kind, name, values)


def _name(description: object) -> str:
    config = description.get("config") if isinstance(description, dict) else None
    return check_name(config.get("name") if isinstance(config, dict) else None)


def harmless(name: str) -> str:
    """The layer's name for a page: what Markdown, HTML or a path could make something of becomes `_`."""
    return re.sub(r"[^\w ()+-]", "_", name)


def check_name(name: object) -> str:
    """The name, if it is one that can stand in a file and on a page; else ValueError."""
    if not isinstance(name, str) or not 1 <= len(name) <= LONGEST_NAME or not name.isprintable() or {*"/\\"} & {*name}:
        raise ValueError(f"layer name {shortened(name)} must be 1 to {LONGEST_NAME} letters without slashes")
    return name


def _check_precision(name: str, dtype: object) -> None:
    """As Keras writes it: a word, a policy with a name, or nothing."""
    if isinstance(dtype, dict):
        dtype = _object(dtype, f"the dtype of layer {name!r}")[1].get("name")
    if dtype not in (None, *PRECISIONS):
        raise ValueError(f"layer {name!r} has dtype {shortened(dtype)}, which is not one of {', '.join(PRECISIONS)}")


def _sources(layer: Settings, description: dict[str, Any]) -> tuple[str, ...]:
    """The names of what a layer of a Functional model reads; Keras 3 writes tensors, Keras 2 their histories alone."""
    if (times := len(nodes := _of_type(description, "inbound_nodes", list))) != 1:
        raise ValueError(f"layer {layer.name!r} is used {times} times; only layers that are used once can be read")
    histories: Any = nodes[0]
    if isinstance(histories, dict):
        arguments, options = histories.get("args"), histories.get("kwargs")
        if not isinstance(options, dict) or not all(_changes_nothing(layer, *option) for option in options.items()):
            raise ValueError(
                f"layer {layer.name!r} is called with {shortened(options)}; masks and the like are not understood"
            )
        tensors = arguments[0] if isinstance(arguments, list) and len(arguments) == 1 else None
        tensors = [tensors] if isinstance(tensors, dict) else tensors
        histories = [_history(tensor) for tensor in tensors] if isinstance(tensors, list) else None
    names = [_source(history) for history in histories] if isinstance(histories, list) else []
    if not names or None in names:
        raise ValueError(f"layer {layer.name!r} does not simply read other layers")
    return tuple(names)


def _history(tensor: object) -> object:
    config = tensor.get("config") if isinstance(tensor, dict) else None
    return config.get("keras_history") if isinstance(config, dict) else None


def _source(history: object) -> Any:
    """The layer that gives a tensor, by its history: the layer, which of its calls, which of that call's outputs."""
    if not isinstance(history, list) or history[3:] not in ([], [{}]) or len(history) < 3:
        return None
    name, call, output = history[:3]
    return name if name and isinstance(name, str) and type(call) is int and output == 0 else None


def _changes_nothing(layer: Settings, name: str, value: object) -> bool:
    """Whether a layer gives the same with this option; Keras itself notes `training` of what prepares images."""
    return value in (None, False) or (name == "training" and value is True and layer.kind not in LEARN_OTHERWISE)


def _batch_shape(model: dict[str, Any]) -> object:
    """Of the input layer, or what a model without one was built for; Keras 2 notes it in the first layer.

    A model that begins with another reads what that one reads.
    """
    layers = [as_layer(layer) for layer in _of_type(model, "layers", list)]
    inputs = [layer for layer in map(_settings, layers) if layer.kind == "InputLayer"]
    if inputs:
        for key in ("sparse", "ragged"):
            inputs[0].plain(key, False, None)
        return inputs[0].values.get("batch_shape", inputs[0].values.get("batch_input_shape"))
    first = _settings(layers[0]) if layers else None
    known = model.get("build_input_shape", first.values.get("batch_input_shape") if first else None)
    return _batch_shape(dict(first.values)) if known is None and first and first.kind in MODELS else known
