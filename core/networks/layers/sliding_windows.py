"""Windows that slide over pictures: where they begin, what lies under them, and the zeros that "same" puts around."""

import numpy as np

PADDINGS = ("valid", "same")


def same_padding(size, window, stride):
    """`(before, after)`: the zeros that TensorFlow's "same" puts around `size` pixels; an odd one goes after."""
    total = max((-(-size // stride) - 1) * stride + window - size, 0)
    return total // 2, total - total // 2


def slide(size, window, stride, padding):
    """First input index of every place a `window` takes along `size` pixels; "same" starts before 0."""
    before, after = same_padding(size, window, stride) if padding == "same" else (0, 0)
    return range(-before, size + after - window + 1, stride)


def reach(size, window, stride, padding):
    """Along one axis, the input indices behind each output index; padded places are left out."""
    starts = slide(size, window, stride, padding)
    return [[i for i in range(start, start + window) if 0 <= i < size] for start in starts]


def pad(batch, window, strides, padding, value):
    """`(n, height, width, channels)` with `value` around it, as far as `padding` says."""
    if padding == "valid":
        return batch
    rows, columns = (same_padding(n, k, s) for n, k, s in zip(batch.shape[1:3], window, strides, strict=True))
    if not any(rows + columns):
        return batch
    return np.pad(batch, ((0, 0), rows, columns, (0, 0)), constant_values=value)


def shifted(padded, row, column, strides, height, width):
    """Of every window, the cell at `(row, column)`: `(n, height, width, channels)`, a view."""
    return padded[:, row :: strides[0], column :: strides[1]][:, :height, :width]


def places(layer, window, input_shape):
    """`(height, width)` of the places that a window takes. Raises ValueError where there is none."""
    need_picture(layer, input_shape)
    height, width = (
        len(slide(n, k, s, layer.padding)) for n, k, s in zip(input_shape[:2], window, layer.strides, strict=True)
    )
    if not height or not width:
        raise ValueError(f"{layer.kind} window {times(window)} does not fit a {times(input_shape[:2])} input")
    return height, width


def need_picture(layer, input_shape):
    """Raises ValueError for a row of units."""
    if len(input_shape) != 3:
        raise ValueError(f"{layer.kind} needs a picture (height, width, channels), not {times(input_shape)}")


def times(sizes):
    return "x".join(map(str, sizes))
