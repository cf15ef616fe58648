"""One line on the page, where the sidebar is away: network, moment and image, and the next image in reach."""

import streamlit as st

from dashboard import menu
from dashboard.compute import inspection
from dashboard.session import state
from dashboard.text import sentences
from dashboard.widgets import projector, stepping


def show(uses):
    """The line; `uses` are the parts of the selection that the page depends on. `shell.css` shows it in time."""
    look = inspection.current()
    with st.container(key="looked_at", horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(sentences.looked_at(look, uses), width="content")
        if menu.IMAGE in uses:
            last = len(look.split) - 1
            for name, step, icon in (("Previous", -1, "chevron_left"), ("Next image", 1, "chevron_right")):
                to = look.selection.image + step
                st.button(
                    name,
                    icon=f":material/{icon}:",
                    key=state.widget(name),
                    type="tertiary",
                    on_click=stepping.step,
                    args=(menu.IMAGE, step),
                    disabled=not 0 <= to <= last,
                )
        projector.offer_the_way_back()
