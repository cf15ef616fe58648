"""A Plotly chart as every page shows it: it can be saved and its numbers taken along; larger where a projector is."""

import streamlit as st

from dashboard.draw import charts, frames
from dashboard.widgets import numbers, projector


def show(figure, key, alt, place=st):
    """`alt` states its finding for those who cannot see it; `place` is a column, or the page."""
    if projector.is_on():
        charts.enlarge(figure, projector.TIMES)
    place.plotly_chart(figure, key=key, config=charts.CONFIG, alt=alt)
    numbers.offer(key, lambda: frames.of_chart(figure), place)
