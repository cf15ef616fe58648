"""The foot of the sidebar: what can be asked for on any page, and is done once the page is drawn."""

import streamlit as st

from dashboard.session import state
from dashboard.widgets import code_panel, help, lesson_adding, page_saving, projector


def show(is_in_lesson):
    """The buttons, and the projector's switch."""
    with st.container(horizontal=True, gap="xsmall"):
        lesson_adding.offer(state.page().key)
        if not is_in_lesson:
            st.button(
                "Help",
                icon=":material/help:",
                key=state.widget("ask", state.HELP),
                type="tertiary",
                help="What the words mean, and the keys (?)",
                on_click=state.put,
                args=(state.HELP, help.WORDS),
            )
    projector.switch()
    with st.container(horizontal=True, gap="xsmall"):
        page_saving.offer("foot")
        code_panel.offer_notebook()
