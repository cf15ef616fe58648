"""A Plotly chart as every page shows it: it is saved, its numbers taken along, and larger where a projector is.

What a click on its legend does, a choice below it does too: for the keyboard, and for who does not know of the click.
"""

import streamlit as st

from dashboard.draw import charts, frames
from dashboard.session import state
from dashboard.text.quotation import escaped
from dashboard.widgets import numbers, projector


def show(figure, key, alt):
    """`alt` states its finding for those who cannot see it."""
    lines = charts.in_legend(figure)
    own_key = state.widget("lines", key, *lines)
    shown = state.get(own_key, lines) if lines else lines
    if projector.is_on():
        figure = charts.enlarged(figure, projector.TIMES)
    if list(shown) != list(lines):
        figure = charts.with_lines(figure, shown)
    st.plotly_chart(figure, key=key, config=charts.CONFIG, alt=alt)
    below = st.container(horizontal=True, gap="small", key=state.widget("numbers", "below", key))
    numbers.offer(key, lambda: frames.of_chart(figure), below)
    if lines:
        _offer_lines(key, own_key, lines, below)


def _offer_lines(key, own_key, lines, place):
    opened = place.popover("Lines", type="tertiary", icon=":material/legend_toggle:", key=state.widget("legend", key))
    opened.pills(
        "Shown are",
        lines,
        selection_mode="multi",
        default=lines,
        key=own_key,
        format_func=escaped,
        persist_state="session",
    )
