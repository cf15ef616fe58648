"""How the pictures of filters climb, and what they begin with."""

import streamlit as st

from core.explanation.gradient_ascent import Ascent
from dashboard.session import state
from dashboard.widgets import link_checks
from dashboard.widgets.pickers import pick

OWN = "my own"


SHOWN = {state.STEP_SIZE: "%.3f"}


def pick_recipe(recipes):
    """How pictures climb: by one of our recipes, or by settings of one's own."""
    return pick("How", state.RECIPE, recipes, recipes[0])


def pick_start(starts):
    """What the pictures begin with."""
    link_checks.check_choice(state.START, starts, starts[0])
    state.settle(state.START, lambda start: start in starts, starts[0])
    return st.selectbox("Begin with", starts, key=state.START, bind="query-params", width=190)


def pick_ascent(usual):
    """An Ascent of one's own; at first the `usual` one."""
    chosen = []
    sliders = (
        (state.STEPS, "Steps", 8, 1024, 8, usual.steps, "How often the pixels are moved."),
        (
            state.STEP_SIZE,
            "Step size",
            0.001,
            0.5,
            0.001,
            usual.step_size,
            "How far a pixel moves on average; 1 is white.",
        ),
        (state.DECAY, "Shrinking", 0.0, 0.5, 0.01, usual.decay, "Later steps are smaller; with 0, all are the same."),
        (state.JITTER, "Jitter, pixels", 0, 4, 1, usual.jitter, "Moves the picture to and fro while it climbs."),
        (state.BLUR, "Blur, pixels", 0.0, 2.0, 0.1, usual.blur, "Softens the picture at every fourth step."),
        (state.VARIATION, "Evening out", 0.0, 1.0, 0.05, usual.total_variation, "Draws neighbouring pixels together."),
    )
    with st.container(key="pick_ascent"):
        for key, label, low, high, step, rest, help in sliders:
            link_checks.check_range(key, low, high, rest)
            state.settle(key, lambda value, low=low, high=high: low <= value <= high, rest)
            chosen.append(
                st.slider(label, low, high, rest, step, key=key, bind="query-params", format=SHOWN.get(key), help=help)
            )
    steps, step_size, decay, jitter, blur, total_variation = chosen
    return Ascent(steps, step_size, decay, usual.warm_up, jitter, blur, total_variation)
