"""The class that is asked about."""

import streamlit as st

from dashboard.session import state
from dashboard.widgets import link_checks

ITS_ANSWER = "its own answer"


def pick_class(class_names):
    """The class that is asked about, or None for the network's own answer."""
    options = [ITS_ANSWER, *class_names]
    link_checks.check_choice(state.CLASS, options, ITS_ANSWER)
    state.settle(state.CLASS, lambda name: name in options, ITS_ANSWER)
    chosen = st.selectbox("Why", options, key=state.CLASS, bind="query-params", width=210)
    return None if chosen == ITS_ANSWER else chosen
