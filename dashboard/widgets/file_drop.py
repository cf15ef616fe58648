"""A place where a file is dropped: it is taken before the page runs again, and what cannot be read is said."""

import streamlit as st

from core.runs.run import RunError
from dashboard.lessons.lesson import LessonError
from dashboard.session import state
from dashboard.text.quotation import escaped


def drop(label, key, take):
    """`take(name, content)` is called from a callback with what was dropped; what it returns or raises is said."""
    refused, said = state.widget("refused", key), state.widget("said", key)

    def dropped():
        if (file := state.get(key)) is None:
            return
        try:
            state.put(said, take(file.name, file.getvalue()))
        except (ValueError, RunError, LessonError, MemoryError) as error:
            state.put(refused, f"{file.name}: {error}.")

    st.file_uploader(label, key=key, on_change=dropped)
    if sentence := state.take(refused):
        st.error(escaped(sentence))
    if sentence := state.take(said):
        st.info(escaped(sentence))
