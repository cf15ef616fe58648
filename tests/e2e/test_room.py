"""A room on a wall and on two phones: they vote, change their minds, come back, draw, and are sent home."""

import re

import pytest

from core.classroom import LETTERS
from tests.core.digits.test_preparation import FOUR
from tests.e2e.conftest import listened_to
from tests.e2e.pen import draw

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install -e '.[browser]'").expect
STEP = "kernels?lesson=looking_inside&at=5"  # which asks for the number of parameters, 208


@pytest.fixture
def phones(browser):
    """Two phones, each with a browser of its own."""
    contexts = [browser.new_context(has_touch=True) for _ in range(2)]
    pages = [context.new_page() for context in contexts]
    with listened_to(pages[0]), listened_to(pages[1]):
        for page in pages:
            page.set_viewport_size({"width": 390, "height": 844})
        yield pages
    for context in contexts:
        context.close()


def option(phone, words):
    return phone.get_by_role("button", name=re.compile(f": {words}$"))


def test_a_class_votes_comes_back_draws_and_is_sent_home(page, phones, server):
    page.set_viewport_size({"width": 1024, "height": 768})
    page.goto(f"{server.address}/{STEP}")
    opener = page.get_by_role("button", name="Open a room")
    opener.click()
    door = page.get_by_role("button", name=re.compile(f"^[{LETTERS}]{{5}}$"))
    code = door.locator("p").inner_text()
    votes = page.locator(".votes")
    for phone in phones:
        phone.goto(f"{server.address}/join?room={code}")
        expect(phone.get_by_text("How many parameters has conv2d")).to_be_visible()
        expect(phone.get_by_test_id("stHeader")).to_be_hidden()
        assert option(phone, "208").bounding_box()["height"] > 48
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    option(phones[0], "208").click()
    option(phones[1], "26").click()
    expect(votes).to_contain_text("2 of 2 phones voted")
    option(phones[0], "19").click()
    expect(phones[0].get_by_test_id("stBaseButton-primary")).to_contain_text("19")
    phones[0].reload()
    expect(phones[0].get_by_test_id("stBaseButton-primary")).to_contain_text("19")
    option(phones[0], "208").click()
    expect(votes).to_have_attribute("aria-label", re.compile("A: 1, B: 0, C: 1, D: 0; 2 of 2"))
    page.keyboard.press("Space")
    expect(page.get_by_text("1 of 2 votes had it.")).to_be_visible()
    expect(phones[0].get_by_text("You had it.")).to_be_visible()
    expect(phones[1].get_by_text("Not this time.")).to_be_visible()

    door.click()
    dialog = page.get_by_test_id("stDialog")
    expect(dialog.get_by_text("2 phones here")).to_be_visible()
    assert dialog.locator("img").evaluate("picture => picture.naturalWidth") > 20
    dialog.get_by_role("radio", name="4", exact=True).click()
    page.keyboard.press("Escape")
    for number, phone in enumerate(phones, 1):
        expect(phone.get_by_text("Draw a 4")).to_be_visible()
        draw(phone, FOUR)
        phone.get_by_role("button", name="Hand it in").click()
        drawings = "drawing" if number == 1 else "drawings"
        expect(page.get_by_text(f"tfjs_recognizer reads {number} of the class's {number} {drawings}.")).to_be_visible()
        expect(phone.get_by_role("img", name="Sheet of paper with 0 strokes")).to_be_visible()

    door.click()
    dialog.get_by_role("button", name="Close the room").click()
    page.get_by_role("button", name="Close it for good").click()
    expect(opener).to_be_visible()
    for phone in phones:
        expect(phone.get_by_text(f"Room {code} is closed.")).to_be_visible()
