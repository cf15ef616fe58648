"""How our side of a number is measured: of the networks that ship, of the data, of a run that was trained for it."""

from functools import cache
from math import prod

import numpy as np

from core import datasets, runs
from core.datasets.catalogue import IMAGE_SHAPE
from core.explanation import class_pictures, filter_pictures, gradient_ascent
from core.explanation.ascent_runs import Climbed
from core.networks.network import Network
from core.networks.presets import PRESETS
from core.networks.recipe import Augmentation
from core.reproduce.published import Value
from core.runs.run import Run


@cache
def _network(preset: str) -> Network:
    return runs.load(preset).network


def _written(number: float) -> float:
    """As a text writes it: of Python's own numbers, whole ones without a point."""
    return int(number) if float(number).is_integer() else float(number)


def parameters(preset: str, layer: str = "") -> int:
    """Counted in the weights themselves, of one layer or of all."""
    weights = _network(preset).weights
    return sum(array.size for name, array in weights.items() if not layer or name.split("/")[0] == layer)


def kilobytes(preset: str) -> float:
    """Of all weights as they lie in memory, 1,024 bytes each, to two decimals."""
    return round(sum(array.nbytes for array in _network(preset).weights.values()) / 1024, 2)


def input_shape(preset: str) -> Value:
    """Of one image."""
    return tuple(_network(preset).architecture.input_shape)


def output_shape(preset: str, layer: str) -> Value:
    """What comes out when an image goes through; one number where it is a row."""
    network = _network(preset)
    shape = network.activations(np.zeros(network.architecture.input_shape, np.float32))[layer].shape[1:]
    return shape if len(shape) > 1 else shape[0]


def filters(preset: str, layer: str) -> Value:
    """Rows and columns of the kernel, and how many there are."""
    height, width, _, count = _network(preset).kernel(layer).shape
    return height, width, count


def kernels_shape(preset: str, layer: str) -> Value:
    """Of all kernel weights of a layer."""
    return _network(preset).kernel(layer).shape


def kernel_shape(preset: str, layer: str) -> Value:
    """Of `kernels[:, :, 0, 0]`."""
    return _network(preset).kernel(layer)[:, :, 0, 0].shape


def neuron_shape(preset: str, layer: str) -> Value:
    """Of one neuron's weights as a picture, which must be those of all pixels."""
    return _network(preset).kernel(layer)[:, 0].reshape(IMAGE_SHAPE[:2]).shape


def count_of(preset: str, *layers: str) -> Value:
    """How many filters or neurons these layers have: a number, or one for each."""
    counts = tuple(_network(preset).kernel(layer).shape[-1] for layer in layers)
    return counts if len(counts) > 1 else counts[0]


