"""Which pixels speak for an answer: saliency, integrated gradients, occlusion and Grad-CAM, in numpy, with their words.

A method takes a network, one image `(height, width, channels)` as float32 in [0, 1], and a label (an index into the
classes), and returns float32 `(height, width)`. It speaks of the class's logit, before softmax. `METHODS` holds one
record each: a method that is put there is on the dashboard.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np

from core.networks import backprop, changed_pieces
from core.networks.architecture import Architecture
from core.networks.changed_pieces import Pieces
from core.networks.network import Network

FEWEST_STEPS, MOST_STEPS = 16, 512
COMPLETE = 0.01
AT_ONCE = 100
SIDE = 5


@dataclass(frozen=True)
class Method:
    """One way to ask which pixels speak for an answer: its function, and what a person should know of it.

    `attribute(network, image, label)` gives the map. `meaning` says what its numbers are: "signed" for and against the
    class, or an "activation", at least 0, that only says how much; `unit` names them. `title` is its name on the
    screen, `question` what it asks, `weakness` what it cannot say ({cells} stands for the size of the last
    convolution's maps), `paper` a Markdown link to its source, `all_zero` what a map of zeros says. `note` is said
    under the picture: {total} is the sum of the map, {change} that of the logit from black to the image, {error}
    how far they are apart.
    """

    name: str
    attribute: Callable[[Network, np.ndarray, int], np.ndarray]
    meaning: Literal["signed", "activation"]
    unit: str
    title: str
    question: str
    weakness: str
    paper: str
    all_zero: str
    needs_convolution: bool = False
    note: str = ""


def _input_gradients(network: Network, images: np.ndarray, label: int) -> np.ndarray:
    """How the logit of a class changes with every pixel: `(n_images, height, width, channels)`."""
    tape = backprop.forward_tape(network, images)
    return backprop.input_gradient(network, tape, _one_hot(tape[-1].pre_activation, label))


def _one_hot(scores: np.ndarray, label: int) -> np.ndarray:
    """Shaped like the logits `(n_images, classes)`: one in the column of the class, zero elsewhere."""
    direction = np.zeros_like(scores)
    direction[:, label] = 1
    return direction


def saliency(network: Network, image: np.ndarray, label: int) -> np.ndarray:
    """How much the logit changes with each pixel, without its sign: float32 `(height, width)`, at least 0.

    Of several colour channels the largest counts. In logits per unit of brightness (black 0, white 1). `image` is
    float32 `(height, width, channels)` in [0, 1]. Simonyan, Vedaldi and Zisserman 2013, arXiv:1312.6034.
    """
    return np.abs(_input_gradients(network, image[None], label)[0]).max(axis=-1)


def integrated_gradients(network: Network, image: np.ndarray, label: int) -> np.ndarray:
    """What each pixel adds to the logit on the way from black to the image: float32 `(height, width)`, signed.

    The mean slope along the way, by Gauss's and Legendre's places and weights, times the pixel. All pixels together add
    up to the change of the logit; the places are doubled until that is so to 1 %, or there are 512 (where ReLUs open
    and shut all along the way). `image` is float32 `(height, width, channels)` in [0, 1]. Sundararajan, Taly and Yan
    2017, arXiv:1703.01365.
    """
    black, whole = network.logits(np.stack([np.zeros_like(image), image]))[:, label]
    steps, parts = FEWEST_STEPS, _along_the_way(network, image, label, FEWEST_STEPS)
    while steps < MOST_STEPS and abs(parts.sum() - (whole - black)) > COMPLETE * abs(whole - black):
        steps *= 2
        parts = _along_the_way(network, image, label, steps)
    return parts


def _along_the_way(network: Network, image: np.ndarray, label: int, steps: int) -> np.ndarray:
    """The mean slope by `steps` places between black and the image, times the image: float32 `(height, width)`."""
    brightness, weights = _quadrature(steps)
    slope, count = np.zeros(image.shape), backprop.at_once(network, AT_ONCE)
    for start in range(0, steps, count):
        some = slice(start, start + count)
        darkened = brightness[some, None, None, None] * image
        slope += np.tensordot(weights[some], _input_gradients(network, darkened, label), 1)
    return (slope * image).sum(axis=-1).astype(np.float32)


@cache
def _quadrature(steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Places from 0 to 1, float32, and weights that add up to 1, float64: Gauss's and Legendre's."""
    places, weights = np.polynomial.legendre.leggauss(steps)
    return ((places + 1) / 2).astype(np.float32), weights / 2


def occlusion(network: Network, image: np.ndarray, label: int, side: int = SIDE) -> np.ndarray:
    """How much the logit falls when a black square covers the place: float32 `(height, width)`, signed.

    The square of `side` pixels, an odd number, is centred on each pixel in turn and cut off at the picture's edge.
    `image` is float32 `(height, width, channels)` in [0, 1]. Zeiler and Fergus 2013, arXiv:1311.2901. Raises ValueError
    for a side that is no odd number.
    """
    height, width, _ = image.shape
    if not (isinstance(side, int) and side % 2 and side >= 1):
        raise ValueError(f"side (={side}) must be an odd number of pixels, at least 1")
    near = [np.abs(np.arange(size)[:, None] - np.arange(size)) <= side // 2 for size in (height, width)]
    places = np.argwhere(near[0] @ image.any(axis=-1) @ near[1])
    losses, whole = np.zeros((height, width), np.float32), network.logits(image[None])[0, label]
    losses[tuple(places.T)] = whole - changed_pieces.logits(network, image, _squares(image, places, side))[:, label]
    return losses


def _squares(image: np.ndarray, places: np.ndarray, side: int) -> Pieces:
    """What black squares around `places` `(n, 2)` cover; where they are cut off, the picture beside them too."""
    corners, near = [], []
    for middles, size in zip(places.T, image.shape[:2], strict=True):
        corners.append(np.clip(middles - side // 2, 0, max(size - side, 0)))
        near.append(np.abs(corners[-1][:, None] + np.arange(min(side, size)) - middles[:, None]) <= side // 2)
    rows, columns = (corner[:, None] + np.arange(there.shape[1]) for corner, there in zip(corners, near, strict=True))
    covered = near[0][:, :, None] & near[1][:, None]
    return Pieces(image[rows[:, :, None], columns[:, None]] * ~covered[..., None], *corners)


def grad_cam(network: Network, image: np.ndarray, label: int, name: str | None = None) -> np.ndarray:
    """Where the maps of a convolution, the last unless `name` says, speak for the class: at least 0.

    Each map is weighed by the mean of the logit's slope over its cells, the sum cut off at zero, and every pixel gets
    the cells around it, linearly between their middles: float32 `(height, width)`. `image` is float32
    `(height, width, channels)` in [0, 1]. Selvaraju and others 2016, arXiv:1610.02391. Raises ValueError for a network
    without a convolution, and for a `name` that is none of them.
    """
    convolutions = network.architecture.convolutions
    if not convolutions:
        raise ValueError("the network has no convolution: there are no maps that Grad-CAM could weigh")
    name = name or convolutions[-1]
    if name not in convolutions:
        raise ValueError(f"name (={name!r}) must be a convolution of the network: {', '.join(convolutions)}")
    tape = backprop.forward_tape(network, image[None])
    maps = network.activations(image)[name]
    gradients = backprop.backward(network, tape, _one_hot(tape[-1].pre_activation, label))
    slopes = next(gradient for stage, gradient in gradients if stage == name)
    weights = slopes.mean(axis=(1, 2), keepdims=True)
    cells = np.maximum((weights * maps).sum(axis=-1)[0], 0)
    return _cells_to_pixels(cells, network.architecture, name)


def _cells_to_pixels(cells: np.ndarray, architecture: Architecture, name: str) -> np.ndarray:
    """From a layer's cells to pixels: each cell stands at the middle of what it sees, in between it is linear."""
    sizes = architecture.input_shape[:2]
    for axis, (middles, size) in enumerate(zip(cell_middles(architecture, name), sizes, strict=True)):
        cells = np.apply_along_axis(_line_to_pixels, axis, cells, middles, size)
    return cells.astype(np.float32)


def cell_middles(architecture: Architecture, name: str) -> tuple[np.ndarray, ...]:
    """The rows, then the columns of pixels in the middle of what a layer's cells see; NaN where that is none.

    Two float64 arrays, `(cell rows,)` and `(cell columns,)`. Where all cells see the same, as behind a
    GroupNormalization, they stand evenly.
    """
    return tuple(map(_middles, architecture.receptive_fields(name)))


def _middles(receptive_field: np.ndarray) -> np.ndarray:
    """Of what the cells of one axis see, boolean `(cells, pixels)`."""
    cells, pixels = receptive_field.shape
    if receptive_field.all():
        return (np.arange(cells) + 0.5) * pixels / cells - 0.5
    return np.array([np.flatnonzero(row).mean() if row.any() else np.nan for row in receptive_field])


def _line_to_pixels(line: np.ndarray, middles: np.ndarray, size: int) -> np.ndarray:
    """A line of cells as a line of `size` pixels; a cell that sees no pixel has no middle (NaN) and does not count."""
    known = np.isfinite(middles)
    return np.interp(np.arange(size), middles[known], line[known])


METHODS: dict[str, Method] = {
    method.name: method
    for method in (
        Method(
            name="saliency",
            attribute=saliency,
            meaning="activation",
            unit="change of the logit",
            title="Saliency",
            question="How much would the answer change if this pixel changed a little?",
            weakness="It knows only the smallest change: where a ReLU is shut it is silent, elsewhere it is noisy. It "
            "does not tell for from against.",
            paper="[Simonyan, Vedaldi, Zisserman 2013](https://arxiv.org/abs/1312.6034)",
            all_zero="Nothing: no small change of any pixel changes this logit.",
        ),
        Method(
            name="integrated_gradients",
            attribute=integrated_gradients,
            meaning="signed",
            unit="part of the logit",
            title="Integrated gradients",
            question="What did this pixel add to the answer on the way from black to this image? All of it adds up to "
            "the change.",
            weakness="Everything hangs on the start: from black, a black pixel can never have a part, although the "
            "hole of a 0 may be what decides.",
            paper="[Sundararajan, Taly, Yan 2017](https://arxiv.org/abs/1703.01365)",
            all_zero="Nothing: no pixel has a part in this logit.",
            note="All pixels add up to {total}; from black to this image the logit changes by {change}. They differ by "
            "{error}, because the way is gone in steps.",
        ),
        Method(
            name="occlusion",
            attribute=occlusion,
            meaning="signed",
            unit="loss of the logit",
            title="Occlusion",
            question="How much does the answer lose when a black square of 5 x 5 pixels covers this place?",
            weakness="The square's size decides what can be seen, and the network has never learnt from a covered "
            "digit.",
            paper="[Zeiler, Fergus 2013](https://arxiv.org/abs/1311.2901)",
            all_zero="Nothing: covering changes nothing.",
        ),
        Method(
            name="grad_cam",
            attribute=grad_cam,
            meaning="activation",
            unit="weighed maps",
            title="Grad-CAM",
            question="Where do the last convolution's maps fire that speak for the answer?",
            weakness="It is as coarse as the last maps (here {cells}), and what speaks against the answer is cut off.",
            paper="[Selvaraju and others 2016](https://arxiv.org/abs/1610.02391)",
            all_zero="Nothing: taken together, the maps speak against this class everywhere.",
            needs_convolution=True,
        ),
    )
}
