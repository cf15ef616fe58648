"""A network becomes a `.keras` file that Keras 3 loads; Keras is not imported, and equal networks give equal bytes."""

import io
import json
import zipfile
from collections import Counter
from itertools import pairwise
from typing import Any

import h5py

from core.networks.architecture import Architecture
from core.networks.layers.base import Layer, Shape, keras_name
from core.networks.network import Network

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


def write(network: Network) -> bytes:
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


def _model(architecture: Architecture) -> dict[str, Any]:
    batch_shape = [None, *architecture.input_shape]
    source = {"batch_shape": batch_shape, "dtype": "float32", "name": "input_layer"}
    shapes = pairwise(architecture.shapes)
    layers = [_layer(layer, shape) for layer, (shape, _) in zip(architecture.layers, shapes, strict=True)]
    layers = [_object("keras.layers", "InputLayer", source), *layers]
    model = _object("keras", "Sequential", {"name": "sequential", "layers": layers, "build_input_shape": batch_shape})
    return {**model, "build_config": {"input_shape": batch_shape}}


def _object(module: str, kind: str, config: dict[str, Any]) -> dict[str, Any]:
    return {"module": module, "class_name": kind, "config": config, "registered_name": None}


def _layer(layer: Layer, input_shape: Shape) -> dict[str, Any]:
    config = {"name": layer.name, **layer.keras_arguments(), "dtype": "float32"}
    if (initializer := getattr(layer, "initializer", None)) in INITIALIZERS:
        config[layer.keras_initializer] = INITIALIZERS[initializer]
    return {**_object("keras.layers", layer.kind, config), "build_config": {"input_shape": [None, *input_shape]}}


def _weights(network: Network) -> bytes:
    file, counted = io.BytesIO(), Counter[str]()
    with h5py.File(file, "w") as opened:
        opened.create_group("vars")
        for layer in network.architecture.layers:
            folder = keras_name(layer.kind)
            number, counted[folder] = counted[folder], counted[folder] + 1
            group = opened.create_group(f"layers/{folder}_{number}/vars" if number else f"layers/{folder}/vars")
            group.attrs["name"] = layer.name
            for index, array in enumerate(layer.keras_weights(network.arrays(layer.name), epsilon=0.0)):
                group[str(index)] = array
    return file.getvalue()
