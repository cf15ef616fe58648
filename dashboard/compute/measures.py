"""What is measured of a run: kept with it, looked up at once, or worked out in the background."""

from contextlib import suppress

import numpy as np
import streamlit as st

from core import paths, runs
from core.evaluation import robustness
from core.inspection import channel_maxima, channel_profiles
from core.measures import MEASURES
from core.runs import other_images
from core.workers import background_thread
from core.workers.task import Task
from dashboard.compute import data_sets, networks
from dashboard.compute.shared_or_own import shared_or_own
from dashboard.session import own_data_sets, own_images
from dashboard.text import sentences

ISSUING = 1e9  # multiplications that the passports of such a moment may cost, a fifth of a second
LOOKED_THROUGH = 3e10  # multiplications that a page may cost, some seconds


def kept(key, what):
    """What was measured of a run before and is kept with it, `what` being one of MEASURES, or None."""
    return _kept(networks.is_own(key))(key, networks.stamp(key), what)


@shared_or_own(st.cache_resource, max_entries=128, show_spinner=False)
def _kept(key, stamp, what):
    return MEASURES[what].read(networks.run(key))


def begin(key, what):
    """The Task that measures a run, `what` being one of MEASURES: at once where it was measured before, else begun.

    None where the run's images are not here.
    """
    if found := kept(key, what):
        return Task.finished(found)
    return (
        _measuring(networks.is_of_one_session(key))(key, networks.stamp(key), what)
        if data_sets.test_images(key)
        else None
    )


@shared_or_own(st.cache_resource, max_entries=64, show_spinner=False)
def _measuring(key, stamp, what):
    one, split = networks.run(key), data_sets.test_images(key)

    def work(report):
        found = MEASURES[what].compute(one, split, report)
        _keep(one, stamp, what, found)
        return found

    return background_thread.begin(f"{what} of {key}", work)


def _keep(run, stamp, what, found):
    """With the run, where it was trained here and has not been trained anew since."""
    if run.path.parent == paths.own_runs() and runs.stamp(run.key) == stamp:
        with suppress(OSError):
            MEASURES[what].write(run, found)
        _kept(is_own=False).clear(run.key, stamp, what)


def begin_again(key, what):
    _measuring(networks.is_of_one_session(key)).clear(key, networks.stamp(key), what)


def is_costly(run):
    """Whether all its test images take a network from elsewhere longer than a page may."""
    return len(data_sets.test_images_of(run)) * run.architecture.multiply_adds > LOOKED_THROUGH


def dead_channels(key, step, layer):
    """The Task that finds, for any moment of a run, the boolean `(channels,)`: zero on every test image.

    It ends with the first images unless a channel really is dead: then it looks through all, for seconds.
    """
    return _dead_channels(networks.is_of_one_session(key))(key, networks.stamp(key), step, layer)


@shared_or_own(st.cache_resource, max_entries=256, show_spinner=False)
def _dead_channels(key, stamp, step, layer):
    network, images = networks.network(key, step), data_sets.test_images(key).images
    return background_thread.begin(
        f"dead channels of {key}",
        lambda report: channel_maxima.dead(network, images, layer),
        background_thread.ONE_SEARCH,
    )


def passports_at(key, step):
    """`{layer: ChannelProfiles}` of a run's network at a moment, or None where its images are not here.

    The trained network's are kept with the run; those of other moments are over a part of the test images.
    """
    one = networks.run(key)
    if step == one.final_step and (found := kept(key, "passports")):
        return found
    if not data_sets.test_images(key):
        return None
    is_whole = step == one.final_step and one.status != runs.UPLOADED
    work = _passports if is_whole else _passports_of_some
    return work(networks.is_of_one_session(key))(key, networks.stamp(key), step)


@shared_or_own(st.cache_resource, max_entries=32, show_spinner="Looking at the test images through every channel")
def _passports(key, stamp, step):
    one, split = networks.run(key), data_sets.test_images(key)
    found = MEASURES["passports"].compute(one, split)
    _keep(one, stamp, "passports", found)
    return found


@shared_or_own(st.cache_resource, max_entries=32, show_spinner=False)
def _passports_of_some(key, stamp, step):
    one, split = networks.run(key), data_sets.test_images(key)
    count = int(np.clip(ISSUING / max(one.architecture.multiply_adds, 1), 200, 2000))
    return channel_profiles.compute_on_some(networks.network(key, step), split, count)


def cost_of_losing(key, step, layer, channel):
    """`(more mistakes, of how many images)` where the trained network loses a channel; None where nobody knows."""
    ranking = kept(key, "ablation") if step == networks.run(key).final_step else None
    if not ranking or layer not in ranking:
        return None
    return int(ranking[layer].whole - ranking[layer].alone[channel]), ranking[layer].count


def begin_robustness_on_own_images(run):
    """The Task that measures a run, as it was tested on this session's own images, on those."""
    network = networks.network(run.key, run.moments[-1])
    return _robustness(run.key, networks.stamp(run.key), run.test_set, network, data_sets.tested_images(run))


@st.cache_resource(max_entries=16, show_spinner=False, scope="session")
def _robustness(key, stamp, test_set, _network, _labelled):
    return background_thread.begin(
        f"robustness of {key}", lambda report: robustness.measure(_network, _labelled.images, _labelled.labels, report)
    )


def begin_again_on_own_images(run):
    _robustness.clear(run.key, networks.stamp(run.key), run.test_set)


def evaluated_on_own_images(key):
    """The run, trained, tested on the images that this session has labelled."""
    labelled, run = own_images.labelled(), networks.run(key)
    name = own_images.PREFIX, labelled.digest
    of = networks.stamp(key), labelled.digest
    return own_images.evaluated(key, of, lambda: other_images.evaluate_on(run, labelled.split, name))


def quick_count(some_runs, most):
    """How many of `most` images all these networks together read within what a page may cost."""
    cost = sum(max(run.architecture.multiply_adds, 1) for run in some_runs)
    return int(np.clip(LOOKED_THROUGH / cost, 200, most)) if most > 200 else most


def evaluated_on_data_set(key, name, count):
    """The run, trained, tested on `count` test images of a data set that this session brought, spread evenly."""
    run = networks.run(key)
    test_set = sentences.OWN, name, run.class_names, count

    def evaluate():
        known = other_images.of_classes(own_data_sets.find(name).test, data_sets.class_names(name), run)
        return other_images.evaluate_on(run, known.evenly(count), test_set)

    return own_images.evaluated(f"{key} {name}", (networks.stamp(key), count), evaluate)
