"""What a network can learn of a data set that a person brought: which images, which classes, or why not."""

import re
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from core.datasets.catalogue import IMAGE_SHAPE, name_of_own
from core.datasets.labelled_images import UNKNOWN
from core.datasets.loading import Split
from core.datasets.own_data_set import LONGEST_NAME, PARTS, SPLIT_SEED, TOO_FEW, OwnDataSet, plain_name
from core.formats import count, listed
from core.networks.network import as_seen
from core.networks.recipe import OwnSource, TrainingConfig

LONGEST_TITLE = 40
AT_ONCE = 1000
MOST_IMAGES = 1_000_000
FEWEST_CLASSES, MOST_CLASSES = 2, 100  # of a network that tells classes apart
SHOWN = 5  # names of classes in a sentence
UNKNOWN_IMAGES = "images unknown here"


def describe(title: str, data_set: OwnDataSet) -> OwnSource:
    """The OwnSource of a data set called `title`. Raises ValueError, one sentence, where no network can learn it."""
    for part, verb in (("train", "learn from"), ("test", "test with")):
        labels = data_set.split(part).labels
        if not len(labels):
            raise ValueError(
                f"it has no images to {verb}: a file needs both parts, or {TOO_FEW} images and more, to be divided"
            )
        if unsaid := int((labels == UNKNOWN).sum()):
            raise ValueError(
                f"of its {len(labels):,} images to {verb} {unsaid:,} have no label: leave those out of the file, or "
                "label them"
            )
    shown = {part: set(np.unique(data_set.split(part).labels).tolist()) for part in PARTS}
    if unseen := [data_set.class_names[label] for label in sorted(shown["test"] - shown["train"])]:
        raise ValueError(f"none of its images to learn from shows {_few(unseen)}, which its test images do")
    names = tuple(data_set.class_names[label] for label in sorted(shown["train"]))
    if len(names) < FEWEST_CLASSES:
        raise ValueError(f"all its images show {names[0]}: there is nothing to tell apart")
    return OwnSource(title, data_set.digest, names, len(data_set.train))


def unknown(class_names: Iterable[str]) -> OwnSource:
    """The OwnSource of a network from elsewhere of which only the names of the outputs are known."""
    return OwnSource(UNKNOWN_IMAGES, "", tuple(class_names), 0)


def fitting(title: str, data_set: OwnDataSet, class_names: tuple[str, ...]) -> OwnSource | None:
    """The OwnSource of a data set for a network whose outputs are called so; None where a class has no output."""
    try:
        found = describe(title, data_set)
    except ValueError:
        return None
    return replace(found, class_names=class_names) if set(found.class_names) <= set(class_names) else None


def check(config: TrainingConfig) -> None:
    """Raises ValueError where what a recipe says of a person's data set is not what `describe` or `unknown` gives."""
    own = config.own
    if own is None:
        return
    if not (own == unknown(own.class_names) and config.library == "elsewhere"):
        _check_source(own)
    _check_names(own)
    if (config.data_set, config.classes) != (name_of_own(own.title, own.digest), None):
        raise ValueError(f"data set {config.data_set!r} is not the person's own {own.title!r} that is described")


def _check_source(own: OwnSource) -> None:
    if not isinstance(own.title, str) or not re.fullmatch(rf"[^\W_]([^\W_]| ){{0,{LONGEST_TITLE - 1}}}", own.title):
        raise ValueError(f"data set title {own.title!r} must be 1 to {LONGEST_TITLE} letters, digits and spaces")
    if not isinstance(own.digest, str) or not re.fullmatch("[0-9a-f]{16}", own.digest):
        raise ValueError(f"digest {own.digest!r} is not one of a data set")
    if not isinstance(own.training_images, int) or not 1 <= own.training_images <= MOST_IMAGES:
        raise ValueError(f"training_images {own.training_images!r} must be a whole number from 1 to {MOST_IMAGES:,}")


def _check_names(own: OwnSource) -> None:
    if not FEWEST_CLASSES <= len(own.class_names) <= MOST_CLASSES or len(set(own.class_names)) < len(own.class_names):
        raise ValueError(
            f"{len(own.class_names)} class names must be {FEWEST_CLASSES} to {MOST_CLASSES}, each another one"
        )
    for name in own.class_names:
        is_plain = isinstance(name, str) and name.strip() and name.isprintable() and name == plain_name(name)
        if not is_plain or len(name) > LONGEST_NAME:
            raise ValueError(f"class name {str(name)[:60]!r} must have 1 to {LONGEST_NAME} plain characters")


def check_enough(config: TrainingConfig, data_set: OwnDataSet) -> None:
    """Raises ValueError where the images that a recipe learns from are too few, or lack a class."""
    own = config.own
    assert own
    learnt = _order(len(data_set.train))[: config.training_images]
    learnt = learnt[: config.learnt_of(len(learnt))]
    if len(learnt) < config.batch_size:
        raise ValueError(
            f"{count(len(learnt), 'image')} to learn from {'does' if len(learnt) == 1 else 'do'} not fill a batch of "
            f"{config.batch_size}: choose a smaller batch, or bring more images"
        )
    seen = {data_set.class_names[label] for label in np.unique(data_set.train.labels[learnt])}
    if unseen := [name for name in own.class_names if name not in seen]:
        raise ValueError(
            f"of the {count(len(learnt), 'image')} to learn from none shows {_few(unseen)}: learn from more of them, "
            "or bring more"
        )


def labelled(own: OwnSource, data_set: OwnDataSet, part: str) -> Split:
    """A part of the data set in file order, its labels in the order of `own.class_names`."""
    split = data_set.split(part)
    place = {name: index for index, name in enumerate(own.class_names)}
    labels = np.array([place.get(name, UNKNOWN) for name in data_set.class_names], np.int64)[split.labels]
    return Split(split.images, labels, split.indices)


def for_learning(own: OwnSource, data_set: OwnDataSet) -> Split:
    """The part to learn from, shuffled: files have images class by class, and the last of them are to validate with.

    What is in colour is learnt in grey, as a network for 28 x 28 pixels sees it.
    """
    split = labelled(own, data_set, "train")
    order = _order(len(split))
    images = as_grey(split.images[order]) if data_set.is_in_color else split.images[order]
    return Split(images, split.labels[order], split.indices[order])


def as_grey(images: np.ndarray) -> np.ndarray:
    """uint8 images in colour as uint8 `(n, 28, 28)`, some at a time."""
    grey = np.empty((len(images), *IMAGE_SHAPE[:2]), np.uint8)
    for start in range(0, len(images), AT_ONCE):
        some = slice(start, start + AT_ONCE)
        grey[some] = np.rint(255 * as_seen(images[some], IMAGE_SHAPE))
    return grey


def _order(length: int) -> np.ndarray:
    return np.random.default_rng(SPLIT_SEED).permutation(length)


def _few(names: Iterable[str]) -> str:
    names = list(names)
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{', '.join(names[:SHOWN])}{more}" if more else listed(names)
