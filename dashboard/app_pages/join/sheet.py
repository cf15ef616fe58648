"""A sheet on a phone: the digit that is asked for is drawn on it and handed in."""

import streamlit as st

from core.classroom import ClassroomError
from core.datasets.catalogue import DIGITS
from dashboard.session import own_images, state
from dashboard.text import room_sentences
from dashboard.widgets import drawing_sheet


def show(seat, desk):
    """The sheet, and the button that sends what is on it to the wall."""
    if state.get(state.ASKED_DIGIT) != desk.digit:
        own_images.begin_anew()
        state.put(state.ASKED_DIGIT, desk.digit)
    st.markdown(f"#### Draw a {DIGITS[desk.digit]}")
    st.caption(room_sentences.in_the_room(desk.drawings_left))
    drawing_sheet.show()
    st.button(
        "Hand it in",
        icon=":material/send:",
        key="hand_in",
        type="primary",
        width="stretch",
        on_click=_hand_in,
        args=(seat, desk.digit),
    )


def _hand_in(seat, digit):
    try:
        seat.hand_in(digit, own_images.strokes())
    except ClassroomError as error:
        state.put(state.REFUSAL, str(error))
    else:
        own_images.begin_anew()
