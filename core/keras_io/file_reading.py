"""A stranger's Keras file becomes a Network: zip, JSON and HDF5 are read as data, no object is ever made of them.

Keras is not imported and nothing in the file can name code to run. Whatever is wrong ends in a ValueError, one
sentence. The HDF5 library itself may crash on a damaged file: `core.workers.reader` calls this in a process of its own.
"""

from pathlib import Path

import numpy as np

from core.keras_io import assembly, bounds, config, containers
from core.networks.layers.keras_settings import Settings
from core.networks.network import Network
from core.untrusted import hdf5_files


def read(file: bytes | str | Path) -> Network:
    """The Network in a `.keras` or `.h5` file, its bytes or its path: layers we know between one input and one output.

    An input without a channel axis, (28, 28), becomes (28, 28, 1). A flat input becomes a square picture with a Flatten
    in front, (784,) as (28, 28, 1); a Reshape that lays either out as a picture is left out, and so is a layer that
    only acts while learning, other than Dropout. A model inside the model is its layers, a SeparableConv2D two of them,
    a BatchNormalization what it multiplies by and adds. Weights may be NaN or infinite. Raises ValueError for
    everything else, and OSError for a path where no file can be read.
    """
    content = file if isinstance(file, bytes) else Path(file).read_bytes()
    with containers.opened(content) as found:
        graph = config.graph(found.config)
        if found.version.startswith("2."):
            _check_meaning([node.settings for node in graph.nodes])
        architecture, readings = assembly.assemble(graph, bounds.LARGEST_SIDE, bounds.output_shape)
        bounds.check(architecture)
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
