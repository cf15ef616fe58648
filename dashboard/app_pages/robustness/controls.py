"""How the image is changed, and which change the curves are about."""

import streamlit as st

from core.evaluation.robustness import FARTHEST
from dashboard.session import state
from dashboard.widgets import link_checks
from dashboard.widgets.pickers import pick

CHANGED = {
    state.DOWN: ("Down", -FARTHEST, FARTHEST, 0, 1),
    state.RIGHT: ("Right", -FARTHEST, FARTHEST, 0, 1),
    state.TURN: ("Turned, degrees", -180, 180, 0, 5),
    state.SCALE: ("Size", 0.4, 1.6, 1.0, 0.1),
    state.THICKNESS: ("Thickness", -2, 3, 0, 1),
    state.NOISE: ("Noise", 0.0, 1.0, 0.0, 0.05),
    state.COVER: ("Covered square", 0, 20, 0, 1),
}


def pick_changes():
    """How the image is changed: one slider for each way; `{key: strength}`."""
    chosen = {}
    with st.container(key="pick_changes"):
        for key, (label, low, high, rest, step) in CHANGED.items():
            link_checks.check_range(key, low, high, rest)
            state.settle(key, lambda value, low=low, high=high: low <= value <= high, rest)
            chosen[key] = st.slider(label, low, high, rest, step, key=key, bind="query-params")
        rest = {key: numbers[3] for key, numbers in CHANGED.items()}
        st.button("As it was", icon=":material/undo:", on_click=lambda: state.choose(rest), disabled=chosen == rest)
    return chosen


def pick_change(titles):
    """Which kind of change the curves are about; `titles` maps its key to its name."""
    names = list(titles.values())
    chosen = pick("Accuracy when digits are", state.CHANGE, names, names[0])
    return next(key for key, name in titles.items() if name == chosen)
