"""What the next image and the next moment will ask for, worked out while the only person here looks at the page.

Of many at once, everybody would wait for what perhaps nobody asks for: then nothing is.
"""

import threading
import time
from collections import deque
from contextlib import suppress
from itertools import chain

from streamlit import runtime
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

from core import datasets, runs
from dashboard.session import state, turns

PAUSE = 0.1  # seconds, in which the browser draws the page
MOST = 1.0  # seconds after which nothing more is begun: large networks would keep a laptop busy for every look

_lock = threading.Lock()  # one at a time: the next page's begins when the last one's has ended
_latest = deque(maxlen=1)  # the thread of the page that is looked at


def ask(of):
    """On a page: all that `of(Inspection)` yields, which is cached, is worth working out too."""
    state.put(state.AHEAD, of)


def work_out(look, of):
    """At the end of a page that shows the Inspection `look`, in the background, for the next image and the next moment.

    All that `of(Inspection)` yields is worked out, then what the page asked for; it ends as soon as a page is asked
    for, or after MOST seconds.
    """
    of_page = state.take(state.AHEAD)
    if not _is_alone():
        return
    all_of = (of, of_page) if of_page else (of,)
    thread = threading.Thread(target=_work_out, args=(look, all_of), name="ahead", daemon=True)
    add_script_run_ctx(thread, get_script_run_ctx())
    _latest.append(thread)
    thread.start()


def _work_out(look, all_of):
    time.sleep(PAUSE)
    with _lock, suppress(runs.RunError, datasets.DataSetError):
        end = time.monotonic() + MOST
        if _is_left():
            return
        for next_one in (look.next_image(1), look.next_moment(1)):
            for _ in chain.from_iterable(of(next_one) for of in all_of):
                if _is_left() or time.monotonic() > end:
                    return


def _is_left():
    """Whether this thread's page is one that nobody looks at any more."""
    return turns.is_taken() or _latest[-1] is not threading.current_thread()


def _is_alone():
    """Whether one person is here, and no other. The names are Streamlit's own; where it has others, nobody is alone."""
    with suppress(AttributeError):
        return runtime.exists() and runtime.get_instance()._session_mgr.num_active_sessions() == 1
    return False
