"""Arrays of a stranger's .npy or idx file, read row by row: their header is believed only as far as bytes follow."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

import numpy as np

from core.datasets.file_formats import class_labels, pixels
from core.datasets.file_formats.pixels import Pixels
from core.datasets.own_data_set import MOST_CLASSES
from core.networks.image_fitting import LARGEST
from core.untrusted.sources import Source, Stream

NPY = b"\x93NUMPY"
IDX_TYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
AT_ONCE = 4 << 20  # bytes
BY_COLUMNS = 160 << 20  # bytes of an array that can only be read whole
LARGEST_LABELS = 64 << 20
LAST_LETTER = 0x10FFFF  # that Unicode has


@dataclass(frozen=True, eq=False)
class StoredArray:
    """An array in a file: what its header says, and the `stream` of its numbers, which is read once."""

    name: str
    dtype: np.dtype
    shape: tuple[int, ...]
    by_columns: bool
    stream: Stream

    def pieces(self) -> Iterator[np.ndarray]:
        """Rows, some megabytes at a time. Raises ValueError where there are fewer than the header says."""
        if self.by_columns and len(self.shape) > 1:
            yield self._whole()
            return
        of_row = prod(self.shape[1:]) * self.dtype.itemsize
        at_once = max(AT_ONCE // max(of_row, 1), 1)
        for first in range(0, self.shape[0], at_once):
            rows = min(at_once, self.shape[0] - first)
            yield np.frombuffer(self._bytes(rows * of_row), self.dtype).reshape(rows, *self.shape[1:])

    def _whole(self) -> np.ndarray:
        count = prod(self.shape) * self.dtype.itemsize
        if count > BY_COLUMNS:
            raise ValueError(
                f"array {self.name!r} is stored by columns and has {count >> 20} MB; so only {BY_COLUMNS >> 20} MB are "
                "read: save np.ascontiguousarray of it"
            )
        return np.frombuffer(self._bytes(count), self.dtype).reshape(self.shape, order="F")

    def _bytes(self, count: int) -> bytes:
        try:
            return self.stream.exactly(count)
        except ValueError as error:
            raise ValueError(f"array {self.name!r} of shape {self.shape}: {error}") from error

    def images(self) -> Pixels:
        """As images, whatever the shape says of rows, columns and one channel."""
        shape = self._image_shape()
        pixels.check_count(self.shape[0], shape)
        found = Pixels(shape, repr(self.name), self.shape[0])
        for piece in self.pieces():
            found.add(piece if piece.shape[1:] == shape or len(shape) == 2 else np.moveaxis(piece, 1, -1))
        return found

    def _image_shape(self) -> tuple[int, ...]:
        if self.dtype.kind not in "iufb":
            raise ValueError(f"array {self.name!r} holds {self.dtype}, and pixels are numbers")
        match self.shape:
            case (_, count):
                return self._square(count), self._square(count)
            case (_, height, width) | (_, height, width, 1) | (_, 1, height, width) if height == width:
                return self._square(height * width), self._square(height * width)
            case (_, height, width, 3) | (_, 3, height, width):
                if min(height, width) >= pixels.SMALLEST and max(height, width) <= LARGEST:
                    return height, width, 3
                raise ValueError(
                    f"array {self.name!r} has shape {self.shape}: images in colour are {pixels.SMALLEST} to {LARGEST} "
                    "pixels high and wide"
                )
        raise ValueError(
            f"array {self.name!r} has shape {self.shape}; images are (n, 28, 28), (n, 28, 28, 1) or (n, 784), "
            f"or another square, in grey, and in colour (n, 32, 32, 3), up to {LARGEST} a side"
        )

    def _square(self, count: int) -> int:
        try:
            return pixels.side_of(count)
        except ValueError as error:
            raise ValueError(f"array {self.name!r} of shape {self.shape}: {error}") from error

    def labels(self) -> np.ndarray:
        """As labels `(n,)`."""
        if (
            prod(self.shape) > pixels.MOST_IMAGES * MOST_CLASSES
            or prod(self.shape) * self.dtype.itemsize > LARGEST_LABELS
        ):
            raise ValueError(f"array {self.name!r} of shape {self.shape} is too large for labels")
        if not self.shape:
            raise ValueError(f"array {self.name!r} is a single value; labels are one an image")
        pieces = list(self.pieces())
        whole = np.concatenate(pieces) if pieces else np.zeros(self.shape, self.dtype)
        if (
            whole.dtype.kind == "U"
            and (whole.view(np.dtype("u4").newbyteorder(whole.dtype.byteorder)) > LAST_LETTER).any()
        ):
            raise ValueError(f"array {self.name!r} has words in it that are not made of letters")
        return class_labels.flat(whole, f"array {self.name!r}")

    @property
    def could_be_images(self) -> bool:
        """Whether its shape is one of images, whatever it is called."""
        try:
            self._image_shape()
        except ValueError:
            return False
        return True


def npy(source: Source, name: str) -> StoredArray:
    """The array of an .npy file. Raises ValueError for one of objects, which only a pickle could bring back."""
    stream = source.open()
    try:
        version = np.lib.format.read_magic(stream)
        header = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}[version]
        shape, by_columns, dtype = header(stream)
    except Exception as error:  # a damaged header raises nearly anything
        raise ValueError(f"array {name!r} has a header that cannot be read") from error
    if dtype.hasobject:
        raise ValueError(f"array {name!r} holds Python objects, which are never read; save numbers")
    if dtype.names or dtype.subdtype or dtype.itemsize == 0 or any(size < 0 for size in shape):
        raise ValueError(f"array {name!r} holds {str(dtype)[:60]}, not plain numbers or words")
    return StoredArray(name, dtype, shape, by_columns, stream)


def is_idx(head: bytes) -> bool:
    """Whether a file begins as an idx file does: two zeros, a type, a number of axes."""
    return len(head) >= 8 and head[:2] == b"\0\0" and head[2] in IDX_TYPES and 1 <= head[3] <= 4


def idx(source: Source) -> StoredArray:
    """The array of an idx file: two zero bytes, the type, how many axes, their sizes, the numbers."""
    stream = source.open()
    _, _, kind, axes = stream.exactly(4)
    shape = tuple(np.frombuffer(stream.exactly(4 * axes), ">u4").tolist())
    return StoredArray(source.name, np.dtype(IDX_TYPES[kind]), shape, False, stream)
