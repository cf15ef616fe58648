"""What a network loses when channels are switched off: one at a time, and greedily together."""

import json
from dataclasses import dataclass

import numpy as np

from core import paths
from core.inspection.channel_removal import layers, switchboard
from core.networks.network import image_batch

SAMPLE = 1000
TOGETHER = 8
CANDIDATES = 32
FILE = "ablation.json"


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

    Among channels that cost as many right answers, the one counts as worse without which the truth is
    given less probability. The greedy steps try the 32 channels that cost most in the step before. Raises ValueError
    for weights that are no numbers.
    """
    if odd := [key for key, array in network.weights.items() if not np.isfinite(array).all()]:
        raise ValueError(f"{odd[0]} holds weights that are no numbers, so nothing can be ranked")
    images = image_batch(images, network.architecture.input_shape)
    rest = switchboard(network, name, images)
    channels = network.architecture.output_shape(name)[-1]
    steps = max(min(TOGETHER, channels // 2), 1)
    tries = channels + sum(min(CANDIDATES, channels - step) for step in range(1, steps))
    done = 0

    def scores(on, candidates):
        nonlocal done
        found = {}
        for channel in candidates:
            found[channel] = rest.score(rest.minus(on, channel), labels)
            done += 1
            progress(done / tries)
        return found

    left = scores(rest.whole, range(channels))
    alone = [right for right, _ in left.values()]
    order, together, on = [], [], rest.whole
    while len(order) < steps:
        if order:
            left = scores(on, sorted(left, key=left.get)[:CANDIDATES])
        worst = min(left, key=left.get)
        order.append(worst)
        together.append(left.pop(worst)[0])
        on = rest.minus(on, worst)
    return Ranking(len(labels), rest.score(rest.whole, labels)[0], *map(np.array, (alone, order, together)))


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
