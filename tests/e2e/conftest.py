"""A real server and a real browser."""

from contextlib import contextmanager

import pytest

from dashboard import menu
from tests.servers import BROWSER_FLAGS, serve

PATIENCE = 300_000  # milliseconds; two browsers and their servers share a machine, and no test here is about time


def open_page(page, server, path):
    from playwright.sync_api import expect

    page.goto(f"{server.address}/{path}")
    expect(page.locator("h1")).to_be_visible()
    page.locator("[data-testid=stSidebar] canvas").first.wait_for(state="attached")


def walk_to(page, title):
    """By the menu."""
    from playwright.sync_api import expect

    group = next(listed.group for listed in menu.EVERY_PAGE if listed.title == title)
    page.get_by_test_id("stTopNavSection").filter(has_text=group).click()
    page.get_by_test_id("stTopNavDropdownLink").filter(has_text=title).click()
    expect(page.locator("h1")).to_have_text(title)


def button(page, name):
    """On the page itself: Streamlit's own toolbar has a Stop too, as long as a script runs."""
    return page.get_by_test_id("stMain").get_by_role("button", name=name)


@pytest.fixture(scope="session")
def server(tmp_path_factory, mnist):
    with serve(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture(scope="session")
def browser(chromium):
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=BROWSER_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    """A fresh page; it fails the test that leaves an error in its console."""
    with fresh_page(browser) as page:
        yield page


@pytest.fixture
def other(browser):
    """A page of another person."""
    with fresh_page(browser) as page:
        yield page


@contextmanager
def fresh_page(browser):
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    errors = []
    page.on("console", lambda message: errors.append(message.text) if is_ours(message) else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_default_timeout(PATIENCE)
    yield page
    said = list(errors)  # what a page says that is taken away in the middle of a poll is not its fault
    context.close()
    assert said == []


def is_ours(message):
    """Opened below the root, Streamlit first asks for its own files there and gets a 404: that one is not ours."""
    return message.type == "error" and "/_stcore/" not in message.location["url"]
