"""What people held who have left is given back, a minute later; and what is kept for all, when nobody is here.

A session is a ring of objects that know each other, so nobody sees that it is over before Python collects, and here it
does not collect after every rerun (`.streamlit/config.toml`). What small objects leave free between others, the C
library keeps, unless it is asked. The last that left are kept by Streamlit until somebody else leaves: so what is large
in them is let go.
"""

import ctypes
import gc
import sys
import threading
import time

from streamlit import runtime
from streamlit.runtime import RuntimeState

M_ARENA_MAX = -8  # glibc's malloc.h
EVERY = 60  # seconds
ALONE = 3  # rounds of them without anybody, not even one who loads the page anew

_stirred, _lock = threading.Event(), threading.Lock()
_keeper: threading.Thread | None = None


def give_back(let_go, forget):
    """From now on, for the whole server: after each minute in which a page was shown.

    `let_go()` is called before, and `forget()` when nobody has been here for some minutes.
    """
    global _keeper
    _stirred.set()
    with _lock:
        if _keeper is None and runtime.exists():
            _keeper = threading.Thread(target=_keep, args=(let_go, forget), name="departed", daemon=True)
            _keeper.start()


def _keep(let_go, forget):
    _make_no_more_arenas()
    gc.collect()
    gc.freeze()  # what was imported stays: to look through it each time would hold everybody up
    alone = 0
    while True:
        time.sleep(EVERY)
        alone = alone + 1 if runtime.get_instance().state is RuntimeState.NO_SESSIONS_CONNECTED else 0
        if alone == ALONE:
            forget()
        if _stirred.is_set() or alone == ALONE:
            _stirred.clear()
            let_go()
            sweep()


def _make_no_more_arenas():
    """Every thread would get its own; what is left free lies about in all of them, and nothing else can have it."""
    _ask_c_library("mallopt", M_ARENA_MAX, 1)


def sweep():
    """Collect all garbage, and return what is free to the system."""
    gc.collect()
    _ask_c_library("malloc_trim", 0)


def _ask_c_library(name, *numbers):
    """Only some have such functions."""
    if sys.platform == "linux" and (function := getattr(ctypes.CDLL(None), name, None)):
        function(*numbers)
