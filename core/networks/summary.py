"""The model summary: one row a layer, with its arithmetic spelled out."""

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.networks.architecture import Architecture

BYTES_PER_NUMBER = 4


@dataclass(frozen=True)
class LayerSummary:
    """One row of the model summary. Shapes leave out the batch.

    `inbound` names what it reads, `receptive_field` is in input pixels, `multiply_adds` are those of one image,
    `memory` is in bytes. `trainable` is a layer that has parameters and is not frozen.
    """

    index: int
    name: str
    kind: str
    inbound: tuple[str, ...]
    output_shape: tuple[int, ...]
    parameters: int
    weights: int
    biases: int
    arithmetic: str
    trainable: bool
    receptive_field: tuple[int, int]
    multiply_adds: int
    memory: int


def summarise(architecture: "Architecture", index: int) -> LayerSummary:
    """The `LayerSummary` of an architecture's layer number `index`."""
    layer, input_shape = architecture.layers[index], architecture.input_shapes[index]
    shapes = layer.learnt_shapes(input_shape)
    weights, biases = (prod(shapes[key]) if key in shapes else 0 for key in ("kernel", "bias"))
    return LayerSummary(
        index=index,
        name=layer.name,
        kind=layer.kind,
        inbound=architecture.sources(layer.name),
        output_shape=architecture.shapes[index + 1],
        parameters=weights + biases,
        weights=weights,
        biases=biases,
        arithmetic=_arithmetic(shapes, weights, biases),
        trainable=bool(shapes) and layer.name not in architecture.frozen,
        receptive_field=architecture.receptive_field(layer.name),
        multiply_adds=layer.multiply_adds(input_shape),
        memory=(weights + biases) * BYTES_PER_NUMBER,
    )


def _arithmetic(shapes: dict[str, tuple[int, ...]], weights: int, biases: int) -> str:
    """`3 x 3 x 1 x 32 + 32 = 320`; a layer may have no biases, or no weights at all."""
    terms = " + ".join(" x ".join(map(str, shape)) for shape in shapes.values())
    return f"{terms} = {weights + biases}" if shapes else "0"
