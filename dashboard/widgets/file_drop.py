"""A place where a file is dropped: it is taken before the page runs again, and what cannot be read is said."""

import streamlit as st

from core.runs.run import RunError
from core.workers.reader import LARGEST
from dashboard.lessons.lesson import LessonError
from dashboard.session import state, uploads
from dashboard.text.quotation import escaped


def drop(label, key, take, help=None):
    """`take(name, content)` is called from a callback with what was dropped.

    What it returns or raises is said as long as the file lies here: a page that polls would otherwise wipe it away.
    """
    refused, said = state.widget("refused", key), state.widget("said", key)

    def dropped():
        state.put(refused, None)
        state.put(said, None)
        if (file := state.get(key)) is None:
            return
        content = file.getvalue()
        uploads.let_go(file)
        try:
            state.put(said, take(file.name, content))
        except (ValueError, RunError, LessonError, MemoryError) as error:
            state.put(refused, f"{file.name}: {error}.")

    is_here = st.file_uploader(label, key=key, on_change=dropped, max_upload_size=LARGEST >> 20, help=help) is not None
    if is_here and (sentence := state.get(refused)):
        st.error(escaped(sentence))
    if is_here and (sentence := state.get(said)):
        st.info(escaped(sentence))
