"""The three data sets: MNIST and Fashion-MNIST, fetched once and checked by digest, and UCI digits, always there."""

import gzip
import hashlib
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from core import paths
from core.datasets import uci_digits
from core.datasets.catalogue import SOURCES

KERAS_MIRROR = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"


class DataSetError(Exception):
    """A data set that is not here and cannot be fetched, or that is damaged; the message says which and what to do."""


@dataclass(frozen=True, eq=False)
class Split:
    """`images` uint8 `(n, 28, 28)`, `labels` int64 `(n,)` into the class names, `indices` in the whole split."""

    images: np.ndarray
    labels: np.ndarray
    indices: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def nbytes(self) -> int:
        """How much memory the arrays take."""
        return self.images.nbytes + self.labels.nbytes + self.indices.nbytes

    def evenly(self, count: int) -> "Split":
        """`count` images evenly spread over this split, as a Split; all where there are fewer."""
        count = min(count, len(self))
        places = np.arange(count) * len(self) // max(count, 1)
        return Split(self.images[places], self.labels[places], self.indices[places])


@dataclass(frozen=True)
class DataSet:
    """A data set whose splits are read when they are first wanted; `class_names[label]` names an image."""

    name: str
    classes: tuple[int, ...]

    @property
    def title(self) -> str:
        """What it is called in a sentence."""
        return SOURCES[self.name].title

    @property
    def class_names(self) -> tuple[str, ...]:
        """The names of the chosen classes, in the order of the labels."""
        return class_names(self.name, self.classes)

    @cached_property
    def train(self) -> Split:
        """What networks learn from."""
        return self._split("train")

    @cached_property
    def test(self) -> Split:
        """What they are tested on."""
        return self._split("test")

    @property
    def digest(self) -> str:
        """One SHA-256 for the whole data set, whatever the classes: it tells runs apart that saw other data."""
        known = list(SOURCES[self.name].digests.values())
        digests = known or [_digest(array) for part in ("train", "test") for array in _read(self.name, part)]
        return hashlib.sha256("".join(digests).encode()).hexdigest()

    def _split(self, part: str) -> Split:
        all_images, all_labels = _read(self.name, part)
        indices = np.flatnonzero(np.isin(all_labels, self.classes))
        position = np.full(len(SOURCES[self.name].class_names), -1)
        position[list(self.classes)] = np.arange(len(self.classes))
        images = all_images if len(indices) == len(all_images) else all_images[indices]
        return Split(images, position[all_labels[indices]], indices)


def load(name: str, classes: Iterable[int] | None = None) -> DataSet:
    """The data set `name`, kept to `classes` (labels in the original numbering), in file order.

    Labels count the chosen classes from 0. Looks into CONVSCOPE_DATASETS, then into what was fetched before, and then
    fetches. Raises ValueError for an unknown name or class, DataSetError where the data cannot be had.
    """
    _check_name(name)
    count = len(SOURCES[name].class_names)
    classes = tuple(range(count)) if classes is None else tuple(classes)
    if not classes or len(set(classes)) < len(classes):
        raise ValueError(f"classes {classes} must be one or more different labels")
    for label in classes:
        if not isinstance(label, int | np.integer) or not 0 <= label < count:
            raise ValueError(f"class {label!r} is outside 0 to {count - 1} of {name}")
    if name not in available():
        fetch(name)
    return DataSet(name, classes)


def locate(name: str) -> Path | None:
    """The file that holds a data set, or None where it has to be fetched first."""
    _check_name(name)
    folders = [paths.given_datasets(), paths.fetched_datasets()]
    files = [folder / f"{name}.npz" for folder in folders if folder is not None]
    return next((file for file in files if file.is_file()), None)


def available() -> tuple[str, ...]:
    """Names of the data sets that can be shown without a network."""
    return tuple(name for name in SOURCES if name == "uci_digits" or locate(name))


