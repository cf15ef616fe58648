"""A network becomes a `.keras` file that Keras 3 loads; Keras is not imported, and equal networks give equal bytes."""

import io
import json
import zipfile
from collections import Counter
from typing import Any

import h5py

from core.networks.architecture import INPUT, Architecture
from core.networks.layers.base import Layer, keras_name
from core.networks.network import Network

KERAS_VERSION = "3.0.0"
PICTURE = "input_layer"
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
    """The bytes of a `.keras` file: a Keras model with the network's layers, names and weights, not compiled."""
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
    source = {"batch_shape": batch_shape, "dtype": "float32", "name": PICTURE}
    layers = [_layer(layer, architecture) for layer in _sorted(architecture)]
    layers = [_object("keras.layers", "InputLayer", source), *layers]
    if not architecture.is_chain:
        inbound = [[], *([_call(layer.name, architecture)] for layer in _sorted(architecture))]
        layers = [
            {**layer, "name": layer["config"]["name"], "inbound_nodes": nodes}
            for layer, nodes in zip(layers, inbound, strict=True)
        ]
        ends = {"input_layers": [PICTURE, 0, 0], "output_layers": [architecture.names[-1], 0, 0]}
        return _object("keras.src.models.functional", "Functional", {"name": "functional", "layers": layers, **ends})
    model = _object("keras", "Sequential", {"name": "sequential", "layers": layers, "build_input_shape": batch_shape})
    return {**model, "build_config": {"input_shape": batch_shape}}


def _sorted(architecture: Architecture) -> list[Layer]:
    """The layers as Keras sorts a Functional model's when it loads it, and by that numbers their arrays.

    The farther from the answer the earlier; of those equally far, as a walk from the answer comes to them, which goes
    to the end of a branch before it takes the next.
    """
    met: dict[str, int] = {}

    def walk(name: str) -> None:
        if name not in met and name != INPUT:
            met[name] = len(met)
            for source in architecture.sources(name):
                walk(source)

    walk(architecture.names[-1])
    distance: dict[str, int] = {}
    for name in reversed(architecture.names):
        distance[name] = 1 + max((distance[reader] for reader in architecture.readers(name)), default=0)
    needed = [layer for layer in architecture.layers if layer.name in met]
    return sorted(needed, key=lambda layer: (-distance[layer.name], met[layer.name]))


def _call(name: str, architecture: Architecture) -> dict[str, Any]:
    """How the layer called `name` is called: with the tensors of the layers that it reads."""
    read = zip(architecture.sources(name), architecture.source_shapes(name), strict=True)
    tensors = [
        {
            "class_name": "__keras_tensor__",
            "config": {
                "shape": [None, *shape],
                "dtype": "float32",
                "keras_history": [PICTURE if source == INPUT else source, 0, 0],
            },
        }
        for source, shape in read
    ]
    return {"args": [tensors if len(tensors) > 1 else tensors[0]], "kwargs": {}}


def _object(module: str, kind: str, config: dict[str, Any]) -> dict[str, Any]:
    return {"module": module, "class_name": kind, "config": config, "registered_name": None}


def _layer(layer: Layer, architecture: Architecture) -> dict[str, Any]:
    config = {"name": layer.name, **layer.keras_arguments(), "dtype": "float32"}
    if layer.name in architecture.frozen:
        config["trainable"] = False
    if (initializer := getattr(layer, "initializer", None)) in INITIALIZERS:
        config[layer.keras_initializer] = INITIALIZERS[initializer]
    shapes = [[None, *shape] for shape in architecture.source_shapes(layer.name)]
    read = shapes if len(shapes) > 1 else shapes[0]
    return {**_object("keras.layers", layer.kind, config), "build_config": {"input_shape": read}}


def _weights(network: Network) -> bytes:
    file, counted = io.BytesIO(), Counter[str]()
    with h5py.File(file, "w") as opened:
        opened.create_group("vars")
        for layer in _sorted(network.architecture):
            folder = keras_name(layer.kind)
            number, counted[folder] = counted[folder], counted[folder] + 1
            group = opened.create_group(f"layers/{folder}_{number}/vars" if number else f"layers/{folder}/vars")
            group.attrs["name"] = layer.name
            for index, array in enumerate(layer.keras_weights(network.arrays(layer.name), epsilon=0.0)):
                group[str(index)] = array
    return file.getvalue()
