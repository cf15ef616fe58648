"""The images of data sets that are here, those of this session, and the download of the others."""

from contextlib import nullcontext

import streamlit as st

from core import datasets
from core.explanation import class_pictures
from core.workers.background_thread import DownloadProgress, begin
from dashboard.compute import networks
from dashboard.compute.shared_or_own import shared_or_own
from dashboard.session import own_images


def images(name, classes, part):
    """One split of a data set that is already on this machine, or the images that this session has made."""
    return own_images.images().split if own_images.are_these(name) else _images(name, classes, part)


@st.cache_resource(max_entries=8, show_spinner="Reading the data set")
def _images(name, classes, part):
    return getattr(datasets.load(name, classes), part)


def test_images(key):
    """The test images that the run's answers are for, or None where they are not on this machine."""
    return test_images_of(networks.run(key))


def test_images_of(run):
    config = run.config
    return images(config.data_set, config.classes, "test") if config.data_set in datasets.available() else None


def tested_images(run):
    """The images that a run's answers are for, where they are here; also of one that is held to others."""
    return own_images.images().labelled if run.test_set[0] == own_images.PREFIX else test_images(run.key)


def nearest_training_images(key, pictures):
    """`(indices, images, labels, correlations)` of the training images most like `pictures`; None without those."""
    config = networks.run(key).config
    if config.data_set not in datasets.available():
        return None
    split = images(config.data_set, config.classes, "train")
    found, alike = _nearest(networks.is_own(key))(config.data_set, config.classes, pictures)
    return found, split.images[found], split.labels[found], alike


@shared_or_own(st.cache_data, max_entries=64, show_spinner="Looking for the nearest training images")
def _nearest(name, classes, pictures):
    return class_pictures.nearest(pictures, images(name, classes, "train").images)


@st.cache_resource(show_spinner=False)
def fetch(name):
    """The Task that fetches a data set in the background, begun once for all sessions."""
    return begin(f"fetch {name}", lambda report: datasets.fetch(name, progress=DownloadProgress(report)), nullcontext())


def fetch_again(name):
    fetch.clear(name)
