"""The processes that all sessions share: one climbs, one reads the files that people bring."""

from functools import cache

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.workers.background_worker import Worker
from core.workers.reader import Readers


@cache  # not by Streamlit: any browser may tell it to clear its caches, and these would end with everybody's work
def worker():
    """Where all sessions have their climbs done."""
    return Worker(is_here)


def session():
    """The name of this session, for the worker to know whose work it does."""
    context = get_script_run_ctx()
    return context and context.session_id


def is_here(session):
    """Whether somebody still looks at the pages of a session; who leaves or reloads does not."""
    return not runtime.exists() or runtime.get_instance().is_active_session(session)


@cache
def reader():
    """Where the files that people bring are read."""
    return Readers()


@cache
def data_set_reader():
    """Where their data sets are read, one after another: each may take minutes, and other files do not wait for it."""
    return Readers(at_once=1)
