"""Digits from elsewhere: how well they are read after their preparation, and how soon after a stroke."""

import tempfile
from pathlib import Path
from statistics import median

import numpy as np
from PIL import Image

from core import datasets, runs
from core.digits import preparation
from core.digits.preparation import Steps
from tests.benchmarks.rows import Row
from tests.servers import BROWSER_FLAGS, CHROMIUM, serve

SIDE, COUNT, STROKES = 280, 1000, 7
PLAIN = Steps(*[False] * 5)
# Milliseconds from the end of a stroke until a scene says something else, by the browser's own clock; null if it says
# the same again.
LISTEN = """canvas => {
  window.waiting = new Promise(done => {
    window.addEventListener("pointerup", () => { window.ended = performance.now(); }, { capture: true, once: true });
    const observer = new MutationObserver(() => {
      observer.disconnect();
      requestAnimationFrame(() => done(performance.now() - window.ended));
    });
    observer.observe(canvas, { attributeFilter: ["aria-label"] });
    setTimeout(() => done(null), 3000);
  });
}"""


def measure():
    yield from _half_size_in_a_corner()
    yield from _after_a_stroke()


def _half_size_in_a_corner():
    """MNIST digits drawn at half size into a corner of a sheet, prepared in all steps and only resized."""
    digits = datasets.load("mnist").test.evenly(COUNT)
    network, random = runs.load("lesson_cnn").network, np.random.default_rng(0)
    sheets = [_redrawn(image, random.integers(0, 2, 2) * SIDE // 2) for image in digits.images]
    shares = [_right(network, sheets, digits.labels, steps) for steps in (Steps(), PLAIN)]
    yield Row("misread of 1,000 half-size digits in a corner, against 3 %", 100 * (1 - shares[0]), 3, 1, "%").show()
    yield Row("the inverse of those read right, against plain resizing", 1 / shares[0], 1 / shares[1], 6.5, "").show()


def _redrawn(image, place):
    sheet = np.zeros((SIDE, SIDE), np.float32)
    small = Image.fromarray(image).resize((SIDE // 2, SIDE // 2), Image.Resampling.BICUBIC)
    top, left = place
    sheet[top : top + SIDE // 2, left : left + SIDE // 2] = np.asarray(small) / np.float32(255)
    return sheet


def _right(network, sheets, labels, steps):
    images = np.stack([preparation.prepare(sheet, steps).image for sheet in sheets])
    return float((network.predict(images).argmax(axis=1) == labels).mean())


def _after_a_stroke():
    """New probabilities, and with them every layer, while a person adds stroke after stroke."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as server:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=BROWSER_FLAGS)
        for view, label, budget in (("preparation", "^='0: '", 250), ("every+layer", "^='The picture passes'", 500)):
            page = browser.new_page(viewport={"width": 1366, "height": 768})
            page.goto(f"{server.address}/draw?below={view}")
            paper = page.get_by_role("img", name="Sheet of paper")
            _stroke(page, paper, 0)
            scene = page.locator(f"[data-testid=stMain] canvas[aria-label{label}]")
            scene.wait_for()
            page.wait_for_timeout(1500)
            times = []
            for number in range(1, STROKES):
                scene.evaluate(LISTEN)
                _stroke(page, paper, number)
                times.append(page.evaluate("window.waiting"))
                page.wait_for_timeout(300)
            what = "probabilities" if budget == 250 else "every layer's maps"
            yield Row(
                f"end of a stroke to new {what}, against {budget} ms", median(filter(None, times)), budget, 1
            ).show()
            page.close()
        browser.close()


def _stroke(page, paper, number):
    """A line a little further right than the last one; every other one is long."""
    box = paper.bounding_box()
    x = box["x"] + box["width"] * (0.15 + 0.05 * number)
    page.mouse.move(x, box["y"] + box["height"] * 0.15)
    page.mouse.down()
    page.mouse.move(x, box["y"] + box["height"] * (0.85 if number % 2 else 0.5), steps=8)
    page.mouse.up()
