"""Everything that is loaded once and shared: the only file with cache decorators, thin wrappers over core."""

import threading
from contextlib import suppress
from dataclasses import replace

import numpy as np
import streamlit as st

from core import datasets, paths, runs
from core.evaluation import comparison, robustness
from core.evaluation.accuracy import evaluate
from core.explanation import attribution, class_pictures
from core.inspection import ablation, channel_maxima, channel_profiles, channel_removal
from core.measures import MEASURES
from core.runs import other_images, zip_archive
from core.training import time_estimate
from core.workers.background_thread import Fetch, Measuring, begin
from core.workers.background_worker import Workshop
from core.workers.reader import Reader
from dashboard.session import own_images, own_networks

TO_BE_FORGOTTEN = 3600  # seconds that what was made of a person's images is kept
TELLING = 5  # seconds a training must have taken to tell how fast this machine is
TIMED = 100  # test images that a network is timed with
ISSUING = 5e9  # multiplications that the passports of such a moment may cost, about a second
LOOKED_THROUGH = 3e10  # multiplications that a page may cost, some seconds
TESTED = 2e11  # multiplications that a test of a guest may cost, about a minute
SCRUBBED = 200  # test images that a moment in between is tried on


def keys():
    """Keys of every run that can be looked at: what is on this machine, and what this session has brought."""
    return tuple(dict.fromkeys((*runs.keys(), *own_networks.keys())))


def stamp(key):
    """A value that changes when a run does."""
    return own_networks.find(key).stamp if own_networks.find(key) else runs.stamp(key)


def run(key):
    """The run with this key; read again when its files have changed. A guest is told how its test ended."""
    if not (guest := own_networks.find(key)):
        return _run(key, runs.stamp(key))
    going = trial_of(key)
    if going and going.found and not guest.run.evaluation:
        own_networks.settle(key, *going.found)
    return own_networks.find(key).run


@st.cache_resource(max_entries=1024, show_spinner=False)
def _run(key, stamp):
    return runs.load(key)


def network(key, step):
    guest = own_networks.find(key)
    return guest.network_at(step) if guest else _network(key, runs.stamp(key), step)


@st.cache_resource(max_entries=64, show_spinner=False)
def _network(key, stamp, step):
    return _run(key, stamp).network_at(step)


def trial_of(key):
    """The Measuring that tests a guest on its test images; None where there is nothing to test, or too much."""
    guest = own_networks.find(key)
    if guest.run.evaluation or not (split := test_images_of(guest.run)):
        return None
    if len(split) * guest.run.architecture.multiply_adds > TESTED:
        return None
    return own_networks.trial(key, lambda hear: zip_archive.evaluate_run(guest.run, split, hear))


def images(name, classes, part):
    """One split of a data set that is already on this machine, or the images that this session has made."""
    return own_images.images().split if own_images.are_these(name) else _images(name, classes, part)


@st.cache_resource(max_entries=8, show_spinner="Reading the data set")
def _images(name, classes, part):
    return getattr(datasets.load(name, classes), part)


def evaluated_runs():
    """Every run that was trained and tested, in the order of the sidebar; what cannot be read is left out."""
    found = []
    for key in keys():
        with suppress(runs.RunError):
            one = run(key)
            if one.is_tested:
                found.append(one)
    return found


def training_seconds(architecture, config):
    """About how long a training will take on this machine, from the runs that ship and those that were made here."""
    finished = [one for one in evaluated_runs() if one.status == "finished" and one.config.library == "keras"]
    own = [one for one in finished if one.path.parent == paths.own_runs()]
    here = [one for one in own if "experiment" not in one.description and one.seconds >= TELLING]
    return time_estimate.seconds(architecture, config, [one for one in finished if one not in own], here)


def test_images(key):
    """The test images that the run's answers are for, or None where they are not on this machine."""
    return test_images_of(run(key))


def test_images_of(run):
    config = run.config
    return images(config.data_set, config.classes, "test") if config.data_set in datasets.available() else None


