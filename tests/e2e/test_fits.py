"""Every page at every size of window: no two texts overlap, none is cut, none is too small to be read."""

import re
from pathlib import Path

import pytest

from dashboard import menu
from tests.e2e.conftest import open_page

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install -e '.[browser]'").expect

LEAST = {(1024, 768): 14, (1280, 720): 14, (1366, 768): 14, (1920, 1080): 14, (390, 844): 11}  # pixels of letters
LEAST[911, 512] = 14  # 1366 x 768 at 150 %
NARROWEST = {size: LEAST[size] for size in ((1024, 768), (390, 844))}
TEXTS = (Path(__file__).parent / "texts.js").read_text()
FIRST_VIEWS = ["", *(listed.key for listed in menu.EVERY_PAGE if listed is not menu.START)]
OTHER_VIEWS = [  # two that follow each other are of different pages: a title tells when the second one is there
    "?network=four_conv",
    "comparison?compared=confusion",
    "activations?network=fashion_kernels&layer=dense",
    "comparison?compared=same+image",
    "activations?view=examples",
    "kernels?network=lesson_mlp",
    "pixel?network=three_conv&layer=dense_1",
    "comparison?compared=who+is+right",
    "digits?network=fashion_kernels",
    "passport?channel=31",
    "digits?network=budget_mlp",
    "filters?recipe=my+own",
    "workbench?network=tfjs_recognizer",
    "comparison?compared=size",
]
SETTLED = """async () => {
  for (let quiet = 0, before = ""; quiet < 3; ) {
    await new Promise((done) => setTimeout(done, 50));
    const now = document.body.innerText + [...document.querySelectorAll("[data-testid=stElementContainer]")].length;
    quiet = now === before && !document.querySelector("[data-testid=stStatusWidget]") ? quiet + 1 : 0;
    before = now;
  }
}"""

SIDEWAYS = """() => [...document.querySelectorAll(".stMain, .moves")]
  .filter((one) => one.scrollWidth > one.clientWidth)
  .map((one) => `moves sideways: ${one.innerText.slice(0, 30)}`)"""


# Where every element was at every frame, and then those that were elsewhere and came back.
WATCHED = """() => {
  const seen = (window.seenPlaces = new Map());
  const look = () => {
    for (const element of document.querySelectorAll("[data-testid=stMain] [data-testid=stElementContainer]")) {
      const box = element.getBoundingClientRect();
      const places = seen.get(element) ?? [];
      if (box.height && places.at(-1) !== Math.round(box.top)) seen.set(element, [...places, Math.round(box.top)]);
    }
    if (window.seenPlaces === seen) requestAnimationFrame(look);
  };
  look();
}"""
JUMPED = """() => {
  const seen = window.seenPlaces;
  window.seenPlaces = null;
  const cameBack = ([first, ...more]) => more.length > 1 && more.at(-1) === first;
  const jumped = [...seen].filter(([one, places]) => one.isConnected && cameBack(places));
  return jumped.map(([one, places]) => `${one.innerText.slice(0, 30)}: ${places}`);
}"""


@pytest.fixture
def page(other):
    """One that notes every word it draws."""
    other.add_init_script(TEXTS)
    return other


def go(page, path):
    """As a step back in the browser's history does it: a page that is loaded anew costs many times as much."""
    page.evaluate(
        "path => { history.pushState({}, '', path); dispatchEvent(new PopStateEvent('popstate')); }", f"/{path}"
    )
    listed = menu.PAGES[path.split("?")[0] or menu.START.key]
    expect(page.locator("h1")).to_have_text(listed.title)
    page.evaluate(SETTLED)


def jumped(page, key):
    """What is not where it was while the page answers a key, and comes back."""
    page.evaluate(WATCHED)
    page.keyboard.press(key)
    page.wait_for_timeout(100)
    page.evaluate(SETTLED)
    return page.evaluate(JUMPED)


def test_every_text_of_every_page_can_be_read_at_every_size_and_nothing_jumps(page, server):
    """The sheet of paper once rose below the pen, for as long as the sentence above it was being worked out."""
    open_page(page, server, "")
    wrong = {}
    for path in [*FIRST_VIEWS, *OTHER_VIEWS]:
        page.set_viewport_size({"width": 1366, "height": 768})
        go(page, path)
        for key in "iL" if path in FIRST_VIEWS else "":
            if found := jumped(page, key):
                wrong[path, key] = found
        sizes = LEAST if path in FIRST_VIEWS else NARROWEST
        for (width, height), least in sizes.items():
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate(SETTLED)
            if found := page.evaluate("least => readTexts(least)", least):
                wrong[path, width] = found
    assert wrong == {}


