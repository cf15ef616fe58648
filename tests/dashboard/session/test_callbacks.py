"""Callbacks are not ended halfway for a newer run, and two runs' callbacks never mix; a page is ended as ever."""

import threading

import pytest
import streamlit as st
from streamlit.runtime.scriptrunner import ScriptRunContext, StopException, add_script_run_ctx
from streamlit.runtime.state import SafeSessionState, SessionState

from dashboard.session import callbacks, state


def end():
    raise StopException


@pytest.fixture
def values():
    return SessionState()


def run_of(values):
    """A run that a newer one is to end, as Streamlit makes it for a session, before its callbacks."""
    return ScriptRunContext(
        session_id=str(id(values)),
        _enqueue=lambda _: None,
        query_string="",
        session_state=SafeSessionState(values, end),
        uploaded_file_mgr=None,
        main_script_path="",
        user_info={},
        fragment_storage=None,
        pages_manager=None,
    )


def in_run(context, work):
    """`work()` in a thread of the run, which then is over."""
    thread = threading.Thread(target=work, daemon=True)
    add_script_run_ctx(thread, context)
    thread.start()
    return thread


def test_streamlit_itself_ends_a_callback_between_two_values(values):
    ended = []

    def callback():
        try:
            st.session_state["first"] = 1
        except StopException:
            ended.append(True)

    in_run(run_of(values), callback).join()
    assert ended == [True]


def test_a_callback_is_done_whole_and_the_page_after_it_is_ended(values):
    context, ended = run_of(values), []

    def run():
        state.choose({"first": 1, "second": state.get("first", 5)})
        state.put("third", 3)
        context.on_script_start()
        try:
            state.put("fourth", 4)
        except StopException:
            ended.append(True)

    in_run(context, run).join()
    assert [key in values for key in ("first", "second", "third", "fourth")] == [True, True, True, False]
    assert ended == [True]


@pytest.mark.parametrize("goes_on", [True, False], ids=["until its page", "until it is ended"])
def test_the_callbacks_of_a_newer_run_wait_for_those_of_the_one_before(values, goes_on):
    older, newer, order = run_of(values), run_of(values), []
    is_going_on, may_end, is_on_its_page = threading.Event(), threading.Event(), threading.Event()

    def first():
        state.put("count", 1)
        is_going_on.set()
        may_end.wait(20)
        order.append("older")
        state.put("count", state.get("count") + 1)
        if goes_on:
            older.on_script_start()
            is_on_its_page.wait(20)

    def second():
        state.put("count", state.get("count") * 10)
        order.append("newer")

    threads = [in_run(older, first)]
    is_going_on.wait(20)
    threads.append(in_run(newer, second))
    threads[1].join(0.1)
    assert order == []
    may_end.set()
    threads[1].join(20)
    assert order == ["older", "newer"]
    assert values["count"] == 20
    is_on_its_page.set()
    threads[0].join(20)


def test_another_session_waits_for_nobody(values):
    one, other, is_going_on, may_end = run_of(values), run_of(SessionState()), threading.Event(), threading.Event()

    def first():
        state.put("count", 1)
        is_going_on.set()
        may_end.wait(20)

    thread = in_run(one, first)
    is_going_on.wait(20)
    beside = in_run(other, lambda: state.put("count", 7))
    beside.join(1)
    assert not beside.is_alive()
    may_end.set()
    thread.join(20)


def test_a_streamlit_that_does_it_otherwise_does_as_it_does(values):
    context, asked = run_of(values), []
    context.session_state = values
    in_run(context, lambda: asked.append(callbacks.session_values())).join(20)
    assert asked == [st.session_state]
