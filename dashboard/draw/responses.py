"""What one filter or neuron makes of an image, step by step: the numbers, the scene and the sentence."""

from dataclasses import dataclass
from math import ceil

import numpy as np

from core import formats
from core.inspection.kernels import convolve, reads_colors
from core.networks.image_fitting import COLORS
from core.networks.layers import Convolution, DepthwiseConv2D
from core.networks.layers.functions import ACTIVATIONS, relu
from core.networks.network import as_seen
from dashboard.draw.mosaics import color_bar, gallery
from dashboard.draw.ranges import positive_range, symmetric_range
from dashboard.draw.scenes import Scene, Text, Tiles
from dashboard.text import sentences


@dataclass(frozen=True)
class Response:
    """The image as it is read, the signed response before the activation and that after it; a neuron's is one number.

    `kernel` is drawn beside them where it is one small picture. `signed` is a picture too: the response map of a
    filter, or a neuron's weight times pixel at every pixel.
    """

    image: np.ndarray
    signed: np.ndarray
    signed_title: str
    after: np.ndarray | None
    kernel: np.ndarray | None = None
    total: float | None = None
    has_bias: bool = True
    function: str = "relu"

    @property
    def activation(self):
        """`ReLU`; what the activation is called."""
        return ACTIVATIONS[self.function].title

    @property
    def total_in_words(self):
        """What a neuron's numbers come to."""
        bias = " and the bias" if self.has_bias else ""
        return f"all products{bias} add up to **{formats.number(self.total)}**"


def of_channel(network, image, layer, channel):
    """The `Response` of one channel of a layer of the network."""
    before, after = next(arrays for one, *arrays in network.steps(image) if one.name == layer.name)
    (picture,) = as_seen(image, network.architecture.input_shape)
    weights = network.kernel(layer.name)[..., channel]
    if isinstance(layer, Convolution):
        kernel = _drawable(network.architecture, layer, weights)
        bent = layer.activation != "linear"
        title = f"before {layer.function_name}" if bent else "response"
        after = after[0, :, :, channel] if bent else None
        return Response(picture, before[0, :, :, channel], title, after, kernel, function=layer.activation)
    read = list(network.activations(image).values())[network.architecture.index(layer.name) - 1]
    products = (weights * read[0]).reshape(picture.shape)
    total = float(before[0, channel])
    return Response(
        picture,
        products,
        "weight x pixel",
        None,
        total=total,
        has_bias=layer.use_bias,
        function=layer.activation,
    )


def _grey(image):
    """`(height, width)` in [0, 1]; of an image in colour how bright it is."""
    return as_seen(image, (*np.shape(image)[:2], 1))[0]


def _drawable(architecture, layer, weights):
    """The weights `(height, width, channels)` of one filter as they are drawn, where they are one small picture."""
    if reads_colors(architecture, layer.name):
        return weights
    return weights[:, :, 0] if weights.shape[2] == 1 else None


def by_hand(image, kernel, strides=(1, 1), padding="valid"):
    """The `Response` of a kernel made by hand, which has no bias."""
    picture = _grey(image)
    signed = convolve(picture, kernel, strides, padding)
    return Response(picture, signed, "before ReLU", relu(signed), kernel)