def test_every_text_can_be_read_from_the_back_of_a_room(page, server):
    page.set_viewport_size({"width": 1024, "height": 768})
    open_page(page, server, "?projector=true")
    wrong = {}
    for path in FIRST_VIEWS:
        go(page, f"{path}?projector=true")
        if found := page.evaluate("readTexts(18)") + page.evaluate(SIDEWAYS):
            wrong[path] = found
    assert wrong == {}
    expect(page.get_by_test_id("stSidebar")).not_to_be_visible()
    page.keyboard.press("p")
    off = page.get_by_role("button", name="Projector off")
    expect(off).not_to_be_attached()
    page.evaluate(SETTLED)
    go(page, "pixel")
    page.keyboard.press("p")
    expect(off).to_be_visible()
    page.evaluate(SETTLED)
    assert page.evaluate("readTexts(18)") == []


# A chart on narrower paper than the page was drawn for, all at once as a browser prints: nothing is drawn anew for it.
NARROW_PAPER = """() => {
  const chart = document.querySelector(".js-plotly-plot .main-svg");
  const page = document.querySelector("[data-testid=stMainBlockContainer]");
  const drawn = chart.clientWidth;
  dispatchEvent(new Event("beforeprint"));
  page.style.maxWidth = "300px";
  const printed = [chart.getAttribute("viewBox"), chart.clientWidth];
  page.style.maxWidth = "";
  dispatchEvent(new Event("afterprint"));
  return [drawn, printed, chart.getAttribute("viewBox")];
}"""


def test_a_page_on_paper_is_the_page_without_what_is_pressed(page, server):
    """A4 between its margins, at the 96 pixels an inch that browsers print with."""
    open_page(page, server, "")
    page.emulate_media(media="print")
    wrong = {}
    for path in ("activations", "summary", "pixel", "kernels", ""):
        page.set_viewport_size({"width": 1366, "height": 768})
        go(page, path)
        page.set_viewport_size({"width": 703, "height": 1032})
        page.evaluate(SETTLED)
        if found := page.evaluate("readTexts(10)"):
            wrong[path] = found
    assert wrong == {}
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.get_by_text("lesson_cnn (trained) looks at image 227 of MNIST test")).to_be_visible()
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    go(page, "summary")
    assert page.locator(".moves").first.evaluate("one => one.scrollWidth <= one.clientWidth"), "no table moves on paper"
    go(page, "comparison")
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    page.evaluate(SETTLED)
    drawn, (view_box, shown), after = page.evaluate(NARROW_PAPER)
    assert drawn > 500
    assert re.match(rf"^0 0 {drawn} \d+$", view_box)
    assert shown <= 300
    assert after is None


def test_what_cannot_be_read_is_found(page, server):
    open_page(page, server, "own_images")
    page.evaluate(SETTLED)
    assert page.evaluate("readTexts(14)") == []
    for complaint, style in {
        "small: ": "font-size: 9px",
        "overlap: ": "position: relative; top: 1.6rem",
        "cut: ": "width: 2rem; overflow: hidden; white-space: nowrap",
    }.items():
        page.locator("h1").evaluate("(title, style) => title.setAttribute('style', style)", style)
        assert any(said.startswith(complaint) for said in page.evaluate("readTexts(14)")), complaint


def test_where_no_mouse_comes_near_the_buttons_of_tables_and_charts_cover_nothing(browser, server):
    """There they always show."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    for path, whole, buttons, below in (
        ("data_set", "stDataFrame", "[data-testid=stElementToolbar]", "[data-testid=stDataFrameResizable]"),
        ("comparison", "stPlotlyChart", ".modebar", ".legend"),
    ):
        open_page(page, server, path)
        holder = page.get_by_test_id("stElementContainer").filter(has=page.get_by_test_id(whole)).first
        holder.locator(buttons).wait_for(state="attached")
        page.evaluate(SETTLED)
        bar, under = (holder.locator(one).first.bounding_box() for one in (buttons, below))
        kept_free = float(holder.evaluate("one => parseFloat(getComputedStyle(one).marginTop)"))
        gap = 16  # between two elements
        assert holder.bounding_box()["y"] - kept_free - gap <= bar["y"]
        assert bar["y"] + bar["height"] <= under["y"] + 1
    context.close()
