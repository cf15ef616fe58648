"""The sidebar of every page: network, images, image, moment, layer and channel, all in the URL."""

import re
from functools import partial
from random import randrange

import streamlit as st

from core import datasets, runs
from core.layers import Conv2D, Dense
from dashboard import looks, resources, state, words
from dashboard.components import scene
from dashboard.pictures import thumbnails, thumbnails_start

PARTS = {"test": "test", "train": "training"}
FIRST_IMAGE = {"mnist": 227, "fashion_mnist": 23, "uci_digits": 1}


def show():
    """Draw the sidebar and remember the Selection; stops the page where there is nothing to look at."""
    asked = state.asked_in_url()
    run = _pick_network(asked)
    name, part = _pick_data(asked, run)
    split = _read(name, looks.shown_classes(run, name), part)
    image = _pick_image(asked, name, split)
    answer = st.empty()
    moment = _pick_moment(asked, run)
    layer, channel = _pick_layer_and_channel(asked, run)
    state.remember(state.Selection(run.key, name, part, image, moment, layer, channel))
    answer.markdown(words.answer(looks.current()))


def _pick_network(asked):
    keys = runs.keys()
    _complain(asked, state.NETWORK, keys)
    state.settle(state.NETWORK, lambda key: key in keys, keys[0])
    key = st.selectbox("Network", keys, key=state.NETWORK, bind="query-params", on_change=_network_changed)
    try:
        return resources.run(key)
    except runs.RunError as error:
        st.error(str(error))
        st.stop()


def _network_changed():
    """Another network starts trained, on its own data set, at its first interesting layer."""
    state.forget(state.MOMENT, state.DATA, state.IMAGE, state.LAYER, state.CHANNEL)


def _pick_data(asked, run):
    options = {
        f"{source.title} {part_name}": (name, part)
        for name, source in datasets.SOURCES.items()
        for part, part_name in PARTS.items()
    }
    labels, own = list(options), run.config.data_set
    start = own if own in datasets.available() else "uci_digits"
    default = f"{datasets.SOURCES[start].title} test"
    _complain(asked, state.DATA, labels)
    state.settle(state.DATA, lambda label: label in options, default)
    chosen = st.selectbox(
        "Images",
        labels,
        index=labels.index(default),
        key=state.DATA,
        bind="query-params",
        on_change=partial(state.forget, state.IMAGE),
        help="Test images were never learnt from. UCI digits need no download.",
    )
    name, part = options[chosen]
    for wanted in {own, name} - set(datasets.available()):
        _fetch(wanted)
    return (name, part) if name in datasets.available() else ("uci_digits", "test")


@st.fragment(run_every="1s")
def _fetch(name):
    """Fetch in the background and say how far it is; the page shows UCI digits until then."""
    title = datasets.SOURCES[name].title
    fetch = resources.fetch(name)
    if not fetch.done.is_set():
        st.progress(fetch.share, f"Fetching {title}; until then you see UCI digits")
    elif fetch.error:
        st.caption(f":material/cloud_off: {fetch.error}")
        st.button("Try again", help=f"Fetch {title} again", on_click=partial(resources.fetch_again, name))
    else:
        st.rerun()


def _read(name, classes, part):
    try:
        return resources.images(name, classes, part)
    except datasets.DataSetError as error:
        st.error(str(error))
        st.stop()


def _pick_image(asked, name, split):
    last = len(split) - 1
    default = int((split.indices == FIRST_IMAGE[name]).argmax())
    _complain_of_number(asked, state.IMAGE, last)
    state.settle(state.IMAGE, lambda index: 0 <= index <= last, default)
    number, shuffle = st.columns([3, 1], vertical_alignment="bottom", gap="small")
    index = number.number_input("Image", 0, last, default, key=state.IMAGE, bind="query-params", help=f"0 to {last:,}")
    shuffle.button(
        "",
        icon=":material/shuffle:",
        help="A random image",
        key="shuffle",
        on_click=lambda: state.choose(image=randrange(last + 1)),
        width="stretch",
    )
    start = thumbnails_start(index, last)
    scene(thumbnails(split.images, index), "thumbnails", lambda _, tile: state.choose(image=start + tile))
    return index


def _pick_moment(asked, run):
    steps = {words.moment(step, run.moments): step for step in run.moments}
    labels = list(steps)
    if len(labels) == 1:
        st.caption("This run has kept no moment but the untrained one.")
        return run.moments[0]
    _complain(asked, state.MOMENT, labels)
    state.settle(state.MOMENT, lambda label: label in steps, labels[-1])
    chosen = st.select_slider("Moment", labels, labels[-1], key=state.MOMENT, bind="query-params")
    return steps[chosen]


def _pick_layer_and_channel(asked, run):
    names = run.architecture.names
    learning = [layer.name for layer in run.architecture.layers if isinstance(layer, Conv2D | Dense)]
    default = (learning or names)[0]
    _complain(asked, state.LAYER, names)
    state.settle(state.LAYER, lambda name: name in names, default)
    left, right = st.columns([5, 3], gap="small")
    layer = left.selectbox(
        "Layer",
        names,
        names.index(default),
        key=state.LAYER,
        bind="query-params",
        on_change=partial(state.forget, state.CHANNEL),
    )
    last = run.architecture.output_shape(layer)[-1] - 1
    default = looks.default_channel(run, layer)
    _complain_of_number(asked, state.CHANNEL, last)
    state.settle(state.CHANNEL, lambda channel: 0 <= channel <= last, default)
    return layer, right.number_input("Channel", 0, last, default, key=state.CHANNEL, bind="query-params")


def _complain(asked, key, options):
    """Say in one sentence that the link asked for something that is not there."""
    if key in asked and asked[key] not in options:
        names = ", ".join(options) if len(options) < 20 else f"{options[0]} to {options[-1]}"
        st.warning(f"The link asks for {key} {asked[key]!r}, which is not one of {names}.")


def _complain_of_number(asked, key, last):
    if key in asked and not (re.fullmatch("[0-9]+", asked[key]) and int(asked[key]) <= last):
        st.warning(f"The link asks for {key} {asked[key]!r}, which is not a whole number from 0 to {last:,}.")
