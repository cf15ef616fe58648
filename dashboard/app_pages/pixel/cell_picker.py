"""The chosen cell of the one-pixel page: where it stands, how it was reached, and how a click moves it."""

import streamlit as st

from core.inspection import cell_paths
from core.inspection.cell_tracing import INPUT
from core.networks.layers import Convolution
from core.networks.layers.cell_arithmetic import Cell
from dashboard.app_pages.pixel import chains, workings
from dashboard.components import chain
from dashboard.session import state
from dashboard.widgets import link_checks


def pick_cell(look):
    """The chosen Cell: the sidebar's layer and channel, and a row and column of the page's own.

    Another layer or channel starts at the place where the channel is strongest.
    """
    trace, name = look.trace, look.selection.layer
    channel = look.channel_of(name)
    shape, peak = trace.values[name].shape, cell_paths.peak(trace, name, channel)
    state.belong((look.selection.network, name, channel), state.ROW, state.COLUMN, state.PART)
    if len(shape) == 1:
        return peak
    place = [
        _pick(key, label, size - 1, at)
        for key, label, size, at in zip((state.ROW, state.COLUMN), ("Row", "Column"), shape, peak.index, strict=False)
    ]
    return Cell(name, (*place, channel))


def _pick(key, label, last, strongest):
    link_checks.check_number(key, last, strongest)
    state.settle(key, lambda index: 0 <= index <= last, strongest)
    return st.number_input(label, 0, last, strongest, key=key, bind="query-params", persist_state="session", width=136)


def show(look, cell):
    """The chain through `cell` and its working."""
    trace = look.trace
    walk = cell_paths.through(trace, cell, state.get(state.TRAIL) or ())
    colors = chains.colors(trace, {name: look.extremes_over_run(name) for name in look.architecture.names})
    weighs = isinstance(look.architecture.layer(cell.layer), Convolution)
    weight_limits = look.weight_limits(cell.layer) if weighs else None
    working = workings.of_cell(trace, cell, state.get(state.PART), colors, look.run.class_names, weight_limits)
    turn, way = state.take(state.SLIDING) or 0, [None, *walk.values(), None]
    here = way.index(cell)
    picture = chains.Chain(
        chains.stages(trace, walk, colors, look.run.class_names),
        cell,
        working,
        way[here - 1],
        way[here + 1],
        workings.slide(trace, cell, state.get(state.PART)) if turn else None,
        turn,
    )

    def pick(chosen):
        """A pixel was not computed: the cell that it adds most to is chosen instead."""
        here = cell_paths.up(trace, chosen) if chosen.layer == INPUT else chosen
        if here:
            state.put(state.TRAIL, tuple({**walk, here.layer: here}.values()))
            _go_to(look, here)

    def choose_part(part):
        state.put(state.PART, part)

    chain(picture, "chain", pick, choose_part, on_slide=lambda turn: state.put(state.SLIDING, turn))


def _go_to(look, cell):
    """From a callback: choose another cell."""
    state.choose({state.LAYER: cell.layer, state.CHANNEL: cell.index[-1]})
    if len(cell.index) == 3:
        state.choose({state.ROW: cell.index[0], state.COLUMN: cell.index[1]})
    state.hand_over((look.selection.network, cell.layer, cell.index[-1]), state.ROW)
    state.forget(state.PART)
