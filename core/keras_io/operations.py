"""Arithmetic that a Functional model's author wrote, such as `x / 255.0`, as the layers that compute the same.

Keras 3 writes an operation with its arguments, Keras 2 a TFOpLambda that names a TensorFlow function.
"""

from typing import Any

OPERATIONS = {"Add": "+", "Subtract": "-", "Multiply": "*", "Divide": "/", "TrueDivide": "/", "Negative": "negative"}
FUNCTIONS = {
    "__operators__.add": "+",
    "math.add": "+",
    "math.subtract": "-",
    "math.multiply": "*",
    "math.divide": "/",
    "math.truediv": "/",
    "math.negative": "negative",
}
JOINING = {"+": "Add", "-": "Subtract", "*": "Multiply"}
CONSTANTS = ("__numpy__", "__tensor__")


def as_layer(description: object) -> object:
    """The description of a layer that does the same as this one's operation; whatever is none is given back.

    With one number it is a Rescaling, with a number for each channel a Normalization, with two tensors the layer that
    joins them. Raises ValueError, one sentence, for arithmetic that is none of these.
    """
    if not isinstance(description, dict) or not isinstance(config := description.get("config"), dict):
        return description
    name, arguments = config.get("name"), _arguments(description, config)
    if arguments is None:
        return description
    sign, given = arguments
    tensors = [_reference(one) for one in given]
    read = [tensor for tensor in tensors if tensor]
    if len(read) == 2 and sign in JOINING:
        return _layer(JOINING[sign], name, read)
    if len(read) == 1 and len(given) <= 2:
        constants = [_constant(one) for one, tensor in zip(given, tensors, strict=True) if not tensor]
        settings = _settings(sign, constants[0] if constants else None, tensors[0] is None)
        if settings:
            return _layer("Normalization" if "mean" in settings else "Rescaling", name, read, **settings)
    raise ValueError(
        f"operation {ascii(name)[:60]} is not understood: a layer's numbers can be added to, subtracted from, or "
        "multiplied with those of another or with a constant, and divided by one; a constant is one number, or one for "
        "each channel, and to multiply with or divide by each of several is above 0"
    )


def _arguments(description: dict[str, Any], config: dict[str, Any]) -> tuple[str, list[Any]] | None:
    """What is done, and with what, in order; None where this is no operation that we know, used once."""
    kind, module, nodes = (description.get(key) for key in ("class_name", "module", "inbound_nodes"))
    if not isinstance(nodes, list) or len(nodes) != 1 or not isinstance(kind, str):
        return None
    if kind in OPERATIONS and (module is None or str(module).startswith("keras.src.ops.")):
        call = nodes[0] if isinstance(nodes[0], dict) else {}
        given = call.get("args")
        if not isinstance(given, list) or call.get("kwargs") != {}:
            return None
        # HDF5 files name no module; there an Add that is a layer is given one list of tensors.
        return None if module is None and kind != "Negative" and len(given) != 2 else (OPERATIONS[kind], given)
    function = config.get("function")
    if kind != "TFOpLambda" or not isinstance(function, str) or function not in FUNCTIONS:
        return None
    ((first, *others),) = (nodes[0] or [[]],) if isinstance(nodes[0], list) else ([None],)
    if others or not isinstance(first, list) or len(first) != 4 or not isinstance(first[3], dict):
        return None
    begin = first[2] if first[0] == "_CONSTANT_VALUE" else first[:3]
    return FUNCTIONS[function], [begin, first[3]["y"]] if "y" in first[3] else [begin]


def _reference(argument: object) -> list[Any] | None:
    """Which layer gives a tensor, which of its calls, and which of that call's outputs; None for a constant."""
    if isinstance(argument, dict) and argument.get("class_name") == "__keras_tensor__":
        config = argument.get("config")
        argument = config.get("keras_history") if isinstance(config, dict) else None
    return argument if isinstance(argument, list) and argument and isinstance(argument[0], str) else None


def _constant(argument: object) -> float | list[float] | None:
    """One number, or one for each channel; None for anything else."""
    if isinstance(argument, dict) and argument.get("class_name") in CONSTANTS:
        config = argument.get("config")
        argument = config.get("value") if isinstance(config, dict) else None
    while isinstance(argument, list) and len(argument) == 1:
        argument = argument[0]
    numbers: list[Any] = argument if isinstance(argument, list) else [argument]
    if not numbers or not all(type(number) in (int, float) and abs(number) < 1e15 for number in numbers):
        return None
    return [float(number) for number in numbers] if isinstance(argument, list) else float(numbers[0])


def _settings(sign: str, constant: float | list[float] | None, comes_first: bool) -> dict[str, Any] | None:
    """Those of a Rescaling or a Normalization; None where neither does the same."""
    if sign == "negative":
        return {"scale": -1.0, "offset": 0.0} if constant is None else None
    if constant is None or (sign == "/" and comes_first):
        return None
    many = constant if isinstance(constant, list) else [constant]
    if sign in "*/":
        if sign == "/" and not all(many):
            return None
        factors = [1 / number if sign == "/" else number for number in many]
        if isinstance(constant, float):
            return {"scale": factors[0], "offset": 0.0}
        return {"mean": 0.0, "variance": [factor**-2 for factor in factors]} if min(factors) > 0 else None
    if isinstance(constant, float):
        if comes_first and sign == "-":
            return {"scale": -1.0, "offset": constant}
        return {"scale": 1.0, "offset": -constant if sign == "-" else constant}
    if comes_first and sign == "-":
        return None
    return {"mean": [number if sign == "-" else -number for number in many], "variance": 1.0}


def _layer(kind: str, name: object, read: list[Any], **settings: Any) -> dict[str, Any]:
    config = {"name": name, **settings}
    return {"module": "keras.layers", "class_name": kind, "config": config, "name": name, "inbound_nodes": [read]}
