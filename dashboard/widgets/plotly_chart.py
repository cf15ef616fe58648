"""A Plotly chart as every page shows it: it can be saved and its numbers taken along; larger where a projector is."""

from copy import deepcopy

import streamlit as st

from dashboard.draw import charts, frames
from dashboard.session import state
from dashboard.widgets import numbers, projector


def show(figure, key, alt, place=st):
    """`alt` states its finding for those who cannot see it; `place` is a column, or the page."""
    if projector.is_on():
        figure = deepcopy(figure)
        charts.enlarge(figure, projector.TIMES)
    place.plotly_chart(figure, key=key, config=charts.CONFIG, alt=alt)
    numbers.offer(key, lambda: frames.of_chart(figure), place)


def show_again(key, alt, draw, *arguments, place=st):
    """As `show` for the figure `draw(*arguments)`, drawn anew only for other arguments: Plotly takes its time.

    They are plain values, lists and dictionaries of such.
    """
    figure = state.worked_out(state.widget("figure", key), arguments, lambda of: draw(*of))
    show(figure, key, alt, place)
