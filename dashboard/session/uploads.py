"""How much memory the files may take that browsers have sent: one session's, and everybody's.

Streamlit keeps every file that is sent to it, whether or not a page has asked for one, until its session ends.
"""

import threading
from functools import partial

from starlette.exceptions import HTTPException
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from core.workers.reader import LARGEST, LARGEST_DATA_SET
from dashboard.session import visitor

BYTES_OF_SESSION, BYTES = 2 * LARGEST_DATA_SET, 8 * LARGEST_DATA_SET  # the next file comes before the last one goes
BYTES_OF_SESSION_ON_HOST, BYTES_ON_HOST = 2 * LARGEST, 3 * LARGEST

_lock = threading.Lock()


def bound():
    """From now on this server refuses files that would be too much."""
    manager = runtime.get_instance().uploaded_file_mgr if runtime.exists() else None
    if isinstance(manager, MemoryUploadedFileManager) and "add_file" not in vars(manager):
        manager.add_file = partial(_add_if_there_is_room, manager)


def _add_if_there_is_room(manager, session_id, file):
    with _lock:
        _check(manager.file_storage, session_id, file)
        MemoryUploadedFileManager.add_file(manager, session_id, file)


def _check(stored, session_id, file):
    """What is sent is answered as a file that is too large is, by status 413."""
    of_session, of_all = (BYTES_OF_SESSION_ON_HOST, BYTES_ON_HOST) if visitor.is_hosted() else (BYTES_OF_SESSION, BYTES)
    sizes = {session: sum(len(kept.data) for kept in list(files.values())) for session, files in list(stored.items())}
    if sizes.get(session_id, 0) + len(file.data) > of_session or sum(sizes.values()) + len(file.data) > of_all:
        raise HTTPException(413, "what was sent before fills the memory that files may have; try again later")


def let_go(file):
    """From a callback that has read an uploaded file: it still lies in its widget, but its bytes are gone."""
    context = get_script_run_ctx()
    context.uploaded_file_mgr.add_file(context.session_id, UploadedFileRec(file.file_id, file.name, file.type, b""))
    file.seek(0)
    file.truncate()  # the widget keeps what it gave
