"""What is said of a dropped file stays as long as the file does, however often the page runs meanwhile."""

import pytest


@pytest.mark.parametrize("page", ["own_network", "photo", "own_images"])
def test_a_refusal_is_said_until_another_file_is_dropped(open_page, page):
    app = open_page(page)
    dropped = app.file_uploader[0]
    dropped.set_value(("mine.keras", b"\x80\x04pickled", "application/octet-stream")).run()
    refusals = [error.value for error in app.error]
    assert len(refusals) == 1
    assert refusals[0].startswith(r"mine\.keras\: ")
    app.run()
    assert [error.value for error in app.error] == refusals
    app.file_uploader[0].clear().run()
    assert not app.error
    app.run()
    assert not app.error
