"""Images of one's own as a test set: compared runs tested on them, where they are used, files of them."""

from functools import partial

import numpy as np
import streamlit as st

from core.datasets.catalogue import DIGITS
from core.datasets.file_formats import writing
from core.datasets.labelled_images import UNKNOWN
from core.runs import other_images
from dashboard.compute import measures, networks
from dashboard.session import own_data_sets, own_images, state
from dashboard.text import own_sentences, sentences
from dashboard.widgets import run_pickers


def pick():
    """What runs are tested on, of all that this session has; "" for their own test sets."""
    return run_pickers.pick_tests(len(own_images.images().labelled), own_data_sets.to_test_on())


def evaluate(compared, to):
    """The runs that know all its classes, as they do on what this session has: state.YOURS, or a data set's name.

    Others are left out with a word: those that lack a class, and those whose answers have other classes besides.
    """
    able = [run for run in compared if set(_needed(to)) <= set(run.class_names)]
    classes = DIGITS if to == state.YOURS else able[0].class_names if able else ()
    knowing = [run for run in able if run.class_names == classes]
    if lacking := [run.key for run in compared if run not in able]:
        st.info(own_sentences.never_learnt(lacking, _needed(to), sentences.title_of_own(to)))
    if others := [run.key for run in able if run not in knowing]:
        st.info(own_sentences.other_classes(others, classes))
    if not knowing:
        st.stop()
    if to == state.YOURS:
        return [measures.evaluated_on_own_images(run.key) for run in knowing]
    count = measures.quick_count(knowing, int((own_data_sets.find(to).test.labels != UNKNOWN).sum()))
    evaluated = [measures.evaluated_on_data_set(run.key, to, count) for run in knowing]
    st.caption(own_sentences.tested_on(sentences.split_name(to, "test"), count, own_data_sets.find(to)))
    return evaluated


def _needed(to):
    """The classes that a network needs an output for."""
    if to == state.YOURS:
        return DIGITS
    tested = own_data_sets.find(to)
    return [tested.class_names[label] for label in np.unique(tested.test.labels) if label != UNKNOWN]


def is_known(name):
    """Whether some network has learnt all classes of a data set that was brought."""
    needed = set(_needed(name))
    return any(needed <= set(run.class_names) for run in networks.evaluated_runs())


def known_of(run, name):
    """How many test images of a data set that was brought show a class of the run's."""
    tested = own_data_sets.find(name)
    return len(other_images.of_classes(tested.test, tested.class_names, run))


def offer_uses(tests=state.YOURS):
    """The pages that test networks on them, or on another set that `tests` names."""
    with st.container(horizontal=True, gap="small"):
        for title, page in (("Compare networks on them", "comparison"), ("Move and turn them", "robustness")):
            st.button(title, key=state.widget(page, tests), on_click=state.go, args=(page, {state.TESTS: tests}))


def offer_files(give, name):
    """Files called `name` of the LabelledImages that `give()` has when they are asked for."""

    def made(make):
        return make({"": give().split}, DIGITS)

    with st.container(horizontal=True, gap="small"):
        for kind, make in (("npz", writing.to_npz), ("zip", writing.to_pngs)):
            file = f"{name}.{kind}"
            st.download_button(file, partial(made, make), file, icon=":material/download:", key=file, on_click="ignore")
    st.caption("The .npz has the arrays `images` and `labels`; the .zip has a PNG each, in a folder for every digit.")
