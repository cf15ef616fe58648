"""What can be said and shown of weights: statistics, histograms, kernel slices, orientation, responses to an image."""

from math import prod

import numpy as np

from core.networks.architecture import INPUT, Architecture
from core.networks.image_fitting import COLORS
from core.networks.layers import Conv2D, Convolution, Dense, Placing, Reshape, WeightedLayer
from core.networks.network import Network


def slices(kernel: np.ndarray, channel: int) -> np.ndarray:
    """The kernel slices that read input channel `channel`, one per filter: `(filters, height, width)`.

    Raises IndexError for a channel that the kernel does not read.
    """
    if not 0 <= channel < kernel.shape[2]:
        raise IndexError(f"input channel {channel} is outside 0 to {kernel.shape[2] - 1}")
    return np.moveaxis(kernel[:, :, channel], -1, 0)


def in_color(kernel: np.ndarray) -> np.ndarray:
    """Kernels that read colours, each as one picture of its three slices: `(filters, height, width, 3)`.

    Raises ValueError for a kernel that does not read three channels.
    """
    if kernel.shape[2] != len(COLORS):
        raise ValueError(f"a kernel in colour has {len(COLORS)} slices, not {kernel.shape[2]}")
    return np.moveaxis(kernel, -1, 0)


def reads_colors(architecture: Architecture, name: str) -> bool:
    """Whether each filter of a layer has three slices for the red, green and blue of the picture.

    So it is too where the picture is only rescaled, resized or otherwise passed on with its three channels before.
    """
    layer, sources = architecture.layer(name), architecture.sources(name)
    if not isinstance(layer, Conv2D) or architecture.source_shapes(name)[0][2:] != (len(COLORS),):
        return False
    while sources != (INPUT,):
        if len(sources) > 1 or isinstance(architecture.layer(sources[0]), Conv2D | Dense):
            return False
        sources = architecture.sources(sources[0])
    return architecture.input_shape[2] == len(COLORS)


def neuron_pictures(kernel: np.ndarray, input_shape: tuple[int, int, int]) -> np.ndarray:
    """The weights of a dense layer that reads pixels, as pictures: `(inputs, units)` to `(units, height, width)`.

    Raises ValueError where the inputs are not the pixels of a grey picture.
    """
    height, width, channels = input_shape
    if kernel.shape[0] != height * width or channels != 1:
        raise ValueError(f"{kernel.shape[0]} inputs are not the {height}x{width} pixels of a grey picture")
    return kernel.T.reshape(-1, height, width)


def drawable_layers(architecture: Architecture) -> tuple[str, ...]:
    """Names of the layers whose weights are pictures: convolutions, and a dense layer that reads the pixels."""
    picture = architecture.input_shape
    as_a_row = (prod(picture),)
    names, pixels = [], {INPUT} if picture[2] == 1 else set()
    for layer, input_shape in zip(architecture.layers, architecture.input_shapes, strict=True):
        reads_pixels = pixels.issuperset(architecture.sources(layer.name)) and input_shape in (picture, as_a_row)
        if isinstance(layer, Convolution) or (isinstance(layer, Dense) and reads_pixels and input_shape == as_a_row):
            names.append(layer.name)
        is_moved = isinstance(layer, Placing) and not isinstance(layer, Reshape)  # a pixel then stands elsewhere
        if reads_pixels and not isinstance(layer, WeightedLayer) and not is_moved:
            pixels.add(layer.name)
    return tuple(names)


def own_pictures(network: Network, name: str) -> np.ndarray | None:
    """The weights of each channel of a layer as one picture, `(channels, height, width)`; None where they are none."""
    if name not in drawable_layers(network.architecture):
        return None
    weights = network.weights[f"{name}/kernel"]
    if weights.ndim == 2:
        return neuron_pictures(weights, network.architecture.input_shape)
    return slices(weights, 0) if weights.shape[2] == 1 else None


def convolve(
    image: np.ndarray, kernel: np.ndarray, strides: tuple[int, int] = (1, 1), padding: str = "valid"
) -> np.ndarray:
    """Slide `kernel` over `image`: the signed result, before any bias or ReLU, float32.

    `image` `(height, width)` or `(height, width, channels)`, `kernel` `(kernel_height, kernel_width[, channels])`;
    without strides and padding it gives `(height - kernel_height + 1, width - kernel_width + 1)`. As in every
    deep-learning library the kernel is not flipped, so this is what a mathematician calls cross-correlation. Raises
    ValueError where shapes disagree.
    """
    image, kernel = np.atleast_3d(image).astype(np.float32), np.atleast_3d(kernel).astype(np.float32)
    if image.shape[2] != kernel.shape[2]:
        raise ValueError(f"the image has {image.shape[2]} channels and the kernel reads {kernel.shape[2]}")
    height, width = kernel.shape[:2]
    layer = Conv2D(1, (height, width), strides, padding, activation="linear")
    return layer.forward(image[np.newaxis], kernel[..., np.newaxis], np.zeros(1, np.float32))[0, :, :, 0]


def orientation(kernel: np.ndarray) -> np.ndarray:
    """How upright the edges are that each filter answers to: `(filters,)` from -1 to 1.

    Within each slice, minus its mean, the weights are split as in an analysis of variance: what only depends on the
    column answers to vertical edges, what only depends on the row to horizontal ones, the rest to neither. The score
    is (vertical - horizontal) / all, in squares summed over input channels; 0 for a filter without contrast.
    """
    centered = kernel - kernel.mean(axis=(0, 1), keepdims=True)
    height, width = kernel.shape[:2]
    vertical = height * (centered.mean(axis=0) ** 2).sum(axis=(0, 1))
    horizontal = width * (centered.mean(axis=1) ** 2).sum(axis=(0, 1))
    everything = (centered**2).sum(axis=(0, 1, 2))
    flat = everything <= 1e-12 * (kernel**2).sum(axis=(0, 1, 2))
    return np.where(flat, 0.0, (vertical - horizontal) / np.where(flat, 1.0, everything))


HAND_MADE = {
    "vertical edges": np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]) / 4,
    "horizontal edges": np.array([[1, 2, 1], [0, 0, 0], [-1, -2, -1]]) / 4,
    "outline": np.array([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]) / 8,
    "blur": np.ones((3, 3)) / 9,
    "sharpen": np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]]) / 1.0,
    "identity": np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]]) / 1.0,
}
