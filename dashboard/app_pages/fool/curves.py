"""The accuracy of networks on images that were changed against them, and against each other, over epsilon."""

import streamlit as st

from core.explanation.adversarial import EPSILONS, SAMPLE
from dashboard.app_pages.fool import text
from dashboard.components import scene
from dashboard.compute import data_sets, requests
from dashboard.draw.curves import fooling
from dashboard.text import run_sentences
from dashboard.widgets import task_progress


def curves(runs, epsilon):
    """Every run against itself and against the others: what is known, and a button for the rest."""
    tested = [run for run in runs if run.final_step is not None and data_sets.test_images(run.key)]
    for run in runs:
        if run.final_step is None:
            st.info(f"The training of {run.key} has not come to its end: there is no trained network to measure.")
        elif run not in tested:
            st.info(run_sentences.no_images(run))
    wanted = [requests.Fooling(one.key, other.key) for one in tested for other in tested]
    if any(requests.is_going(request) for request in wanted):
        _wait(wanted, epsilon)
    elif wanted:
        _draw(wanted, epsilon)
        _offer([request for request in wanted if len(requests.accuracies(request)) < len(EPSILONS)])


def _offer(missing):
    for request in missing:
        task = requests.task_of(request)
        if task and task.error:
            task_progress.failed(f"{request.victim} on images made against {request.against} failed: {task.error}.")
    if missing:
        task_progress.offer(missing, "Work out how it carries over", "attack", ":material/swap_horiz:")


@st.fragment(run_every=0.5)
def _wait(wanted, epsilon):
    if not any(requests.is_going(request) for request in wanted):
        st.rerun()
    _draw(wanted, epsilon)
    st.markdown("The rest is being worked out.")


def _draw(wanted, epsilon):
    known = {
        (request.against, request.victim): accuracies
        for request in wanted
        if (accuracies := requests.accuracies(request))
    }
    if not known:
        return
    images = min(SAMPLE, len(data_sets.test_images(wanted[0].against)))
    alt = text.conclusion(EPSILONS, known, images, epsilon)
    scene(fooling(EPSILONS, known, epsilon, alt), "fooling")
    st.markdown(alt)
