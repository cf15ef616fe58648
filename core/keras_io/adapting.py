"""Making a network from elsewhere read our data sets' images: layers are put around it, its own stay as they are.

What is put before it scales its pixels to their range, and the picture to the size of a grey one: a network for colour
pictures is given them as it wants them. Behind it, softmax makes shares of its numbers where it does not do so itself.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import log_softmax

from core.datasets.catalogue import IMAGE_SHAPE
from core.datasets.loading import Split
from core.networks.architecture import INPUT, Architecture
from core.networks.layers import Activation, Dropout, Layer, Rescaling, Resizing
from core.networks.network import Network

CLASSES = 10
TRIED = 400
PRODUCTS = 6e9
TINY = 1e-37
HEATS = np.geomspace(0.02, 50, 24)
CLEARLY = 1.2  # times the least loss


@dataclass(frozen=True)
class Pixels:
    """What numbers a network was taught to read for black and for white: pixel * `scale` + `offset`."""

    scale: float
    offset: float


PIXELS = {
    "0 to 1": Pixels(1.0, 0.0),
    "0 to 255": Pixels(255.0, 0.0),
    "\u22121 to 1": Pixels(2.0, -1.0),
    "1 to 0, dark on light": Pixels(-1.0, 1.0),
    "255 to 0, dark on light": Pixels(-255.0, 255.0),
    "1 to \u22121, dark on light": Pixels(-2.0, 1.0),
}


def adapt(network: Network, pixels: str) -> tuple[Network, tuple[str, ...]]:
    """`(the network for images in [0, 1], names of the layers put around it)`.

    One for grey pictures reads 28x28 pixels from now on, one for pictures in colour those it always did.

    `pixels` is one of PIXELS. Raises ValueError for a network whose output is not a row of 2 to 10 numbers.
    """
    architecture = network.architecture
    outputs = architecture.shapes[-1]
    if len(outputs) != 1 or not 2 <= outputs[0] <= CLASSES:
        raise ValueError(
            f"it ends in numbers of shape {outputs}; a network here has one output for each class, 2 to {CLASSES}"
        )
    input_shape, before = _before(architecture, PIXELS[pixels])
    deciding = next((layer for layer in reversed(architecture.layers) if not isinstance(layer, Dropout)), None)
    gives_shares = deciding is not None and deciding.activation == "softmax"
    behind = () if gives_shares else (Activation("softmax", name=_free(architecture, "softmax")),)
    first = before[-1].name if before else INPUT
    inbound = ((name, tuple(first if at == INPUT else at for at in names)) for name, names in architecture.inbound)
    whole = Architecture((*before, *architecture.layers, *behind), input_shape, tuple(inbound))
    return Network(whole, network.weights), tuple(layer.name for layer in (*before, *behind))


def _before(architecture: Architecture, pixels: Pixels) -> tuple[tuple[int, int, int], list[Layer]]:
    """The shape of what is read, and the layers that it passes before the network's own."""
    input_shape, layers = architecture.input_shape, list[Layer]()
    if input_shape[2] == IMAGE_SHAPE[2] and input_shape != IMAGE_SHAPE:
        layers.append(Resizing(*input_shape[:2], name=_free(architecture, "to_its_size")))
        input_shape = IMAGE_SHAPE
    if pixels != PIXELS["0 to 1"]:
        layers.append(Rescaling(pixels.scale, pixels.offset, name=_free(architecture, "to_its_range")))
    return input_shape, layers


def _free(architecture: Architecture, name: str) -> str:
    """A name that none of the network's own layers has."""
    return name if name not in architecture.names else _free(architecture, f"{name}_")


@dataclass(frozen=True)
class Trial:
    """How a network does on `count` images when pixels are made so: the share it reads right, and its loss in nats.

    The loss is what it has at the temperature that suits it best (Guo et al. 2017): how sure it is of itself says
    nothing of its pixels.
    """

    accuracy: float
    loss: float
    count: int


def trials(network: Network, split: Split) -> dict[str, Trial]:
    """`{pixels: Trial}` for each of PIXELS, on some images of a split."""
    count = int(np.clip(PRODUCTS / max(network.architecture.multiply_adds, 1) / len(PIXELS), 10, TRIED))
    some = split.spread(count)
    found = {}
    for pixels in PIXELS:
        with np.errstate(all="ignore"):
            shares = adapt(network, pixels)[0].predict(some.images).astype(np.float64)
        right = float((shares.argmax(axis=1) == some.labels).mean())
        found[pixels] = Trial(right, _tempered_loss(shares, some.labels), len(some.labels))
    return found


def _tempered_loss(shares: np.ndarray, labels: np.ndarray) -> float:
    """Infinite where a share is no number."""
    logits = np.log(np.maximum(shares, TINY))
    if not np.isfinite(logits).all():
        return np.inf
    of_labels = np.arange(len(labels)), labels
    return min(float(-log_softmax(logits / heat, axis=1)[of_labels].mean()) for heat in HEATS)


def likeliest(found: dict[str, Trial]) -> str:
    """Which of PIXELS a network was taught by its `trials`: the most usual one that reads and suits about as the best.

    A network without large biases reads pixels of another scale nearly as well.
    """
    best = max(found.values(), key=lambda trial: trial.accuracy)
    chance = 2 * (best.accuracy * (1 - best.accuracy) / best.count) ** 0.5 + 1 / best.count
    able = {pixels: trial.loss for pixels, trial in found.items() if trial.accuracy >= best.accuracy - chance}
    return next(pixels for pixels, loss in able.items() if loss <= CLEARLY * min(able.values()))
