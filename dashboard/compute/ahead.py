"""What the next image and the next moment will ask for, worked out while the only person here looks at the page.

Of many at once, everybody would wait for what perhaps nobody asks for: then nothing is.
"""

import threading
import time
from contextlib import suppress

from streamlit import runtime
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

from core import datasets, runs
from dashboard.session import turns

PAUSE = 0.1  # seconds, in which the browser draws the page
MOST = 1.0  # seconds after which nothing more is begun: large networks would keep a laptop busy for every look

_lock = threading.Lock()  # one at a time: the next page's begins when the last one's has ended


def work_out(look, of):
    """In the background, for the next image and the next moment: all that `of(Inspection)` yields, which is cached.

    It ends as soon as a page is asked for, or after MOST seconds. To be called at the end of a page, which shows the
    Inspection `look`.
    """
    if not _is_alone():
        return
    thread = threading.Thread(target=_work_out, args=(look, of), name="ahead", daemon=True)
    add_script_run_ctx(thread, get_script_run_ctx())
    thread.start()


def _work_out(look, of):
    time.sleep(PAUSE)
    with _lock, suppress(runs.RunError, datasets.DataSetError):
        end = time.monotonic() + MOST
        for next_one in (look.next_image(1), look.next_moment(1)):
            for _ in of(next_one):
                if turns.is_taken() or time.monotonic() > end:
                    return


def _is_alone():
    """Whether one person is here, and no other. The names are Streamlit's own; where it has others, nobody is alone."""
    with suppress(AttributeError):
        return runtime.exists() and runtime.get_instance()._session_mgr.num_active_sessions() == 1
    return False
