"""Changing kernels inside a trained network: a slice of a filter is replaced, and everything behind it follows."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from core.networks.layers import Convolution
from core.networks.network import Network

LARGEST = 1e6

Edit = tuple[tuple[str, int, int], ArrayLike]


def check_kernel(values: ArrayLike) -> np.ndarray:
    """`values` as a float32 kernel slice `(height, width)`. Raises ValueError where a number is none or too large."""
    kernel = np.array(values, dtype=np.float64)
    if kernel.ndim != 2 or not kernel.size:
        raise ValueError(f"a kernel slice has rows and columns, not the shape {kernel.shape}")
    odd = np.argwhere(~(np.abs(kernel) <= LARGEST))
    if len(odd):
        row, column = odd[0]
        raise ValueError(
            f"the weight in row {row}, column {column} is {kernel[row, column]:g}; "
            f"it must be a number from {-LARGEST:g} to {LARGEST:g}"
        )
    return kernel.astype(np.float32)


def edited(network: Network, edits: Iterable[Edit]) -> Network:
    """The network with kernel slices replaced: `edits` are `((layer, filter, input channel), slice)`; the last wins.

    Raises ValueError for a layer without kernels, a place that is not there, or a slice of another size.
    """
    weights = dict(network.weights)
    for (name, filter_index, in_channel), values in edits:
        if not isinstance(network.architecture.layer(name), Convolution):
            raise ValueError(f"layer {name!r} has no kernels to edit")
        old, kernel = weights[f"{name}/kernel"], check_kernel(values)
        if not (0 <= filter_index < old.shape[3] and 0 <= in_channel < old.shape[2]):
            raise ValueError(
                f"{name} has no slice for filter {filter_index} and input channel {in_channel}:"
                f" its shape is {old.shape}"
            )
        if kernel.shape != old.shape[:2]:
            raise ValueError(f"the slice is {kernel.shape}, the kernels of {name} are {old.shape[:2]}")
        new = old.copy()
        new[:, :, in_channel, filter_index] = kernel
        weights[f"{name}/kernel"] = new
    return Network(network.architecture, weights)


def fit(kernel: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """A kernel brought to another size about its middle: rows and columns of zeros are added, or outer ones cut off."""
    fitted = np.zeros(shape, dtype=np.float32)
    overlaps = [_overlap(old, new) for old, new in zip(kernel.shape, shape, strict=True)]
    fitted[tuple(to for to, _ in overlaps)] = kernel[tuple(source for _, source in overlaps)]
    return fitted


def _overlap(old: int, new: int) -> tuple[slice, slice]:
    """The slices of `new` and `old` places that lie on each other when the middles do."""
    shift = (new - old) // 2
    return slice(max(shift, 0), min(shift + old, new)), slice(max(-shift, 0), min(new - shift, old))


TURNS = {
    "rotated": np.rot90,
    "mirrored": np.fliplr,
    "negated": np.negative,
}


def random_kernel(shape: tuple[int, ...], standard_deviation: float, seed: int) -> np.ndarray:
    """Normal weights with mean 0, float32, the same for the same seed."""
    return np.random.default_rng(seed).normal(0, standard_deviation, shape).astype(np.float32)
