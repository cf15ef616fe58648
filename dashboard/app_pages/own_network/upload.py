"""Bringing a network: the file is read, the network tried on what is here, and its settings can be put right."""

from pathlib import PurePath

import streamlit as st

from core import datasets, formats
from core.datasets.catalogue import SOURCES
from core.keras_io import adapting
from dashboard.compute import data_sets, inspection, upload_tests, workers
from dashboard.session import own_networks, state
from dashboard.widgets import file_drop, task_progress


def bring():
    """Where a network or a run is dropped."""
    file_drop.drop("A .keras or .h5 file, or a run's folder as .zip", state.NETWORK_FILE, _take)


def _take(name, content):
    if name.lower().endswith(".zip") and b"run.json" in content:
        key = own_networks.of_run(workers.reader().read("run", content))
    else:
        network = workers.reader().read("network", content)
        key = own_networks.of_network(PurePath(name).stem, network, _splits(network))
    open_run(key)


def _splits(network):
    """`{(data set, classes): test images}` of what a network may have learnt, as far as it is here."""
    adapting.adapt(network, next(iter(adapting.PIXELS)))
    classes = _first(network.architecture.shapes[-1][0])
    here = [name for name in SOURCES if name in datasets.available()]
    wanted = [name for name in here if name != "uci_digits"] or here
    return {(name, classes): data_sets.images(name, classes, "test") for name in wanted}


def open_run(key):
    """From a callback: look at this network."""
    state.forget(state.MOMENT, state.LAYER, state.CHANNEL)
    inspection.suit(own_networks.find(key).run.config.data_set)
    state.choose({state.NETWORK: key})


def forget(key):
    """From a callback: drop a network that was brought."""
    own_networks.forget(key)
    state.forget(state.NETWORK, state.MOMENT, state.LAYER, state.CHANNEL)


def settings(key):
    """What the network is taken to have learnt, and what its pixels look like; a choice is tried at once."""
    uploaded = own_networks.find(key)
    if uploaded.own is None:
        return
    config, outputs = uploaded.run.config, uploaded.own.architecture.shapes[-1][-1]
    names = [name for name in SOURCES if name in datasets.available() or name == config.data_set]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        data = st.selectbox(
            "It has learnt",
            names,
            names.index(config.data_set),
            format_func=lambda name: SOURCES[name].title,
            key=state.widget("data", key),
            on_change=lambda: _learnt(key, state.get(state.widget("data", key)), _first(outputs)),
            width=220,
        )
        if outputs < adapting.CLASSES:
            _pick_classes(key, data, outputs, config)
        st.selectbox(
            "Black to white is",
            list(adapting.PIXELS),
            list(adapting.PIXELS).index(uploaded.pixels),
            format_func=lambda pixels: f"{pixels} ({formats.percent(uploaded.trials[pixels].accuracy)})",
            key=state.widget("pixels", key, uploaded.stamp),
            on_change=lambda: _taught(key, state.get(state.widget("pixels", key, uploaded.stamp))),
            width=300,
            help="In brackets: how many of some test images it reads with pixels made so.",
        )


def _pick_classes(key, data, outputs, config):
    names, place = SOURCES[data].class_names, state.widget("classes", key, data)

    def changed():
        if len(chosen := state.get(place)) == outputs:
            _learnt(key, data, tuple(chosen))

    st.multiselect(
        f"Its {outputs} outputs stand for, in this order",
        range(len(names)),
        config.classes,
        format_func=names.__getitem__,
        key=place,
        on_change=changed,
        width=420,
        max_selections=outputs,
    )


def _first(outputs):
    return None if outputs == adapting.CLASSES else tuple(range(outputs))


def _learnt(key, data, classes):
    """From a callback: other images, and of these the pixels that suit best."""
    if data not in datasets.available():
        return
    trials = adapting.trials(own_networks.find(key).own, data_sets.images(data, classes, "test"))
    own_networks.change(key, data, classes, trials, adapting.likeliest(trials))
    inspection.suit(data)


def _taught(key, pixels):
    uploaded = own_networks.find(key)
    own_networks.change(key, uploaded.run.config.data_set, uploaded.run.config.classes, uploaded.trials, pixels)


@st.fragment(run_every="1s")
def follow_test(key):
    """How far the test of an uploaded network is."""
    task = upload_tests.task_of(key)
    if task is None:
        return
    if task.result:
        st.rerun()
    if task.error:
        task_progress.failed(f"It could not be tested: {task.error}.")
    else:
        task_progress.going(task, "Testing it on all test images; until then it cannot be compared with others")
