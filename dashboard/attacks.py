"""The accuracy of networks on images that were changed against them, and against each other, over epsilon."""

import streamlit as st

from core.fooling import EPSILONS
from core.workshop import WorkshopError
from dashboard import figures, fooled, orders, resources, verdicts


def curves(runs, epsilon):
    """Every run against itself and against the others: what is known at once, the rest as it is worked out."""
    tested = [run for run in runs if run.final_step is not None and resources.test_images(run.key)]
    for run in runs:
        if run not in tested:
            st.info(verdicts.no_images(run))
    wanted = [orders.Fooling(one.key, other.key) for one in tested for other in tested]
    for order in wanted:
        if not order.kept() and orders.piece_of(order) is None:
            try:
                orders.begin(order)
            except WorkshopError as error:
                st.info(f"How {order.victim} does cannot be worked out now: {error}.")
    if any(_is_going(order) for order in wanted):
        _wait(wanted, epsilon)
    elif wanted:
        _draw(wanted, epsilon)


def _is_going(order):
    piece = orders.piece_of(order)
    return piece is not None and not piece.done.is_set()


@st.fragment(run_every=0.5)
def _wait(wanted, epsilon):
    if not any(_is_going(order) for order in wanted):
        st.rerun()
    _draw(wanted, epsilon)


def _draw(wanted, epsilon):
    found = {(order.against, order.victim): shares for order in wanted if (shares := orders.accuracies(order))}
    missing = [order for order in wanted if len(orders.accuracies(order)) < len(EPSILONS)]
    alt = fooled.conclusion(EPSILONS, found)
    chart = figures.fooling(EPSILONS, found, epsilon)
    st.plotly_chart(chart, key="fooling", config={"displayModeBar": False}, alt=alt)
    for order in missing:
        piece = orders.piece_of(order)
        if piece and piece.error:
            st.error(f"{order.victim} on images made against {order.against} failed: {piece.error}.")
    st.markdown(alt if len(missing) == 0 else f"{alt} The rest is being worked out.")
