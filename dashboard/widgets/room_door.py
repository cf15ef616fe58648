"""The door of a room: opening it, the code and the QR code on the wall, who is here, closing it."""

import streamlit as st

from core.classroom import ClassroomError
from core.formats import count
from dashboard.compute import classrooms
from dashboard.draw import room_pictures
from dashboard.session import address, state
from dashboard.text import room_sentences
from dashboard.widgets import room_drawings

PACE = 1.0  # seconds between two looks at a room, on the wall


def offer(label="Open a room", type="secondary", key="open_room", **settings):
    """A button that opens a room."""
    st.button(label, icon=":material/groups:", key=key, type=type, on_click=_open, **settings)


def _open():
    try:
        classrooms.open_own()
    except ClassroomError as error:
        state.put(state.REFUSAL, str(error))


def show(room):
    """The code and the link, large, and how to let phones reach it."""
    st.html(room_pictures.door(room.code, address.join_link(room.code)))
    if said := room_sentences.way_in(address.is_of_this_machine(), address.is_server_closed(), address.own_address()):
        st.caption(said)
    _who_is_here()


@st.fragment(run_every=PACE)
def _who_is_here():
    if (room := classrooms.own()) is None:
        st.rerun()
    board = room.board()
    left = count(max(round(board.hours_left * 60), 1), "minute")
    st.markdown(f":material/groups: **{count(board.here, 'phone')}** here \u00b7 the room ends by itself in {left}")


def offer_to_close(room):
    """Behind a question: what is in the room goes with it."""
    with st.popover("Close the room", icon=":material/door_front:"):
        st.markdown(f"Close room {room.code}? Its votes and drawings go with it.")
        st.button("Close it for good", key="close_room", type="primary", on_click=classrooms.close_own)


def in_lesson():
    """In the bar of a lesson: the button that opens a room, or the code, which leads to its door."""
    if said := state.take(state.REFUSAL):
        st.toast(said)
    if (room := classrooms.own()) is None:
        offer(key="lesson_room", help="Open a room: the class votes and draws by phone")
    elif st.button(room.code, icon=":material/qr_code_2:", key="lesson_door", help="How the class joins"):
        _in_front(room)


@st.dialog("Join the room", width="medium")
def _in_front(room):
    """Over the page, which shows what is drawn as long as something is asked for."""
    show(room)
    room_drawings.ask(room, room.board().digit, "door")
    offer_to_close(room)