def accuracy(key, step):
    """`(right, count)` of test images at a moment: of all if the run says so, else of a sample; zeros without data."""
    found = run(key)
    if step == found.final_step and found.evaluation:
        return found.evaluation.correct, found.evaluation.count
    config = found.config
    if config.data_set not in datasets.available():
        return 0, 0
    return _accuracy(key, stamp(key), step, config.data_set, config.classes)


@st.cache_data(max_entries=512, show_spinner=False)
def _accuracy(key, stamp, step, name, classes):
    some = images(name, classes, "test").spread(SCRUBBED)
    found = evaluate(network(key, step), some.images, some.labels)
    return found.correct, found.count


def seconds_per_thousand(key):
    """Seconds for 1,000 answers on this machine, or None where the run's images are not here."""
    config = run(key).config
    if config.data_set not in datasets.available():
        return None
    return _speed(key, stamp(key), config.data_set, config.classes)


@st.cache_data(max_entries=64, show_spinner="Timing the networks")
def _speed(key, stamp, name, classes):
    trained = network(key, run(key).moments[-1])
    return comparison.seconds_per_thousand(trained, images(name, classes, "test").images[:TIMED])


def is_costly(run):
    """Whether all its test images take a network from elsewhere longer than a page may."""
    return len(test_images_of(run)) * run.architecture.multiply_adds > LOOKED_THROUGH


def dead_channels(key, step, name, classes, layer):
    """Boolean `(channels,)`: zero on every test image, for any moment of a run."""
    return _dead_channels(key, stamp(key), step, name, classes, layer)


@st.cache_data(max_entries=64, show_spinner="Looking through the test images for one that wakes the silent channels")
def _dead_channels(key, stamp, step, name, classes, layer):
    return channel_maxima.dead(network(key, step), images(name, classes, "test").images, layer)


def passports_at(key, step):
    """`{layer: Passports}` of a run's network at a moment, or None where its images are not here.

    The trained network's are kept with the run; those of other moments are over a part of the test images.
    """
    one = run(key)
    if step == one.final_step and (found := _kept_passports(key, stamp(key))):
        return found
    return _passports(key, stamp(key), step) if test_images(key) else None


@st.cache_resource(max_entries=32, show_spinner=False)
def _kept_passports(key, stamp):
    return channel_profiles.read(run(key))


@st.cache_resource(max_entries=32, show_spinner="Looking at the test images through every channel")
def _passports(key, stamp, step):
    one, split = run(key), test_images(key)
    if step != one.final_step or one.status == runs.UPLOADED:
        count = int(np.clip(ISSUING / one.architecture.multiply_adds, 200, 2000))
        return channel_profiles.issue_for_some(network(key, step), split, count)
    found = channel_profiles.measure_run(one, split)
    if one.path.parent == paths.own_runs() and runs.stamp(key) == stamp:
        with suppress(OSError):
            channel_profiles.write(one, found)
    return found


def cost_of_losing(key, step, layer, channel):
    """`(more mistakes, of how many images)` where the trained network loses a channel; None where nobody knows."""
    ranking = kept(key, "ablation") if step == run(key).final_step else None
    if not ranking or layer not in ranking:
        return None
    return int(ranking[layer].whole - ranking[layer].alone[channel]), ranking[layer].count


def measured(key, what):
    """The Measuring of a run, `what` being one of MEASURES: at once where it was measured before, else begun.

    None where the run's images are not here.
    """
    if found := kept(key, what):
        return Measuring(1.0, found)
    return _measuring(key, stamp(key), what) if test_images(key) else None


def robustness_on_yours(key):
    """The Measuring of a run on the images that this session has labelled."""
    mine = own_images.labelled()
    return _robustness(key, stamp(key), mine.digest, network(key, run(key).moments[-1]), mine)


@st.cache_resource(max_entries=16, show_spinner=False, ttl=TO_BE_FORGOTTEN)
def _robustness(key, stamp, digest, _network, _mine):
    return begin(f"robustness of {key}", lambda hear: robustness.measure(_network, _mine.images, _mine.labels, hear))


def measure_again_on_yours(key):
    _robustness.clear(key, stamp(key), own_images.labelled().digest)


def held_to_yours(key):
    """The run, trained, held to the images that this session has labelled."""
    mine, one = own_images.labelled(), run(key)
    return own_images.held(
        key, (stamp(key), mine.digest), lambda: other_images.hold(one, mine.split, (own_images.PREFIX, mine.digest))
    )


