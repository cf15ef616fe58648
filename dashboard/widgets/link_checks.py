"""What a link asked for that is not there: one sentence each, on the first run of a session only."""

import re

import streamlit as st

from core.formats import listed
from dashboard.session import state
from dashboard.text.quotation import quoted


def check_choice(key, options, shown):
    """Say so where the link asks for something else than `options`; `shown` is what it gets instead."""
    asked = state.last_asked(key)
    if asked is not None and asked not in options:
        names = ", ".join(options) if len(options) < 20 else f"{options[0]} to {options[-1]}"
        st.warning(f"The link asks for {key} {quoted(asked)}, which is not one of {names}. Shown is {shown}.")


def is_some_of(chosen, options, most):
    """Whether a widget of several can show them: each one of `options` and only once, and not more than `most`."""
    return set(chosen) <= set(options) and len(chosen) == len(set(chosen)) <= most


def check_number(key, last, shown):
    """Say so where the link asks for no whole number from 0 to `last`."""
    asked = state.last_asked(key)
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


def check_range(key, low, high, shown):
    """Say so where the link asks for no number from `low` to `high`; where both are whole, no whole number."""
    asked = state.asked().get(key, [])
    is_possible = len(asked) == 1 and _is_between(asked[0], low, high)
    if asked and not is_possible:
        kind = "a whole number" if isinstance(low, int) else "a number"
        st.warning(
            f"The link asks for {key} {quoted(', '.join(asked))}, which is not {kind} from {low} to {high}. "
            f"Shown is {shown}."
        )


def _is_between(text, low, high):
    try:
        number = float(text)
    except ValueError:
        return False
    return low <= number <= high and (isinstance(low, float) or number.is_integer())


def check_switch(key):
    """Say so where the link asks for something else than on or off; then it is off."""
    asked = state.asked().get(key, [])
    if asked and [text.lower() for text in asked] not in (["true"], ["false"]):
        st.warning(f"The link asks for {key} {quoted(', '.join(asked))}, which is not true or false. Shown is off.")


def check_names(key, options, default):
    """Say so where the link asks for a name that is not among `options`: the others, or the `default`, are shown."""
    asked = state.asked().get(key, [])
    odd = [name for name in asked if name not in options]
    if odd:
        shown = [name for name in dict.fromkeys(asked) if name in options] or default
        names = ", ".join(options) if len(options) < 20 else f"{options[0]} to {options[-1]}"
        are = "is" if len(shown) == 1 else "are"
        st.warning(
            f"The link asks for {key} {quoted(odd[0])}, which is not one of {names}. Shown {are} {listed(shown)}."
        )
