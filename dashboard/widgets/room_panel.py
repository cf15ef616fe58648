"""What a room does, on the wall: votes that grow as phones vote, or drawings as they arrive."""

import streamlit as st

from dashboard.compute import classrooms
from dashboard.draw import room_pictures
from dashboard.session import own_images
from dashboard.widgets import room_drawings
from dashboard.widgets.room_door import PACE


@st.fragment(run_every=PACE)
def show_in_lesson(look, right=None):
    """The drawings while a digit is asked for, else the votes on the question whose answer is option `right`."""
    room = _open_room()
    board = room.board()
    if board.digit is not None:
        room_drawings.ask(room, board.digit, "lesson")
        if board.drawings:
            room_drawings.show(room, board.drawings, look)
    elif board.votes and right is not None:
        st.html(room_pictures.votes(board.votes, right if board.is_revealed else None, board.here))


@st.fragment(run_every=PACE)
def show_drawings(look):
    """What is asked for, and everything that was drawn."""
    room = _open_room()
    board = room.board()
    room_drawings.ask(room, board.digit, "room")
    if board.drawings:
        room_drawings.show(room, board.drawings, look)
    if bool(board.drawings) != bool(len(own_images.of_class())):
        st.rerun()  # what can be done with them stands below


def _open_room():
    room = classrooms.own()
    if room is None:
        st.rerun()
    return room
