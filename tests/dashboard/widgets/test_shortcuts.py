"""The table of keys, and what a key steps on from."""

import streamlit as st

from dashboard import menu
from dashboard.compute import inspection
from dashboard.session import state
from dashboard.text import sentences
from dashboard.widgets import lesson_shell, projector, shortcuts, stepping


def test_every_part_of_the_selection_but_the_network_has_a_key():
    assert set(shortcuts.LETTERS.values()) == {*menu.EVERY_PART, "page"} - {menu.NETWORK}


def test_no_key_has_two_meanings():
    assert len(shortcuts.KEYS) == 2 * len(shortcuts.LETTERS) + 2 + len(projector.KEYS)
    assert not set(shortcuts.KEYS) & (set(lesson_shell.KEYS) - set(projector.KEYS))


def test_a_key_steps_on_from_what_is_shown_though_the_browser_has_not_heard_of_it(monkeypatch):
    """Two keys within one run: the second comes with what the widgets were before the first."""
    monkeypatch.setattr(st, "session_state", {})
    view = {"network": "tfjs_recognizer", "image": 7, "layer": "conv2d_1", "channel": 5, "moment": "untrained"}
    look = inspection.of_link(view)
    selection, moments = look.selection, look.run.moments
    state.remember(look)
    data = sentences.split_name(selection.data, selection.part)
    before = {state.DATA: data, state.IMAGE: 6, state.LAYER: "conv2d", state.CHANNEL: 2, state.MOMENT: "trained"}
    st.session_state.update(before)
    stepping.step(menu.MOMENT, 1)
    state.remember(look)
    assert [st.session_state[key] for key in (state.DATA, state.IMAGE, state.LAYER, state.CHANNEL)] == [
        data,
        7,
        "conv2d_1",
        5,
    ]
    assert st.session_state[state.MOMENT] == sentences.moment(moments[1], look.run.final_step)
    st.session_state.update(before)
    stepping.step(menu.LAYER, -1)
    assert st.session_state[state.LAYER] == look.architecture.names[look.architecture.index("conv2d_1") - 1]
    assert (st.session_state[state.IMAGE], st.session_state[state.MOMENT]) == (7, "untrained")


def test_several_steps_before_the_page_is_drawn_each_count_from_the_one_before(monkeypatch):
    monkeypatch.setattr(st, "session_state", {})
    look = inspection.of_link({"network": "tfjs_recognizer", "image": 7, "layer": "conv2d_1", "channel": 5})
    selection, first = look.selection, menu.EVERY_PAGE[0]
    state.remember(look)
    state.open_page(first.key)
    st.session_state[state.DATA] = sentences.split_name(selection.data, selection.part)
    for part, by in ((menu.IMAGE, 1), (menu.CHANNEL, -1), (menu.IMAGE, 1), (menu.CHANNEL, -1), (menu.MOMENT, 1)):
        stepping.step(part, by)
    stepping.step(menu.MOMENT, 1)
    assert [st.session_state[key] for key in (state.IMAGE, state.CHANNEL)] == [9, 3]
    assert st.session_state[state.MOMENT] == sentences.moment(look.run.moments[1], look.run.final_step)
    for _ in range(2):
        stepping.step(menu.LAYER, 1)
    ahead = look.architecture.names[look.architecture.index("conv2d_1") + 2]
    assert (st.session_state[state.LAYER], st.session_state[state.CHANNEL]) == (ahead, None)
    for _ in range(3):
        stepping.step("page", 1)
    assert state.page_ahead() is menu.EVERY_PAGE[3]
    assert state.page() is first
