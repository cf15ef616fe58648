"""A graph of Keras layers, described in plain JSON, becomes our layers: from a file and a live model in one way."""

from collections.abc import Callable, Sequence
from math import isqrt, prod

from core.keras_io.config import PICTURE, Address, Graph, Node
from core.networks.architecture import INPUT, Architecture, named
from core.networks.layers import KERAS_READERS, Dropout, Flatten, Layer
from core.networks.layers.base import Shape
from core.networks.layers.keras_settings import Reading, Settings, shortened

KEEPING_FLAT = ("Rescaling", *Dropout.keras_readers)


def assemble(
    graph: Graph,
    largest_side: int | None = None,
    check: Callable[[Layer, Shape], Shape] = lambda layer, shape: layer.output_shape(shape),
) -> tuple[Architecture, list[Reading]]:
    """The Architecture of a graph, and what each of its Keras layers becomes, in the graph's order.

    An input without a channel axis, (28, 28), becomes (28, 28, 1). A flat input becomes a square picture with a Flatten
    in front, (784,) as (28, 28, 1); a Reshape that lays either out as a picture is left out. With `largest_side`
    pictures may be so wide and high and have 1 or 3 channels. `check` gives a layer's output shape, or raises
    ValueError where it costs too much. Raises ValueError for what is not understood.
    """
    ordered = _ordered(graph)
    input_shape, front = _picture(graph.batch_shape, [node.settings for node in ordered], largest_side)
    layers: list[Layer] = list(front)
    shapes: list[Shape] = [input_shape, *(layer.output_shape(input_shape) for layer in front)]
    reads: list[list[int]] = [[at] for at in range(len(front))]  # positions in `shapes`, as 0 is the picture
    given: dict[Address, int] = {PICTURE: len(front)}
    readings: dict[Address, Reading] = {}
    frozen: list[int] = []  # positions in `shapes` too
    for node in ordered:
        try:
            sources = [given[source] for source in node.sources]
            reading = KERAS_READERS[node.settings.kind](node.settings, shapes[sources[0]])
            for layer in reading.layers:
                shapes.append(check(layer, layer.joined_shape([shapes[source] for source in sources])))
                layers.append(layer)
                reads.append(sources)
                sources = [len(layers)]
                if node.settings.values.get("trainable") is False:
                    frozen.append(len(layers))
            (given[node.address],) = sources
        except ValueError as error:
            raise ValueError(f"layer {node.settings.name!r} of class {node.settings.kind}: {error}") from error
        readings[node.address] = reading
    if given[graph.output] != len(layers):
        raise ValueError("the model's layers are not on the way from its input to its output")
    names = [INPUT, *(layer.name for layer in named(layers))]
    inbound = ((names[at], tuple(names[source] for source in sources)) for at, sources in enumerate(reads, 1))
    is_chain = all(sources == [at] for at, sources in enumerate(reads))
    kept = tuple(names[at] for at in frozen)
    architecture = Architecture(tuple(layers), input_shape, () if is_chain else tuple(inbound), kept)
    return architecture, [readings[node.address] for node in graph.nodes]


def _ordered(graph: Graph) -> list[Node]:
    """The graph's nodes, each behind what it reads and otherwise as they stand; the one of the answer is the last."""
    waiting, ordered, known = list(graph.nodes), list[Node](), {PICTURE}
    while waiting:
        ready = next((node for node in waiting if known.issuperset(node.sources)), None)
        if ready is None:
            raise ValueError(f"layer {waiting[0].settings.name!r} reads what is not worked out before it")
        waiting.remove(ready)
        ordered.append(ready)
        known.add(ready.address)
    needed = {graph.output}
    for node in reversed(ordered):
        needed.update(node.sources if node.address in needed else ())
    if astray := [node.settings.name for node in ordered if node.address not in needed]:
        raise ValueError(f"layer {astray[0]!r} is not on the way from the model's input to its output")
    return ordered


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
    if len(shape) == 2 and first in ("Flatten", "Reshape"):
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
