"""The dialog with words and keys, without a browser."""

import pytest

from tests.dashboard.test_pages import text


@pytest.mark.parametrize("page", ["journey", "lessons", "train"])
def test_it_opens_from_any_page_and_once(open_page, page):
    app = open_page(page)
    app.button("widget-ask-help").click().run()
    assert not app.exception
    assert "- **Receptive field**: The pixels" in text(app)
    assert "`r` a random image" in text(app)
    app.run()
    assert "- **Receptive field**" not in text(app)
