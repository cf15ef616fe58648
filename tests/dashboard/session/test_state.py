"""What a component sends is heard, and what one sent whose page was left in the same moment is nothing."""

from types import SimpleNamespace

import streamlit as st

from dashboard.session import state


def test_a_component_that_is_gone_has_sent_nothing():
    """Once a key that was pressed as another page was opened ended in a KeyError, and that page stayed empty."""
    st.session_state["keys that stay"] = SimpleNamespace(pressed="projector")
    assert state.event("keys that stay", "pressed") == "projector"
    assert state.event("keys that stay", "picked") is None
    assert state.event("keys that went", "pressed") is None
