"""A network becomes a `.keras` file that Keras 3 loads; Keras is not imported, and equal networks give equal bytes."""

import io
import json
import zipfile
from collections import Counter
from dataclasses import asdict
from itertools import pairwise

import h5py
import numpy as np

from core.networks.architecture import KERAS_NAMES
from core.networks.layers import BatchNormalization, DepthwiseConv2D

KERAS_VERSION = "3.0.0"
EPOCH = (1980, 1, 1, 0, 0, 0)
INITIALIZERS = {
    "glorot_uniform": "glorot_uniform",
    "variance_scaling": {
        "module": "keras.initializers",
        "class_name": "VarianceScaling",
        "config": {"scale": 1.0, "mode": "fan_in", "distribution": "truncated_normal", "seed": None},
        "registered_name": None,
    },
}


def write(network):
    """The bytes of a `.keras` file: a Sequential with the network's layers, names and weights, not compiled."""
    entries = {
        "metadata.json": json.dumps({"keras_version": KERAS_VERSION, "date_saved": "1980-01-01@00:00:00"}).encode(),
        "config.json": json.dumps(_model(network.architecture)).encode(),
        "model.weights.h5": _weights(network),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), content)
    return file.getvalue()


def _model(architecture):
    batch_shape = [None, *architecture.input_shape]
    source = {"batch_shape": batch_shape, "dtype": "float32", "name": "input_layer"}
    shapes = pairwise(architecture.shapes)
    layers = [_layer(layer, shape) for layer, (shape, _) in zip(architecture.layers, shapes, strict=True)]
    layers = [_object("keras.layers", "InputLayer", source), *layers]
    model = _object("keras", "Sequential", {"name": "sequential", "layers": layers, "build_input_shape": batch_shape})
    return {**model, "build_config": {"input_shape": batch_shape}}


def _object(module, kind, config):
    return {"module": module, "class_name": kind, "config": config, "registered_name": None}


def _layer(layer, input_shape):
    """Our fields are Keras's arguments, but for the initializer's name and what a normalisation has folded."""
    config = {**asdict(layer), "dtype": "float32"}
    if initializer := config.pop("initializer", None):
        key = "depthwise_initializer" if isinstance(layer, DepthwiseConv2D) else "kernel_initializer"
        config[key] = INITIALIZERS[initializer]
    if isinstance(layer, BatchNormalization):
        config["epsilon"] = 0.0
    return {**_object("keras.layers", layer.kind, config), "build_config": {"input_shape": [None, *input_shape]}}


def _weights(network):
    file, counted = io.BytesIO(), Counter()
    with h5py.File(file, "w") as opened:
        opened.create_group("vars")
        for layer in network.architecture.layers:
            folder = KERAS_NAMES[layer.kind]
            number, counted[folder] = counted[folder], counted[folder] + 1
            group = opened.create_group(f"layers/{folder}_{number}/vars" if number else f"layers/{folder}/vars")
            group.attrs["name"] = layer.name
            for index, array in enumerate(_arrays(layer, network.arrays(layer.name))):
                group[str(index)] = array
    return file.getvalue()


def _arrays(layer, ours):
    """In Keras's order and shapes."""
    arrays = list(ours.values())
    if isinstance(layer, DepthwiseConv2D):
        height, width, _, channels = arrays[0].shape
        shape = (height, width, channels // layer.depth_multiplier, layer.depth_multiplier)
        return [arrays[0].reshape(shape), arrays[1]]
    if isinstance(layer, BatchNormalization):
        return [*arrays, np.zeros_like(arrays[0]), np.ones_like(arrays[0])]
    return arrays
