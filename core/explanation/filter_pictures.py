"""The filter pictures of a whole network: for every convolution, the picture that excites each filter most."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.explanation.ascent_runs import Climb, Climbed
from core.explanation.gradient_ascent import Ascent, Objective, noise
from core.networks.architecture import Architecture
from core.networks.network import Network, image_batch

# Smooth steps are large and shrink: 40 of them come to a higher mean activation than 256 of the text's.
RECIPES = {
    "smooth": Ascent(40, step_size=0.35, decay=0.1, warm_up=8, jitter=2, blur=0.4, total_variation=0.3),
    "as in the text": Ascent(step_size=1 / 255),
}
LEAK = 0.01


@dataclass(frozen=True, eq=False)
class Sheet:
    """The pictures of one layer's filters by one recipe: `climbed` from noise, all of them.

    Those of the `stuck` filters (indices) were tried again from the mean training image: `rescued`, or None.
    """

    climbed: Climbed
    stuck: np.ndarray
    rescued: Climbed | None


def start_from_noise(architecture: Architecture, channels: Sequence[int]) -> np.ndarray:
    """The start of these filters' pictures: the same noise for the same filter, whichever climb with it."""
    return noise(channels, architecture.input_shape)


def from_noise(network: Network, name: str, channels: tuple[int, ...], ascent: Ascent) -> Climb:
    """The climb of some filters of a layer as the source text begins it."""
    return Climb(network, Objective(name, channels), start_from_noise(network.architecture, channels), ascent)


def rescue(network: Network, name: str, channels: tuple[int, ...], ascent: Ascent, mean: np.ndarray) -> Climb:
    """The climb of filters that have no gradient, from the mean image: a shut ReLU lets a hundredth through.

    `mean` is a picture in [0, 1], as `image_batch` takes it.
    """
    start = np.repeat(image_batch(mean, network.architecture.input_shape), len(channels), axis=0)
    return Climb(network, Objective(name, channels, leak=LEAK), start, ascent)


def sheet(network: Network, name: str, ascent: Ascent, mean: np.ndarray) -> Sheet:
    """The Sheet of a layer. Imports TensorFlow where the climb is long."""
    channels = tuple(range(network.architecture.output_shape(name)[-1]))
    climbed = Climbed.of(list(from_noise(network, name, channels, ascent).partial_results()))
    stuck = np.flatnonzero(~climbed.moved)
    again = rescue(network, name, tuple(stuck.tolist()), ascent, mean) if len(stuck) else None
    return Sheet(climbed, stuck, Climbed.of(list(again.partial_results())) if again else None)
