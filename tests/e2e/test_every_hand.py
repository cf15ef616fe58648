"""Every page for every hand: axe-core finds nothing serious in it, buttons have words, and Tab finds them all."""

import re
from pathlib import Path

import numpy as np
import pytest

from dashboard import components
from dashboard.draw.colors import SCALES
from tests.e2e.conftest import open_page
from tests.e2e.test_fits import FIRST_VIEWS, SETTLED, go

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install -e '.[browser]'").expect
axe = pytest.importorskip("axe_playwright_python", reason="needs axe-core: pip install -e '.[browser]'")

SCRIPTS = (Path(axe.__file__).parent / "axe.min.js", Path(__file__).parent / "hands.js")
LESSON = "?lesson=looking_inside&step=1"
WIDE, PHONE = {"width": 1366, "height": 800}, {"width": 390, "height": 844}
NOT_OURS = {  # rule and element, and why no theme, style or parameter of ours changes it
    ("list", "[data-testid=stSidebarNavItems]"): "Streamlit's menu of a phone has <div> in its <ul>,",
    ("listitem", "[data-testid=stSidebarNavItems] li"): "and its <li> in those",
}


@pytest.fixture
def page(other):
    for script in SCRIPTS:
        other.add_init_script(script.read_text())
    return other


def open_still(page, server, path):
    """A page in which no colour fades into another: what is half way has no contrast."""
    open_page(page, server, path)
    page.add_style_tag(content="* { transition: none !important; animation: none !important; }")


def dress(page, theme, size):
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=theme)
    page.wait_for_function(
        "theme => getComputedStyle(document.querySelector('.stApp')).colorScheme === theme", arg=theme
    )
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.evaluate(SETTLED)


def test_nothing_serious_is_in_the_way_in_either_theme_or_on_a_phone(page, server):
    known, met, wrong = list(NOT_OURS), set(), {}

    def look(path, rules=None):
        found = page.evaluate("given => findSerious(...given)", [known, rules])
        met.update(known[row] for row in found["met"])
        wrong.update({(path, sentence): None for sentence in found["wrong"]})

    open_still(page, server, "")
    looks = [("light", WIDE), ("dark", WIDE), ("dark", PHONE)]
    for path in [*FIRST_VIEWS, LESSON]:
        go(page, path)
        for theme, size in looks:
            dress(page, theme, size)
            look(path, ["color-contrast"] if (theme, size) == ("dark", WIDE) else None)
            if (theme, size) == ("light", WIDE):
                wrong.update({(path, sentence): None for sentence in page.evaluate("findLost()")})
                expect(page.get_by_role("button", name=re.compile(r"^\w+ icon$"))).to_have_count(0)
        looks.reverse()  # the next page comes as this one went
    assert list(wrong) == []
    assert met == NOT_OURS.keys(), "what is listed must still be there"


def test_tab_finds_everything_and_the_focus_is_seen(page, server):
    open_still(page, server, "pixel")
    page.evaluate(SETTLED)
    for path in ("pixel", "train"):
        go(page, path)
        page.keyboard.press("Tab")
        while page.evaluate("noteFocus()"):
            page.keyboard.press("Tab")
        assert page.evaluate("unseenFocus()") == []


def test_letters_can_be_read_on_every_colour_of_every_scale(page):
    """By the formula of WCAG 2, worked out here anew."""
    script = f"{components.script('scene')}\nexport {{ ink, makeRamp }};"
    page.goto("about:blank")
    pairs = page.evaluate(
        """async ([script, scales]) => {
          const { ink, makeRamp } = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
          return Object.values(scales).flatMap((anchors) => Array.from(makeRamp(anchors), (word) => [word, ink(word)]));
        }""",
        [script, SCALES],
    )
    assert len(pairs) == 256 * len(SCALES)

    def light(red, green, blue):
        parts = np.array([red, green, blue]) / 255
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        return linear @ [0.2126, 0.7152, 0.0722] + 0.05

    for word, letters in pairs:
        behind, before = light(word & 255, word >> 8 & 255, word >> 16 & 255), light(*bytes.fromhex(letters[1:]))
        assert max(behind, before) / min(behind, before) >= 4.5


def test_what_is_in_the_way_is_found(page, server):
    open_still(page, server, "lessons")
    dress(page, "light", WIDE)
    assert page.evaluate("findSerious([])")["wrong"] == page.evaluate("findLost()") == []
    page.locator("h1").evaluate("title => title.style.color = '#999999'")
    page.locator("h2").first.evaluate("title => title.outerHTML = '<h4>Too deep</h4>'")
    found = [sentence.split(":")[0] for sentence in page.evaluate("findSerious([])")["wrong"]]
    assert sorted(found) == ["color-contrast", "heading-order"]
    page.locator("h4").evaluate("title => { title.style = 'cursor: pointer; outline: none'; }")
    last = page.get_by_role("button", name="Begin").last
    last.evaluate("last => { last.style = 'position: fixed; top: 0; left: 0'; }")
    lost = page.evaluate("findLost()")
    assert [sentence[:14] for sentence in lost] == ["no key reaches", "Tab goes up to"], lost
    page.locator("h4").evaluate("title => { title.tabIndex = 0; title.focus(); }")
    page.evaluate("noteFocus()")
    assert "focus is not seen on H4 Too deep" in page.evaluate("unseenFocus()")
