"""What a person takes along of a lesson: its notebook, its worksheet, and the whole of it in one file."""

from functools import partial

import streamlit as st

from dashboard.session import state
from dashboard.widgets import lesson_parts


def offer(key):
    """The buttons of a lesson that comes along; what they give is made when they are clicked."""
    st.download_button(
        "Notebook",
        partial(lesson_parts.notebook, key),
        f"{key}.zip",
        "application/zip",
        icon=":material/code_blocks:",
        key=state.widget("notebook", key),
        help="A .zip: all steps as one Jupyter notebook with questions and answers, and the networks that it loads.",
        type="tertiary",
        on_click="ignore",
    )
    st.download_button(
        "Worksheet",
        partial(lesson_parts.worksheet, key),
        f"{key}_worksheet.html",
        "text/html",
        icon=":material/print:",
        key=state.widget("worksheet", key),
        help="To be printed on A4 or Letter: figures, questions and room to write, and the answers on a page apart.",
        type="tertiary",
        on_click="ignore",
    )
    st.download_button(
        "One file",
        partial(lesson_parts.file, key),
        f"{key}.html",
        "text/html",
        icon=":material/save:",
        key=state.widget("lesson_file", key),
        help="The whole lesson for a browser without a server or a network: the arrow keys lead on, space reveals.",
        type="tertiary",
        on_click="ignore",
    )
