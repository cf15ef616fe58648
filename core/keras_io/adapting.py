"""Making a network from elsewhere read our data sets' images: layers are put around it, its own stay as they are.

What is put before it scales its pixels to their range, and the picture to the size of a grey one: a network for colour
pictures is given them as it wants them. What is put behind it (`answering`) makes shares of its numbers where it does
not do so itself.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import scipy

from core.datasets.catalogue import IMAGE_SHAPE
from core.datasets.loading import Split
from core.keras_io import answering
from core.networks.architecture import INPUT, Architecture
from core.networks.layers import Layer, Rescaling, Resizing, ZeroPadding2D
from core.networks.network import Network

PADDED, BORDER = (32, 32, 1), ((2, 2), (2, 2))
TRIED = 400
PRODUCTS = 6e9
TINY = 1e-37
HEATS = np.geomspace(0.02, 50, 24)
CLEARLY = 1.2  # times the least loss
SURELY = 4.0  # standard deviations above chance
DECIMALS = 4


@dataclass(frozen=True)
class Pixels:
    """What numbers a network was taught to read for black and for white: pixel * `scale` + `offset`."""

    scale: float
    offset: float


PIXELS = {
    "0 to 1": Pixels(1.0, 0.0),
    "0 to 255": Pixels(255.0, 0.0),
    "\u22121 to 1": Pixels(2.0, -1.0),
    "\u22120.5 to 0.5": Pixels(1.0, -0.5),
    "\u22120.4242 to 2.8215": Pixels(1 / 0.3081, -0.1307 / 0.3081),  # less MNIST's mean, by its standard deviation
    "1 to 0, dark on light": Pixels(-1.0, 1.0),
    "255 to 0, dark on light": Pixels(-255.0, 255.0),
    "1 to \u22121, dark on light": Pixels(-2.0, 1.0),
}


LARGEST_PIXEL = 1000.0
PAIR = re.compile(r"([\u2212\d.]+) to ([\u2212\d.]+)")


def pair(black: float, white: float) -> str:
    """What any two numbers for black and white are called, as the names of PIXELS are; one of these where it fits.

    Raises ValueError for equal ones, or such that are none.
    """
    for what, number in (("black", black), ("white", white)):
        if not abs(number) <= LARGEST_PIXEL:
            raise ValueError(f"{what} (={number:g}) must be a number from {-LARGEST_PIXEL:g} to {LARGEST_PIXEL:g}")
    if round(black - white, DECIMALS) == 0:
        raise ValueError(f"black and white are both {black:g}: a picture needs two different numbers")
    black, white = (round(number, DECIMALS) + 0.0 for number in (black, white))  # no -0
    said = " to ".join(
        f"{number:.{DECIMALS}f}".rstrip("0").rstrip(".").replace("-", "\u2212") for number in (black, white)
    )
    return next((name for name in PIXELS if name.split(",")[0] == said), said)


def black_and_white(pixels: str) -> tuple[float, float]:
    """What numbers a network is given for black and for white: of one of PIXELS, or of a `pair`."""
    found = pixels_of(pixels)
    return round(found.offset, DECIMALS), round(found.scale + found.offset, DECIMALS)


def pixels_of(pixels: str) -> Pixels:
    """The Pixels that one of PIXELS, or a `pair`, names. Raises ValueError for another name."""
    if pixels in PIXELS:
        return PIXELS[pixels]
    if not (found := PAIR.fullmatch(pixels)):
        raise ValueError(f"pixels {pixels!r} is not one of {', '.join(PIXELS)}, nor two numbers, as 0 to 1")
    black, white = (float(number.replace("\u2212", "-")) for number in found.groups())
    return Pixels(white - black, black)


def adapt(network: Network, pixels: str, is_padded: bool = False) -> tuple[Network, tuple[str, ...]]:
    """`(the network for images in [0, 1], names of the layers put around it)`.

    One for grey pictures reads 28x28 pixels from now on, one for pictures in colour those it always did.

    `pixels` is one of PIXELS, or a `pair`; `is_padded` where a picture gets a black border, as `can_pad`
    allows, instead of being scaled. Raises ValueError for a network whose outputs are no answer.
    """
    architecture = network.architecture
    ending = answering.ending(architecture)
    input_shape, before = _before(architecture, pixels_of(pixels), is_padded)
    first = before[-1].name if before else INPUT
    inbound = ((name, tuple(first if at == INPUT else at for at in names)) for name, names in architecture.inbound)
    layers = (*before, *ending.layers, *ending.behind)
    whole = Architecture(layers, input_shape, tuple(inbound), architecture.frozen)
    added = tuple(layer.name for layer in (*before, *ending.behind))
    return Network(whole, network.weights | ending.weights), added


def can_pad(architecture: Architecture) -> bool:
    """Whether a network may have been taught with a black border around 28x28 pixels: LeNet's 32x32 are made so."""
    return architecture.input_shape == PADDED


