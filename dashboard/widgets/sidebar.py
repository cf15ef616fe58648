"""The sidebar of every page: network, images, image, moment, layer and channel, all in the URL.

What a page does not use is hidden, not left out: a widget that is not drawn forgets its value.
"""

from functools import partial
from random import randrange

import streamlit as st

from core import datasets, runs
from dashboard import menu
from dashboard.components import scene
from dashboard.compute import accuracy, data_set_reading, data_sets, inspection, networks, upload_tests
from dashboard.draw.mosaics import thumbnails, thumbnails_start
from dashboard.session import own_data_sets, own_images, state
from dashboard.text import own_sentences, sentences
from dashboard.widgets import image_finding, link_checks, playing, task_progress

PLACES = {
    menu.NETWORK: state.NETWORK,
    menu.IMAGE: "of_image",
    menu.MOMENT: "of_moment",
    menu.LAYER: state.LAYER,
    menu.CHANNEL: state.CHANNEL,
}  # by the key of a widget, or of the container of several


def style(uses):
    """What hides the parts that a page does not use, and all where it uses none."""
    ignored = [f".st-key-{place}" for part, place in PLACES.items() if part not in uses]
    return f"{', '.join(ignored if uses else ['[data-testid=stSidebar]'])} {{display: none}}" if ignored else ""


def show(uses):
    """Draw it and remember the Inspection; `uses` are the parts that the page depends on, see `menu.Page`.

    Raises RunError or DataSetError where there is nothing to look at.
    """
    upload_tests.begin()
    data_set_reading.settle()
    run = _pick_network()
    with st.container(key=PLACES[menu.IMAGE]):  # a grid, by the style sheet: columns would be seven blocks more
        name, part, stands_in = _pick_data(run)
        split = data_sets.images(name, inspection.shown_classes(run, name), part)
        image, finding = _pick_image(name, split, state.STAND_IN if stands_in else state.IMAGE)
    with st.container(key=PLACES[menu.MOMENT], horizontal=True, vertical_alignment="bottom", gap="small"):
        moment = _pick_moment(run)
    said = st.container(key="said", gap="xxsmall")
    layer, channel = _pick_layer_and_channel(run, partial(_answer, run, name, part, image, moment))
    look = inspection.Inspection(state.Selection(run.key, name, part, image, moment, layer, channel))
    state.remember(look)
    image_finding.offer(finding, look, uses)
    if words := "\n\n".join(_said(look, uses)):
        said.markdown(words)


def _said(look, uses):
    """What the network answers, and how many images it reads right, where the page depends on these."""
    if {menu.NETWORK, menu.IMAGE} <= set(uses):
        yield sentences.answer(look)
        if seen := sentences.seen(look):
            yield f":small[{seen}]"
    answers = menu.IMAGE not in uses or sentences.gives_numbers(look.probabilities)
    if _tells_accuracy(uses) and answers and (reads := sentences.reads(*_accuracy(look))):
        yield f":small[{reads}]"


def _tells_accuracy(uses):
    """Whether the page depends on what it is true of."""
    return {menu.NETWORK, menu.MOMENT} <= set(uses)


def ahead(look, uses):
    """What takes long of all that will be said of an Inspection."""
    if _tells_accuracy(uses):
        yield _accuracy(look)


def _accuracy(look):
    return accuracy.at_moment(look.run.key, look.selection.moment)


def _pick_network():
    keys = networks.keys()
    link_checks.check_choice(state.NETWORK, keys, keys[0])
    state.settle(state.NETWORK, lambda key: key in keys, keys[0])
    key = st.selectbox("Network", keys, key=state.NETWORK, bind="query-params", on_change=_network_changed)
    return networks.run(key)


def _network_changed():
    """Another network starts trained, at its first layer that learns; a digit stays where both have learnt digits."""
    state.forget(state.MOMENT, state.LAYER, state.CHANNEL)
    try:
        config = networks.run(state.get(state.NETWORK)).config
    except runs.RunError:
        return
    inspection.suit(data_sets.name_here(config) or config.data_set)


