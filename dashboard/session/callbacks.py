"""A callback is done whole, and after those of the run before.

Where a person presses again before the page is drawn, Streamlit begins another run at once, and ends the one before
wherever that next reads or sets a value of the session: halfway through a callback too. What was pressed was done in
part then, or lost.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

LONGEST = 2.0  # seconds that callbacks wait for those of the run before
SOON = 0.002  # seconds until they look again

_last = WeakValueDictionary()  # by session, the _Run whose callbacks began last


@dataclass(eq=False)
class _Run:
    """A run of the page, with Streamlit's `end` of it for a newer one, which is called in its place."""

    thread: threading.Thread
    context: Any
    end: Callable

    def __call__(self):
        if self.context.has_script_started:
            self.end()

    @property
    def is_in_callbacks(self):
        return self.thread.is_alive() and not self.context.has_script_started


def session_values():
    """The session's values by key, for a callback or a page; everything of ours asks for them here."""
    context = get_script_run_ctx(suppress_warning=True)
    if context and not context.has_script_started:
        _begin(context)
    return st.session_state


def _begin(context):
    safe = context.session_state
    end = getattr(safe, "_yield_callback", None)
    if end is None or isinstance(end, _Run):  # a Streamlit that has no such thing does as it does
        return
    run, before = _Run(threading.current_thread(), context, end), _last.get(context.session_id)
    _last[context.session_id] = run
    object.__setattr__(safe, "_yield_callback", run)  # its own `__setattr__` sets a value of the session
    latest = time.monotonic() + LONGEST
    while before and before.is_in_callbacks and time.monotonic() < latest:
        time.sleep(SOON)
