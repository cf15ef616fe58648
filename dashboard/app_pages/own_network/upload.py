"""Bringing a network: the file is read, the network tried on what is here, and its settings can be put right."""

from contextlib import suppress
from pathlib import PurePath

import streamlit as st

from core.datasets import typed_names
from core.keras_io import adapting, answering
from core.networks.image_fitting import COLORS
from dashboard.app_pages.own_network import learnt, text
from dashboard.compute import data_sets, inspection, upload_tests, workers
from dashboard.session import own_data_sets, own_networks, state
from dashboard.text import own_sentences
from dashboard.text.quotation import escaped
from dashboard.widgets import file_drop, task_progress

MANY = 20  # names that need more than a line or two


def bring():
    """Where a network or a run is dropped."""
    file_drop.drop("A .keras or .h5 file, or a run's folder as .zip", state.NETWORK_FILE, _take, text.TOO_LARGE)


def _take(name, content):
    if name.lower().endswith(".zip") and b"run.json" in content:
        key = own_networks.of_run(workers.reader().read("run", content))
    else:
        network = workers.reader().read("network", content)
        outputs, (*_, channels) = answering.class_count(network.architecture), network.architecture.input_shape
        splits = learnt.possible(outputs, reads_colors=channels == len(COLORS))
        key = own_networks.of_network(PurePath(name).stem, network, splits)
    open_run(key)


def open_run(key):
    """From a callback: look at this network."""
    state.forget(state.MOMENT, state.LAYER, state.CHANNEL)
    inspection.suit(data_sets.name_here(own_networks.find(key).run.config) or inspection.STANDS_IN)
    state.choose({state.NETWORK: key})


def forget(key):
    """From a callback: drop a network that was brought."""
    own_networks.forget(key)
    state.forget(state.NETWORK, state.MOMENT, state.LAYER, state.CHANNEL)


def settings(key):
    """What the network is taken to have learnt, what its outputs stand for, and what its pixels look like.

    A choice is tried at once.
    """
    uploaded = own_networks.find(key)
    if uploaded.own is None:
        return
    st.markdown(f"{text.by_size(uploaded)} {text.what_it_reads(uploaded)}")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        _pick_data(key, uploaded)
        _pick_pixels(key, uploaded)
    _name_outputs(key, uploaded)


def _pick_data(key, uploaded):
    config, names = uploaded.run.config, uploaded.run.class_names
    options = learnt.options(len(names))
    here = data_sets.name_here(config) or config.data_set
    options = options if here in options else [here, *options]
    place = state.widget("data", key, uploaded.stamp)

    def changed():
        data = state.get(place)
        kept = learnt.config_of(data, names)
        fits = kept.data_set == data or data == learnt.UNKNOWN
        _learnt(key, kept if fits else learnt.config_of(data, learnt.names_in(data, len(names)) or names))

    st.selectbox(
        "It has learnt",
        options,
        options.index(here),
        format_func=text.data_set_called,
        key=place,
        on_change=changed,
        width=220,
        help="Data sets that are here and have as many classes. Your own come in on *Your images*.",
    )
    for title, why in learnt.not_offered(len(names)).items():
        st.caption(own_sentences.cannot_learn(title, why))


def _pick_pixels(key, uploaded):
    options = [*adapting.PIXELS, *({uploaded.pixels} - set(adapting.PIXELS))]
    place = state.widget("pixels", key, uploaded.stamp)
    st.selectbox(
        "Black to white is",
        options,
        options.index(uploaded.pixels),
        format_func=lambda pixels: text.pixels_called(pixels, uploaded.trials),
        key=place,
        on_change=lambda: _taught(key, state.get(place)),
        width=300,
        help="What numbers its pixels were. In brackets: how many of some test images it reads with pixels made so.",
    )
    sides = adapting.black_and_white(uploaded.pixels)
    places = [state.widget(side, key, uploaded.stamp) for side in ("black", "white")]

    def changed():
        with suppress(ValueError):
            _taught(key, adapting.pair(*map(state.get, places)))

    given = [
        st.number_input(
            f"{side} is",
            -adapting.LARGEST_PIXEL,
            adapting.LARGEST_PIXEL,
            value,
            0.1,
            format=f"%.{adapting.DECIMALS}f",
            key=place,
            on_change=changed,
            width=150,
        )
        for side, value, place in zip(("Black", "White"), sides, places, strict=True)
    ]
    _say_what_is_wrong(lambda: adapting.pair(*given))


def _name_outputs(key, uploaded):
    names = uploaded.run.class_names
    place = state.widget("names", key, uploaded.stamp)

    def changed():
        with suppress(ValueError):
            said = typed_names.read(state.get(place), len(names))
            _learnt(key, learnt.config_of(uploaded.run.config.data_set, said))

    typed = st.text_area(
        f"Its {len(names)} outputs stand for, in this order",
        typed_names.written(names),
        height=68 if len(names) <= MANY else 110,
        key=place,
        on_change=changed,
        help="Type or paste a name for each output, with commas or lines between them; letters may stand together.",
    )
    _say_what_is_wrong(lambda: typed_names.read(typed, len(names)))
    if uploaded.run.config.own is None or uploaded.run.config.own.is_known:
        return
    for title, data_set in learnt.to_rename(names).items():
        st.button(
            f"Call the classes of {title} so, and take that for what it has learnt",
            key=state.widget("rename", title, uploaded.stamp),
            on_click=_rename,
            args=(key, title, data_set, names),
            help=text.renamed(title, data_set.class_names),
        )


def _say_what_is_wrong(check):
    try:
        check()
    except ValueError as error:
        st.error(f"{escaped(str(error))}.")


def _rename(key, title, data_set, names):
    """From a callback."""
    own_data_sets.change(title, data_set.named(names))
    _learnt(key, learnt.config_of(own_data_sets.all_of_them()[title].name, names))


def _learnt(key, config):
    """From a callback: other images, and of these the pixels that suit best."""
    uploaded, split = own_networks.find(key), data_sets.learnt_images(config, "test")
    if split is None:
        own_networks.change(key, config, uploaded.trials, uploaded.pixels)
    else:
        trials = adapting.trials(uploaded.own, split)
        own_networks.change(key, config, trials, adapting.likeliest(trials))
    inspection.suit(data_sets.name_here(config) or inspection.STANDS_IN)


def _taught(key, pixels):
    """From a callback: pixels as a person says, tried on the same images."""
    uploaded = own_networks.find(key)
    split = data_sets.learnt_images(uploaded.run.config, "test")
    trials = {} if split is None or pixels in uploaded.trials else adapting.trials(uploaded.own, split, (pixels,))
    own_networks.change(key, uploaded.run.config, uploaded.trials | trials, pixels)


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
