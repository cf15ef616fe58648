"""The words and the keys of all pages, in one dialog that opens from any of them."""

import streamlit as st

from dashboard.session import state
from dashboard.text import glossary
from dashboard.widgets import shortcuts

WORDS, KEYS = TABS = ("Words", "Keys")


def show():
    """The dialog, where the button or the key asked for it."""
    if tab := state.take(state.HELP):
        _dialog(tab)


@st.dialog("Help", width="medium")
def _dialog(tab):
    words, keys = st.tabs(TABS, default=tab)
    with words:
        asked = st.text_input("Find a word", key=state.widget("word"), placeholder="such as kernel")
        for group, listed in glossary.found(asked).items():
            st.markdown(f"### {group}\n{glossary.listed(listed)}")
        if not glossary.found(asked):
            st.markdown("No word and no sentence here has this in it.")
    keys.markdown(shortcuts.as_text())
