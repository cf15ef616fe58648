"""A stranger's `.keras` file becomes a Network: zip, JSON and HDF5 are read as data, no object is ever made of them.

Keras is not imported and nothing in the file can name code to run. Whatever is wrong ends in a ValueError, one
sentence. The HDF5 library itself may crash on a damaged file: `core.workers.reader` calls this in a process of its own.
"""

import json
from collections import Counter
from math import prod
from typing import Any

import numpy as np

from core.keras_io import assembly, config
from core.networks.architecture import Architecture
from core.networks.layers.base import Layer, Shape, keras_name
from core.networks.layers.keras_settings import Reading, Settings
from core.networks.network import Network
from core.untrusted import file_types, hdf5_files, zip_files

CONFIG, WEIGHTS = "config.json", "model.weights.h5"
FOLDERS = ("layers", "_layer_checkpoint_dependencies")
LARGEST_CONFIG = 4 << 20
LARGEST_SIDE = 64
MOST_PARAMETERS = 8_000_000
MOST_VALUES = 2_000_000
MOST_PRODUCTS = 500_000_000
ADVICE = 'a Keras model is saved as one with model.save("mine.keras")'


def read(content: bytes) -> Network:
    """The Network in `content`, the bytes of a `.keras` file: Sequential, or Functional with a single path.

    An input without a channel axis, (28, 28), becomes (28, 28, 1). A flat input becomes a square picture with a Flatten
    in front, (784,) as (28, 28, 1); a Reshape that lays either out as a picture is left out. A SeparableConv2D becomes
    two layers, a BatchNormalization what it multiplies by and adds. Weights may be NaN or infinite. Raises ValueError
    for everything else.
    """
    files = _files(content)
    batch_shape, chain = config.chain(_json(files[CONFIG]))
    architecture, readings = assembly.assemble(batch_shape, chain, LARGEST_SIDE, _checked_shape)
    check_costs(architecture)
    return Network(architecture, _weights(files[WEIGHTS], chain, readings))


def check_costs(architecture: Architecture) -> None:
    """Raises ValueError for a network that is too large for a server to work out; `read` checks this itself."""
    if len(architecture.layers) > config.MOST_LAYERS:
        raise ValueError(f"the network has {len(architecture.layers)} layers, more than {config.MOST_LAYERS}")
    for layer, shape in zip(architecture.layers, architecture.shapes, strict=False):
        if config.harmless(config.check_name(layer.name)) != layer.name:
            raise ValueError(f"layer name {layer.name!r} must be of letters, digits, spaces and _ ( ) + -")
        _checked_shape(layer, shape)
    _check_total("parameters", architecture.parameters, MOST_PARAMETERS)
    _check_total("numbers for one picture", sum(map(prod, architecture.shapes)), MOST_VALUES)
    _check_total("multiply-adds for one picture", architecture.multiply_adds, MOST_PRODUCTS)


def _check_total(what: str, number: int, most: int) -> None:
    if number > most:
        raise ValueError(f"the network has {number:,} {what}, more than {most:,}")


def _files(content: bytes) -> dict[str, bytes]:
    if not content.startswith(zip_files.START):
        raise ValueError(f"this seems to be {file_types.describe_file(content)}, not a .keras file; {ADVICE}")
    for mark, words in ((b"saved_model.pb", "a TensorFlow SavedModel"), (b"/data.pkl", "a PyTorch file")):
        if mark in content and CONFIG.encode() not in content:
            raise ValueError(f"this seems to be {words}, not a .keras file; {ADVICE}")
    files = zip_files.read(content)
    if missing := {CONFIG, WEIGHTS} - set(files):
        raise ValueError(f"this zip archive has no {min(missing)}, so it is not a .keras file; {ADVICE}")
    return files


def _json(content: bytes) -> Any:
    if len(content) > LARGEST_CONFIG:
        raise ValueError(f"{CONFIG} has more than {LARGEST_CONFIG >> 20} MB")
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{CONFIG} is not JSON, or nested too deeply") from error


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


def _weights(content: bytes, chain: list[Settings], readings: list[Reading]) -> dict[str, np.ndarray]:
    """Keras numbers the layers of a class by itself, whatever they are called, and the arrays of a layer from 0."""
    counted: Counter[str] = Counter()
    shapes: dict[str, Shape] = {}
    paths: list[list[str]] = []
    for settings, reading in zip(chain, readings, strict=True):
        folder = keras_name(settings.kind)
        number, counted[folder] = counted[folder], counted[folder] + 1
        folder = f"{folder}_{number}" if number else folder
        paths.append([f"{folder}/vars/{index}" for index in range(len(reading.shapes))])
        shapes.update(zip(paths[-1], reading.shapes, strict=True))
    arrays = hdf5_files.arrays(content, shapes, FOLDERS)
    weights: dict[str, np.ndarray] = {}
    for reading, own in zip(readings, paths, strict=True):
        weights.update(reading.weights(*(arrays[path] for path in own)))
    return weights
