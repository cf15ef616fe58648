"""Comparing in a real browser: choose runs, click into a confusion matrix and a map, open what is found elsewhere."""

import re

import numpy as np
import pytest

from core import runs
from core.measures import MEASURES
from tests.e2e.conftest import open_page, walk_to

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install -e '.[browser]'").expect


def canvas_named(page, words):
    """The canvas whose text alternative begins with these words."""
    canvas = page.locator(f"[data-testid=stMain] canvas[aria-label^='{words}']")
    canvas.wait_for()
    return canvas


def test_opens_on_the_fair_pair_and_goes_to_another_comparison(page, server):
    open_page(page, server, "comparison")
    expect(page.get_by_text("same budget, 34,826 and 34,990 parameters")).to_be_visible()
    page.get_by_role("button", name="early stopping").click()
    expect(page.locator("table.compared tr", has_text="sklearn_40")).to_be_visible()
    expect(page.get_by_text("mlp_40 kept epoch 28 (dashed)")).to_be_visible()
    expect(page).to_have_url(re.compile("runs=sklearn_40&runs=mlp_40"))
    walk_to(page, "Robustness")
    expect(canvas_named(page, "sklearn_40: accuracy from")).to_be_visible()
    page.reload()
    expect(canvas_named(page, "sklearn_40: accuracy from")).to_be_visible()


def test_a_cell_of_the_confusion_matrix_leads_to_its_images_and_they_to_every_page(page, server, mnist):
    open_page(page, server, "comparison?compared=confusion")
    canvas = page.locator("[data-testid=stMain] canvas[aria-label^='Confusion matrix']").nth(1)
    canvas.wait_for()
    box = canvas.bounding_box()
    side, edge, top = 10 * 1.06, 0.4 + 0.22, 0.7
    unit = box["width"] / (edge + side)
    canvas.click(position={"x": unit * (edge + 9 * 1.06 + 0.5), "y": unit * (top + 4 * 1.06 + 0.5) + 6})
    answers = runs.load("budget_mlp").answers
    found = np.flatnonzero((mnist.test.labels == 4) & (answers.classes == 9))
    title = f"budget_mlp: 4 read as 9 ({len(found)} images)"
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    expect(page.get_by_role("combobox", name="Images of the cell")).to_have_value(title)
    gallery = canvas_named(page, f"{len(found)} images: 9")
    gallery.click(position={"x": 30, "y": 30})
    surest = found[np.argsort(-answers.probabilities[found].astype(float), kind="stable")[0]]
    expect(page.get_by_role("spinbutton", name="Image", exact=True)).to_have_value(str(surest))
    walk_to(page, "Activations")
    expect(page.get_by_role("spinbutton", name="Image", exact=True)).to_have_value(str(surest))


def test_a_place_on_the_map_moves_the_image(page, server):
    open_page(page, server, "robustness")
    canvas = canvas_named(page, "budget_mlp: accuracy from")

    def place():
        """The map grows or shrinks while the page around it is being drawn."""
        unit = canvas.bounding_box()["width"] / (13 * 1.06 - 0.06 + 0.6)
        return {"x": unit * (0.3 + 10 * 1.06 + 0.5), "y": unit * (1.3 + 2 * 1.06 + 0.5)}

    found = MEASURES["robustness"].read(runs.load("budget_mlp"))
    share = found.moved[2, 10] / found.count
    tip = page.locator(".tip", has_text="moved 4 up, 4 right")
    for _ in range(20):
        canvas.hover(position=place())
        if tip.count():
            break
        page.wait_for_timeout(250)
    expect(tip).to_contain_text(f"{share:.4g}")
    canvas.click(position=place())
    expect(page.get_by_role("slider", name="Down")).to_have_value("-4")
    expect(page.get_by_role("slider", name="Right")).to_have_value("4")
    expect(page).to_have_url(re.compile("down=-4&right=4|right=4&down=-4"))
    page.get_by_role("button", name="As it was").click()
    expect(page.get_by_role("slider", name="Down")).to_have_value("0")