def scene(response, title, together=(), of_kernel=None):
    """A function of the width: its parts side by side; all Responses in `together` share their colours.

    The kernel is coloured within the limits `of_kernel`, or its own.
    """
    signed = np.stack([one.signed for one in together or [response]])
    maps = [(response.image, "ink", (0, 1), title, None)]
    if response.kernel is not None:
        meaning, decimals = ("signed", 1) if response.kernel.ndim == 2 else ("ink", None)
        maps.append((response.kernel, meaning, of_kernel or symmetric_range(response.kernel), "kernel", decimals))
    maps.append((response.signed, "signed", symmetric_range(signed), response.signed_title, None))
    if response.after is not None:
        maps.append((response.after, *_colors_after(response, signed), f"after {response.activation}", None))
    bars = tuple(color_bar(meaning, limits, title) for _, meaning, limits, title, _ in maps if title.startswith(SCALED))
    alt = f"{title}: {caption_of(response)}"
    batches = [(values[None], (caption,)) for values, _, _, caption, _ in maps]

    def at(width):
        fitting = max(int((width + GAP) // (SMALLEST + GAP)), 1)
        in_row = ceil(len(maps) / ceil(len(maps) / fitting))
        side = min((width + GAP) / in_row - GAP, LARGEST)
        tiles, texts = [], []
        for place, (_, meaning, limits, caption, decimals) in enumerate(maps):
            values, names = batches[place]
            left, top = place % in_row * (side + GAP), place // in_row * (side + ABOVE) + ABOVE
            tiles.append(
                Tiles(
                    caption,
                    values,
                    meaning,
                    limits,
                    names,
                    left,
                    top,
                    side / max(values.shape[1:3]),
                    1,
                    decimals=decimals,
                    clickable=False,
                )
            )
            texts.append(Text(left, top, caption, size=0.82, lift=14))
        height = ceil(len(maps) / in_row) * (side + ABOVE) + 2
        return Scene(width, height, alt, tuple(tiles), tuple(texts), bars=bars, largest=1.2)

    return at


GAP, ABOVE, SMALLEST, LARGEST = 14, 30, 125, 220  # pixels: between pictures, for a caption, a picture's side
SCALED = ("before ", "after ", "response", "weight x pixel")


def _colors_after(response, signed):
    """`(meaning, limits)` of the response after the activation; ReLU keeps the range of what is above zero."""
    if response.function == "relu":
        return "activation", positive_range(signed)
    if (response.after < 0).any():
        return "signed", symmetric_range(response.after)
    return "activation", positive_range(response.after)


def caption_of(response):
    if not np.isfinite(response.signed).all():
        return "what comes out are no numbers: the training went wrong"
    low, high = formats.number(response.signed.min()), formats.number(response.signed.max())
    if response.function != "relu":
        return _caption_of_other(response, low, high)
    if response.total is not None:
        verdict = "stays" if response.total > 0 else "becomes 0"
        does = "fires" if response.total > 0 else "stays silent"
        return f"{response.total_in_words}, which {verdict} after ReLU: this neuron {does}"
    fires = (response.signed > 0).mean()
    return f"from {low} to {high} before ReLU; {formats.percent(float(fires))} of the map is above zero and stays"


def _caption_of_other(response, low, high):
    """Of activations other than ReLU, which cut nothing off."""
    name, does = response.activation, ACTIVATIONS[response.function].does
    if response.total is not None:
        return f"{response.total_in_words}; then {name}: {does}"
    if response.after is None:
        return f"from {low} to {high}"
    after = f"from {formats.number(response.after.min())} to {formats.number(response.after.max())}"
    return f"from {low} to {high} before {name}, {after} after it"


def caption(response, truth, index):
    return f"Image {index}, {truth}: {caption_of(response)}."


def kernels_caption(name, layer, weights, maps, part):
    """What the mosaic of kernels shows, in this network's numbers."""
    if isinstance(layer, Convolution):
        slices = _shown(weights, part)
        return (
            f"`{name}` holds one array of shape {formats.shape(weights.shape)}: kernel height, kernel width, "
            f"{_read_by(layer)}, number of filters.{slices} The strongest weight shown is {sentences.strongest(maps)}."
        )
    return (
        f"The {formats.count(layer.units, 'neuron')} of `{name}`, each with a weight for every pixel, drawn where the "
        "pixel is. A neuron fires when the ink lies on its positive places: move the digit, and it misses them."
    )


def color_slices(kernel, limits):
    """The three slices `(height, width, 3)` of a kernel that reads colours, side by side, signed, by their names."""
    slices, bars = np.moveaxis(kernel, -1, 0), (color_bar("signed", limits, "weight"),)
    names = tuple(f"slice that reads {color}" for color in COLORS)
    return gallery("slices", slices, names, COLORS, 3, None, "signed", limits, side=105, bars=bars, decimals=1)


def _shown(weights, part):
    """Which slices of the kernels are shown; `part` is an input channel, or None where all are, as colours."""
    if part is None:
        return (
            " Each is drawn as one tile, its slices for red, green and blue laid over one another: a weight of zero is "
            "half bright, so that grey means that no colour counts; the most negative weight of all is dark and the "
            "most positive one bright. On the right, the same slices are apart, with their signs."
        )
    return "" if weights.shape[2] == 1 else f" Shown are the slices that read input channel {part}."


def _read_by(layer):
    """What the third number of a kernel's shape counts."""
    if isinstance(layer, DepthwiseConv2D):
        return "one input channel, which each filter has for itself"
    return "input channels"


def orientation_words(scores, channel):
    if scores is None:
        return ""
    score = scores[channel]
    kind = "vertical edges" if score > 0.4 else "horizontal edges" if score < -0.4 else "no single direction"
    return f" Orientation {formats.signed(score)}: it answers to {kind}."


def range_words(layer, weights, in_color=False):
    """What the colour bar of the mosaic says of its range."""
    if not isinstance(layer, Convolution):
        return "weight; half the full range of the whole run, stronger ones in the end colours"
    if in_color:
        return "weight, of red, green and blue each; one range for all, the same at every moment"
    slices = " slices of the layer" if weights.shape[2] > 1 else ""
    return f"weight; one range for all{slices}, the same at every moment"
