"""A lesson is given with the keys of a keyboard or a clicker, and the browser's back button leads where one was."""

import re

import pytest

from dashboard import menu
from dashboard.lessons import catalogue
from tests.e2e.conftest import button, open_page, press_quickly, settled, walk_to

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install -e '.[browser]'").expect


def test_a_lesson_is_walked_by_keys_and_back_leads_one_step_back(page, server):
    key, lesson = next(iter(catalogue.shipped().items()))
    last = len(lesson.steps)
    page.set_viewport_size({"width": 1024, "height": 768})
    page.goto(f"{server.address}/lessons?lesson={key}")
    page.locator(".keys[data-hears~=PageDown]").wait_for(state="attached")
    for number in range(1, last + 1):
        expect(page.get_by_text(f"{number} of {last}", exact=True)).to_be_visible()
        expect(page.get_by_test_id("stSidebar")).not_to_be_visible()
        if number < last:
            page.keyboard.press(("PageDown", "ArrowRight")[number % 2])
    expect(page.get_by_role("button", name="Next")).to_be_disabled()
    for number in range(last - 1, last - 4, -1):
        page.go_back()
        expect(page.get_by_text(f"{number} of {last}", exact=True)).to_be_visible()
    page.keyboard.press("PageUp")
    expect(page.get_by_text(f"{last - 4} of {last}", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_text(f"{last - 4} of {last}", exact=True)).to_be_visible()
    button(page, "Leave the lesson").click()
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    expect(page.get_by_text(f"{last - 4} of {last}", exact=True)).not_to_be_visible()
    page.locator(".keys[data-hears~=i]").wait_for(state="attached")
    for key in ("PageDown", "ArrowRight", "p"):  # a lesson's mean nothing any more, the page's own once what they mean
        page.keyboard.press(key)
        settled(page)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_test_id("stSidebar")).not_to_be_visible()


def test_quick_presses_of_a_clicker_lead_as_many_steps_on(page, server):
    key, lesson = next(iter(catalogue.shipped().items()))
    last = len(lesson.steps)
    page.goto(f"{server.address}/lessons?lesson={key}")
    page.locator(".keys[data-hears~=PageDown]").wait_for(state="attached")
    for keys, number in ((["PageDown"] * 4, 5), (["PageUp", "PageUp", "PageDown"], 4), (["PageUp"] * 5, 1)):
        press_quickly(page, keys, pause=60)
        expect(page.get_by_text(f"{number} of {last}", exact=True)).to_be_visible()
        expect(page.locator("h1")).to_have_text(menu.PAGES[lesson.steps[number - 1].page].title)
        settled(page)
        expect(page).to_have_url(re.compile(f"at={number}"))


def test_one_action_is_one_step_back(page, server):
    open_page(page, server, "kernels")
    page.wait_for_function("window.convscopeTab")
    settled(page)
    image = page.get_by_test_id("stSidebar").get_by_role("spinbutton", name="Image", exact=True)
    for expected in ("228", "229"):
        page.get_by_test_id("stSidebar").get_by_role("button", name="Increment").first.click()
        expect(page).to_have_url(re.compile(f"image={expected}"))
        settled(page)
    page.go_back()
    expect(image).to_have_value("228")
    page.go_back()
    expect(image).to_have_value("227")


def test_a_lesson_is_put_together_and_its_link_is_opened_elsewhere(page, other, server):
    open_page(page, server, "kernels")
    for title in ("Kernels", "Activations"):
        walk_to(page, title)
        page.get_by_test_id("stSidebar").get_by_role("button", name="Add to my lesson").click()
        settled(page)
    walk_to(page, "Lessons")
    first = page.get_by_test_id("stExpander").filter(has_text="1. Kernels")
    seen = first.get_by_role("textbox", name="What is to be seen")
    for words in ("Which way?", "Which way do the edges lie?"):
        seen.fill(words)
        page.keyboard.press("Control+Enter")
        settled(page)
        expect(seen).to_be_focused()
        expect(seen).to_have_value(words)
    link = page.get_by_test_id("stCode").filter(has_text="/lessons?lesson=").inner_text().strip()

    other.goto(server.address + link)
    other.locator(".keys[data-hears~=PageDown]").wait_for(state="attached")
    expect(other.get_by_text("Which way do the edges lie?")).to_be_visible()
    other.keyboard.press("PageDown")
    expect(other.get_by_text("2 of 2", exact=True)).to_be_visible()
    expect(other.locator("h1")).to_have_text("Activations")
