"""Data sets of one's own: files dropped and read, each set with what was done, set right, tested on, taken along."""

import weakref
from functools import partial

import numpy as np
import streamlit as st

from core.datasets.file_formats import pictures, writing
from core.datasets.own_data_set import INVERTED, PREPARED, TRANSPOSED
from dashboard.app_pages.own_images import text
from dashboard.components import scene
from dashboard.compute import data_set_reading, inspection, measures, orientation
from dashboard.draw.mosaics import gallery
from dashboard.session import own_data_sets, state
from dashboard.text import own_sentences, sentences
from dashboard.text.quotation import escaped
from dashboard.widgets import own_test_set, task_progress

SHOWN = 12
LABELS = {"npz": ".npz", "csv": "CSV", "idx": "idx", "png": "folders of PNG"}


def show():
    """The drop, and every set that is here."""
    st.header("Data sets of your own")
    st.markdown(text.READ)
    _drop()
    for title, one in own_data_sets.all_of_them().items():
        with st.container(border=True, key=state.widget("own_set", title)):
            _set(title, one)


def _drop():
    key = state.widget(state.DATA_SET_FILE, state.get(state.DROPS, 0))

    def dropped():
        files = data_set_reading.taken(state.get(key) or ())
        if not files:
            return
        state.put(state.DROPS, state.get(state.DROPS, 0) + 1)  # another place to drop files, for the next ones
        try:
            data_set_reading.begin(files)
        except ValueError as error:
            data_set_reading.refuse(f"{files[0][0]}: {error}.")

    st.file_uploader(
        "A data set from a file, or from several that belong together",
        key=key,
        on_change=dropped,
        accept_multiple_files=True,
        max_upload_size=data_set_reading.most() >> 20,
    )
    if data_set_reading.task():
        _wait()
    elif sentence := data_set_reading.refused():
        st.error(escaped(sentence))


@st.fragment(run_every=0.5)
def _wait():
    task = data_set_reading.task()
    if task is None or task.is_done:
        st.rerun()
    task_progress.going(task, "Reading the file", state.widget("stop", "reading"))


def _set(title, one):
    data_set = one.data_set
    st.subheader(title)
    st.markdown(text.what_is_in(data_set))
    with st.container():  # what may come or go keeps its place, or what follows would stand there twice for a moment
        for note in data_set.notes:
            st.markdown(escaped(note))
    with st.container():
        _pictures(title, data_set)
    with st.container():
        _set_right(title, data_set)
    with st.container():
        st.markdown(_held(one))
    to_learn, _ = own_data_sets.to_learn()
    with st.container(horizontal=True, gap="small"):
        part = next(iter(data_set.parts)) if "test" not in data_set.parts else "test"
        called = sentences.split_name(one.name, part)
        look = {state.DATA: called, state.IMAGE: 0}
        st.button("Look at it", key=state.widget("look", title), on_click=state.go, args=("data_set", look))
        if called in own_data_sets.to_test_on() and own_test_set.is_known(one.name):
            own_test_set.offer_uses(called)
        if one.name in to_learn:
            train = {state.TO_LEARN: one.name, state.TRAIN_VIEW: "design"}
            st.button("Train on it", key=state.widget("train", title), on_click=state.go, args=("train", train))
        st.button(
            "Forget it",
            icon=":material/delete:",
            key=state.widget("forget", title),
            on_click=own_data_sets.forget,
            args=(title,),
        )
    _files(title, data_set)


def _pictures(title, data_set):
    """The first images; where there are two ways to make them, both, and which one is chosen."""
    part, split = next(iter(reversed(data_set.parts.items())))
    shown = slice(0, SHOWN)
    names = [data_set.class_names[label] if label >= 0 else "?" for label in split.labels[shown]]
    ways = {"": split.images}
    if data_set.other_images is not None:
        ways = {data_set.is_prepared: split.images, (not data_set.is_prepared): data_set.other_images[part]}
        shrunk = text.SHRUNK if ways[False].ndim == 3 else text.COLORFUL
        ways = {text.PREPARED: ways[True], shrunk: ways[False]}
    for way, images in ways.items():
        if way:
            st.caption(way)
        titles = tuple(f"{way} {part} image {at}: {name}".strip() for at, name in enumerate(names))
        picture = gallery(f"own {title} {way}", images[shown] / np.float32(255), titles, tuple(names), SHOWN, side=56)
        scene(picture, f"own_{title}_{way}", partial(_look_at, title, part))
    if len(ways) > 1:
        key = state.widget("way", title, data_set.digest)
        chosen = text.PREPARED if data_set.is_prepared else shrunk
        st.segmented_control(
            "Its images are",
            list(ways),
            default=chosen,
            required=True,
            key=key,
            on_change=lambda: _change(title, data_set.other_way),
        )


def _look_at(title, part, _, tile):
    called = sentences.split_name(own_data_sets.all_of_them()[title].name, part)
    state.choose({state.DATA: called, state.IMAGE: tile})


def _change(title, make):
    """From a callback."""
    try:
        own_data_sets.change(title, make())
    except ValueError as error:
        data_set_reading.refuse(f"{title}: {error}.")


def _set_right(title, data_set):
    """What a network that ships makes of it in other ways; one click for the better one, two for any."""
    readings = orientation.readings(title)
    if readings and (better := readings.better()):
        st.warning(text.better(readings, better))
        words = f"Put it right: {text.CHANGED[better]}"
        change = partial(data_set.changed, better)
        st.button(words, key=state.widget("right", title), type="primary", on_click=_change, args=(title, change))
    done = [change for change in data_set.changes if change != PREPARED]
    with st.container(horizontal=True, gap="small"):
        for change, words in ((TRANSPOSED, "Transpose"), (INVERTED, "Invert")):
            st.button(
                f"{words} {'back' if change in done else 'all'}",
                key=state.widget(change, title),
                type="tertiary",
                on_click=_change,
                args=(title, partial(data_set.changed, (change,))),
            )


def _held(one):
    """How the network of the sidebar reads its test images."""
    run = inspection.current().run
    if sentences.split_name(one.name, "test") not in own_data_sets.to_test_on():
        return ""
    known = own_test_set.known_of(run, one.name)
    if not known:
        return text.fits_not(run, one.data_set)
    count = measures.quick_count([run], known)
    found = measures.evaluated_on_data_set(run.key, one.name, count).evaluation
    total = int((one.data_set.test.labels >= 0).sum())
    return own_sentences.reads_own(run.key, found, known, total)


def _files(title, data_set):
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("Take it along:", width="content")
        for name, label in LABELS.items():
            if (name == "png" and len(data_set) > pictures.MOST) or (name == "csv" and data_set.is_in_color):
                continue
            file = f"{title}.{'npz' if name == 'npz' else f'{name}.zip'}"
            st.download_button(
                label,
                partial(_made, writing.FORMATS[name], weakref.ref(data_set)),
                file,
                icon=":material/download:",
                key=state.widget("file", name, title),
                on_click="ignore",
                type="tertiary",
            )


def _made(write, data_set):
    """Streamlit keeps what a button would call, and so must not keep the set."""
    if data_set() is None:
        raise ValueError("this data set was forgotten")
    return write(data_set().parts, data_set().class_names)
