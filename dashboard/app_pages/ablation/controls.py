"""Which channels are switched off."""

from random import sample

import streamlit as st

from core.inspection.ablation import TOGETHER
from dashboard.session import state
from dashboard.widgets import link_checks

NOTHING = "none"


def pick_off(count, ranking, owner):
    """The channels of a layer that are switched off; `ranking` offers some sets of them, None where it is not known.

    Another `owner`, a layer of a network, has others.
    """
    state.belong(owner, state.OFF)
    link_checks.check_list(state.OFF, range(count), "all on")
    state.settle(state.OFF, lambda chosen: link_checks.is_some_of(chosen, range(count), count), [])
    off = st.multiselect(
        "Switched off",
        range(count),
        [],
        key=state.OFF,
        bind="query-params",
        persist_state="session",
        placeholder="Tap a tile, or choose here",
    )
    several = max(min(TOGETHER, count // 2), 1)
    sets = {"all on": [], f"{several} at random": sorted(sample(range(count), several))}
    if ranking is not None:
        sets["the one that costs most"] = [int(ranking.order[0])]
        if several > 1:
            sets[f"the {several} that cost most together"] = ranking.order.tolist()
    with st.container(horizontal=True, gap="small"):
        for name, channels in sets.items():
            st.button(name, key=state.widget(name), on_click=state.put, args=(state.OFF, channels))
    return tuple(off)


def pick_cut(shortcuts):
    """`(sum, summand)` of `shortcuts`, as `core.inspection.ablation` gives them, that is cut; None for none."""
    ways = {f"{name} without {source}": (name, source) for name, sources in shortcuts.items() for source in sources}
    options = [NOTHING, *ways]
    link_checks.check_choice(state.CUT_WAY, options, NOTHING)
    state.settle(state.CUT_WAY, lambda chosen: chosen in options, NOTHING)
    chosen = st.selectbox("Cut a way", options, key=state.CUT_WAY, bind="query-params", width=420)
    return ways.get(chosen)


def switch_off(channels):
    """From a callback: these channels are off, all others on."""
    state.put(state.OFF, sorted(channels))
