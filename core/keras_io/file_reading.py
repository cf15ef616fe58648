"""A stranger's `.keras` file becomes a Network: zip, JSON and HDF5 are read as data, no object is ever made of them.

Keras is not imported and nothing in the file can name code to run. Whatever is wrong ends in a ValueError, one
sentence. The HDF5 library itself may crash on a damaged file: `core.workers.reader` calls this in a process of its own.
"""

import json
import re
from collections import Counter
from math import isqrt, prod

from core.keras_io import config
from core.keras_io.layer_kinds import READERS
from core.keras_io.settings import shortened
from core.networks.architecture import Architecture
from core.networks.layers import Flatten
from core.networks.network import Network
from core.untrusted import file_types, hdf5_files, zip_files

CONFIG, WEIGHTS = "config.json", "model.weights.h5"
FOLDERS = ("layers", "_layer_checkpoint_dependencies")
LARGEST_CONFIG = 4 << 20
LARGEST_SIDE = 64
MOST_PARAMETERS = 8_000_000
MOST_VALUES = 2_000_000
MOST_PRODUCTS = 500_000_000
KEEPING_FLAT = ("Rescaling", "Dropout")
ADVICE = 'a Keras model is saved as one with model.save("mine.keras")'


def read(content):
    """The Network in `content`, the bytes of a `.keras` file: Sequential, or Functional with a single path.

    An input without a channel axis, (28, 28), becomes (28, 28, 1). A flat input becomes a square picture with a Flatten
    in front, (784,) as (28, 28, 1); a Reshape that lays either out as a picture is left out. A SeparableConv2D becomes
    two layers, a BatchNormalization what it multiplies by and adds. Weights may be NaN or infinite. Raises ValueError
    for everything else.
    """
    files = _files(content)
    batch_shape, chain = config.chain(_json(files[CONFIG]))
    input_shape, front = _picture(batch_shape, chain)
    readings = _readings(chain, front, input_shape)
    layers = (*front, *(layer for reading in readings for layer in reading.layers))
    architecture = Architecture(layers, input_shape)
    check_costs(architecture)
    return Network(architecture, _weights(files[WEIGHTS], chain, readings))


def check_costs(architecture):
    """Raises ValueError for a network that is too large for a server to work out; `read` checks this itself."""
    if len(architecture.layers) > config.MOST_LAYERS:
        raise ValueError(f"the network has {len(architecture.layers)} layers, more than {config.MOST_LAYERS}")
    for layer, shape in zip(architecture.layers, architecture.shapes, strict=False):
        config.check_name(layer.name)
        _checked_shape(layer, shape)
    _check_total("parameters", architecture.parameters, MOST_PARAMETERS)
    _check_total("numbers for one picture", sum(map(prod, architecture.shapes)), MOST_VALUES)
    _check_total("multiply-adds for one picture", architecture.multiply_adds, MOST_PRODUCTS)


def _check_total(what, number, most):
    if number > most:
        raise ValueError(f"the network has {number:,} {what}, more than {most:,}")


def _files(content):
    if not content.startswith(zip_files.START):
        raise ValueError(f"this seems to be {file_types.seems(content)}, not a .keras file; {ADVICE}")
    for mark, words in ((b"saved_model.pb", "a TensorFlow SavedModel"), (b"/data.pkl", "a PyTorch file")):
        if mark in content and CONFIG.encode() not in content:
            raise ValueError(f"this seems to be {words}, not a .keras file; {ADVICE}")
    files = zip_files.read(content)
    if missing := {CONFIG, WEIGHTS} - set(files):
        raise ValueError(f"this zip archive has no {min(missing)}, so it is not a .keras file; {ADVICE}")
    return files


def _json(content):
    if len(content) > LARGEST_CONFIG:
        raise ValueError(f"{CONFIG} has more than {LARGEST_CONFIG >> 20} MB")
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{CONFIG} is not JSON, or nested too deeply") from error


