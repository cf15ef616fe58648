"""Join: what a phone shows that takes part in a room, and nothing else of the dashboard."""

import streamlit as st

from core.classroom import ClassroomError
from dashboard.app_pages.join import ballot, sheet
from dashboard.compute import classrooms
from dashboard.session import state
from dashboard.text import room_sentences
from dashboard.text.quotation import escaped

PACE = 1.5  # seconds between two looks at the room
ALONE = "[data-testid=stHeader], [data-testid=stSidebar], [data-testid=stExpandSidebarButton] {display: none}"


def show():
    """What there is to do in the room that the address names, or a place for a code."""
    code, refusal = state.room_in_link(), state.take(state.REFUSAL)
    try:
        seat = classrooms.seat(code) if code else None
        desk = seat and seat.look()
    except ClassroomError as error:
        _ask_for_code(str(error))
        return
    if seat is None:
        _ask_for_code()
        return
    _watch(code, desk)
    with st.container(key="phone"):
        st.caption(" \u00b7 ".join(filter(None, (f"Room {escaped(code.upper())}", escaped(desk.shown.place)))))
        if refusal:
            st.warning(escaped(refusal))
        if desk.digit is not None:
            sheet.show(seat, desk)
        elif desk.shown.question is None:
            st.markdown(room_sentences.NOTHING_TO_DO)
        else:
            ballot.show(seat, desk)


@st.fragment(run_every=PACE)
def _watch(code, desk):
    """Show the page anew as soon as there is something new for it."""
    try:
        now = classrooms.seat(code).look()
    except ClassroomError:
        now = None
    if now != desk:
        st.rerun()


def _ask_for_code(refusal=None):
    st.title("Join the class")
    if refusal:
        st.error(escaped(refusal))
    with st.container(key="phone"):
        st.text_input("The code on the wall", key=state.CODE_TYPED, max_chars=12, on_change=_take_code)
        st.button("Join", type="primary", width="stretch", on_click=_take_code)


def _take_code():
    state.put_room_in_link(state.get(state.CODE_TYPED, "").strip())


st.html(f"<style>{ALONE}</style>")
show()
