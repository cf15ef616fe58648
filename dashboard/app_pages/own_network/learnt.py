"""What a network that was brought may have learnt: which data sets here have its classes, or none that is known."""

from dataclasses import replace

import numpy as np

from core import datasets
from core.datasets import own_source
from core.datasets.catalogue import DIGITS, SOURCES, name_of_own
from core.networks.recipe import TrainingConfig
from dashboard.compute import data_sets
from dashboard.session import own_data_sets

UNKNOWN = name_of_own(own_source.UNKNOWN_IMAGES, "")
DIGIT_SETS = ("mnist", "uci_digits")


def config_of(data, names):
    """The TrainingConfig of a network that answers with `names`, of the data set `data` if that has all of them."""
    config = TrainingConfig(data_set=data, library="elsewhere")
    if data in SOURCES and set(names) <= set(known := SOURCES[data].class_names):
        return replace(config, classes=None if names == known else tuple(map(known.index, names)))
    if own := _own(data, names):
        return replace(config, own=own)
    return replace(config, data_set=UNKNOWN, own=own_source.unknown(names))


def possible(outputs, reads_colors):
    """`{config: test images}` of what a network with so many outputs may have learnt, of what is here.

    Images in colour come first for one that reads colours. The last one is what is not known, where no data set that
    ships has as many classes: of its images, only digits.
    """
    found = [config_of(data, names_in(data, outputs)) for data in options(outputs) if data != UNKNOWN]
    splits = {config: data_sets.learnt_images(config, "test") for config in found}
    if reads_colors:
        splits = dict(sorted(splits.items(), key=lambda pair: pair[1] is None or pair[1].images.ndim < 4))
    if any(config.own is None for config in found):
        return splits
    names = tuple(map(str, range(outputs)))
    return splits | {config_of(UNKNOWN, names): _digits(names)}


def options(outputs):
    """The data sets that a network with so many outputs can be taken to have learnt; UNKNOWN, the last, is none."""
    here = [data for data in datasets.available() if len(SOURCES[data].class_names) >= outputs]
    shipped = [data for data in here if data != "uci_digits"] or here
    return [*shipped, *(data for data in own_data_sets.names() if names_in(data, outputs)), UNKNOWN]


def not_offered(outputs):
    """`{title: why}` of those that were brought and have as many classes, but that no network can have learnt."""
    _, cannot = own_data_sets.to_learn()
    brought = own_data_sets.all_of_them()
    return {title: why for title, why in cannot.items() if len(brought[title].data_set.class_names) == outputs}


def names_in(data, outputs):
    """What so many outputs stand for in a data set: its first classes; of one that was brought all; () if not so."""
    if data in SOURCES:
        return SOURCES[data].class_names[:outputs]
    can, _ = own_data_sets.to_learn()
    numbers = tuple(map(str, range(outputs)))
    if data not in can:
        return ()
    if len(can[data].class_names) == outputs:
        return can[data].class_names
    return numbers if _own(data, numbers) else ()


def to_rename(names):
    """`{title: data set}` of those that were brought and have as many classes under other names."""
    return {
        title: one.data_set
        for title, one in own_data_sets.all_of_them().items()
        if len(one.data_set.class_names) == len(names)
        and set(one.data_set.class_names) != set(names)
        and len(names_in(one.name, len(names))) == len(names)
    }


def _own(data, names):
    return next(
        (
            own_source.fitting(title, one.data_set, names)
            for title, one in own_data_sets.all_of_them().items()
            if one.name == data
        ),
        None,
    )


def _digits(names):
    """Digits, labelled as a network has them that reads other signs too; None without them, or without such names."""
    here = [data for data in DIGIT_SETS if data in datasets.available()]
    if not set(DIGITS) <= set(names) or not here:
        return None
    split = data_sets.images(here[0], None, "test")
    return replace(split, labels=np.array([names.index(digit) for digit in DIGITS])[split.labels])
