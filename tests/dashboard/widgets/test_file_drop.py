"""What is said of a dropped file stays as long as the file does, however often the page runs meanwhile."""

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager


@pytest.mark.parametrize("page", ["own_network", "photo", "own_images"])
def test_a_refusal_is_said_until_another_file_is_dropped(open_page, page, monkeypatch):
    """And its bytes are held no longer than they are read."""
    sizes, add = [], MemoryUploadedFileManager.add_file
    monkeypatch.setattr(
        MemoryUploadedFileManager,
        "add_file",
        lambda self, session_id, file: (sizes.append(len(file.data)), add(self, session_id, file)),
    )
    app = open_page(page)
    dropped = app.file_uploader[0]
    dropped.set_value(("mine.keras", b"\x80\x04pickled", "application/octet-stream")).run()
    refusals = [error.value for error in app.error]
    assert len(refusals) == 1
    assert sizes[-1] == 0 < max(sizes)
    assert refusals[0].startswith(r"mine\.keras\: ")
    app.run()
    assert [error.value for error in app.error] == refusals
    app.file_uploader[0].clear().run()
    assert not app.error
    app.run()
    assert not app.error
