"""Bringing a network: the file is read, the network tried on what is here, and its settings can be put right."""

from pathlib import PurePath

import streamlit as st

from core import adapting, datasets
from core.runs import RunError
from core.sources import SOURCES
from dashboard import guests, resources, state, words

TYPES = ["keras", "zip"]


def bring():
    """Where a file is dropped; what cannot be read is said."""

    def brought():
        if (file := state.get(state.GUEST_FILE)) is None:
            return
        try:
            key = _welcome(file.name, file.getvalue())
        except (ValueError, RunError) as error:
            state.put(state.REFUSED_GUEST, f"{file.name}: {error}.")
        else:
            open_run(key)

    st.file_uploader("A .keras file, or a run's folder as .zip", TYPES, key=state.GUEST_FILE, on_change=brought)
    if refused := state.take(state.REFUSED_GUEST):
        st.error(refused)


def _welcome(name, content):
    if name.lower().endswith(".zip") and b"run.json" in content:
        return guests.of_run(resources.reader().read("run", content))
    network = resources.reader().read("network", content)
    return guests.of_network(PurePath(name).stem, network, _splits(network))


def _splits(network):
    """`{(data set, classes): test images}` of what a network may have learnt, as far as it is here."""
    outputs = network.architecture.shapes[-1][-1]
    here = [name for name in SOURCES if name in datasets.available()]
    wanted = [name for name in here if name != "uci_digits"] or here
    chosen = [(name, None if outputs == adapting.CLASSES else tuple(range(outputs))) for name in wanted]
    adapting.adapt(network, next(iter(adapting.PIXELS)))
    return {of: resources.images(*of, "test") for of in chosen}


def open_run(key):
    """From a callback: look at this network."""
    state.forget(state.MOMENT, state.LAYER, state.CHANNEL)
    state.choose(network=key)


def forget(key):
    """From a callback: drop a network that was brought."""
    guests.forget(key)
    state.forget(state.NETWORK, state.MOMENT, state.LAYER, state.CHANNEL)


def settings(key):
    """What the network is taken to have learnt, and what its pixels look like; every choice is tried at once."""
    guest = guests.find(key)
    if guest.own is None:
        return
    config, outputs = guest.run.config, guest.own.architecture.shapes[-1][-1]
    names = [name for name in SOURCES if name in datasets.available()]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        data = st.selectbox(
            "It has learnt",
            names,
            names.index(config.data_set),
            format_func=lambda name: SOURCES[name].title,
            key=state.widget("data", key),
            width=220,
        )
        classes = _pick_classes(key, data, outputs, config)
        pixels = st.selectbox(
            "Black to white is",
            list(adapting.PIXELS),
            list(adapting.PIXELS).index(guest.pixels),
            format_func=lambda pixels: f"{pixels} ({words.percent(guest.trials[pixels].accuracy)})",
            key=state.widget("pixels", key, guest.stamp),
            width=300,
            help="In brackets: how many of some test images it reads with pixels made so.",
        )
    if classes is not None and (data, classes) != (config.data_set, config.classes or tuple(range(10))):
        whole = None if classes == tuple(range(10)) else classes
        trials = adapting.trials(guest.own, resources.images(data, whole, "test"))
        _take_over(key, data, whole, trials, min(trials, key=lambda one: trials[one].loss))
    elif pixels != guest.pixels:
        _take_over(key, config.data_set, config.classes, guest.trials, pixels)


def _take_over(key, *choice):
    guests.change(key, *choice)
    st.rerun()


def _pick_classes(key, data, outputs, config):
    """Which classes the outputs stand for, in order; None while there are not as many."""
    names = SOURCES[data].class_names
    if outputs == len(names):
        return tuple(range(outputs))
    chosen = st.multiselect(
        f"Its {outputs} outputs stand for, in this order",
        range(len(names)),
        config.classes if data == config.data_set else range(outputs),
        format_func=names.__getitem__,
        key=state.widget("classes", key, data),
        width=420,
        max_selections=outputs,
    )
    return tuple(chosen) if len(chosen) == outputs else None


@st.fragment(run_every="1s")
def follow_test(key):
    """How far the test of a guest is."""
    going = resources.trial_of(key)
    if going is None:
        return
    if going.found:
        st.rerun()
    if going.error:
        st.error(f"It could not be tested: {going.error}.")
    else:
        st.progress(going.share, "Testing it on all test images; until then it cannot be compared with others")
