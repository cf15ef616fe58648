"""What a link asked for that is not there: one sentence each, on the first run of a session only."""

import re

import streamlit as st

from dashboard.session import state
from dashboard.text.quotation import quoted


def last_asked(key):
    """What the link asks for last, or None."""
    return state.asked().get(key, [None])[-1]


def check_choice(key, options, shown):
    """Say so where the link asks for something else than `options`; `shown` is what it gets instead."""
    asked = last_asked(key)
    if asked is not None and asked not in options:
        names = ", ".join(options) if len(options) < 20 else f"{options[0]} to {options[-1]}"
        st.warning(f"The link asks for {key} {quoted(asked)}, which is not one of {names}. Shown is {shown}.")


def check_number(key, last, shown):
    """Say so where the link asks for no whole number from 0 to `last`."""
    asked = last_asked(key)
    if asked is not None and not (re.fullmatch("[0-9]+", asked) and len(asked) < 20 and int(asked) <= last):
        st.warning(
            f"The link asks for {key} {quoted(asked)}, which is not a whole number from 0 to {last:,}. "
            f"Shown is {shown}."
        )


def check_list(key, options, shown):
    """Say so where the link asks for something that is not among `options`, a range of whole numbers."""
    odd = [asked for asked in state.asked().get(key, []) if asked not in set(map(str, options))]
    if odd:
        st.warning(
            f"The link asks for {key} {quoted(odd[0])}, which is not a whole number from {options[0]} to "
            f"{options[-1]}. Shown is {shown}."
        )
