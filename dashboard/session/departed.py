"""What people held who have left is given back, two minutes later; what is kept for all, when nobody is here.

A session is a ring of objects that know each other, so nobody sees that it is over before Python collects, and here it
does not collect after every rerun (`.streamlit/config.toml`). What small objects leave free between others, the C
library keeps, unless it is asked. Whoever has lost the connection may come back for two minutes: until then what is
large in their session is let go.
"""

import ctypes
import gc
import sys
import threading
import time
from contextlib import suppress

from streamlit import runtime
from streamlit.runtime import RuntimeState

EVERY = 20  # seconds; the more lies about in between, the more the C library has to keep
ALONE = 9  # rounds of them without anybody, not even one who loads the page anew

_stirred, _lock = threading.Event(), threading.Lock()
_keeper: threading.Thread | None = None


def give_back(let_go, forget):
    """From now on, for the whole server: after each round in which a page was shown.

    `let_go()` is called before, and `forget()` when nobody has been here for some minutes.
    """
    global _keeper
    _stirred.set()
    with _lock:
        if (_keeper is None or not _keeper.is_alive()) and runtime.exists():
            _keeper = threading.Thread(target=_keep, args=(let_go, forget), name="departed", daemon=True)
            _keeper.start()


def _keep(let_go, forget):
    gc.collect()
    gc.freeze()  # what was imported stays: to look through it each time would hold everybody up
    alone = 0
    while True:
        time.sleep(EVERY)
        if not runtime.exists():
            return
        alone = alone + 1 if runtime.get_instance().state is RuntimeState.NO_SESSIONS_CONNECTED else 0
        if alone == ALONE:
            forget()
        if _stirred.is_set() or alone == ALONE:
            _stirred.clear()
            let_go()
            _forget_who_cannot_return()
            sweep()


def _forget_who_cannot_return():
    """Streamlit looks for those who have been away too long only when the next one leaves: it is asked to.

    The names are its own. Where a version has others, the last who left stay until then.
    """
    server, done = runtime.get_instance(), threading.Event()
    with suppress(AttributeError, RuntimeError):  # the latter of a server that ends
        left = server._session_mgr._session_storage._cache

        def expire():
            left.expire()
            done.set()

        server._get_async_objs().eventloop.call_soon_threadsafe(expire)
        done.wait(EVERY)


def sweep():
    """Collect all garbage, and return what is free to the system."""
    gc.collect()
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)
