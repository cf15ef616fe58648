"""One pixel, passports, ablation and edited kernels: what a person waits for, and what the shortcuts are worth."""

import tempfile
from pathlib import Path
from statistics import median

import numpy as np

from core import datasets, runs
from core.inspection import ablation
from core.inspection.kernel_editing import edited, random_kernel
from core.inspection.kernel_trial import KernelTrial
from core.measures import MEASURES
from tests.benchmarks.rows import Row, side_by_side
from tests.servers import BROWSER_FLAGS, CHROMIUM, serve

WAITS = (Path(__file__).parent / "waits.js").read_text()


def measure():
    yield from _in_the_browser()
    yield _edit()
    yield _passports()
    yield _ranking()


def _in_the_browser():
    from playwright.sync_api import sync_playwright

    with (
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory() as folder,
        serve(Path(folder)) as server,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=BROWSER_FLAGS)
        for what, path, ready, wait, limit in (
            ("pointing at a cell lights all layers, against 20 ms", "pixel", "One pixel", "hover", 20),
            ("click on a cell to its working, against 0.3 s", "pixel", "One pixel", "pin", 300),
            ("edited weight to new accuracy, against 0.3 s", "workbench", "of 1,000 test images", "edit", 300),
        ):
            page = browser.new_page(viewport={"width": 1366, "height": 768})
            page.goto(f"{server.address}/{path}")
            page.get_by_text(ready).first.wait_for()
            page.wait_for_timeout(2000)
            page.evaluate(WAITS)
            yield Row(what, median(page.evaluate(f"() => waits.{wait}()")), limit, 1).show()
            page.close()
        browser.close()


def _edit():
    """1,000 answers of lesson_cnn with one kernel of its first layer edited, beside the whole network's."""
    network, images = runs.load("lesson_cnn").network, datasets.load("mnist").test.evenly(ablation.SAMPLE).images
    trial = KernelTrial(network, "conv2d", images)
    other = edited(network, [(("conv2d", 12, 0), random_kernel((3, 3), 1, 0))])
    np.testing.assert_allclose(trial.answers(other), other.predict(images), atol=1e-5)
    ours, theirs = side_by_side(lambda: trial.answers(other), lambda: other.predict(images), 9)
    return Row("1,000 answers after an edit, against all over again", ours, theirs, 2).show()


def _passports():
    """All passports of lesson_cnn over 10,000 images."""
    run, test = runs.load("lesson_cnn"), datasets.load("mnist").test
    ours, _ = side_by_side(lambda: MEASURES["passports"].compute(run, test), lambda: None, 3)
    return Row("passports of 106 channels, 10,000 images, against 3 s", ours, 3000, 1).show()


def _ranking():
    """The channels of conv2d in lesson_cnn, each switched off once, beside the whole network every time."""
    run = runs.load("lesson_cnn")
    some = datasets.load("mnist").test.evenly(ablation.SAMPLE)
    images, labels = some.images, some.labels
    ablation.TOGETHER = 1

    def slow():
        networks = [ablation.without(run.network, "conv2d", [channel]) for channel in range(32)]
        return [int((one.predict(images).argmax(axis=1) == labels).sum()) for one in networks]

    np.testing.assert_allclose(ablation.rank(run.network, "conv2d", images, labels).alone, slow(), atol=1)
    ours, theirs = side_by_side(lambda: ablation.rank(run.network, "conv2d", images, labels), slow, 3)
    return Row("32 channels switched off in turn, against whole networks", ours, theirs, 1.5).show()
