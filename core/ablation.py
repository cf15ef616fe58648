"""What a network loses when channels are switched off: one at a time, and greedily together."""

import json
from dataclasses import dataclass

import numpy as np

from core import paths
from core.activations import ACTIVATIONS
from core.layers import Conv2D, Dense
from core.networks import Network, image_batch

SAMPLE = 1000
TOGETHER = 8
CANDIDATES = 32
FILE = "ablation.json"


def layers(architecture):
    """Names of the layers whose channels can be switched off: those that learn, but for the answer."""
    learning = [layer.name for layer in architecture.layers if isinstance(layer, Conv2D | Dense)]
    return tuple(name for name in learning[:-1] if architecture.layer(name).activation != "softmax")


def without(network, name, channels):
    """The network with some channels of a layer switched off: their weights and bias are zero, and so is all they give.

    Raises ValueError for a channel or a layer that cannot be switched off.
    """
    if name not in layers(network.architecture):
        raise ValueError(f"layer {name!r} cannot be switched off; it is not one of {layers(network.architecture)}")
    count = network.architecture.output_shape(name)[-1]
    if outside := [channel for channel in channels if not 0 <= channel < count]:
        raise ValueError(f"channel {outside[0]} is outside 0 to {count - 1}")
    kernel, bias = network.kernel(name).copy(), network.bias(name).copy()
    kernel[..., list(channels)] = 0
    bias[list(channels)] = 0
    return Network(network.architecture, {**network.weights, f"{name}/kernel": kernel, f"{name}/bias": bias})


@dataclass(frozen=True, eq=False)
class Ranking:
    """Right answers of `count` images: `whole` with all channels, `alone[channel]` without that one.

    `order` holds channels switched off one after the other, up to half of the layer, each time the one whose loss costs
    most on top of the others; `together` the right answers after each.
    """

    count: int
    whole: int
    alone: np.ndarray
    order: np.ndarray
    together: np.ndarray

    def to_json(self):
        lists = {name: getattr(self, name).tolist() for name in ("alone", "order", "together")}
        return {"count": self.count, "whole": self.whole, **lists}

    @classmethod
    def from_json(cls, content):
        lists = (np.array(content[name], dtype=int) for name in ("alone", "order", "together"))
        return cls(content["count"], content["whole"], *lists)


def rank(network, name, images, labels, progress=lambda share: None):
    """The Ranking of a layer's channels on `images` with `labels`; `progress` hears the share that is done.

    The next layer that learns adds up what each channel gives it: a channel is switched off by subtracting its part
    of those sums. Among channels that cost as many right answers, the one counts as worse without which the truth is
    given less probability. The greedy steps try the 32 channels that cost most in the step before. Raises ValueError
    for weights that are no numbers.
    """
    if odd := [key for key, array in network.weights.items() if not np.isfinite(array).all()]:
        raise ValueError(f"{odd[0]} holds weights that are no numbers, so nothing can be ranked")
    rest = _Rest(network, name, image_batch(images, network.architecture.input_shape))
    channels = rest.values.shape[-1]
    steps = max(min(TOGETHER, channels // 2), 1)
    tries = channels + sum(min(CANDIDATES, channels - step) for step in range(1, steps))
    done = 0

    def scores(sums, candidates):
        nonlocal done
        found = {}
        for channel in candidates:
            found[channel] = rest.score(sums - rest.part(channel), labels)
            done += 1
            progress(done / tries)
        return found

    left = scores(rest.sums, range(channels))
    alone = [right for right, _ in left.values()]
    order, together, sums = [], [], rest.sums
    while len(order) < steps:
        if order:
            left = scores(sums, sorted(left, key=left.get)[:CANDIDATES])
        worst = min(left, key=left.get)
        order.append(worst)
        together.append(left.pop(worst)[0])
        sums = sums - rest.part(worst)
    return Ranking(len(labels), rest.score(rest.sums, labels)[0], *map(np.array, (alone, order, together)))


class _Rest:
    """The network behind a layer: what the next layer that learns reads of each channel, and the way to the answer."""

    def __init__(self, network, name, images):
        architecture = network.architecture
        at = architecture.index(name)
        following = architecture.layers[at + 1 :]
        self.reader = next(layer for layer in following if isinstance(layer, Conv2D | Dense))
        before = architecture.names[architecture.index(self.reader.name) - 1]
        values = next(values for layer, _, values in network.steps(images) if layer.name == before)
        channels = architecture.output_shape(name)[-1]
        self.network = network
        self.behind = architecture.layers[architecture.index(self.reader.name) + 1 :]
        self.kernel, bias = network.kernel(self.reader.name), network.bias(self.reader.name)
        self.sums = self.reader.forward(values, self.kernel, bias)
        if isinstance(self.reader, Dense):
            values = values.reshape(len(images), -1, channels)
            self.kernel = self.kernel.reshape(-1, channels, self.reader.units)
        self.values = values

    def part(self, channel):
        """What one channel adds to the reader's sums."""
        values = np.ascontiguousarray(self.values[..., channel])
        if isinstance(self.reader, Dense):
            return values @ self.kernel[:, channel]
        nothing = np.zeros(self.reader.filters, np.float32)
        return self.reader.forward(values[..., None], self.kernel[:, :, channel : channel + 1], nothing)

    def score(self, sums, labels):
        """Right answers, and what the last layer gives the true classes in all, where the reader's sums are these."""
        answers = ACTIVATIONS[self.reader.activation](sums)
        for _, _, later in self.network.onward(answers, self.behind):
            answers = later
        truth = answers[np.arange(len(labels)), labels].sum(dtype=np.float64)
        return int((answers.argmax(axis=1) == labels).sum()), float(truth)


def measure_run(run, split, progress=lambda share: None):
    """`{layer: Ranking}` of a run's trained network for every layer that can be switched off."""
    names, network, some, found = layers(run.architecture), run.network, split.spread(SAMPLE), {}
    for at, name in enumerate(names):
        found[name] = rank(
            network, name, some.images, some.labels, lambda share, at=at: progress((at + share) / len(names))
        )
    return found


def read(run):
    """`{layer: Ranking}` of the run's trained network as it was written before, or None."""
    try:
        content = json.loads((run.path / FILE).read_text())
        found = {name: Ranking.from_json(one) for name, one in content["layers"].items()}
        fits = set(found) == set(layers(run.architecture)) and all(
            len(one.alone) == run.architecture.output_shape(name)[-1] for name, one in found.items()
        )
        return found if fits and content["step"] == run.final_step else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write(run, found):
    content = {name: one.to_json() for name, one in found.items()}
    paths.write_json(run.path / FILE, {"step": run.final_step, "layers": content})


def tell(found):
    """The rankings in a line each."""
    return "\n".join(
        f"{name}: {one.whole} of {one.count} right, {one.alone.min()} without channel {one.order[0]}, "
        f"{one.together[-1]} without {len(one.order)}"
        for name, one in found.items()
    )
