"""The accuracy of networks on images that were changed against them, and against each other, over epsilon."""

import streamlit as st

from core.explanation.adversarial import EPSILONS, SAMPLE
from core.workers.background_worker import WorkshopError
from dashboard.app_pages.fool import text
from dashboard.compute import data_sets, requests
from dashboard.draw import charts
from dashboard.text import run_sentences


def curves(runs, epsilon):
    """Every run against itself and against the others: what is known, and a button for the rest."""
    tested = [run for run in runs if run.final_step is not None and data_sets.test_images(run.key)]
    for run in runs:
        if run.final_step is None:
            st.info(f"The training of {run.key} has not come to its end: there is no trained network to measure.")
        elif run not in tested:
            st.info(run_sentences.no_images(run))
    wanted = [requests.Fooling(one.key, other.key) for one in tested for other in tested]
    if any(_is_going(order) for order in wanted):
        _wait(wanted, epsilon)
    elif wanted:
        _draw(wanted, epsilon)
        _offer([order for order in wanted if len(requests.accuracies(order)) < len(EPSILONS)])


def _offer(missing):
    for order in missing:
        piece = requests.piece_of(order)
        if piece and piece.error:
            st.error(f"{order.victim} on images made against {order.against} failed: {piece.error}.")
    if missing and st.button("Work out how it carries over", icon=":material/swap_horiz:", key="attack"):
        try:
            for order in missing:
                requests.begin(order)
        except WorkshopError as error:
            st.error(f"This cannot be begun now: {error}.")
        else:
            st.rerun()


def _is_going(order):
    piece = requests.piece_of(order)
    return piece is not None and not piece.done.is_set()


@st.fragment(run_every=0.5)
def _wait(wanted, epsilon):
    if not any(_is_going(order) for order in wanted):
        st.rerun()
    _draw(wanted, epsilon)
    st.markdown("The rest is being worked out.")


def _draw(wanted, epsilon):
    found = {(order.against, order.victim): shares for order in wanted if (shares := requests.accuracies(order))}
    images = min(SAMPLE, len(data_sets.test_images(wanted[0].against)))
    alt = text.conclusion(EPSILONS, found, images, epsilon)
    chart = charts.fooling(EPSILONS, found, epsilon)
    st.plotly_chart(chart, key="fooling", config={"displayModeBar": False}, alt=alt)
    st.markdown(alt)
