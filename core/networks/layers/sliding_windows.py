"""Windows that slide over pictures: where they begin, what lies under them, and the zeros that "same" puts around."""

from collections.abc import Callable
from functools import lru_cache
from math import prod

import numpy as np

from core.formats import times

PADDINGS = ("valid", "same")
Pair = tuple[int, int]


def same_padding(size: int, window: int, stride: int) -> Pair:
    """`(before, after)`: the zeros that TensorFlow's "same" puts around `size` pixels; an odd one goes after."""
    total = max((-(-size // stride) - 1) * stride + window - size, 0)
    return total // 2, total - total // 2


def slide(size: int, window: int, stride: int, padding: str) -> range:
    """First input index of every place a `window` takes along `size` pixels; "same" starts before 0."""
    before, after = same_padding(size, window, stride) if padding == "same" else (0, 0)
    return range(-before, size + after - window + 1, stride)


def reach(size: int, window: int, stride: int, padding: str) -> list[list[int]]:
    """Along one axis, the input indices behind each output index; padded places are left out."""
    starts = slide(size, window, stride, padding)
    return [[i for i in range(start, start + window) if 0 <= i < size] for start in starts]


def pad(batch: np.ndarray, window: Pair, strides: Pair, padding: str, value: float) -> np.ndarray:
    """`(n, height, width, channels)` with `value` around it, as far as `padding` says."""
    if padding == "valid":
        return batch
    rows, columns = (same_padding(n, k, s) for n, k, s in zip(batch.shape[1:3], window, strides, strict=True))
    if not any(rows + columns):
        return batch
    n, height, width, channels = batch.shape
    padded = np.full((n, height + sum(rows), width + sum(columns), channels), value, batch.dtype)
    padded[:, rows[0] : rows[0] + height, columns[0] : columns[0] + width] = batch
    return padded  # `np.pad` takes five times as long


def shifted(padded: np.ndarray, row: int, column: int, strides: Pair, height: int, width: int) -> np.ndarray:
    """Of every window, the cell at `(row, column)`: `(n, height, width, channels)`, a view."""
    return padded[:, row :: strides[0], column :: strides[1]][:, :height, :width]


def windows(padded: np.ndarray, window: Pair, strides: Pair, height: int, width: int) -> np.ndarray:
    """All windows, one beside the other: `(n, height, width, window rows, window columns, channels)`, a view."""
    padded = np.ascontiguousarray(padded)
    image, row, column, channel = padded.strides
    shape = (len(padded), height, width, *window, padded.shape[3])
    steps = (image, strides[0] * row, strides[1] * column, row, column, channel)
    return np.ndarray(shape, padded.dtype, padded, strides=steps)  # `as_strided` takes three times as long


def rows(windows: np.ndarray) -> np.ndarray:
    """A row for each of `windows`, as that function gives them: `(n * height * width, numbers in a window)`.

    Copied in the order in which most numbers lie side by side: that of a window's channels, or where there is only
    one, that of the picture's columns.
    """
    size = prod(windows.shape[3:])
    if windows.shape[5] == 1:
        return windows.transpose(3, 4, 5, 0, 1, 2).reshape(size, -1).T
    return windows.reshape(-1, size)


def hand_back(
    inputs: np.ndarray, window: Pair, strides: Pair, padding: str, handed: Callable[[int, int], np.ndarray]
) -> np.ndarray:
    """A gradient shaped like `inputs`: what every place of the window hands back, added up.

    `handed(row, column)` is that of one cell of all windows, `(n, height, width, channels)`.
    """
    padded = pad(np.zeros_like(inputs), window, strides, padding, 0)
    for row, column in np.ndindex(*window):
        given = handed(row, column)
        view = shifted(padded, row, column, strides, *given.shape[1:3])
        view += given
    if padding == "valid":
        return padded
    top, left = (same_padding(n, k, s)[0] for n, k, s in zip(inputs.shape[1:3], window, strides, strict=True))
    return padded[:, top : top + inputs.shape[1], left : left + inputs.shape[2]]


@lru_cache
def places(kind: str, window: Pair, strides: Pair, padding: str, input_shape: tuple[int, ...]) -> Pair:
    """`(height, width)` of the places that a window takes. Raises ValueError where there is none."""
    need_picture(kind, input_shape)
    height, width = (len(slide(n, k, s, padding)) for n, k, s in zip(input_shape[:2], window, strides, strict=True))
    if not height or not width:
        raise ValueError(f"{kind} window {times(window)} does not fit a {times(input_shape[:2])} input")
    return height, width


def need_picture(kind: str, input_shape: tuple[int, ...]) -> None:
    """Raises ValueError for a row of units."""
    if len(input_shape) != 3:
        raise ValueError(f"{kind} needs a picture (height, width, channels), not {times(input_shape)}")


def starts(window: Pair, strides: Pair, padding: str, shape: tuple[int, ...]) -> tuple[range, range]:
    """The first rows and the first columns of every window over a picture of `shape`; "same" begins before it."""
    rows, columns = (
        slide(size, length, stride, padding) for size, length, stride in zip(shape[:2], window, strides, strict=True)
    )
    return rows, columns


def cut(maps: np.ndarray, origin: Pair, size: Pair) -> tuple[np.ndarray, np.ndarray]:
    """`(window, inside)`: `maps` `(height, width, channels)` cut at `origin`; beyond the border zeros, not inside."""
    rows, columns = (start + np.arange(length) for start, length in zip(origin, size, strict=True))
    inside = np.logical_and.outer((rows >= 0) & (rows < maps.shape[0]), (columns >= 0) & (columns < maps.shape[1]))
    nearest = np.ix_(rows.clip(0, maps.shape[0] - 1), columns.clip(0, maps.shape[1] - 1))
    return np.where(inside[:, :, None], maps[nearest], 0.0), inside


def windows_with(
    index: tuple[int, ...], window: Pair, strides: Pair, padding: str, shape: tuple[int, ...]
) -> dict[Pair, Pair]:
    """`{(row, column) of the result: the place in its window}` for every window that holds the cell at `index`."""
    rows, columns = (
        {place: at - start for place, start in enumerate(along) if 0 <= at - start < length}
        for at, along, length in zip(index[:2], starts(window, strides, padding, shape), window, strict=True)
    )
    return {(row, column): (down, right) for row, down in rows.items() for column, right in columns.items()}


def padding_code(window: Pair, strides: Pair, padding: str, shape: tuple[int, ...], fill: str = "") -> str:
    """The line of Keras that writes out the padding which "same" adds to `inputs`; none for "valid"."""
    if padding == "valid":
        return ""
    rows, columns = (
        same_padding(size, length, stride) for size, length, stride in zip(shape[:2], window, strides, strict=True)
    )
    return f"inputs = keras.ops.pad(inputs, ({rows}, {columns}, (0, 0)){fill})\n"


def cut_code(index: tuple[int, ...], window: Pair, strides: Pair) -> str:
    """`12:15, 5:8`: the rows and columns of padded `inputs` that the window of a cell covers."""
    ends = ((at * stride, at * stride + length) for at, stride, length in zip(index, strides, window, strict=False))
    return ", ".join(f"{start}:{end}" for start, end in ends)
