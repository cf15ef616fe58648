"""The page once more as soon as it is known which channels are dead: its pictures do not wait for that."""

import streamlit as st

from dashboard.session import state


def follow(look):
    """At the end of a page that shows the Inspection `look`; while a training plays, the next moment comes anyway."""
    if look.searches and not state.get(state.PLAYING):
        _wait(tuple(look.searches))


@st.fragment(run_every="1s")
def _wait(searches):
    if all(search.is_done for search in searches):
        st.rerun()
