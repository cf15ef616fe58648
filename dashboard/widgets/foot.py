"""The foot of the sidebar: what can be asked for on any page, and is done once the page is drawn."""

import streamlit as st

from dashboard.session import state
from dashboard.widgets import code_panel, help, lesson_adding, projector


def show(is_in_lesson):
    """The buttons, and the projector's switch."""
    with st.container(horizontal=True, gap="xsmall"):
        lesson_adding.offer(state.page().key)
        if not is_in_lesson:
            _ask("Help", "help", "What the words mean, and the keys (?)", state.HELP, help.WORDS)
    projector.switch()
    explained = "As one file that opens in any browser, without a server or a network."
    with st.container(horizontal=True, gap="xsmall"):
        _ask("Save this page", "save", explained, state.SAVING, True)
        code_panel.offer_notebook()


def _ask(words, icon, explained, key, value):
    icon, own_key = f":material/{icon}:", state.widget("ask", key)
    st.button(words, icon=icon, key=own_key, type="tertiary", help=explained, on_click=state.put, args=(key, value))
