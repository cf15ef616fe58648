"""A Plotly chart as every page shows it: without Plotly's buttons, its letters larger where a projector is."""

import streamlit as st

from dashboard.draw import charts
from dashboard.widgets import projector


def show(figure, key, alt, place=st):
    """`alt` states its finding for those who cannot see it; `place` is a column, or the page."""
    if projector.is_on():
        charts.enlarge(figure, projector.TIMES)
    place.plotly_chart(figure, key=key, config={"displayModeBar": False}, alt=alt)
