"""The numbers behind a figure or table, as a frame that is sorted, searched, copied and saved as CSV."""

import streamlit as st

from dashboard.draw import frames
from dashboard.session import state


def offer(key, frame, place=st, markdown=None):
    """A button that opens them; `frame()` is asked for once it is pressed, and so is `markdown()`, the text to copy."""
    opened = place.popover(
        "Numbers",
        type="tertiary",
        icon=":material/table_view:",
        key=state.widget("numbers", key),
        on_change="rerun",
    )
    if opened.open:
        with opened:
            st.dataframe(frames.without_formulas(frame()), hide_index=True)
            st.caption("A click on a column's name sorts by it. Search and download (CSV) are above the table.")
            if markdown:
                st.code(markdown(), language="markdown")
