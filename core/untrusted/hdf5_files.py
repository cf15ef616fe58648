"""A stranger's HDF5 file, by name: nothing is followed out of the file, nothing large is made in vain."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from math import prod

import h5py
import numpy as np

START = b"\x89HDF\r\n\x1a\n"
LAYOUTS = (h5py.h5d.CONTIGUOUS, h5py.h5d.COMPACT)
MOST_NAMES = 1000  # in one group or one attribute
LARGEST_ATTRIBUTE = 4 << 20  # bytes


@contextmanager
def opened(content: bytes) -> Iterator[h5py.File]:
    """The file whose bytes `content` are. Raises ValueError for a damaged one; so do all that read from it."""
    with _whole("the weights file"):
        file = h5py.File(io.BytesIO(content), "r")
    try:
        yield file
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


def has(group: h5py.Group, name: str) -> bool:
    """Whether the group has a member of this name; nothing of it is read."""
    with _whole("the weights file"):
        return bool(group.id.links.exists(name.encode()))


def names(file: h5py.File, path: str) -> list[str]:
    """Of what a group holds, as far as they are text; none where there is no such group.

    Raises ValueError for more than MOST_NAMES.
    """
    try:
        found = group(file, path)
    except ValueError:
        return []
    with _whole(f"{path!r} in the weights file"):
        if len(found) > MOST_NAMES:
            raise ValueError
        return [name for name in found if isinstance(name, str)]  # h5py gives bytes that are no UTF-8 as they are


def group(file: h5py.File, path: str) -> h5py.Group:
    """The group at a path. Raises ValueError where there is none."""
    found = _followed(file, path)
    if not isinstance(found, h5py.Group):
        raise ValueError(f"{path!r} in the weights file is not a group")
    return found


def attribute(group: h5py.Group, name: str) -> str | list[str] | None:
    """A text, or a list of at most MOST_NAMES texts; None where there is no such attribute, or it is none of them."""
    with _whole(f"attribute {name!r} in the weights file"):
        if name not in group.attrs:
            return None
        found = group.attrs.get_id(name)
        count = prod(found.shape or ())
        if count > MOST_NAMES or count * found.dtype.itemsize > LARGEST_ATTRIBUTE:
            return None
        values = np.asarray(group.attrs[name]).tolist()
        texts = values if isinstance(values, list) else [values]
        if not all(isinstance(text, str | bytes) for text in texts):
            return None
        texts = [text.decode() if isinstance(text, bytes) else text for text in texts]
        return texts if isinstance(values, list) else texts[0]


def _followed(item: h5py.Group, path: str) -> object:
    """What lies at `path`, step by step. Every link is looked at before it is followed."""
    for name in path.split("/"):
        if not isinstance(item, h5py.Group) or not has(item, name):
            raise ValueError(f"the weights file has no {path!r}")
        with _whole(f"{path!r} in the weights file"):
            link = item.id.links.get_info(name.encode()).type
        if link != h5py.h5l.TYPE_HARD:
            words = {h5py.h5l.TYPE_SOFT: "a soft link", h5py.h5l.TYPE_EXTERNAL: "a link to another file"}
            raise ValueError(f"{path!r} in the weights file is {words.get(link, 'a strange link')}; none is followed")
        with _whole(f"{path!r} in the weights file"):
            item = item[name]
    return item


def array(file: h5py.File, path: str, shape: tuple[int, ...]) -> np.ndarray:
    """The float32 array at `path`, if it has this shape, which is compared before an array is made.

    Raises ValueError, one sentence, for a dataset that is missing, of another shape, never written, not of
    floating-point numbers, compressed, or not in this file: behind a soft or external link, in another file's bytes, or
    virtual.
    """
    dataset = _followed(file, path)
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
    is_bfloat16 = dtype.kind == "V" and dtype.itemsize == 2 and not dtype.names  # HDF5 has no such kind
    if not is_bfloat16 and (dtype.kind != "f" or dtype.itemsize > 8):
        raise ValueError(f"{path!r} in the weights file holds {dtype}, not floating-point numbers")
    if stored < prod(shape) * dtype.itemsize:
        raise ValueError(f"{path!r} in the weights file was never written: there are no numbers in it")
    with _whole(f"{path!r} in the weights file"), np.errstate(all="ignore"):
        numbers = dataset[()]
        if is_bfloat16:  # the upper half of a float32
            return (numbers.view(np.uint16).astype(np.uint32) << 16).view(np.float32).reshape(shape)
        return numbers.astype(np.float32)
