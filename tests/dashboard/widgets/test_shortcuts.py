"""The table of keys."""

from dashboard import menu
from dashboard.widgets import lesson_shell, projector, shortcuts


def test_every_part_of_the_selection_but_the_network_has_a_key():
    assert set(shortcuts.LETTERS.values()) == {*menu.EVERY_PART, "page"} - {menu.NETWORK}


def test_no_key_has_two_meanings():
    assert len(shortcuts.KEYS) == 2 * len(shortcuts.LETTERS) + 2 + len(projector.KEYS)
    assert not set(shortcuts.KEYS) & (set(lesson_shell.KEYS) - set(projector.KEYS))
