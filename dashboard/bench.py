"""The workbench's edits: what was put where, with undo; and the editor with its tools."""

from functools import partial

import numpy as np
import streamlit as st

from core.arrays import symmetric_range
from core.editing import TURNS, check_kernel, fit, random_kernel
from core.kernels import HAND_MADE
from dashboard import state
from dashboard.components import kernel


def edits(owner):
    """All edits of `owner`, such as a network at a moment, in order: `(place, kernel)`."""
    return state.get(state.BENCH, {}).get(owner, ())


def latest(owner, place, original):
    """The kernel that lies in `place` now."""
    return next((values for where, values in reversed(edits(owner)) if where == place), original)


def _put(owner, place, values):
    try:
        kernel = check_kernel(values)
    except ValueError as error:
        state.put(state.REFUSED_WEIGHT, str(error))
        return
    state.put(state.BENCH, {**state.get(state.BENCH, {}), owner: (*edits(owner), (place, kernel))})


def _keep(owner, count):
    state.put(state.BENCH, {**state.get(state.BENCH, {}), owner: edits(owner)[:count]})


def edit(owner, place, original):
    """The kernel in `place`, to be edited, with tools around it; gives the kernel as it is now."""
    now = latest(owner, place, original)
    if refused := state.take(state.REFUSED_WEIGHT):
        st.error(f"It was not changed: {refused}.")
    limits = symmetric_range(np.stack([original, now]))
    kernel(now, limits, "kernel_editor", partial(_put, owner, place))
    spread = float(original.std()) or 0.3
    done = edits(owner)
    made = {name: fit(values, now.shape) for name, values in HAND_MADE.items()}
    _tools("Put in", made, owner, place)
    with _row():
        st.markdown("What if it were", width="content")
        for name, turn in TURNS.items():
            _tool(name, turn(now), owner, place, now.shape[0] != now.shape[1] and name == "rotated")
        _tool("random", random_kernel(now.shape, spread, len(done)), owner, place)
    with _row():
        st.button("Undo", icon=":material/undo:", disabled=not done, on_click=_keep, args=(owner, len(done) - 1))
        st.button("Reset all", icon=":material/restart_alt:", disabled=not done, on_click=_keep, args=(owner, 0))
    return now


def _row():
    return st.container(horizontal=True, vertical_alignment="center", gap="small")


def _tools(title, kernels, owner, place):
    with _row():
        st.markdown(title, width="content")
        for name, values in kernels.items():
            _tool(name, values, owner, place)


def _tool(name, values, owner, place, disabled=False):
    st.button(
        name,
        key=state.widget("tool", name),
        type="tertiary",
        disabled=disabled,
        on_click=_put,
        args=(owner, place, values),
    )
