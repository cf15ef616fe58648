"""By how much every pixel is changed, and against which network."""

import streamlit as st

from dashboard.session import state
from dashboard.widgets import link_checks
from dashboard.widgets.pickers import pick

MOST_EPSILON, USUAL_EPSILON = 0.4, 0.2


def pick_epsilon():
    """By how much every pixel is changed."""
    link_checks.check_range(state.EPSILON, 0.0, MOST_EPSILON, USUAL_EPSILON)
    state.settle(state.EPSILON, lambda value: 0 <= value <= MOST_EPSILON, USUAL_EPSILON)
    return st.slider(
        "Epsilon: every pixel moves by",
        0.0,
        MOST_EPSILON,
        USUAL_EPSILON,
        0.01,
        key=state.EPSILON,
        bind="query-params",
        width=380,
    )


def pick_against(keys):
    """The network that the change is made against."""
    state.settle(state.AGAINST, lambda key: key in keys, keys[0])
    return pick("Made against", state.AGAINST, keys, keys[0])