def grid(preset: str, layer: str, columns: int) -> Value:
    """Rows and columns of a layer's pictures, so many columns wide."""
    return -(-_network(preset).kernel(layer).shape[-1] // columns), columns


def layers_of_kind(preset: str, kind: str) -> int:
    """How many layers of the preset are of this kind."""
    return sum(layer.kind == kind for layer in _network(preset).architecture.layers)


def layer_setting(preset: str, layer: str, name: str) -> Value:
    """As the layer has it: strides and sizes are of rows and columns."""
    return getattr(_network(preset).architecture.layer(layer), name)


def square_setting(preset: str, layer: str, name: str) -> float:
    """Of rows and columns alike, as one number. Raises ValueError where they differ."""
    (size,) = set(getattr(_network(preset).architecture.layer(layer), name))
    return size


def first_and_last(preset: str, layer: str) -> Value:
    """Indices of a layer's filters."""
    return 0, _network(preset).kernel(layer).shape[-1] - 1


def setting(preset: str, name: str) -> Value:
    """Of the recipe by which the run that ships was trained."""
    return getattr(runs.load(preset).config, name)


def validation_percent(preset: str) -> float:
    """Of the training images, kept apart."""
    return _written(round(100 * runs.load(preset).config.validation_share, 6))


def augmentation(preset: str, name: str) -> float:
    found: Augmentation | None = PRESETS[preset].recipe.augmentation
    if found is None:
        raise ValueError(f"{preset} is trained without augmentation")
    return _written(getattr(found, name))


def label(data_set: str, part: str, index: int) -> int:
    """Of one image of a part of a data set."""
    return int(getattr(datasets.load(data_set), part).labels[index])


def images() -> int:
    """Of MNIST, both parts."""
    return sum(parts())


@cache
def parts() -> tuple[int, int]:
    """Images of MNIST to learn from and to test with."""
    data_set = datasets.load("mnist")
    return len(data_set.train), len(data_set.test)


def percents_of_parts() -> Value:
    return tuple(round(100 * count / images(), 1) for count in parts())


def tested_share() -> float:
    return round(parts()[1] / images(), 3)


def pixels_in_a_row() -> int:
    return prod(datasets.load("mnist").train.images.shape[1:])


def image_shape() -> Value:
    return tuple(datasets.load("mnist").train.images.shape[1:])


def pixel_range() -> Value:
    """Smallest and largest pixel that our networks read."""
    pixels = datasets.load("mnist").test.images[:100].astype(np.float32) / 255
    return _written(pixels.min()), _written(pixels.max())


def learnt_from(preset: str) -> int:
    """Images left when the validation images are taken away."""
    return round(parts()[0] * (1 - runs.load(preset).config.validation_share))


def steps_of_an_epoch(preset: str) -> int:
    """As the run that ships noted them at the end of its first epoch."""
    return int(next(row["step"] for row in runs.load(preset).history if row["kind"] == "epoch"))


def classes(preset: str) -> Value:
    return tuple(runs.load(preset).config.classes or ())


def kept_image(preset: str, position: int) -> int:
    """Where the test image that stands at `position` among those of the network's classes stands among all."""
    config = runs.load(preset).config
    return int(datasets.load(config.data_set, config.classes).test.indices[position])


def kept_label(preset: str, position: int) -> int:
    """Its class, in the numbering of the whole data set."""
    return label(runs.load(preset).config.data_set, "test", kept_image(preset, position))


def climb_steps(recipe: str) -> int:
    """Of filter pictures."""
    return filter_pictures.RECIPES[recipe].steps


def added_to_the_gradients_size() -> float:
    return gradient_ascent.SMALLEST


def _rendered() -> np.ndarray:
    """A picture of noise with two points that lie far outside, as it is shown."""
    picture = gradient_ascent.noise((0,), (28, 28, 1))
    picture[0, 0, 0], picture[0, 0, 1] = -1e3, 1e3
    return gradient_ascent.deprocess(picture)


def contrast() -> float:
    """The standard deviation of a picture of noise as it is shown."""
    return round(float(gradient_ascent.deprocess(gradient_ascent.noise((0,), (28, 28, 1))).std()), 3)


def middle() -> float:
    """Its mean."""
    return round(float(gradient_ascent.deprocess(gradient_ascent.noise((0,), (28, 28, 1))).mean()), 3)


def shown_range() -> Value:
    """The darkest and the brightest point of a picture with wild points as it is shown."""
    return _written(_rendered().min()), _written(_rendered().max())


def digit_steps() -> int:
    """Of perfect digits, as in the text."""
    return class_pictures.RECIPES["as in the text"].steps


def digit_step_divisors() -> Value:
    """a and b of the step 1 / (a + b i)."""
    ascent = class_pictures.RECIPES["as in the text"]
    return tuple(_written(round(number, 6)) for number in (1 / ascent.step_size, ascent.decay / ascent.step_size))


def digits_read_back(preset: str) -> Value:
    """Climbs for the perfect digits as the text does, takes their averages off, and reads them."""
    network = _network(preset)
    climbed = class_pictures.climb(network, "as in the text", np.zeros(IMAGE_SHAPE[:2]))
    pictures = class_pictures.de_averaged(Climbed.of(list(climbed.partial_results())).pictures)
    return tuple(map(int, network.predict(pictures).argmax(axis=1)))


def test_accuracy(run: Run) -> float:
    found = run.evaluation
    if found is None:
        raise ValueError(f"run {run.key!r} was not tested")
    return found.accuracy


def first_validation_accuracy(run: Run) -> float:
    return _validation_accuracies(run)[0]


def last_validation_accuracy(run: Run) -> float:
    return _validation_accuracies(run)[-1]


def _validation_accuracies(run: Run) -> list[float]:
    return [float(row["validation_accuracy"]) for row in run.history if row["kind"] == "epoch"]


def training_seconds(run: Run) -> float:
    return float(run.seconds or 0.0)
