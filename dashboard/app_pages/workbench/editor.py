"""The workbench's edits: what was put where, with undo; and the editor with its tools."""

from functools import partial

import numpy as np
import streamlit as st

from core.inspection.kernel_editing import TURNS, check_kernel, fit, random_kernel
from core.inspection.kernels import HAND_MADE
from dashboard.components import kernel
from dashboard.draw.ranges import symmetric_range
from dashboard.session import state


def edits(owner):
    """All edits of `owner`, such as a network at a moment, in order: `(place, kernel)`."""
    return state.get(state.BENCH, {}).get(owner, ())


def edited_places(network, owner):
    """The places `(layer, filter, input channel)` whose kernel is not the network's own any more."""
    now = dict(edits(owner))
    own = {place: network.kernel(place[0])[:, :, place[2], place[1]] for place in now}
    return [place for place, values in now.items() if not np.array_equal(values, own[place], equal_nan=True)]


def latest(owner, place, original):
    """The kernel that lies in `place` now."""
    return next((values for where, values in reversed(edits(owner)) if where == place), original)


def _put(owner, place, values):
    try:
        kernel = check_kernel(values)
    except ValueError as error:
        state.put(state.REFUSED_WEIGHT, str(error))
        return _keep(owner, edits(owner))
    _keep(owner, (*edits(owner), (place, kernel)))


def _keep(owner, changes):
    state.put(state.REVISION, state.get(state.REVISION, 0) + 1)
    state.put(state.BENCH, {**state.get(state.BENCH, {}), owner: changes})


def edit(owner, place, original, name):
    """The kernel in `place`, called `name`, to be edited, with tools around it; gives the kernel as it is now."""
    now = latest(owner, place, original)
    if refused := state.take(state.REFUSED_WEIGHT):
        st.error(f"It was not changed: {refused}.")
    limits = symmetric_range(np.stack([original, now]))
    put = partial(_put, owner, place)
    kernel(now, limits, name, (owner, place), state.get(state.REVISION, 0), "kernel_editor", put)
    with _row():
        nothing = not edits(owner)
        st.button("Undo", icon=":material/undo:", disabled=nothing, on_click=lambda: _keep(owner, edits(owner)[:-1]))
        st.button("Reset all", icon=":material/restart_alt:", disabled=nothing, on_click=_keep, args=(owner, ()))
    with _row("Put in"):
        for name, values in HAND_MADE.items():
            _tool(name, partial(put, fit(values, now.shape)))
    with _row("What if it were"):
        for name, turn in TURNS.items():
            is_possible = turn(now).shape == now.shape
            _tool(name, lambda turn=turn: put(turn(latest(owner, place, original))), not is_possible)
        spread = float(original.std()) or 0.3
        _tool("random", lambda: put(random_kernel(now.shape, spread, len(edits(owner)))))
    return now


def _row(title=""):
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    if title:
        row.markdown(title, width="content")
    return row


def _tool(name, act, disabled=False):
    st.button(name, key=state.widget("tool", name), disabled=disabled, on_click=act)
