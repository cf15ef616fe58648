"""What pages want worked out by the worker: each request knows its work, and what ships of it.

A request is plain values, so that two sessions that want the same share one task.
"""

from dataclasses import dataclass, replace

import numpy as np

from core.explanation import class_pictures, filter_pictures, gradient_ascent
from core.explanation.adversarial import SAMPLE, Attack
from core.explanation.ascent_runs import Climb
from core.explanation.gradient_ascent import Ascent, Iterate, Objective
from core.networks.network import image_batch
from core.networks.recipe import fastest_precision
from dashboard.compute import data_sets, measures, networks, workers

NOISE, GREY, MEAN, IMAGE, TOP, SEVERAL = "noise", "grey noise", "mean image", "this image", "own top image", "several"
STARTS = (NOISE, GREY, MEAN, IMAGE, TOP)
GREY_WITHIN = 0.04
SEVERAL_AT_ONCE = 6
DIVERSITY = 0.5


@dataclass(frozen=True)
class Filters:
    """Pictures of some filters of a layer. `image` is `(data set, classes, part, index)` for the start "this image"."""

    network: str
    moment: int
    layer: str
    channels: tuple[int, ...]
    ascent: Ascent
    start: str = NOISE
    image: tuple | None = None
    leak: float = 0.0

    def rescue(self, channels):
        """The request for filters that found no gradient."""
        return replace(self, channels=channels, start=MEAN, image=None, leak=filter_pictures.LEAK)

    def alone(self, channel):
        """The same climb for one filter."""
        return replace(self, channels=(channel,))

    def several(self, channel):
        """Different pictures of one filter, which push each other away."""
        ascent = replace(self.ascent, diversity=DIVERSITY)
        return replace(
            self, channels=(channel,) * SEVERAL_AT_ONCE, ascent=ascent, start=SEVERAL, leak=filter_pictures.LEAK
        )

    def work(self):
        network = networks.network(self.network, self.moment)
        objective = Objective(self.layer, self.channels, leak=self.leak)
        return Climb(network, objective, self.starts(), self.ascent, fastest_precision())

    def starts(self):
        """`(filters, height, width, channels)`."""
        shape = networks.run(self.network).architecture.input_shape
        match self.start:
            case "noise":
                return filter_pictures.start_from_noise(networks.run(self.network).architecture, self.channels)
            case "grey noise":
                return gradient_ascent.noise(self.channels, shape, within=GREY_WITHIN)
            case "several":
                return gradient_ascent.noise([(channel, at) for at, channel in enumerate(self.channels, 1)], shape)
            case "mean image":
                pictures = mean_of(self.network)[None]
            case "this image":
                *split, index = self.image
                pictures = data_sets.images(*split).images[[index]]
            case "own top image":
                tops = measures.passports_at(self.network, self.moment)[self.layer].top_images
                images = data_sets.test_images(self.network).images
                pictures = images[tops[list(self.channels), 0]]
            case _:
                raise ValueError(f"no climb begins with {self.start!r}")
        return np.broadcast_to(image_batch(pictures, shape), (len(self.channels), *shape))

    def kept(self):
        """The Climbed that ships with the run or was kept in its folder, or None."""
        sheets = measures.kept(self.network, "atlas") if self.moment == networks.run(self.network).final_step else None
        recipe = next((name for name, one in filter_pictures.RECIPES.items() if one == self.ascent), None)
        if not sheets or (recipe, self.layer) not in sheets:
            return None
        sheet = sheets[recipe, self.layer]
        if self == replace(self, channels=tuple(range(len(sheet.climbed.moved))), start=NOISE, image=None, leak=0.0):
            return sheet.climbed
        return sheet.rescued if self == self.rescue(tuple(sheet.stuck.tolist())) else None


@dataclass(frozen=True)
class Digits:
    """The perfect digits of a network by a recipe."""

    network: str
    moment: int
    recipe: str

    def work(self):
        network = networks.network(self.network, self.moment)
        return class_pictures.climb(network, self.recipe, mean_of(self.network))

    def kept(self):
        if self.moment != networks.run(self.network).final_step:
            return None
        found = measures.kept(self.network, "perfect_digits")
        return found and found[self.recipe]


@dataclass(frozen=True)
class Fooling:
    """The accuracy of one trained network on images that were changed against another, or itself."""

    against: str
    victim: str

    def work(self):
        one, other = (networks.network(key, networks.run(key).final_step) for key in (self.against, self.victim))
        some = data_sets.test_images(self.against).evenly(SAMPLE)
        return Attack(one, other, some.images, some.labels)

    def kept(self):
        found = measures.kept(self.against, "fooling") if self.against == self.victim else None
        return found and tuple(found.values())


def smooth_filters(look, layer):
    """The request for all filters of a layer that ships."""
    count = look.architecture.output_shape(layer)[-1]
    selection = look.selection
    return Filters(selection.network, selection.moment, layer, tuple(range(count)), filter_pictures.RECIPES["smooth"])


def start_of(request):
    """The one Iterate of a climb that has not begun."""
    start, nothing = request.starts(), np.zeros(len(request.channels))
    return [Iterate(0, start, nothing, np.ones(len(start), dtype=bool))]


def starts_of(key):
    """What the pictures of a run's filters can begin with here."""
    return [start for start in STARTS if start != MEAN or has_mean(key)]


def has_top_images(request):
    """Whether the start "own top image" can be had here."""
    return measures.passports_at(request.network, request.moment) and data_sets.test_images(request.network)


def mean_of(key):
    """The mean training image of a run's data set and classes, as its images are; see `has_mean`."""
    return data_sets.means_of(networks.run(key).config).mean


def has_mean(key):
    """Whether a run's mean training image can be had here: not where a person brought the images, and they are gone."""
    config = networks.run(key).config
    return config.own is None or data_sets.name_here(config) is not None


def name_of(request):
    """What the worker calls it: what others have under the same names, networks and images, is another task."""
    keys = [value for field, value in vars(request).items() if field in ("network", "against", "victim")]
    return (request, *map(networks.identity, keys), _own_pixels(request))


def _own_pixels(request):
    """The image of this session alone that a climb starts from, as bytes; None where it is no such."""
    image = getattr(request, "image", None)
    if image is None or not data_sets.is_own(image[0]):
        return None
    *split, index = image
    return data_sets.images(*split).images[index].tobytes()


def task_of(request):
    """The Task that was begun for a request, or None."""
    return workers.worker().find(name_of(request), workers.session())


def is_going(request):
    """Whether a request was begun and has not ended."""
    task = task_of(request)
    return task is not None and not task.is_done


def begin(request):
    """Put the request in line, or anew where it failed or was stopped. Raises TaskError."""
    return workers.worker().begin(name_of(request), request.work(), workers.session())


def accuracies(request):
    """The accuracies of a Fooling as far as they are known, in the order of EPSILONS."""
    if known := request.kept():
        return known
    task = task_of(request)
    return task.partial_results[-1] if task and task.partial_results else ()