def tested_images(run):
    """The images that a run's answers are for, where they are here; also of one that is held to others."""
    return own_images.images().labelled if run.test_set[0] == own_images.PREFIX else test_images(run.key)


def kept(key, what):
    """What was measured of a run before and is kept with it, `what` being one of MEASURES, or None."""
    return _kept(key, stamp(key), what)


@st.cache_resource(max_entries=128, show_spinner=False)
def _kept(key, stamp, what):
    return MEASURES[what].read(run(key))


@st.cache_resource(max_entries=64, show_spinner=False)
def _measuring(key, stamp, what):
    one, split = run(key), test_images(key)

    def work(hear):
        found = MEASURES[what].measure_run(one, split, hear)
        if one.path.parent == paths.own_runs() and runs.stamp(key) == stamp:
            with suppress(OSError):
                MEASURES[what].write(one, found)
            _kept.clear(key, stamp, what)
        return found

    return begin(f"{what} of {key}", work)


def measure_again(key, what):
    _measuring.clear(key, stamp(key), what)


def right_of(key, network):
    """The Evaluation of a network that is not kept on 1,000 test images of run `key`; None without those."""
    if not test_images(key):
        return None
    some = test_images(key).spread(ablation.SAMPLE)
    return evaluate(network, some.images, some.labels)


def right(key, step, layer="", channels=()):
    """As `right_of`, for the network of a moment, with `channels` of a layer switched off."""
    return _right(key, stamp(key), step, layer, tuple(sorted(channels))) if test_images(key) else None


@st.cache_data(max_entries=512, show_spinner=False)
def _right(key, stamp, step, layer, channels):
    whole = network(key, step)
    return right_of(key, channel_removal.without(whole, layer, channels) if channels else whole)


@st.cache_resource(show_spinner=False)
def fetch(name):
    """Start fetching a data set in the background, once for all sessions; ask `.done` and `.error` how it went."""
    going = Fetch()

    def work():
        try:
            datasets.fetch(name, progress=going)
        except datasets.DataSetError as error:
            going.error = str(error)
        finally:
            going.done.set()

    threading.Thread(target=work, daemon=True, name=f"fetch {name}").start()
    return going


def fetch_again(name):
    fetch.clear(name)


@st.cache_resource(show_spinner=False, on_release=Workshop.close)
def workshop():
    """Where all sessions have their climbs done."""
    return Workshop()


@st.cache_resource(show_spinner=False, on_release=Reader.close)
def reader():
    """Where the files that people bring are read."""
    return Reader()


def nearest_training_images(key, pictures):
    """`(indices, images, labels, correlations)` of the training images most like `pictures`; None without those."""
    config = run(key).config
    if config.data_set not in datasets.available():
        return None
    split = images(config.data_set, config.classes, "train")
    found, alike = _nearest(config.data_set, config.classes, pictures)
    return found, split.images[found], split.labels[found], alike


@st.cache_data(max_entries=64, show_spinner="Looking for the nearest training images")
def _nearest(name, classes, pictures):
    return class_pictures.nearest(pictures, images(name, classes, "train").images)


def reason(selection, classes, method, label):
    """What a method of attribution says of an image, `(height, width)`; None where it gives no numbers."""
    found = _reason(stamp(selection.network), replace(selection, layer="", channel=0), classes, method, label)
    return found if np.isfinite(found).all() else None


@st.cache_data(max_entries=512, show_spinner=False)
def _reason(stamp, selection, classes, method, label):
    work_out = getattr(attribution, method)
    return work_out(network(selection.network, selection.moment), _pixels(selection, classes), label)


def change_from_black(selection, classes, label):
    """By how much the logit of a class changes from black to an image."""
    image = _pixels(selection, classes)
    both = np.stack([np.zeros_like(image), image])
    black, whole = attribution.logits(network(selection.network, selection.moment), both)[:, label]
    return float(whole - black)


def _pixels(selection, classes):
    """float32 `(height, width, 1)` in [0, 1]."""
    return images(selection.data, classes, selection.part).images[selection.image][..., None] / np.float32(255)
