"""The table of keys."""

import pytest

from dashboard import menu
from dashboard.widgets import lesson_frame, projector, shortcuts


def test_every_part_of_the_selection_but_the_network_has_a_key():
    assert set(shortcuts.LETTERS.values()) == {*menu.EVERY_PART, "page"} - {menu.NETWORK}


def test_no_key_has_two_meanings():
    assert len(shortcuts.KEYS) == 2 * len(shortcuts.LETTERS) + 2 + len(projector.KEYS)
    assert not set(shortcuts.KEYS) & (set(lesson_frame.KEYS) - set(projector.KEYS))


@pytest.mark.parametrize("page", ["journey", "lessons"])
def test_the_list_is_shown_when_it_is_asked_for(open_page, page):
    app = open_page(page)
    app.button("keys_button").click().run()
    assert not app.exception
    assert any("`r` a random image" in text.value for text in app.markdown)
    app.run()
    assert not any("`r` a random image" in text.value for text in app.markdown)
