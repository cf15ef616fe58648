"""Files that are sent are bounded in bytes, asked for or not, and one that was read is held no longer."""

import pytest
from starlette.exceptions import HTTPException
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from dashboard.session import uploads, visitor


def file(name, size):
    return UploadedFileRec(name, name, "", bytes(size))


@pytest.mark.parametrize(
    ("is_hosted", "bounds"),
    [(False, ("BYTES_OF_SESSION", "BYTES")), (True, ("BYTES_OF_SESSION_ON_HOST", "BYTES_ON_HOST"))],
)
def test_what_a_session_and_all_may_send_is_bounded(is_hosted, bounds, monkeypatch):
    manager = MemoryUploadedFileManager("/")
    monkeypatch.setattr(visitor, "is_hosted", lambda: is_hosted)
    monkeypatch.setattr(runtime, "exists", lambda: True)
    monkeypatch.setattr(runtime, "get_instance", lambda: type("Runtime", (), {"uploaded_file_mgr": manager}))
    for name, size in zip(bounds, (20, 30), strict=True):
        monkeypatch.setattr(uploads, name, size)
    for _ in range(2):
        uploads.bound()
    manager.add_file("stranger", file("a", 10))
    manager.add_file("stranger", file("b", 10))
    with pytest.raises(HTTPException, match="fills the memory that files may have") as refused:
        manager.add_file("stranger", file("c", 1))
    assert refused.value.status_code == 413
    manager.add_file("another", file("a", 10))
    with pytest.raises(HTTPException, match="fills the memory"):
        manager.add_file("another", file("b", 1))
    manager.remove_session_files("stranger")
    manager.add_file("another", file("b", 10))
    assert sum(len(kept.data) for kept in manager.get_files("another", "ab")) == 20


def test_the_largest_file_can_take_the_place_of_the_largest():
    assert 2 * uploads.LARGEST_DATA_SET <= uploads.BYTES_OF_SESSION <= uploads.BYTES
    assert 2 * uploads.LARGEST <= uploads.BYTES_OF_SESSION_ON_HOST <= uploads.BYTES_ON_HOST
