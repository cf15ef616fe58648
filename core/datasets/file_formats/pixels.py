"""From the numbers of a file to images: kept as bytes as they come in, in known ranges.

Grey ones become like MNIST's, 28 x 28; those in colour stay so, and as large as they are.
"""

from collections.abc import Sequence
from math import isqrt, prod

import numpy as np

from core import formats
from core.datasets.uci_digits import center_by_mass, enlarge
from core.digits.preparation import BOX, SIDE, resize

MOST_IMAGES = 100_000
MOST_PIXELS = 80_000_000  # in all images as the file has them
SMALLEST, LARGEST_SIDE = 4, 512
WHOLE = "0 to 255"
RANGES = {"0 to 1": (0.0, 1.0), "-0.5 to 0.5": (-0.5, 0.5), "-1 to 1": (-1.0, 1.0), WHOLE: (0.0, 255.0)}
SLACK = 1e-4
GREYS = {1: "0 and 1", 16: "0 to 16"}  # the largest whole number that a set has, where it is not 255


def side_of(count: int) -> int:
    """The side of a square of `count` pixels. Raises ValueError for what is no square, or a strange one."""
    side = isqrt(max(count, 0))
    if side * side != count or not SMALLEST <= side <= LARGEST_SIDE:
        raise ValueError(
            f"{count:,} pixels an image are no square from {SMALLEST} x {SMALLEST} to {LARGEST_SIDE} x {LARGEST_SIDE}; "
            "MNIST's have 784 = 28 x 28"
        )
    return side


def check_count(count: int, shape: Sequence[int]) -> None:
    """Raises ValueError for more images of a shape than are read."""
    if count > MOST_IMAGES:
        raise ValueError(f"{count:,} images are too many: at most {MOST_IMAGES:,} are read")
    if count * prod(shape) > MOST_PIXELS:
        raise ValueError(
            f"{count:,} images of {formats.shape(shape)} pixels are too many: at most {MOST_PIXELS // 1_000_000} "
            f"million pixels are read, {MOST_PIXELS // prod(shape):,} such images"
        )


