"""A chain of Keras layers, described in plain JSON, becomes our layers: from a file and a live model in one way."""

from collections.abc import Callable, Sequence
from math import isqrt, prod

from core.networks.architecture import Architecture
from core.networks.layers import KERAS_READERS, Flatten, Layer
from core.networks.layers.base import Shape
from core.networks.layers.keras_settings import Reading, Settings, shortened

KEEPING_FLAT = ("Rescaling", "Dropout")


def assemble(
    batch_shape: object,
    chain: Sequence[Settings],
    largest_side: int | None = None,
    check: Callable[[Layer, Shape], Shape] = lambda layer, shape: layer.output_shape(shape),
) -> tuple[Architecture, list[Reading]]:
    """The Architecture of a chain, and what each of its Keras layers becomes.

    `batch_shape` is Keras's, with None in front. An input without a channel axis, (28, 28), becomes (28, 28, 1). A flat
    input becomes a square picture with a Flatten in front, (784,) as (28, 28, 1); a Reshape that lays either out as a
    picture is left out. With `largest_side` pictures may be so wide and high and have 1 or 3 channels. `check` gives a
    layer's output shape, or raises ValueError where it costs too much. Raises ValueError for what is not understood.
    """
    input_shape, front = _picture(batch_shape, chain, largest_side)
    shape: Shape = input_shape
    readings: list[Reading] = []
    for layer in front:
        shape = layer.output_shape(shape)
    for settings in chain:
        try:
            reading = KERAS_READERS[settings.kind](settings, shape)
            for layer in reading.layers:
                shape = check(layer, shape)
        except ValueError as error:
            raise ValueError(f"layer {settings.name!r} of class {settings.kind}: {error}") from error
        readings.append(reading)
    layers = (*front, *(layer for reading in readings for layer in reading.layers))
    return Architecture(layers, input_shape), readings


def _picture(
    batch_shape: object, chain: Sequence[Settings], largest_side: int | None
) -> tuple[tuple[int, int, int], tuple[Layer, ...]]:
    """`(input shape, layers to put in front)` for what Keras calls the batch shape."""
    shape = batch_shape[1:] if isinstance(batch_shape, list) else None
    if not shape or not all(type(size) is int and size > 0 for size in shape):
        raise ValueError(f"the network's input shape {shortened(batch_shape)} is not fully known")
    shape = _reshaped(shape, chain)
    first = next((layer.kind for layer in chain if layer.kind not in KEEPING_FLAT), None)
    if len(shape) == 1:
        side = isqrt(shape[0])
        if side**2 != shape[0] or side > (largest_side or side):
            limit = f" up to {largest_side}" if largest_side else ""
            raise ValueError(f"the network reads {shape[0]} numbers, which are no square picture{limit}")
        return (side, side, 1), (() if first == "Flatten" else (Flatten(),))
    if len(shape) == 2 and first == "Flatten":
        shape = [*shape, 1]
    if len(shape) != 3 or (largest_side and (max(shape[:2]) > largest_side or shape[2] not in (1, 3))):
        wanted = f"pictures of at most {largest_side}x{largest_side} with 1 or 3 channels"
        wanted = wanted if largest_side else "pictures (height, width, channels)"
        raise ValueError(f"the network reads shape {shortened(tuple(shape))}; it must be {wanted}")
    return (shape[0], shape[1], shape[2]), ()


def _reshaped(shape: list[int], chain: Sequence[Settings]) -> list[int]:
    """What a Reshape at the very beginning makes of the numbers, if all it does is to lay them out as a picture."""
    if not chain or chain[0].kind != "Reshape":
        return shape
    target = chain[0].values.get("target_shape")
    if not isinstance(target, list) or len(target) != 3 or not all(type(size) is int and size > 0 for size in target):
        return shape
    return target if target == [*shape, 1] or (len(shape) == 1 and prod(target) == shape[0]) else shape
