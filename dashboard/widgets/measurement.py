"""What is measured of a run: shown at once where it is known, else worked out in the background with its progress."""

import streamlit as st

from core import runs
from dashboard.compute import measures
from dashboard.text import run_sentences

ROBUSTNESS_ON_YOURS = "robustness on yours"
DOING = {
    ROBUSTNESS_ON_YOURS: "Measuring {}: your images moved and changed in many ways",
    "robustness": "Measuring {}: test images moved and changed in many ways",
    "ablation": "Ranking the channels of {}: each one is switched off once",
}


def found(run, what):
    """The measurement, or None with a word on why not or how far it is."""
    going = _going(run.key, what)
    if going is None:
        st.info(run_sentences.no_images(run))
    elif going.error:
        st.error(f"{run.key} could not be measured: {going.error}.")
        st.button("Try again", key=f"again_{run.key}", on_click=_again, args=(run.key, what))
    elif not going.found:
        _wait(run.key, what)
    return going and going.found


def _again(key, what):
    if what == ROBUSTNESS_ON_YOURS:
        measures.begin_again_on_own_images(key)
    else:
        measures.begin_again(key, what)


def _going(key, what):
    return measures.begin_robustness_on_own_images(key) if what == ROBUSTNESS_ON_YOURS else measures.begin(key, what)


@st.fragment(run_every="1s")
def _wait(key, what):
    try:
        going = _going(key, what)
    except runs.RunError:
        st.rerun()
    if going is None or going.found or going.error:
        st.rerun()
    st.progress(going.share, DOING[what].format(key))
