"""The menu: what a mistyped address means."""

import pytest

from dashboard import menu


@pytest.mark.parametrize("page", menu.EVERY_PAGE, ids=menu.PAGES)
def test_a_page_is_meant_by_its_key_and_its_title_however_they_are_written(page):
    for typed in (page.key, page.key.upper(), page.title, page.title.replace(" ", "-")):
        assert menu.meant(typed) == page.key


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        ("kernel", "kernels"),
        ("Activation", "activations"),
        ("home", "journey"),
        ("jurney", "journey"),
        ("lesson", "lessons"),
    ],
)
def test_a_letter_or_two_may_be_wrong(typed, page):
    assert menu.meant(typed) == page


@pytest.mark.parametrize("typed", ["", "/", "about", "join", "xyz", "...", "lab"])
def test_what_is_like_no_page_means_none(typed):
    assert menu.meant(typed) is None