def _pick_data(run):
    """`(data set, part, whether it stands in)`: UCI digits are shown until the chosen data set is fetched."""
    options = {sentences.split_name(name, part): (name, part) for name in datasets.SOURCES for part in sentences.PARTS}
    options |= own_data_sets.options()
    if len(own_images.images()):
        options[sentences.YOURS] = own_images.name(), "test"
    labels, own = list(options), data_sets.name_here(run.config) or run.config.data_set
    here = (*datasets.available(), *own_data_sets.names(), own_images.name())
    is_gone = run.config.own is not None and own not in here
    lost = is_gone or (own not in here and data_sets.fetch(own).error)
    default = sentences.split_name(inspection.STANDS_IN if lost else own, "test")
    link_checks.check_choice(state.DATA, labels, default)
    state.settle(state.DATA, lambda label: label in options and not (lost and options[label][0] == own), default)
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
    if is_gone:
        st.caption(own_sentences.images_gone(run))
    for wanted in sorted({name} - set(here) if is_gone else {own, name} - set(here)):
        _fetch(wanted, failure_known=bool(data_sets.fetch(wanted).error))
    return (name, part, False) if name in here else (inspection.STANDS_IN, "test", True)


@st.fragment(run_every="1s")
def _fetch(name, failure_known):
    """Fetch in the background and say how far it is; the page shows UCI digits until then."""
    title = datasets.SOURCES[name].title
    task = data_sets.fetch(name)
    if name in datasets.available():
        st.rerun()
    elif not task.is_done:
        task_progress.going(task, f"Fetching {title}; until then you see UCI digits")
    elif task.error and not failure_known:
        st.rerun()
    elif task.error:
        st.caption(f":material/cloud_off: {task.error}")
        st.button("Try again", help=f"Fetch {title} again", on_click=partial(data_sets.fetch_again, name))
    else:
        data_sets.fetch_again(name)


def _pick_image(name, split, key):
    """`(index of an image, the place to find another)`.

    What stands in has a key of its own, so that the link's image is not lost.
    """
    last = len(split) - 1
    default = inspection.default_image(name, split)
    link_checks.check_number(key, last, default)
    state.settle(key, lambda index: 0 <= index <= last, default)
    index = st.number_input("Image", 0, last, default, key=key, bind="query-params", help=f"0 to {last:,}")
    st.button(
        "A random image",
        icon=":material/shuffle:",
        help="A random image",
        key="shuffle",
        on_click=lambda: state.put(key, randrange(last + 1)),
        width="stretch",
    )
    finding = image_finding.place()
    start = thumbnails_start(index, last)
    scene(thumbnails(split.images, index), "thumbnails", lambda _, tile: state.put(key, start + tile))
    return index, finding


def _pick_moment(run):
    steps = {sentences.moment(step, run.final_step): step for step in run.moments}
    labels = list(steps)
    if len(labels) == 1:
        playing.end()
        st.caption(own_sentences.only_moment(run))
        return run.moments[0]
    link_checks.check_choice(state.MOMENT, labels, labels[-1])
    state.settle(state.MOMENT, lambda label: label in steps, labels[-1])
    playing.advance(labels)
    chosen = st.select_slider("Moment", labels, labels[-1], key=state.MOMENT, bind="query-params")
    playing.button(labels)
    return steps[chosen]


def _answer(run, name, part, image, moment):
    """The unit of the last layer that wins."""
    selection = state.Selection(run.key, name, part, image, moment, run.architecture.names[-1], 0)
    return int(inspection.Inspection(selection).probabilities.argmax())


def _pick_layer_and_channel(run, answer):
    """The layer and the channel; the last layer opens at the network's `answer()`."""
    names = run.architecture.names
    default = inspection.default_layer(run)
    link_checks.check_choice(state.LAYER, names, default)
    state.settle(state.LAYER, lambda name: name in names, default)
    layer = st.selectbox(
        "Layer",
        names,
        names.index(default),
        key=state.LAYER,
        bind="query-params",
        on_change=partial(state.forget, state.CHANNEL),
    )
    last = run.architecture.output_shape(layer)[-1] - 1
    default = inspection.default_channel(run, layer)
    link_checks.check_number(state.CHANNEL, last, default)
    if layer == names[-1] and state.is_open(state.CHANNEL):
        state.suggest(state.CHANNEL, answer())
    state.settle(state.CHANNEL, lambda channel: 0 <= channel <= last, default)
    return layer, st.number_input("Channel", 0, last, default, key=state.CHANNEL, bind="query-params")
