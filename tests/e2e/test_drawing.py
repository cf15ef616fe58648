"""The sheet of paper: mouse and finger, undo and eraser, quick strokes, and what the network makes of them."""

import pytest

from tests.core.digits.test_preparation import FOUR, SEVEN
from tests.e2e.conftest import listened_to, open_page, settled, walk_to
from tests.e2e.pen import drag, draw, expect_ink, expect_strokes, places, sheet

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install -e '.[browser]'").expect


def test_undo_eraser_clear_and_a_reload(page, server):
    open_page(page, server, "draw")
    draw(page, SEVEN)
    expect(page.get_by_text("reads your drawing as 7.")).to_be_visible()
    page.get_by_role("radio", name="Eraser").click()
    expect(page.get_by_role("radio", name="Eraser")).to_be_checked()
    settled(page)
    draw(page, (((0.1, 0.1), (0.9, 0.1)), ((0.1, 0.2), (0.9, 0.2))))
    expect(page.get_by_text("reads your drawing as 1.")).to_be_visible()
    for _ in range(2):
        page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("reads your drawing as 7.")).to_be_visible()
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("There is no button to press")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("reads your drawing as 7.")).to_be_visible()
    page.reload()
    expect_strokes(page, 1)
    expect_ink(page, [point for line in SEVEN for point in line])
    page.wait_for_function("() => location.search.includes('data=Your')")
    walk_to(page, "Model summary")
    walk_to(page, "Draw a digit")
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("There is no button to press")).to_be_visible()
    page.wait_for_function("() => !sessionStorage.length")


# Strokes with a pause of some milliseconds between them, faster than a test can move a mouse.
HASTE = """async ([canvas, strokes, pause]) => {
  const say = (kind, [clientX, clientY]) =>
    canvas.dispatchEvent(new MouseEvent(kind, { clientX, clientY, bubbles: true, composed: true }));
  for (const points of strokes) {
    say("mousedown", points[0]);
    for (const point of points) say("mousemove", point);
    say("mouseup", points.at(-1));
    await new Promise((done) => setTimeout(done, pause));
  }
}"""


def test_strokes_that_follow_each_other_at_once_all_arrive_and_a_click_is_a_dot(page, server):
    open_page(page, server, "draw")
    strokes = [places(page, line) for line in (*FOUR, [(0.9, 0.9)])]
    canvas = page.locator(".st-key-sheet .upper-canvas").last
    page.evaluate(HASTE, [canvas.element_handle(), strokes, 60])
    ends = [place for line in FOUR for place in (line[0], line[-1])]
    expect_strokes(page, 3)
    expect_ink(page, [(0.9, 0.9), *ends])
    page.keyboard.press("Control+z")
    expect_strokes(page, 2)
    expect_ink(page, [(0.9, 0.9)], False)
    drag(page, [(0.9, 0.1)])
    expect_strokes(page, 3)
    expect_ink(page, [(0.9, 0.1), *ends])


SCROLLED = "document.querySelector('[data-testid=stMain]').scrollTop"


def test_a_finger_draws_below_itself_and_the_page_stays_where_it_is(browser, server):
    page = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True).new_page()
    with listened_to(page):
        page.set_viewport_size({"width": 390, "height": 844})
        open_page(page, server, "draw")
        sheet(page).scroll_into_view_if_needed()
        box = sheet(page).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert page.locator(".st-key-drawing_tools").bounding_box()["height"] < 60  # all in one line
        scrolled = page.evaluate(SCROLLED)
        touch = page.context.new_cdp_session(page)

        def send(kind, points):
            points = [{"x": x, "y": y} for x, y in points]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        for number, line in enumerate(((((0.5, 0.9), (0.5, 0.15)), ((0.3, 0.3), (0.5, 0.15)))), 1):
            (x, y), (to_x, to_y) = places(page, line)
            send("touchStart", [(x, y)])
            for step in range(1, 9):
                send("touchMove", [(x + (to_x - x) * step / 8, y + (to_y - y) * step / 8)])
            send("touchEnd", [])
            expect_strokes(page, number)
            expect_ink(page, line)
        expect(page.get_by_text("lesson_cnn reads your drawing as 1.")).to_be_visible()
        expect_ink(page, [(0.2, 0.5), (0.8, 0.5)], False)
        assert page.evaluate(SCROLLED) == scrolled
    page.context.close()


def test_going_to_and_fro_faster_than_the_page_loses_no_connection(page, server):
    """A browser forgets large messages of two runs ago; Streamlit may not take them for known."""
    open_page(page, server, "draw")
    draw(page, SEVEN)
    expect(page.get_by_text("reads your drawing as 7.")).to_be_visible()
    for pause in (0, 50, 150, 300) * 2:
        for name in ("Clear", "Undo"):
            page.get_by_role("button", name=name).click()
            page.wait_for_timeout(pause)
    expect(page.get_by_text("reads your drawing as 7.")).to_be_visible()


AT_ONCE = "buttons => buttons.forEach((button) => button.click())"


def test_buttons_that_are_pressed_at_once_are_heard_one_after_the_other(page, server):
    open_page(page, server, "draw")
    draw(page, (((0.1, 0.1), (0.9, 0.1)), ((0.1, 0.5), (0.9, 0.5)), ((0.1, 0.9), (0.9, 0.9))))
    tools = page.locator(".st-key-drawing_tools .stButton button")
    undo, clear = (tools.filter(has_text=name).element_handle() for name in ("Undo", "Clear"))
    for pressed, left in (([clear, undo], 3), ([undo, undo], 1), ([undo, clear, undo, undo], 0)):
        page.evaluate(f"({AT_ONCE})", pressed)
        page.wait_for_timeout(200)
        settled(page)
        expect_strokes(page, left)
    draw(page, (((0.1, 0.1), (0.9, 0.1)),))
    tools.filter(has_text="Undo").click()
    expect_strokes(page, 0)


def test_a_small_digit_in_a_corner_needs_the_crop(page, server):
    open_page(page, server, "draw")
    draw(page, FOUR, scale=0.3, right=0.66, down=0.03)
    expect(page.get_by_text("reads your drawing as 4.")).to_be_visible()
    page.get_by_test_id("stButtonGroup").filter(has_text="meant to be").get_by_text("4", exact=True).click()
    expect(page.get_by_text("as you meant it")).to_be_visible()
    page.get_by_text("2. Crop").click()
    expect(page.get_by_text("The missing step: switch Crop on.")).to_be_visible()
    page.get_by_text("2. Crop").click()
    expect(page.get_by_text("as you meant it")).to_be_visible()
