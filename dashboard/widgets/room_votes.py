"""The votes of a room on the wall: bars that grow as phones vote."""

import streamlit as st

from dashboard.compute import classrooms
from dashboard.draw import room_pictures
from dashboard.widgets.room_door import PACE


@st.fragment(run_every=PACE)
def show(right):
    """For the question that this page shows; `right` is the index of its answer."""
    if (room := classrooms.own()) is None:
        st.rerun()
    board = room.board()
    if board.votes:
        st.html(room_pictures.votes(board.votes, right if board.is_revealed else None, board.here))
