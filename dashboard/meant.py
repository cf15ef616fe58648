"""What a picture of one's own was meant to show, and keeping it as an example."""

import streamlit as st

from core.sources import DIGITS
from dashboard import state, yours


def pick(key=state.MEANT):
    """The digit that was meant, 0 to 9, or None while nothing is said."""
    chosen = st.segmented_control("What did you mean to draw?", DIGITS, key=key)
    return None if chosen is None else DIGITS.index(chosen)


def offer_to_keep(label):
    """Keep the drawing with its label, and begin another one."""

    def keep():
        yours.keep_drawing(label)
        state.forget(state.MEANT)

    st.button(
        "Keep it, and draw the next",
        icon=":material/bookmark_add:",
        on_click=keep,
        disabled=label is None,
        help="Say first what it was meant to be. Kept examples make a small test set of your own: see Your images.",
    )
