"""How many images a network reads right, also with channels switched off, and how long it takes."""

import streamlit as st

from core.evaluation import comparison
from core.evaluation.accuracy import evaluate, from_probabilities
from core.inspection import ablation, kernel_trial
from dashboard.compute import data_sets, networks
from dashboard.compute.shared_or_own import shared_or_own

TIMED = 100  # test images that a network is timed with
SCRUBBED = 200  # test images that a moment in between is tried on

TRIED = 70_000_000  # bytes of what is kept while kernels are edited


def at_moment(key, step):
    """`(right, count)` of test images at a moment: of all if the run says so, else of a sample; zeros without data."""
    found = networks.run(key)
    if step == found.final_step and found.evaluation:
        return found.evaluation.correct, found.evaluation.count
    if data_sets.name_here(found.config) is None:
        return 0, 0
    return _accuracy(networks.is_of_one_session(key))(key, networks.stamp(key), step)


@shared_or_own(st.cache_data, max_entries=512, show_spinner=False)
def _accuracy(key, stamp, step):
    some = data_sets.test_images(key).evenly(SCRUBBED)
    found = evaluate(networks.network(key, step), some.images, some.labels)
    return found.correct, found.count


def seconds_per_thousand(key):
    """Seconds for 1,000 answers on this machine, or None where the run's images are not here."""
    if data_sets.name_here(networks.run(key).config) is None:
        return None
    return _speed(networks.is_of_one_session(key))(key, networks.stamp(key))


@shared_or_own(st.cache_data, max_entries=64, show_spinner="Timing the networks")
def _speed(key, stamp):
    trained = networks.network(key, networks.run(key).moments[-1])
    return comparison.seconds_per_thousand(trained, data_sets.test_images(key).images[:TIMED])


def right_of(key, network):
    """The Evaluation of a network that is not kept on 1,000 test images of run `key`; None without those."""
    if not data_sets.test_images(key):
        return None
    some = data_sets.test_images(key).evenly(ablation.SAMPLE)
    return evaluate(network, some.images, some.labels)


def right_without(key, step, name, source):
    """As `right_of`, for the network of a moment whose sum `name` no longer adds what `source` gives."""
    if not data_sets.test_images(key):
        return None
    return _right_without(networks.is_of_one_session(key))(key, networks.stamp(key), step, name, source)


@shared_or_own(st.cache_data, max_entries=256, show_spinner="Cutting it, and reading 1,000 test images")
def _right_without(key, stamp, step, name, source):
    return right_of(key, ablation.cut(networks.network(key, step), name, source))


def right_when_edited(key, step, network, names):
    """As `right_of`, for a network whose kernels in the layers `names` are other than those of a moment.

    What comes before the first of them is kept for a while, where that is not too much and one layer follows the other.
    """
    test, architecture = data_sets.test_images(key), network.architecture
    first = min(names, key=architecture.index)
    is_kept = architecture.is_chain and kernel_trial.bytes_kept(architecture, first, ablation.SAMPLE) <= TRIED
    if not test or not is_kept:
        return right_of(key, network)
    labels = test.evenly(ablation.SAMPLE).labels
    trial = _trial(networks.is_of_one_session(key))(key, networks.stamp(key), step, first)
    return from_probabilities(trial.answers(network), labels)


@shared_or_own(st.cache_resource, max_entries=2, ttl=10 * 60, show_spinner=False)
def _trial(key, stamp, step, layer):
    images = data_sets.test_images(key).evenly(ablation.SAMPLE).images
    return kernel_trial.KernelTrial(networks.network(key, step), layer, images)


def right(key, step, layer="", channels=()):
    """As `right_of`, for the network of a moment, with `channels` of a layer switched off."""
    if not data_sets.test_images(key):
        return None
    return _right(networks.is_of_one_session(key))(key, networks.stamp(key), step, layer, tuple(sorted(channels)))


@shared_or_own(st.cache_data, max_entries=512, show_spinner=False)
def _right(key, stamp, step, layer, channels):
    whole = networks.network(key, step)
    return right_of(key, ablation.without(whole, layer, channels) if channels else whole)
