"""The images of data sets that are here, those of this session, and the download of the others."""

from contextlib import nullcontext

import streamlit as st

from core import datasets
from core.datasets import class_means, own_source
from core.datasets.catalogue import DIGITS
from core.explanation import class_pictures
from core.runs import other_images
from core.workers.background_thread import DownloadProgress, begin
from dashboard.compute import large, networks
from dashboard.compute.shared_or_own import shared_or_own
from dashboard.session import own_data_sets, own_images
from dashboard.text import sentences


def images(name, classes, part):
    """One split of a data set that is already on this machine, or of what this session has made or brought."""
    if own_images.are_these(name):
        return own_images.images().split
    if sentences.is_own_data_set(name):
        return own_data_sets.find(name).split(part)
    return _images(name, classes, part)


def is_own(name):
    """Whether a data set is this session's alone, and so is what is worked out of it."""
    return own_images.are_these(name) or sentences.is_own_data_set(name)


def class_names(name, classes=None):
    """The names of the classes of a data set, of `classes` or all, in the order of the labels."""
    if own_images.are_these(name):
        return DIGITS
    if sentences.is_own_data_set(name):
        return own_data_sets.find(name).class_names
    return datasets.class_names(name, classes)


@large.kept
def _images(name, classes, part):
    return getattr(datasets.load(name, classes), part)


def means(name, classes=None):
    """The ClassMeans of a data set's training images; of one that was brought, blank for a class without any."""
    if not sentences.is_own_data_set(name):
        return class_means.load(name, classes)
    return own_data_sets.class_means_of(name)


def name_here(config):
    """What the images that a recipe learns are known by, or None where they are not here."""
    if config.own is not None:
        return own_data_sets.name_of(config.own)
    return config.data_set if config.data_set in datasets.available() else None


def learnt_images(config, part):
    """A split of what a recipe learns, labelled as its outputs are, in file order; None where it is not here."""
    name = name_here(config)
    if name is None:
        return None
    if config.own is not None:
        return own_source.labelled(config.own, own_data_sets.find(name), part)
    return images(name, config.classes, part)


def means_of(config):
    """The ClassMeans of the training images of what a recipe learns; None of a person's own that is not here."""
    if config.own is None:
        return class_means.load(config.data_set, config.classes)
    name = name_here(config)
    return name and means(name).in_order(class_names(name), config.own.class_names)


def test_images(key):
    """The test images that the run's answers are for, or None where they are not on this machine."""
    return test_images_of(networks.run(key))


def test_images_of(run):
    return learnt_images(run.config, "test")


def tested_images(run):
    """The images that a run's answers are for, where they are here; also of one that is tested on others."""
    if run.test_set[0] == own_images.PREFIX:
        return own_images.images().labelled
    if run.test_set[0] == sentences.OWN:
        _, name, _, count = run.test_set
        return other_images.of_classes(own_data_sets.find(name).test, class_names(name), run).evenly(count)
    return test_images(run.key)


def is_tested_on_own(run):
    """Whether a run's answers are for images that this session has made or brought."""
    return run.test_set[0] in (own_images.PREFIX, sentences.OWN)


def tested_name(run):
    """What the sidebar calls the images that a run's answers are for."""
    if run.test_set[0] == own_images.PREFIX:
        return sentences.YOURS
    name = run.test_set[1] if run.test_set[0] == sentences.OWN else name_here(run.config) or run.config.data_set
    return sentences.split_name(name, "test")


def nearest_training_images(key, pictures):
    """`(indices, images, labels, correlations)` of the training images most like `pictures`; None without those."""
    config = networks.run(key).config
    if (name := name_here(config)) is None:
        return None
    names = config.own and config.own.class_names
    return _nearest(networks.is_own(key) or config.own)(name, config.classes, names, pictures, config)


@shared_or_own(st.cache_data, max_entries=64, show_spinner="Looking for the nearest training images")
def _nearest(name, classes, names, pictures, _config):
    split = _training_images(_config)
    found, alike = class_pictures.nearest(pictures, split.images)
    return found, split.images[found], split.labels[found], alike


def _training_images(config):
    """What a recipe learns, for one look through all of it: the 47 MB of MNIST's are not kept for that."""
    if config.own is not None:
        return learnt_images(config, "train")
    return datasets.load(config.data_set, config.classes).train


@st.cache_resource(show_spinner=False)
def fetch(name):
    """The Task that fetches a data set in the background, begun once for all sessions."""
    return begin(f"fetch {name}", lambda report: datasets.fetch(name, progress=DownloadProgress(report)), nullcontext())


def fetch_again(name):
    fetch.clear(name)
