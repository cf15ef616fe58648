"""What a picture of one's own was meant to show, and keeping it as an example."""

import streamlit as st

from core.datasets.catalogue import DIGITS
from dashboard.session import own_images, state


def pick():
    """The digit that was meant, 0 to 9, or None while nothing is said."""
    chosen = st.segmented_control("What is it meant to be?", DIGITS, key=state.LABEL, persist_state="session")
    return None if chosen is None else DIGITS.index(chosen)


def offer_to_keep(title, label, keep):
    """A button that keeps the picture as an example of its label by `keep(label)`."""

    def kept():
        keep(label)
        state.forget(state.LABEL)

    st.button(
        title,
        icon=":material/bookmark_add:",
        key="keep",
        on_click=kept,
        disabled=label is None or not own_images.has_room(),
        help="Say first what it is meant to be. Kept examples are a small test set of your own: see Your images.",
    )