def _picture(batch_shape, chain):
    """`(input shape, layers to put in front)` for what Keras calls the batch shape."""
    shape = batch_shape[1:] if isinstance(batch_shape, list) else None
    if not shape or not all(type(size) is int and size > 0 for size in shape):
        raise ValueError(f"the network's input shape {shortened(batch_shape)} is not fully known")
    shape = _reshaped(shape, chain)
    first = next((layer.kind for layer in chain if layer.kind not in KEEPING_FLAT), None)
    if len(shape) == 1:
        side = isqrt(shape[0])
        if side**2 != shape[0] or side > LARGEST_SIDE:
            raise ValueError(f"the network reads {shape[0]} numbers, which are no square picture up to {LARGEST_SIDE}")
        return (side, side, 1), (() if first == "Flatten" else (Flatten(),))
    if len(shape) == 2 and first == "Flatten":
        shape = [*shape, 1]
    if len(shape) != 3 or max(shape[:2]) > LARGEST_SIDE or shape[2] not in (1, 3):
        wanted = f"pictures of at most {LARGEST_SIDE}x{LARGEST_SIDE} with 1 or 3 channels"
        raise ValueError(f"the network reads shape {shortened(tuple(shape))}; it must be {wanted}")
    return tuple(shape), ()


def _reshaped(shape, chain):
    """What a Reshape at the very beginning makes of the numbers, if all it does is to lay them out as a picture."""
    if not chain or chain[0].kind != "Reshape":
        return shape
    target = chain[0].values.get("target_shape")
    sound = isinstance(target, list) and len(target) == 3 and all(type(size) is int and size > 0 for size in target)
    same = sound and (target == [*shape, 1] or (len(shape) == 1 and prod(target) == shape[0]))
    return target if same else shape


def _readings(chain, front, input_shape):
    """What each layer becomes; each knows the shape that the one before it gives."""
    shape, readings = input_shape, []
    for layer in front:
        shape = layer.output_shape(shape)
    for settings in chain:
        try:
            reading = READERS[settings.kind](settings, shape)
            for layer in reading.layers:
                shape = _checked_shape(layer, shape)
        except ValueError as error:
            raise ValueError(f"layer {settings.name!r} of class {settings.kind}: {error}") from error
        readings.append(reading)
    return readings


def _checked_shape(layer, input_shape):
    """The layer's output shape, if a server can work it out for many pictures at once."""
    shape = layer.output_shape(input_shape)
    window = prod(getattr(layer, "pool_size", getattr(layer, "kernel_size", (1, 1))))
    values = prod(shape[:2]) * window * input_shape[-1] if window > 1 else prod(shape)
    if max(values, prod(shape)) > MOST_VALUES:
        raise ValueError(f"it would handle {max(values, prod(shape))} numbers for one picture, more than {MOST_VALUES}")
    if layer.multiply_adds(input_shape) > MOST_PRODUCTS:
        raise ValueError(f"one picture would cost more than {MOST_PRODUCTS} multiply-adds")
    return shape


def _weights(content, chain, readings):
    """Keras numbers the layers of a class by itself, whatever they are called, and the arrays of a layer from 0."""
    counted, shapes, paths = Counter(), {}, []
    for settings, reading in zip(chain, readings, strict=True):
        folder = _snake_case(settings.kind)
        number, counted[folder] = counted[folder], counted[folder] + 1
        folder = f"{folder}_{number}" if number else folder
        paths.append([f"{folder}/vars/{index}" for index in range(len(reading.shapes))])
        shapes.update(zip(paths[-1], reading.shapes, strict=True))
    arrays = hdf5_files.arrays(content, shapes, FOLDERS)
    weights = {}
    for reading, own in zip(readings, paths, strict=True):
        weights.update(reading.weights(*(arrays[path] for path in own)))
    return weights


def _snake_case(kind):
    return re.sub(r"(?<!^)(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])", "_", kind).lower()
