"""Where a file keeps a model's description and its arrays: a `.keras` archive, or one HDF5 file as Keras 2 wrote it.

A file is what its first bytes say, whatever it is called.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import h5py

from core.keras_io.config import Address, Node
from core.networks.layers.base import keras_name
from core.networks.layers.keras_settings import Reading
from core.untrusted import file_types, hdf5_files, zip_files

CONFIG, WEIGHTS, METADATA = "config.json", "model.weights.h5", "metadata.json"
FOLDERS = ("layers", "_layer_checkpoint_dependencies")
WHOLE_MODEL, MODEL_CONFIG = "model_weights", "model_config"
LARGEST_CONFIG = 4 << 20
ADVICE = 'a Keras model is saved as one with model.save("mine.keras")'
OTHER_ZIPS = {
    b"saved_model.pb": ("a TensorFlow SavedModel", ADVICE),
    b"/data.pkl": ("a PyTorch file", ADVICE),
    b"keras_model.h5": ("what Teachable Machine exports", "take the keras_model.h5 out of it and bring that"),
    b"weights.bin": (
        "what Teachable Machine or TensorFlow.js exports",
        "choose Tensorflow, Keras there, and bring the keras_model.h5 that it gives",
    ),
}
ALONE = f"this file holds weights without the model that they belong to; {ADVICE}"

Paths = Callable[[h5py.File, Sequence[Node], Sequence[Reading]], list[list[str]]]


@dataclass(frozen=True)
class Container:
    """A model's `config` as JSON, the HDF5 `file` with its arrays, and `paths`, which tells where each layer's lie.

    `version` is Keras's, as it stands in the file; "" where none stands there.
    """

    config: object
    version: str
    file: h5py.File
    paths: Paths


@contextmanager
def opened(content: bytes) -> Iterator[Container]:
    """What the bytes of a file hold. Raises ValueError, one sentence, for what is no Keras model."""
    if content.startswith(hdf5_files.START):
        with hdf5_files.opened(content) as file:
            version = hdf5_files.attribute(file, "keras_version")
            yield Container(_model_config(file), version if isinstance(version, str) else "", file, paths_by_name)
        return
    files = _entries(content)
    config, about = _json(files[CONFIG], CONFIG), _json(files.get(METADATA, b"{}"), METADATA)
    version = about.get("keras_version") if isinstance(about, dict) else None
    with hdf5_files.opened(files[WEIGHTS]) as file:
        yield Container(config, version if isinstance(version, str) else "", file, paths_by_number)


def _entries(content: bytes) -> dict[str, bytes]:
    if not content.startswith(zip_files.START):
        raise ValueError(f"this seems to be {file_types.describe_file(content)}, not a .keras file; {ADVICE}")
    for mark, (words, advice) in OTHER_ZIPS.items():
        if mark in content and CONFIG.encode() not in content:
            raise ValueError(f"this seems to be {words}, not a .keras file; {advice}")
    files = zip_files.read(content)
    if missing := {CONFIG, WEIGHTS} - set(files):
        raise ValueError(f"this zip archive has no {min(missing)}, so it is not a .keras file; {ADVICE}")
    return files


def _json(content: bytes | str, name: str) -> Any:
    if len(content) > LARGEST_CONFIG:
        raise ValueError(f"{name} has more than {LARGEST_CONFIG >> 20} MB")
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{name} is not JSON, or nested too deeply") from error


def _model_config(file: h5py.File) -> object:
    config = hdf5_files.attribute(file, MODEL_CONFIG)
    if isinstance(config, str):
        return _json(config, MODEL_CONFIG)
    if hdf5_files.attribute(file, "layer_names") is not None or any(hdf5_files.has(file, name) for name in FOLDERS):
        raise ValueError(ALONE)
    raise ValueError(f"this HDF5 file holds no Keras model; {ADVICE}")


def paths_by_number(file: h5py.File, nodes: Sequence[Node], readings: Sequence[Reading]) -> list[list[str]]:
    """A `.keras` file numbers the layers of a class by itself, whatever they are called, and a layer's arrays from 0.

    Keras 3 counts 0, 1, 2; Keras 2.12 and 2.13 count every layer that has weights twice: 0, 2, 4. A model inside the
    model is a layer of its class with layers of its own.
    """
    top = next((name for name in FOLDERS if hdf5_files.has(file, name)), FOLDERS[0])
    folders: dict[Address, str] = {(): ""}
    seen: Counter[tuple[Address, str]] = Counter()

    def numbered(within: Address, kind: str, is_model: bool = False) -> str:
        parent, folder = f"{folders[within]}{top}", keras_name(kind)
        number, seen[within, folder] = seen[within, folder], seen[within, folder] + 1
        there = [] if is_model else _numbered(hdf5_files.names(file, parent), folder, file, parent)
        own = there[number] if number < len(there) else f"{folder}_{number}" if number else folder
        return f"{parent}/{own}"

    paths: list[list[str]] = []
    for node, reading in zip(nodes, readings, strict=True):
        for depth, kind in enumerate(node.classes):
            inner = node.address[: depth + 1]
            if inner not in folders:
                folders[inner] = f"{numbered(inner[:-1], kind, is_model=True)}/"
        own = numbered(node.address[:-1], node.settings.kind) if reading.shapes else ""
        paths.append([f"{own}/vars/{index}" for index in range(len(reading.shapes))])
    return paths


def _numbered(groups: Sequence[str], folder: str, file: h5py.File, top: str) -> list[str]:
    """Those of the groups that hold arrays of this class, in their order."""
    found = [name for name in groups if re.fullmatch(rf"{folder}(_[1-9]\d{{0,3}})?", name)]
    found.sort(key=lambda name: int(name[len(folder) + 1 :] or 0))
    return [name for name in found if hdf5_files.names(file, f"{top}/{name}/vars")]


def paths_by_name(file: h5py.File, nodes: Sequence[Node], readings: Sequence[Reading]) -> list[list[str]]:
    """An HDF5 file keeps a group for every outer layer, by its name; an attribute of it lists its arrays in order.

    That of a model inside the model lists those of all its layers: first all that learn, then what does not, such as
    those of a frozen layer. So they are found by the names of their layer and, where two have one name, of its model.
    """
    paths: list[list[str]] = []
    needed: Counter[str] = Counter()
    for node, reading in zip(nodes, readings, strict=True):
        needed[node.address[0]] += len(reading.shapes) + reading.unread
    called = Counter(
        (node.address[0], node.address[-1]) for node, reading in zip(nodes, readings, strict=True) if reading.shapes
    )
    for node, reading in zip(nodes, readings, strict=True):
        if not reading.shapes:
            paths.append([])
            continue
        outer = node.address[0]
        group = f"{WHOLE_MODEL}/{outer}"
        names = hdf5_files.attribute(hdf5_files.group(file, group), "weight_names")
        if not isinstance(names, list) or len(names) != needed[outer]:
            found = len(names) if isinstance(names, list) else 0
            raise ValueError(f"layer {outer!r} has {found} arrays in the file; {needed[outer]} are needed")
        if len(node.address) > 1:
            known = list(node.address[-2:] if called[outer, node.address[-1]] > 1 else node.address[-1:])
            names = [name for name in names if name.split("/")[-len(known) - 1 : -1] == known]
        own = len(reading.shapes) + reading.unread
        if len(names) != own:
            raise ValueError(f"layer {'/'.join(node.address)!r} has {len(names)} arrays in the file; {own} are needed")
        paths.append([f"{group}/{name}" for name in names[: len(reading.shapes)]])
    return paths
