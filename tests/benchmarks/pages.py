"""What a person waits for: a mosaic, a cold start, a click; and what the server's memory holds."""

import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.benchmarks.rows import Row
from tests.servers import BROWSER_FLAGS, CHROMIUM, serve

WITH_TENSORFLOW = (
    sys.executable,
    "-c",
    "import sys, tensorflow; from streamlit.web.cli import main; sys.argv[0] = 'streamlit'; main()",
)
PATHS = ("", "summary", "kernels", "activations")
NOTE_STEPS = """
    window.steps = [];
    new MutationObserver(() => {
      const said = /step [\\d,]+ of/.exec(document.querySelector("[data-testid=stProgress]")?.innerText)?.[0];
      if (said && said !== window.steps.at(-1)?.said) window.steps.push({ said, at: performance.now() });
    }).observe(document, { subtree: true, childList: true, characterData: true });
"""


def measure():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=BROWSER_FLAGS)
        yield _mosaic(browser, Path(folder))
        yield from _starts_and_memory(browser, Path(folder))
        yield _watched_training(browser, Path(folder))
        browser.close()


def _mosaic(browser, folder):
    """From a new image index to the drawn picture of 64 feature maps, Python and browser together."""
    taken, number = {}, 0
    with serve(folder, app="tests/benchmarks/mosaic_app.py") as server:
        page = browser.new_page(viewport={"width": 1366, "height": 900})
        page.goto(server.address)
        for way in ("ours", "facets"):
            page.get_by_text(way, exact=True).click()
            _drawn(page, way, number).wait_for()
            page.wait_for_timeout(1500)
            times = [_next_picture(page, way, number := number + 1) for _ in range(11)]
            taken[way] = median(times)
        page.close()
    return Row("64 feature maps on the page, against px.imshow facets", taken["ours"], taken["facets"], 5).show()


def _drawn(page, way, number):
    """What is there only when picture `number` is."""
    if way == "ours":
        return page.locator(f"canvas[aria-label='picture {number}'][data-tiles='64']")
    return page.locator(".js-plotly-plot .gtitle").get_by_text(f"picture {number}", exact=True)


def _next_picture(page, way, number):
    started = perf_counter()
    page.get_by_test_id("stNumberInputStepUp").click()
    _drawn(page, way, number).wait_for()
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    taken = 1000 * (perf_counter() - started)
    page.wait_for_timeout(250)
    return taken


def _starts_and_memory(browser, folder):
    """The dashboard as it is, beside the same dashboard in a process that imported TensorFlow first."""
    ours, ours_memory, clicks = _visit(browser, folder / "ours", {})
    peer, peer_memory, _ = _visit(browser, folder / "peer", {"streamlit": WITH_TENSORFLOW})
    yield Row("server that looked at every page, against with TensorFlow", ours_memory, peer_memory, 3, "MB").show()
    yield Row("start of the server to first picture, against same", ours, peer, 1.5, "s").show()
    bare = _bare_start(browser, folder / "bare")
    yield Row("start of the server to first picture, against a bare page", ours, bare, 0.6, "s").show()
    yield Row("click on a channel to picture, against 0.3 s", median(clicks), 300, 1).show()


def _visit(browser, folder, options):
    """Seconds to the first picture, memory in MB after all pages, milliseconds of some clicks on channels."""
    folder.mkdir()
    started = perf_counter()
    with serve(folder, **options) as server:
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.goto(server.address)
        page.wait_for_selector("[data-testid=stMain] canvas[data-tiles]")
        first = perf_counter() - started
        for path in PATHS[1:]:
            page.goto(f"{server.address}/{path}")
            page.wait_for_selector("h1")
            page.wait_for_timeout(1500)
        memory = server.memory()
        clicks = [click(page, channel) for channel in (3, 30, 9, 21, 14, 27, 6)]
        page.close()
    return first, memory, clicks


def _bare_start(browser, folder):
    """Seconds to the first widget of a page that has nothing else: what Streamlit and a browser take by themselves."""
    folder.mkdir()
    started = perf_counter()
    with serve(folder, app="tests/benchmarks/bare_app.py") as server:
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.goto(server.address)
        page.wait_for_selector("[data-testid=stMain] [data-testid=stNumberInput]")
        taken = perf_counter() - started
        page.close()
    return taken


def click(page, channel):
    canvas = page.locator("canvas[data-tiles='32']").first
    box = canvas.bounding_box()
    row, column = divmod(channel, 8)
    started = perf_counter()
    canvas.click(position={"x": box["width"] * (column + 0.5) / 8, "y": box["height"] * (row + 0.5) / 4})
    page.get_by_role("heading", name=f"Channel {channel}", exact=True).wait_for()
    taken = 1000 * (perf_counter() - started)
    page.wait_for_timeout(250)
    return taken


def _watched_training(browser, folder):
    """From one step that is told to the next, of a training on 500 digits."""
    (folder / "training").mkdir()
    with serve(folder / "training") as server:
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.add_init_script(NOTE_STEPS)
        page.goto(f"{server.address}/train")
        page.get_by_role("button", name="Start training").click()
        page.get_by_text("Finished after").wait_for(timeout=120_000)
        times = [step["at"] for step in page.evaluate("window.steps")]
        page.close()
    gaps = [later - earlier for earlier, later in pairwise(times)]
    print(f"{len(times)} frames of the training")
    return Row("a frame of a training of 500 digits, against 0.2 s", median(gaps), 200, 1).show()
