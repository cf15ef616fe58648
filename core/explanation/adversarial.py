"""Small changes of every pixel that make a network misread an image: the fast gradient sign, and what it costs.

Goodfellow, Shlens and Szegedy 2014, arXiv:1412.6572.
"""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from core.networks import backprop
from core.networks.layers.functions import softmax
from core.networks.network import Network, image_batch

SAMPLE = 1000
EPSILONS = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4)
AT_ONCE = 50


def gradient_signs(network: Network, images: ArrayLike, labels: np.ndarray) -> np.ndarray:
    """Which way every pixel has to go to make the true class less likely: -1, 0 or 1, `(n, height, width, channels)`.

    The sign of the gradient of the cross-entropy loss, 0 where that is no number; `images` as `image_batch` takes them,
    integer `labels` `(n,)`.
    """
    images = image_batch(images, network.architecture.input_shape)
    signs, count = np.empty(images.shape, np.int8), backprop.at_once(network, AT_ONCE)
    for start in range(0, len(images), count):
        some = slice(start, start + count)
        tape = backprop.forward_tape(network, images[some])
        towards = softmax(tape[-1].pre_activation)
        own = np.arange(len(towards)), labels[some]
        towards[own] = 0
        towards[own] = -towards.sum(axis=1)  # p - 1 without the loss of figures where p is nearly 1
        signs[some] = np.sign(np.nan_to_num(backprop.input_gradient(network, tape, towards)))
    return signs


def changed(images: np.ndarray, directions: np.ndarray, epsilon: float) -> np.ndarray:
    """Every pixel moved by `epsilon` along `directions`, of the images' shape, and kept within [0, 1].

    Raises ValueError where `epsilon` is not from 0 to 1.
    """
    if not 0 <= epsilon <= 1:
        raise ValueError(f"epsilon (={epsilon}) must lie between 0 and 1, from no change to black for white")
    return np.clip(images + np.float32(epsilon) * directions, 0, 1)


@dataclass(frozen=True, eq=False)
class Attack:
    """The accuracy of `victim` on images changed against `against`, at every one of EPSILONS."""

    against: Network
    victim: Network
    images: np.ndarray
    labels: np.ndarray

    def partial_results(self) -> Generator[tuple[float, ...], None, None]:
        """Accuracies so far, a longer tuple each time."""
        images = image_batch(self.images, self.against.architecture.input_shape)
        directions = gradient_signs(self.against, images, self.labels)
        accuracies: tuple[float, ...] = ()
        for epsilon in EPSILONS:
            answers = self.victim.predict(changed(images, directions, epsilon)).argmax(axis=1)
            accuracies += (float((answers == self.labels).mean()),)
            yield accuracies

    def share(self, accuracies: tuple[float, ...]) -> float:
        """What is worked out with these accuracies, from 0 to 1."""
        return len(accuracies) / len(EPSILONS)