def _before(architecture: Architecture, pixels: Pixels, is_padded: bool) -> tuple[tuple[int, int, int], list[Layer]]:
    """The shape of what is read, and the layers that it passes before the network's own."""
    input_shape, layers = architecture.input_shape, list[Layer]()
    if input_shape[2] == IMAGE_SHAPE[2] and input_shape != IMAGE_SHAPE:
        name = architecture.free_name("to_its_size")
        layers.append(ZeroPadding2D(BORDER, name=name) if is_padded else Resizing(*input_shape[:2], name=name))
        input_shape = IMAGE_SHAPE
    if pixels != PIXELS["0 to 1"]:
        layers.append(Rescaling(pixels.scale, pixels.offset, name=architecture.free_name("to_its_range")))
    return input_shape, layers


@dataclass(frozen=True)
class Trial:
    """How a network does on `count` images when pixels are made so: the share it reads right, and its loss in nats.

    The loss is what it has at the temperature that suits it best (Guo et al. 2017): how sure it is of itself says
    nothing of its pixels. `chance` is the share that the same answer to all of them would have right. `is_padded` where
    a picture has its size by a black border, and not by scaling, which is read less.
    """

    accuracy: float
    loss: float
    count: int
    chance: float = 0.0
    is_padded: bool = False

    @property
    def beats_chance(self) -> bool:
        """Whether it reads more than somebody may who looks at none of the images."""
        return self.accuracy > self.chance + SURELY * (self.chance * (1 - self.chance) / self.count) ** 0.5

    @property
    def is_read(self) -> bool:
        """Whether it reads so many that these must be what it has learnt: halfway from chance to all."""
        return self.accuracy > (self.chance + 1) / 2


def trials(network: Network, split: Split, ranges: Collection[str] = tuple(PIXELS)) -> dict[str, Trial]:
    """`{pixels: Trial}` for each of PIXELS, or of other `ranges`, on some images of a split."""
    count = int(np.clip(PRODUCTS / max(network.architecture.multiply_adds, 1) / len(PIXELS), 10, TRIED))
    some = split.evenly(count)
    chance = float(np.bincount(some.labels).max() / len(some))
    found = {}
    ways = (False, True) if can_pad(network.architecture) else (False,)
    for pixels in ranges:
        tried = []
        for is_padded in ways:
            with np.errstate(all="ignore"):
                probabilities = adapt(network, pixels, is_padded)[0].predict(some.images).astype(np.float64)
            right = float((probabilities.argmax(axis=1) == some.labels).mean())
            tried.append(Trial(right, _tempered_loss(probabilities, some.labels), len(some.labels), chance, is_padded))
        found[pixels] = max(tried, key=lambda trial: (trial.accuracy, -trial.loss))
    return found


def _tempered_loss(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Infinite where a share is no number."""
    logits = np.log(np.maximum(probabilities, TINY))
    if not np.isfinite(logits).all():
        return np.inf
    of_labels = np.arange(len(labels)), labels
    return min(float(-scipy.special.log_softmax(logits / heat, axis=1)[of_labels].mean()) for heat in HEATS)


def likeliest(found: dict[str, Trial]) -> str:
    """Which of PIXELS a network was taught by its `trials`: the most usual one that reads and suits about as the best.

    A network without large biases reads pixels of another scale nearly as well. Where none reads more than by chance it
    is the usual one.
    """
    if not any(trial.beats_chance for trial in found.values()):
        return next(iter(PIXELS))
    best = max(found.values(), key=lambda trial: trial.accuracy)
    chance = 2 * (best.accuracy * (1 - best.accuracy) / best.count) ** 0.5 + 1 / best.count
    able = {pixels: trial.loss for pixels, trial in found.items() if trial.accuracy >= best.accuracy - chance}
    return next(pixels for pixels, loss in able.items() if loss <= CLEARLY * min(able.values()))
