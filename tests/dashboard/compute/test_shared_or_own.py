"""What is a person's own is cached in their session only."""

import threading

import pytest
import streamlit as st
from streamlit.runtime.caching.cache_data_api import clear_session_cache
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import ScriptRunContext, add_script_run_ctx
from streamlit.runtime.state import SafeSessionState, SessionState

from dashboard.compute.shared_or_own import shared_or_own


def in_session(name, work):
    """What `work()` gives in a session of that name."""
    results, thread = [], threading.Thread(target=lambda: results.append(work()))
    context = ScriptRunContext(
        session_id=name,
        _enqueue=lambda message: None,
        query_string="",
        session_state=SafeSessionState(SessionState(), lambda: None),
        uploaded_file_mgr=MemoryUploadedFileManager("/"),
        main_script_path="",
        user_info={},
        fragment_storage=MemoryFragmentStorage(),
        pages_manager=PagesManager(""),
    )
    add_script_run_ctx(thread, context)
    thread.start()
    thread.join()
    return results[0]


@pytest.mark.parametrize("cache", [st.cache_data, st.cache_resource])
@pytest.mark.parametrize(("is_own", "times"), [(False, 1), (True, 2)])
def test_another_session_finds_only_what_is_not_own(cache, is_own, times):
    worked_out = []

    @shared_or_own(cache, show_spinner=False)
    def double(number):
        worked_out.append(number)
        return 2 * number

    for name in ("one", "one", "other", "one"):
        assert in_session(name, lambda: double(is_own)(21)) == 42
    assert len(worked_out) == times


def test_what_is_own_ends_with_its_session():
    worked_out = []

    @shared_or_own(st.cache_data, show_spinner=False)
    def double(number):
        worked_out.append(number)
        return 2 * number

    for _ in range(2):
        in_session("one", lambda: double(True)(4))
        clear_session_cache("one")
    assert worked_out == [4, 4]
