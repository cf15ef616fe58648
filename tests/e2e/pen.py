"""A hand with a mouse on the sheet of paper, and an eye that sees what is on it."""

import re

import pytest

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install -e '.[browser]'").expect


def sheet(page):
    return page.get_by_role("img", name="Sheet of paper")


def expect_strokes(page, count):
    """Python knows of that many."""
    expect(page.get_by_role("img", name=re.compile(rf"^Sheet of paper with {count} strokes?:"))).to_be_visible()


def places(page, line, scale=1.0, right=0.0, down=0.0):
    canvas = page.locator(".st-key-sheet .upper-canvas").last
    canvas.wait_for()
    box = canvas.bounding_box()
    return [
        (box["x"] + (x * scale + right) * box["width"], box["y"] + (y * scale + down) * box["height"]) for x, y in line
    ]


def drag(page, line, **place):
    """Draw a line with the mouse."""
    start, *corners = places(page, line, **place)
    page.mouse.move(*start)
    page.mouse.down()
    for corner in corners:
        page.mouse.move(*corner, steps=6)
    page.mouse.up()


def draw(page, lines, **place):
    """With the mouse; the sheet has to hear of every line."""
    before = int(re.search(r"with (\d+) stroke", sheet(page).get_attribute("aria-label"))[1])
    for number, line in enumerate(lines, before + 1):
        drag(page, line, **place)
        expect_strokes(page, number)


IS_INK = """([canvas, [x, y], isThere]) => {
  const [red, , , alpha] = canvas.getContext("2d").getImageData(x * canvas.width, y * canvas.height, 1, 1).data;
  return (alpha > 0 && red < 128) === isThere;
}"""


def expect_ink(page, places, is_there=True):
    """What is to be seen on the sheet at `(x, y)` in shares of its side."""
    canvas = page.locator(".st-key-sheet .dc-canvas.lower-canvas").element_handle()
    for place in places:
        page.wait_for_function(IS_INK, arg=[canvas, place, is_there], timeout=20_000)
