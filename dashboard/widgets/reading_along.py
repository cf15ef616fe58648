"""Several networks reading one picture, side by side."""

import streamlit as st

from dashboard.components import scene
from dashboard.compute import inspection
from dashboard.draw import network_flow
from dashboard.session import state
from dashboard.text import sentences
from dashboard.widgets import link_checks

AT_ONCE = 5
USUAL = ("lesson_cnn", "budget_mlp", "four_conv")


def pick(runs):
    """The runs that read along, at most five."""
    keys = [run.key for run in runs]
    usual = [key for key in USUAL if key in keys]
    link_checks.check_names(state.READERS, keys, usual)
    state.settle(state.READERS, lambda chosen: link_checks.is_some_of(chosen, keys, AT_ONCE), usual)
    chosen = st.multiselect(
        "Networks that read along",
        keys,
        usual,
        key=state.READERS,
        bind="query-params",
        persist_state="session",
        max_selections=AT_ONCE,
        placeholder="Choose networks",
    )
    return [run for key in chosen for run in runs if run.key == key]


def show(look, runs):
    """What each run makes of the Inspection's image."""
    for place, run in zip(st.columns(max(len(runs), 3), gap="medium"), runs, strict=False):
        with place:
            one, of = inspection.at(look, run), sentences.at_moment(run.key)
            st.markdown(f"**{run.key}**  \n{sentences.read_as(one.probabilities, run.class_names, look.truth)}")
            scene(network_flow.bars(one.probabilities, run.class_names, 260, 1.2), f"read_by_{run.key}", of=of)
