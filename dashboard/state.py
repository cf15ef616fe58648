"""The one Selection that every page is a function of, and the only file that spells session and URL keys.

The sidebar's widgets carry the keys below and are bound to the URL, so that a copied link restores the view.
"""

from dataclasses import dataclass

import streamlit as st

NETWORK, DATA, IMAGE, MOMENT, LAYER, CHANNEL = "network", "data", "image", "moment", "layer", "channel"
INPUT_CHANNEL, SECOND_IMAGE, COLUMNS = "input_channel", "second", "columns"
ASKED, DESTINATION, SELECTION = "asked", "destination", "selection"


@dataclass(frozen=True)
class Selection:
    """What is being looked at: a run's key, a data set's part, an image, a step of the run, a layer, a channel."""

    network: str
    data: str
    part: str
    image: int
    moment: int
    layer: str
    channel: int


def get(key, default=None):
    return st.session_state.get(key, default)


def put(key, value):
    """Set a widget's value; only before the widget is drawn, or from a callback."""
    st.session_state[key] = value


def keep_if(key, is_possible):
    """Forget a remembered value that is no longer possible, so that the widget falls back to its default."""
    if key in st.session_state and not is_possible(st.session_state[key]):
        del st.session_state[key]


def forget(*keys):
    for key in keys:
        st.session_state.pop(key, None)


def event(component, name):
    """The value a component just sent, inside its callback."""
    return getattr(st.session_state[component], name)


def choose(**values):
    """Change the shared selection from a callback, e.g. `choose(layer="conv2d", channel=7)`."""
    for key, value in values.items():
        st.session_state[key] = value


def go(page, **values):
    """From a callback: change the selection and open another page."""
    choose(**values)
    st.session_state[DESTINATION] = page


def destination():
    """The page that `go` asked for, once."""
    return st.session_state.pop(DESTINATION, None)


def asked_in_url():
    """On the first run of a session, what the link asks for, as text; later nothing."""
    if ASKED in st.session_state:
        return {}
    st.session_state[ASKED] = True
    return st.query_params.to_dict()


def remember(selection):
    st.session_state[SELECTION] = selection


def selection():
    """The Selection that the sidebar holds in this run."""
    return st.session_state[SELECTION]
