"""The chain of layers that a model's JSON describes, read as plain data: no class is ever looked up."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.networks.layers import KERAS_READERS
from core.networks.layers.dropout import NOISE
from core.networks.layers.keras_settings import Settings, shortened

MODELS = ("Sequential", "Functional", "Model")
PRECISIONS = ("float32", "float16", "bfloat16", "float64", "mixed_float16", "mixed_bfloat16")
LONGEST_NAME = 100
LEARN_OTHERWISE = ("Dropout", "SpatialDropout2D", "BatchNormalization", *NOISE)  # while training they do more
MOST_LAYERS = 100


def chain(config: object) -> tuple[object, list[Settings]]:
    """`(batch shape, [Settings, ...])` of a model's JSON: the shape as it stands there, and its layers in order.

    Raises ValueError, one sentence, for what is not one chain of layers that we know, from one input to one output.
    """
    if isinstance(config, dict) and isinstance(kind := config.get("class_name"), str) and kind not in MODELS:
        raise ValueError(f"the model is of class {_class(kind)}; only Sequential and Functional models can be read")
    kind, model = _object(_as_today(config), "the model")
    described = _of_type(model, "layers", list)
    if len(described) > MOST_LAYERS:
        raise ValueError(f"the model has {len(described)} layers, more than {MOST_LAYERS}")
    layers = [_settings(layer) for layer in described]
    if kind != "Sequential":
        _check_chain(model, described, layers)
    inputs = [layer for layer in layers if layer.kind == "InputLayer"]
    if len(inputs) > 1 or (inputs and layers[0] is not inputs[0]):
        raise ValueError(f"the model has {len(inputs)} inputs in its chain; it must have one, at the beginning")
    named = [replace(layer, name=harmless(layer.name)) for layer in layers if layer.kind != "InputLayer"]
    return _batch_shape(inputs, model, layers[0].values if layers else {}), named


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
    if isinstance(description, dict) and isinstance(kind := description.get("class_name"), str):
        if kind in MODELS:
            raise ValueError(f"layer {name!r} is a whole model inside the model; only single layers can be read")
        if kind != "InputLayer" and kind not in KERAS_READERS:
            raise ValueError(f"layer {name!r} of class {_class(kind)} is not one of {', '.join(KERAS_READERS)}")
    kind, values = _object(description, f"layer {name!r}")
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


def _check_chain(model: dict[str, Any], described: list[Any], layers: list[Settings]) -> None:
    """Each layer reads the one before it and nothing else; the first is the input, the last the output."""
    for description, layer in zip(described[1:], layers[1:], strict=True):
        if (times := len(_of_type(description, "inbound_nodes", list))) != 1:
            raise ValueError(f"layer {layer.name!r} is used {times} times; only a single chain can be read")
    for key, end in (("input_layers", 0), ("output_layers", -1)):
        ends = _of_type(model, key, list)
        ends = [ends] if ends and isinstance(ends[0], str) else ends
        if len(ends) != 1:
            raise ValueError(f"the model has {len(ends)} {key.replace('_layers', 's')}; only one can be read")
        if not layers or ends[0] != _only_output(layers[end]):
            raise ValueError("the model's layers are not one chain from its input to its output")
    for before, layer, description in zip(layers, layers[1:], described[1:], strict=False):
        if _source(description["inbound_nodes"][0], layer) != _only_output(before):
            raise ValueError(f"layer {layer.name!r} does not simply follow layer {before.name!r}")


def _only_output(layer: Settings) -> list[object]:
    """As Keras notes a tensor's history: the layer, which of its calls, which of that call's outputs."""
    return [layer.name, 0, 0]


def _source(node: object, layer: Settings) -> object:
    """A node's only tensor by its history, or None; Keras 3 writes the tensor, Keras 2 the history alone."""
    if isinstance(node, list):
        history = node[0] if len(node) == 1 and isinstance(node[0], list) else []
        return history[:3] if history[3:] in ([], [{}]) else None
    if not isinstance(node, dict):
        return None
    arguments, options = node.get("args"), node.get("kwargs")
    if not isinstance(options, dict) or not all(_changes_nothing(layer, *option) for option in options.items()):
        raise ValueError(
            f"layer {layer.name!r} is called with {shortened(options)}; masks and the like are not understood"
        )
    if not isinstance(arguments, list) or len(arguments) != 1 or not isinstance(arguments[0], dict):
        return None
    tensor = arguments[0].get("config")
    return tensor.get("keras_history") if isinstance(tensor, dict) else None


def _changes_nothing(layer: Settings, name: str, value: object) -> bool:
    """Whether a layer gives the same with this option; Keras itself notes `training` of what prepares images."""
    return value in (None, False) or (name == "training" and value is True and layer.kind not in LEARN_OTHERWISE)


def _batch_shape(inputs: list[Settings], model: dict[str, Any], first: Mapping[str, Any]) -> object:
    """Of the input layer, or what a model without one was built for; Keras 2 notes it in the `first` layer."""
    if not inputs:
        return model.get("build_input_shape", first.get("batch_input_shape"))
    values = inputs[0].values
    for key in ("sparse", "ragged"):
        inputs[0].plain(key, False, None)
    return values.get("batch_shape", values.get("batch_input_shape"))
