"""Images of one's own as a test set: compared runs held to them, where they are used, files of them."""

from functools import partial

import streamlit as st

from core import formats
from core.datasets.catalogue import DIGITS
from core.datasets.file_formats import writing
from dashboard.compute import measures
from dashboard.session import state


def hold(compared):
    """The runs that know all ten digits, as they do on the images that this session has labelled."""
    knowing = [run for run in compared if run.class_names == DIGITS]
    if len(knowing) < len(compared):
        st.info(f"{formats.listed([run.key for run in compared if run not in knowing])} never learnt the ten digits.")
    if not knowing:
        st.stop()
    return [measures.evaluated_on_own_images(run.key) for run in knowing]


def offer_uses():
    """The pages that hold networks to them."""
    with st.container(horizontal=True, gap="small"):
        for title, page in (("Compare networks on them", "comparison"), ("Move and turn them", "robustness")):
            st.button(title, key=page, on_click=state.go, args=(page, {state.TESTS: state.YOURS}))


def offer_files(give, name):
    """Files called `name` of the LabelledImages that `give()` has when they are asked for."""

    def made(make):
        return make({"": give().split}, DIGITS)

    with st.container(horizontal=True, gap="small"):
        for kind, make in (("npz", writing.to_npz), ("zip", writing.to_pngs)):
            file = f"{name}.{kind}"
            st.download_button(file, partial(made, make), file, icon=":material/download:", key=file, on_click="ignore")
    st.caption("The .npz has the arrays `images` and `labels`; the .zip has a PNG each, in a folder for every digit.")
