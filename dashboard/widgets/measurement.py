"""What is measured of a run: shown at once where it is known, else worked out in the background with its progress."""

import streamlit as st

from core import runs
from dashboard.compute import measures
from dashboard.text import run_sentences
from dashboard.widgets import task_progress

ROBUSTNESS_ON_YOURS = "robustness on yours"
DOING = {
    ROBUSTNESS_ON_YOURS: "Measuring {}: your images moved and changed in many ways",
    "robustness": "Measuring {}: test images moved and changed in many ways",
    "ablation": "Ranking the channels of {}: each one is switched off once",
}


def found(run, what):
    """The measurement, or None with a word on why not or how far it is."""
    task = _task(run, what)
    if task is None:
        st.info(run_sentences.no_images(run))
    elif task.error:
        sentence = f"{run.key} could not be measured: {task.error}."
        task_progress.failed(sentence, _again, (run, what), key=f"again_{run.key}")
    elif not task.result:
        _wait(run, what)
    return task and task.result


def _again(run, what):
    if what == ROBUSTNESS_ON_YOURS:
        measures.begin_again_on_own_images(run)
    else:
        measures.begin_again(run.key, what)


def _task(run, what):
    return (
        measures.begin_robustness_on_own_images(run) if what == ROBUSTNESS_ON_YOURS else measures.begin(run.key, what)
    )


@st.fragment(run_every="1s")
def _wait(run, what):
    try:
        task = _task(run, what)
    except runs.RunError:
        st.rerun()
    if task is None or task.is_done:
        st.rerun()
    task_progress.going(task, DOING[what].format(run.key))
