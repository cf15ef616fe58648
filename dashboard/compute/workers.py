"""The processes that all sessions share: one climbs, one reads the files that people bring."""

import streamlit as st

from core.workers.background_worker import Worker
from core.workers.reader import Reader


@st.cache_resource(show_spinner=False, on_release=Worker.close)
def worker():
    """Where all sessions have their climbs done."""
    return Worker()


@st.cache_resource(show_spinner=False, on_release=Reader.close)
def reader():
    """Where the files that people bring are read."""
    return Reader()
