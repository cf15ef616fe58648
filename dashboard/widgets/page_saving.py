"""The page in one file, to be opened without a server."""

import streamlit as st

from dashboard import components
from dashboard.session import state


def offer():
    """The button."""
    st.button(
        "Save this page",
        icon=":material/save:",
        key="save_page",
        type="tertiary",
        help="As one file that opens in any browser, without a server or a network.",
        on_click=state.put,
        args=(state.SAVING, True),
    )


def save():
    """After the page was drawn, where it was asked for."""
    if state.take(state.SAVING):
        state.put(state.SAVED, state.get(state.SAVED, 0) + 1)
        components.page_file(state.get(state.SAVED))
