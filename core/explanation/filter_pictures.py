"""The filter pictures of a whole network: for every convolution, the picture that excites each filter most."""

from dataclasses import dataclass

import numpy as np

from core import paths
from core.datasets import class_means
from core.explanation.ascent_runs import Climb, Climbed
from core.explanation.gradient_ascent import Ascent, Objective, noise

FILE = "atlas.npz"
RECIPES = {
    "smooth": Ascent(step_size=0.02, jitter=2, blur=0.4, total_variation=0.3),
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


def start_from_noise(architecture, channels):
    """The start of these filters' pictures: the same noise for the same filter, whichever climb with it."""
    return noise(channels, architecture.input_shape)


def from_noise(network, name, channels, ascent):
    """The climb of some filters of a layer as the source text begins it."""
    return Climb(network, Objective(name, channels), start_from_noise(network.architecture, channels), ascent)


def rescue(network, name, channels, ascent, mean):
    """The climb of filters that have no gradient: from the mean image, a shut ReLU letting a hundredth through."""
    one = np.repeat(np.asarray(mean, np.float32)[:, :, None], network.architecture.input_shape[2], axis=2)
    start = np.repeat(one[None], len(channels), axis=0)
    return Climb(network, Objective(name, channels, leak=LEAK), start, ascent)


def sheet(network, name, ascent, mean):
    """The Sheet of a layer. Imports TensorFlow where the climb is long."""
    channels = tuple(range(network.architecture.output_shape(name)[-1]))
    climbed = Climbed.of(list(from_noise(network, name, channels, ascent).partial_results()))
    stuck = np.flatnonzero(~climbed.moved)
    again = rescue(network, name, tuple(stuck.tolist()), ascent, mean) if len(stuck) else None
    return Sheet(climbed, stuck, Climbed.of(list(again.partial_results())) if again else None)


def measure_run(run, split, progress=lambda share: None):
    """`{(recipe, layer): Sheet}` of a run's trained network; `split` plays no part, pictures need no images."""
    mean = class_means.load(run.config.data_set, run.config.classes).mean
    wanted, found = [(recipe, name) for recipe in RECIPES for name in run.architecture.convolutions], {}
    for recipe, name in wanted:
        found[recipe, name] = sheet(run.network, name, RECIPES[recipe], mean)
        progress(len(found) / len(wanted))
    return found


def write(run, found):
    """Keep the atlas of the run's trained network in its folder."""
    arrays = {}
    for (recipe, name), one in found.items():
        for part, climbed in (("noise", one.climbed), ("rescued", one.rescued)):
            arrays |= climbed.arrays(f"{recipe}/{name}/{part}") if climbed else {}
    paths.write_in_place(run.path / FILE, lambda file: np.savez_compressed(file, step=run.final_step, **arrays))


def read(run):
    """What was written of the run's trained network before, or None."""
    wanted = [(recipe, name) for recipe in RECIPES for name in run.architecture.convolutions]
    try:
        with np.load(run.path / FILE, allow_pickle=False) as archive:
            if int(archive["step"]) != run.final_step:
                return None
            found = {(recipe, name): _sheet(archive, f"{recipe}/{name}") for recipe, name in wanted}
    except Exception:  # a damaged zip raises nearly anything; it can be climbed again
        return None
    fits = all(len(one.climbed.moved) == run.architecture.output_shape(name)[-1] for (_, name), one in found.items())
    return found if fits and found else None


def _sheet(archive, place):
    climbed = Climbed.kept(archive, f"{place}/noise")
    stuck = np.flatnonzero(~climbed.moved)
    return Sheet(climbed, stuck, Climbed.kept(archive, f"{place}/rescued") if len(stuck) else None)


def tell(found):
    """Of each layer how many filters have a picture, in a line."""
    return "\n".join(
        f"{recipe}, {name}: {int(one.climbed.moved.sum())} of {len(one.climbed.moved)} from noise, "
        f"{int(one.rescued.moved.sum()) if one.rescued else 0} more from the mean image"
        for (recipe, name), one in found.items()
    )
