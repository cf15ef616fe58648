"""Arrays out of a stranger's HDF5 file, by name: nothing is followed out of the file, nothing large is made in vain."""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import prod

import h5py
import numpy as np

LAYOUTS = (h5py.h5d.CONTIGUOUS, h5py.h5d.COMPACT)


def arrays(content: bytes, shapes: Mapping[str, tuple[int, ...]], folders: Sequence[str]) -> dict[str, np.ndarray]:
    """`{path: float32 array}` for `shapes`, `{path: shape}`; the paths start in the first of `folders` that is there.

    `content` is the whole file in bytes. Raises ValueError, one sentence, for a damaged file and for a dataset that
    is missing, of another shape, never written, not of floating-point numbers, compressed, or not in this file: behind
    a soft or external link, in another file's bytes, or virtual. Shapes are compared before an array is made.
    """
    with _whole("the weights file"):
        file = h5py.File(io.BytesIO(content), "r")
    try:
        folder = next((name for name in folders if _has(file, name)), folders[0])
        return {path: _array(_followed(file, f"{folder}/{path}"), path, shape) for path, shape in shapes.items()}
    finally:
        with _whole("the weights file"):
            file.close()


@contextmanager
def _whole(what: str) -> Iterator[None]:
    """A damaged file makes the library raise nearly anything; here it becomes one sentence."""
    try:
        yield
    except Exception as error:
        raise ValueError(f"{what} is damaged or cut off") from error


def _has(group: h5py.Group, name: str) -> bool:
    with _whole("the weights file"):
        return bool(group.id.links.exists(name.encode()))


def _followed(item: h5py.Group, path: str) -> object:
    """What lies at `path`, step by step. Every link is looked at before it is followed."""
    for name in path.split("/"):
        if not isinstance(item, h5py.Group) or not _has(item, name):
            raise ValueError(f"the weights file has no {path!r}")
        with _whole(f"{path!r} in the weights file"):
            link = item.id.links.get_info(name.encode()).type
        if link != h5py.h5l.TYPE_HARD:
            words = {h5py.h5l.TYPE_SOFT: "a soft link", h5py.h5l.TYPE_EXTERNAL: "a link to another file"}
            raise ValueError(f"{path!r} in the weights file is {words.get(link, 'a strange link')}; none is followed")
        with _whole(f"{path!r} in the weights file"):
            item = item[name]
    return item


def _array(dataset: object, path: str, shape: tuple[int, ...]) -> np.ndarray:
    if not isinstance(dataset, h5py.Dataset):
        raise ValueError(f"{path!r} in the weights file is not an array")
    with _whole(f"{path!r} in the weights file"):
        made = dataset.id.get_create_plist()
        layout, filters, elsewhere = made.get_layout(), made.get_nfilters(), made.get_external_count()
    if layout == h5py.h5d.VIRTUAL or elsewhere:
        raise ValueError(f"{path!r} in the weights file takes its numbers from another file; none is opened")
    if layout not in LAYOUTS or filters:
        raise ValueError(f"{path!r} in the weights file is compressed or in chunks, as Keras never writes it")
    with _whole(f"{path!r} in the weights file"):
        stored_shape, dtype, stored = dataset.shape, dataset.dtype, dataset.id.get_storage_size()
    if stored_shape != shape:
        raise ValueError(f"{path!r} in the weights file has shape {stored_shape}, the architecture needs {shape}")
    if dtype.kind != "f" or dtype.itemsize > 8:
        raise ValueError(f"{path!r} in the weights file holds {dtype}, not floating-point numbers")
    if stored < prod(shape) * dtype.itemsize:
        raise ValueError(f"{path!r} in the weights file was never written: there are no numbers in it")
    with _whole(f"{path!r} in the weights file"), np.errstate(all="ignore"):
        return dataset[()].astype(np.float32)
