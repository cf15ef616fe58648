"""What a picture of one's own was meant to show, and keeping it as an example."""

import streamlit as st

from core.datasets.catalogue import DIGITS
from dashboard.session import own_images, state

AS_BUTTONS = 20  # names that find room as buttons


def pick(class_names):
    """What was meant, a digit or one of a network's `class_names`, or None while nothing is said."""
    names, key = list(dict.fromkeys((*DIGITS, *class_names))), state.widget("label", state.get(state.LABELS_ASKED, 0))
    if state.get(key) not in names:
        state.forget(key)
    asked = "What is it meant to be?"
    if len(names) <= AS_BUTTONS:
        return st.segmented_control(asked, names, key=key, persist_state="session")
    return st.selectbox(asked, names, None, key=key, persist_state="session", placeholder="Choose, or type", width=240)


def ask_anew():
    """From a callback: of the next picture nothing is said yet.

    It is another widget: a hand that is quicker than the page would bring the value of this one back with its next
    stroke.
    """
    state.put(state.LABELS_ASKED, state.get(state.LABELS_ASKED, 0) + 1)


def offer_to_keep(title, label, keep):
    """A button that keeps the picture as an example of a digit by `keep(digit)`."""

    def kept():
        keep(DIGITS.index(label))
        ask_anew()

    st.button(
        title,
        icon=":material/bookmark_add:",
        key="keep",
        on_click=kept,
        disabled=label not in DIGITS or not own_images.has_room(),
        help="Say first which digit it is meant to be. Kept examples, digits all of them, are a small test set of your "
        "own: see Your images.",
    )
