"""What a person takes along of a lesson: its notebook."""

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
        on_click="ignore",
    )
