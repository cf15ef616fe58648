"""The network that stands beside the chosen one."""

import streamlit as st

from dashboard.session import state
from dashboard.widgets import link_checks

NONE = "none"


def pick_beside(run, evaluated):
    """Another trained network with the same test images, or "" for none; at first the fair MLP, or the lesson's CNN."""
    others = [one.key for one in evaluated if one.key != run.key and one.test_set == run.test_set]
    usual = next((key for key in ("budget_mlp", "lesson_cnn") if key in others), NONE)
    options = [*others, NONE]
    link_checks.check_choice(state.BESIDE, options, usual)
    state.settle(state.BESIDE, lambda key: key in options, usual)
    chosen = st.selectbox("Beside it", options, options.index(usual), key=state.BESIDE, bind="query-params", width=210)
    return "" if chosen == NONE else chosen
