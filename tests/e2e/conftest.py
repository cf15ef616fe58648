"""A real server and a real browser."""

from contextlib import contextmanager

import pytest

from dashboard import menu
from tests.servers import BROWSER_FLAGS, serve

PATIENCE = 120_000  # milliseconds; two browsers and their servers share a machine, and no test here is about time


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
    """On the page itself, for Streamlit's toolbar has a Stop too; and of this run, for an old one may still stand."""
    is_new = page.locator(":not([data-stale=true] *)")
    return page.get_by_test_id("stMain").get_by_role("button", name=name).and_(is_new)


# Keys as quick as a held one's, faster than a test can press them.
HASTE = """async ([keys, pause]) => {
  for (const key of keys) {
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: true }));
    await new Promise((done) => setTimeout(done, pause));
  }
}"""


def press_quickly(page, keys, pause=30):
    page.evaluate(HASTE, [list(keys), pause])


def settled(page):
    """No run of the page is going on or asked for; a click in the middle of one can miss what it aims at."""
    from playwright.sync_api import expect

    page.wait_for_timeout(300)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


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


@pytest.fixture(scope="session")
def tab(browser):
    """One tab for all tests: a browser that has read Streamlit's scripts once loads a page in half the time."""
    return browser.new_context().new_page()


@pytest.fixture
def page(tab):
    """A page of a person who was never here; it fails the test that leaves an error in its console."""
    with listened_to(tab):
        yield tab
    if tab.url.startswith("http"):
        tab.evaluate("localStorage.clear(); sessionStorage.clear()")
    tab.goto("about:blank")
    tab.context.clear_cookies()


@pytest.fixture
def other(browser):
    """A page of another person."""
    page = browser.new_context().new_page()
    with listened_to(page):
        yield page
    page.context.close()


@contextmanager
def listened_to(page):
    page.set_viewport_size({"width": 1366, "height": 768})
    page.set_default_timeout(PATIENCE)
    errors = []
    listeners = {
        "console": lambda message: errors.append(message.text) if is_ours(message) else None,
        "pageerror": lambda error: errors.append(str(error)),
    }
    for event, listener in listeners.items():
        page.on(event, listener)
    yield
    for event, listener in listeners.items():
        page.remove_listener(event, listener)
    assert (
        errors == []
    )  # what is said after this, by a page that is taken away in the middle of a poll, is not its fault


def is_ours(message):
    """Opened below the root, Streamlit first asks for its own files there and gets a 404: that one is not ours."""
    return message.type == "error" and "/_stcore/" not in message.location["url"]