class Pixels:
    """Images that come in pieces and are kept as bytes; the first piece that can say in which `range` they lie does.

    Zeros and ones cannot, but for bytes: until others come they are kept as they are. `shape` is that of one image,
    `(side, side)` or, in colour, `(height, width, 3)`. `where` says of which array or file they are, for the sentences.
    """

    def __init__(self, shape: tuple[int, ...], where: str, expected: int | None = None) -> None:
        self.shape, self._where, self._count = shape, where, 0
        room = min(MOST_IMAGES, MOST_PIXELS // prod(shape)) if expected is None else expected
        self._bytes = np.empty((room, *shape), np.uint8)
        self.range = ""

    def __len__(self) -> int:
        return self._count

    @property
    def images(self) -> np.ndarray:
        """uint8 `(n, *shape)`, as they came in."""
        return self._bytes[: self._count]

    def add(self, numbers: np.ndarray) -> None:
        """More images, `(n, ...)` of any kind of number. Raises ValueError for too many, or for unknown ranges."""
        after = self._count + len(numbers)
        check_count(after, self.shape)
        if len(numbers):
            self._bytes[self._count : after] = self._as_bytes(numbers.reshape(-1, *self.shape))
        self._count = after

    def decide(self, name: str) -> None:
        """Take what is kept as 0 and 1 for numbers of one of RANGES, unless its range is known already."""
        if self.range:
            return
        self.range = name
        if name != WHOLE:
            self.images[:] = _scaled(self.images, name)

    def _as_bytes(self, numbers: np.ndarray) -> np.ndarray:
        if numbers.dtype == np.uint8:
            self.decide(WHOLE)
            return numbers
        low, high = float(numbers.min()), float(numbers.max())
        if not np.isfinite([low, high]).all():
            raise ValueError(f"a pixel of {self._where} is no number, or has no end")
        is_whole = (
            low >= 0 and high <= 255 and (numbers.dtype.kind in "iub" or bool((numbers == np.rint(numbers)).all()))
        )
        if is_whole and high <= 1 and not self.range:
            return numbers.astype(np.uint8)
        if not self.range:
            self.decide(WHOLE if is_whole else self._range(low, high))
        first, last = RANGES[self.range]
        if low < first - SLACK or high > last + SLACK:
            raise ValueError(
                f"pixels of {self._where} begin in the range {self.range} and then go from {low:g} to {high:g}: "
                "a file has one range"
            )
        return _scaled(numbers, self.range)

    def _range(self, low: float, high: float) -> str:
        for name, (first, last) in RANGES.items():
            if first - SLACK <= low and high <= last + SLACK:
                return name
        raise ValueError(
            f"pixels of {self._where} go from {low:g} to {high:g}; read are {', '.join(RANGES)}, black to white"
        )


def _scaled(numbers: np.ndarray, name: str) -> np.ndarray:
    """Numbers of one of RANGES as bytes."""
    first, last = RANGES[name]
    scaled = (numbers.astype(np.float32) - np.float32(first)) * np.float32(255 / (last - first))
    return np.rint(np.clip(scaled, 0, 255)).astype(np.uint8)


def finish(several: Sequence[Pixels]) -> tuple[list[np.ndarray], list[str]]:
    """The images of all parts of a file, and sentences on what was done with them.

    uint8 `(n, 28, 28)` each, in colour `(n, height, width, 3)`. Raises ValueError for parts in colour of several sizes.
    """
    notes = []
    shapes = sorted({pixels.shape for pixels in several}, key=str)
    in_color = len(shapes[0]) == 3
    if len(shapes) > 1 and any(len(shape) == 3 for shape in shapes):
        kinds = formats.listed([formats.shape(shape) for shape in shapes])
        raise ValueError(f"its parts have images of {kinds}: bring one kind")
    known = [pixels.range for pixels in several if pixels.range]
    for pixels in several:
        pixels.decide(next((name for name in known if name != WHOLE), WHOLE))
    images = [pixels.images for pixels in several]
    largest = max((int(array.max()) for array in images if array.size), default=0)
    if {pixels.range for pixels in several} == {WHOLE} and 0 < largest <= max(GREYS):
        white = min(white for white in GREYS if largest <= white)
        images = [np.rint(array * np.float32(255 / white)).astype(np.uint8) for array in images]
        notes.append(f"Its pixels are {GREYS[white]}: the largest was taken for white.")
    elif other := sorted({pixels.range for pixels in several} - {WHOLE}):
        notes.append(f"Its pixels are {other[0]}: they are kept as 256 {'steps' if in_color else 'greys'}, 0 to 255.")
    if in_color:
        notes.append(f"Its images are in colour, {formats.times(shapes[0][:2])} pixels: they stay as they are.")
        return images, notes
    sides = {array.shape[1] for array in images}
    if sides != {SIDE}:
        notes.append(
            f"Its images are {' and '.join(f'{side} x {side}' for side in sorted(sides))}: {_what_is_done(sides)}"
        )
        images = [array if array.shape[1] == SIDE else _to_size(array) for array in images]
    return images, notes


def _what_is_done(sides: set[int]) -> str:
    if max(sides) <= BOX:
        return f"they are scaled to {BOX} x {BOX}, with their ink in the middle of {SIDE} x {SIDE}, as MNIST's."
    return f"they are scaled to {SIDE} x {SIDE}."


def _to_size(images: np.ndarray) -> np.ndarray:
    scaled = np.empty((len(images), SIDE, SIDE), np.uint8)
    for index, image in enumerate(images):
        scaled[index] = (
            center_by_mass(enlarge(image)) if len(image) <= BOX else np.rint(resize(image / 255, (SIDE, SIDE)) * 255)
        )
    return scaled
