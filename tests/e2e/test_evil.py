"""What strangers write stays what it is: in links, names of files and lessons nothing comes alive in the browser."""

from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from dashboard import menu
from dashboard.lessons.lesson import OPEN, Asked, Lesson, Step, write
from dashboard.session import state
from tests.e2e.conftest import open_page, settled
from tests.evil import EVIL

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install -e '.[browser]'").expect
ALIVE = (Path(__file__).parent / "alive.js").read_text()
TAKING_FILES = (("own_network", 0), ("own_images", 0), ("own_images", 1), ("photo", 0), ("lessons", 0))


@pytest.fixture(autouse=True)
def _asks_no_stranger(page):
    """The browser asks no other host for anything."""
    addresses = []

    def note(request):
        addresses.append(request.url)

    page.on("request", note)
    yield
    page.remove_listener("request", note)
    assert addresses
    assert [address for address in addresses if "evil" in urlsplit(address).netloc] == []


def test_what_comes_alive_is_noticed(page, server):
    """For links, pictures, HTML, scripts and icons, written as they are."""
    open_page(page, server, "")
    assert page.evaluate(ALIVE) == []
    page.evaluate("""() => { document.querySelector(".stApp").insertAdjacentHTML("beforeend", `
      <a href="http://evil.example">x</a><a href="javascript:evil=1">x</a><img src="data:," onerror="evil=1">
      <span class="katex">evil</span><span data-testid="stIconMaterial">bug_report</span>`) }""")
    page.wait_for_function("typeof window.evil === 'number'")
    assert len(page.evaluate(ALIVE)) == 6


@pytest.mark.parametrize(("number", "listed"), list(enumerate(menu.EVERY_PAGE)), ids=menu.PAGES)
def test_nothing_of_a_link(page, server, number, listed):
    """Every value of it is evil, on every page another one."""
    values = {key: EVIL[(number + at) % len(EVIL)] for at, key in enumerate(state.OF_A_LINK)}
    page.goto(f"{server.address}/{'' if listed is menu.START else listed.key}?{urlencode(values)}")
    expect(page.get_by_test_id("stAlert")).not_to_have_count(0)
    settled(page)
    assert page.evaluate(ALIVE) == []


@pytest.mark.parametrize("place", range(len(TAKING_FILES)))
def test_nothing_of_what_a_file_is_called(page, server, place):
    """Each evil name at one of the places."""
    key, at = TAKING_FILES[place]
    open_page(page, server, key)
    chooser = page.locator("input[type=file]").nth(at)
    refused = page.get_by_test_id("stMain").get_by_test_id("stAlert")
    for number, evil in enumerate(EVIL[place :: len(TAKING_FILES)]):
        name = " ".join(f"File {number} {evil}".replace("/", "").split())
        chooser.set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": evil.encode()})
        expect(refused.filter(has_text=f"File {number}")).not_to_have_count(0)
        assert page.evaluate(ALIVE) == [], evil


def test_nothing_of_a_lesson(page, server, tmp_path):
    """Neither where it is put together, nor in any of its steps."""
    words = [evil.replace("{", "(").replace("}", ")") for evil in EVIL]
    steps = tuple(
        Step("kernels", said, question=Asked(OPEN, ask=ask, answer=answer, options=tuple(options), right=0))
        for said, ask, answer, *options in (words[at : at + 7] for at in range(0, len(words), 7))
    )
    file = tmp_path / "evil.toml"
    file.write_text(write(Lesson(words[0], words[1], steps)))
    open_page(page, server, "lessons")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Begin my lesson").click()
    for number in range(len(steps)):
        expect(page.get_by_text(f"{number + 1} of {len(steps)}", exact=True)).to_be_visible()
        settled(page)
        assert page.evaluate(ALIVE) == []
        page.keyboard.press("Space")
        settled(page)
        assert page.evaluate(ALIVE) == []
        page.keyboard.press("PageDown")
    page.goto(f"{server.address}/lessons")
    settled(page)
    assert page.evaluate(ALIVE) == []
