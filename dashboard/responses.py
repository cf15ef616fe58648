"""What one filter or neuron makes of an image, step by step: the numbers, the scene and the sentence."""

from dataclasses import dataclass

import numpy as np

from core.arrays import positive_range, symmetric_range
from core.kernels import convolve
from core.layers import Conv2D, relu
from core.networks import image_batch
from dashboard import words
from dashboard.pictures import color_bar
from dashboard.scenes import Scene, Text, Tiles


@dataclass(frozen=True)
class Stages:
    """The image, the signed response before ReLU and the response after it; a neuron's response is one number.

    `signed` is a picture: the response map of a filter, or a neuron's weight times pixel at every pixel.
    """

    image: np.ndarray
    signed: np.ndarray
    signed_title: str
    after: np.ndarray | None
    total: float | None = None


def of_channel(network, image, layer, channel):
    """The `Stages` of one channel of a layer of the network."""
    before = network.pre_activations(image)[layer.name][0]
    after = network.activations(image)[layer.name][0]
    picture = image_batch(image)[0, :, :, 0]
    if isinstance(layer, Conv2D):
        return Stages(picture, before[:, :, channel], "before ReLU", after[:, :, channel])
    weights = network.kernel(layer.name)[:, channel].reshape(picture.shape)
    return Stages(picture, weights * picture, "weight x pixel", None, float(before[channel]))


def by_hand(image, kernel, name):
    """The `Stages` of a kernel made by hand, which has no bias."""
    picture = image_batch(image)[0, :, :, 0]
    signed = convolve(picture, kernel)
    return Stages(picture, signed, f"{name}, signed", relu(signed))


def scene(stages, title):
    """The stages side by side."""
    maps = [(stages.image, "ink", (0, 1), title)]
    maps.append((stages.signed, "signed", symmetric_range(stages.signed), stages.signed_title))
    if stages.after is not None:
        maps.append((stages.after, "activation", positive_range(stages.signed), "after ReLU"))
    side, gap = 100, 8
    tiles, texts = [], []
    for at, (values, meaning, limits, caption) in enumerate(maps):
        left, scale = at * (side + gap), side / values.shape[0]
        tiles.append(Tiles(caption, values[None], meaning, limits, (caption,), left, 0, scale, 1, clickable=False))
        texts.append(Text(left, 0, caption, size=0.82, lift=14))
    bars = tuple(color_bar(meaning, limits, caption) for _, meaning, limits, caption in maps[1:])
    alt = f"{title}: {caption_of(stages)}"
    return Scene(3 * side + 2 * gap, side, alt, tuple(tiles), tuple(texts), bars=bars, margin=(30, 2), largest=2.4)


def caption_of(stages):
    if stages.total is not None:
        verdict = "stays" if stages.total > 0 else "becomes 0"
        return (
            f"all products and the bias add up to **{words.number(stages.total)}**, "
            f"which {verdict} after ReLU: this neuron {'fires' if stages.total > 0 else 'stays silent'}"
        )
    fires = (stages.signed > 0).mean()
    return (
        f"from {words.number(stages.signed.min())} to {words.number(stages.signed.max())} before ReLU; "
        f"{words.percent(float(fires))} of the map is above zero and stays"
    )


def caption(stages, truth, index):
    return f"On this {truth} (image {index}): {caption_of(stages)}."


def kernels_caption(name, layer, weights, maps, part):
    """What the mosaic of kernels shows, in this network's numbers."""
    if isinstance(layer, Conv2D):
        slices = "" if weights.shape[2] == 1 else f" Shown are the slices that read input channel {part}."
        return (
            f"`{name}` holds one array of shape {words.shape(weights.shape)}: kernel height, kernel width, "
            f"input channels, number of filters.{slices} Strongest weight {words.number(np.abs(maps).max())}."
        )
    return (
        f"The {layer.units} neurons of `{name}`, each with a weight for every pixel, drawn where the pixel is. "
        "A neuron fires when the ink lies on its positive places: move the digit, and it misses them."
    )


def orientation_words(scores, channel):
    if scores is None:
        return ""
    score = scores[channel]
    kind = "vertical edges" if score > 0.4 else "horizontal edges" if score < -0.4 else "no single direction"
    return f" Orientation {score:+.2f}: it answers to {kind}.".replace("-", "\u2212")