def fetch(name: str, mirror: str | None = None, progress: Any = None) -> Path:
    """Download a data set into CONVSCOPE_HOME, check every array's digest, and return the file.

    `progress` is an object as pooch wants it (`total`, `update(bytes)`, `reset()`, `close()`). Three tries a file.
    Raises DataSetError, whatever the network or the mirror gives.
    """
    import pooch

    _check_name(name)
    source, target = SOURCES[name], paths.fetched_datasets() / f"{name}.npz"
    if not source.files:
        raise DataSetError(f"{source.title} are not fetched from anywhere.")
    try:
        with tempfile.TemporaryDirectory(prefix="convscope-") as folder:
            registry = dict.fromkeys(source.files)
            registered = pooch.create(
                path=folder, base_url=mirror or KERAS_MIRROR, registry=registry, retry_if_failed=2
            )
            downloader = pooch.HTTPDownloader(progressbar=progress or False, timeout=20)
            files = [Path(registered.fetch(file, downloader=downloader)) for file in source.files]
            arrays = _verified(name, _arrays_of(files), source.digests)
        # numpy's stub takes any name of an array for its own `allow_pickle`.
        paths.write_in_place(target, lambda file: np.savez_compressed(file, **arrays))  # type: ignore[arg-type]
    except Exception as error:  # a mirror can answer anything: pages, half files, other archives
        reason = "there is no network" if _is_connection_error(error) else str(error)
        raise DataSetError(
            f"{source.title} could not be fetched: {reason}."
            f" A folder with {name}.npz can be named in CONVSCOPE_DATASETS; uci_digits needs no network."
        ) from error
    return target


def class_names(name: str, classes: Iterable[int] | None = None) -> tuple[str, ...]:
    """The names of `classes`, or of all classes, of a data set. Raises ValueError for a data set there is not."""
    _check_name(name)
    names = SOURCES[name].class_names
    return names if classes is None else tuple(names[label] for label in classes)


def _check_name(name: str) -> None:
    if name not in SOURCES:
        raise ValueError(f"data set {name!r} is not one of {', '.join(SOURCES)}")


def _is_connection_error(error: Exception) -> bool:
    import requests

    return isinstance(error, requests.ConnectionError | requests.Timeout)


def _read(name: str, part: str) -> list[np.ndarray]:
    """Images and labels of one split, checked. Our own damaged file is set aside and fetched again."""
    if name == "uci_digits":
        return uci_digits.read(part)
    keys = (f"x_{part}", f"y_{part}")
    file = locate(name) or fetch(name)
    try:
        return _arrays(file, name, keys)
    except DataSetError:
        if file.parent != paths.fetched_datasets():
            raise
        file.replace(file.with_suffix(".damaged"))
        return _arrays(fetch(name), name, keys)


def _arrays(file: Path, name: str, keys: Sequence[str]) -> list[np.ndarray]:
    try:
        with np.load(file, allow_pickle=False) as archive:
            arrays = {key: archive[key] for key in keys}
        arrays = _verified(name, arrays, {key: SOURCES[name].digests[key] for key in keys})
    except Exception as error:  # a damaged zip raises nearly anything
        raise DataSetError(f"{file.name} in {file.parent} is damaged: {error}") from error
    return [arrays[key] for key in keys]


def _verified(name: str, arrays: dict[str, np.ndarray], digests: Mapping[str, str]) -> dict[str, np.ndarray]:
    for key, digest in digests.items():
        if _digest(arrays[key]) != digest:
            raise ValueError(f"array {key} is not the one of {name} (its SHA-256 differs)")
    return arrays


def _digest(array: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(array).data).hexdigest()


def _arrays_of(files: Sequence[Path]) -> dict[str, np.ndarray]:
    """The four arrays from one .npz, or from the four gzipped idx files in the order of `Source.files`."""
    if len(files) == 1:
        with np.load(files[0], allow_pickle=False) as archive:
            return dict(archive)
    return dict(zip(("x_train", "y_train", "x_test", "y_test"), map(_idx, files), strict=True))


def _idx(file: Path) -> np.ndarray:
    """One array of an idx file: two zero bytes, type 8 (uint8), number of axes, big-endian sizes, then the bytes."""
    content = gzip.decompress(file.read_bytes())
    axes = content[3]
    shape = np.frombuffer(content, ">u4", axes, 4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * axes).reshape(shape)
