"""The sheet of paper with its pen, its eraser and the ways back."""

import streamlit as st

from core.formats import count
from dashboard import components
from dashboard.session import own_images, state

PEN, ERASER = TOOLS = "Pen", "Eraser"


def show():
    """What is drawn on it is that of `own_images`."""
    place = st.container(key="sheet")
    hidden = {"label_visibility": "collapsed", "persist_state": "session"}
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="drawing_tools"):
        tool = st.segmented_control("Tool", TOOLS, default=PEN, required=True, key=state.TOOL, **hidden)
        percent = st.slider("Width of the pen", 2, 16, 8, key=state.PEN_WIDTH, width=70, **hidden)
        st.button("Undo", on_click=own_images.undo, disabled=not own_images.can_undo(), shortcut="Mod+Z")
        st.button("Clear", on_click=own_images.clear, disabled=not own_images.strokes())
    with place:
        components.sheet(
            own_images.laid(), own_images.sheet_number(), "paper", own_images.draw, percent / 100, tool == ERASER
        )
        drawn = count(len(own_images.strokes()), "stroke")
        label = f"Sheet of paper with {drawn}: draw a digit with the mouse, a pen or a finger"
        invitation = "" if own_images.strokes() else "Draw a digit here"
        st.html(f"<div class='invitation' role='img' aria-label='{label}'>{invitation}</div>")
    if refused := own_images.refused_drawing():
        st.warning(f"The last stroke was taken back: {refused}.", icon=":material/undo:")
