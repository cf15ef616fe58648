"""A stranger's Keras file becomes a Network: zip, JSON and HDF5 are read as data, no object is ever made of them.

Keras is not imported and nothing in the file can name code to run. Whatever is wrong ends in a ValueError, one
sentence. The HDF5 library itself may crash on a damaged file: `core.workers.reader` calls this in a process of its own.
"""

from math import prod

import numpy as np

from core.keras_io import assembly, config, containers
from core.networks.architecture import Architecture
from core.networks.layers.base import Layer, Shape
from core.networks.layers.keras_settings import Settings
from core.networks.network import Network
from core.untrusted import hdf5_files

LARGEST_SIDE = 64
MOST_PARAMETERS = 8_000_000
MOST_VALUES = 2_000_000
MOST_PRODUCTS = 500_000_000


def read(content: bytes) -> Network:
    """The Network in `content`, the bytes of a `.keras` or `.h5` file: layers we know between one input and one output.

    An input without a channel axis, (28, 28), becomes (28, 28, 1). A flat input becomes a square picture with a Flatten
    in front, (784,) as (28, 28, 1); a Reshape that lays either out as a picture is left out, and so is a layer that
    only acts while learning, other than Dropout. A model inside the model is its layers, a SeparableConv2D two of them,
    a BatchNormalization what it multiplies by and adds. Weights may be NaN or infinite. Raises ValueError for
    everything else.
    """
    with containers.opened(content) as found:
        graph = config.graph(found.config)
        if found.version.startswith("2."):
            _check_meaning([node.settings for node in graph.nodes])
        architecture, readings = assembly.assemble(graph, LARGEST_SIDE, _checked_shape)
        check_costs(architecture)
        weights: dict[str, np.ndarray] = {}
        for reading, paths in zip(readings, found.paths(found.file, graph.nodes, readings), strict=True):
            shapes = zip(paths, reading.shapes, strict=True)
            weights |= reading.weights(*(hdf5_files.array(found.file, path, shape) for path, shape in shapes))
        return Network(architecture, weights)


def _check_meaning(layers: list[Settings]) -> None:
    """What Keras 2 calls by the same name and computes otherwise is not read."""
    for settings in layers:
        if settings.values.get("activation") == "hard_sigmoid":
            raise ValueError(f"layer {settings.name!r} has Keras 2's hard_sigmoid, which is not the one of Keras 3")


def check_costs(architecture: Architecture) -> None:
    """Raises ValueError for a network that is too large for a server to work out; `read` checks this itself."""
    if len(architecture.layers) > config.MOST_LAYERS:
        raise ValueError(f"the network has {len(architecture.layers)} layers, more than {config.MOST_LAYERS}")
    for layer, shape in zip(architecture.layers, architecture.input_shapes, strict=True):
        if config.harmless(config.check_name(layer.name)) != layer.name:
            raise ValueError(f"layer name {layer.name!r} must be of letters, digits, spaces and _ ( ) + -")
        _checked_shape(layer, shape)
    _check_total("parameters", architecture.parameters, MOST_PARAMETERS)
    _check_total("numbers for one picture", sum(map(prod, architecture.shapes)), MOST_VALUES)
    _check_total("multiply-adds for one picture", architecture.multiply_adds, MOST_PRODUCTS)


def _check_total(what: str, number: int, most: int) -> None:
    if number > most:
        raise ValueError(f"the network has {number:,} {what}, more than {most:,}")


def _checked_shape(layer: Layer, input_shape: Shape) -> Shape:
    """The layer's output shape, if a server can work it out for many pictures at once."""
    shape = layer.output_shape(input_shape)
    window = prod(layer.window or (1, 1))
    values = prod(shape[:2]) * window * input_shape[-1] if window > 1 else prod(shape)
    if max(values, prod(shape)) > MOST_VALUES:
        raise ValueError(f"it would handle {max(values, prod(shape))} numbers for one picture, more than {MOST_VALUES}")
    if layer.multiply_adds(input_shape) > MOST_PRODUCTS:
        raise ValueError(f"one picture would cost more than {MOST_PRODUCTS} multiply-adds")
    return shape
