"""The page in one file, to be opened without a server."""

import streamlit as st

from dashboard import components
from dashboard.session import state


def offer(place):
    """A button that asks for it; several on one page are told apart by their `place`."""
    st.button(
        "Save this page",
        icon=":material/save:",
        key=state.widget("ask", state.SAVING, place),
        type="tertiary",
        help="As one file that opens in any browser, without a server or a network.",
        on_click=state.put,
        args=(state.SAVING, True),
    )


def save():
    """Where it was asked for; the browser waits until the page is drawn, which may end early."""
    if state.take(state.SAVING):
        state.put(state.SAVED, state.get(state.SAVED, 0) + 1)
        components.page_file(state.get(state.SAVED))
