"""From a key to the picture, in the browser, on every page: the next image, layer, channel and moment.

    python -m tests.benchmarks clicks

Timed by the browser's own clock, from the key until the page stands still and is drawn.
"""

import tempfile
from pathlib import Path
from statistics import median

from dashboard import menu
from dashboard.widgets.shortcuts import LETTERS
from tests.benchmarks.rows import Row
from tests.servers import BROWSER_FLAGS, CHROMIUM, serve

WARM, TIMES = 2, 7
REACHED = 200  # milliseconds
WAITS = (Path(__file__).parent / "waits.js").read_text()
STEPPED = {part: letter for letter, part in LETTERS.items() if part in menu.EVERY_PART}


def measure():
    """A Row for each part of the selection: the page that takes longest."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as server:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=BROWSER_FLAGS)
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.add_init_script(WAITS)
        taken = {one.key: _on(page, server, one) for one in menu.EVERY_PAGE}
        browser.close()
    for part in STEPPED:
        slowest, wait = max(
            ((key, waits[part]) for key, waits in taken.items() if part in waits), key=lambda one: one[1]
        )
        yield Row(f"next {part}, on {slowest}, against {REACHED} ms", wait, REACHED, 1).show()


def _on(page, server, listed):
    """`{part: median milliseconds}` of what the page shows, each from the page as it opens."""
    waits = {}
    for part in (part for part in STEPPED if part in listed.uses):
        page.goto(f"{server.address}/{'' if listed is menu.START else listed.key}")
        page.locator("h1").wait_for()
        page.evaluate("window.waits.still()")
        waits[part] = _stepped(page, STEPPED[part])
    if waits:
        print(f"{listed.key:<14}" + ", ".join(f"{part} {wait:.0f} ms" for part, wait in waits.items()), flush=True)
    return waits


def _stepped(page, letter):
    return median(page.evaluate("([key, times]) => window.waits.step(key, times)", [letter, WARM + TIMES])[WARM:])
