"""ChannelProfiles, ablation and edited kernels as a person meets them in the browser."""

import re

import numpy as np
import pytest

from core import runs
from core.evaluation.accuracy import evaluate
from core.inspection import ablation
from core.inspection.kernel_editing import edited
from core.measures import MEASURES
from tests.e2e.conftest import open_page, walk_to
from tests.e2e.test_pages import at_tile, channel_box, mosaic

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install -e '.[browser]'").expect


@pytest.fixture(scope="module")
def lesson():
    return runs.load("lesson_cnn")


def test_a_channel_is_called_dead_as_soon_as_all_test_images_were_looked_through(page, server):
    open_page(page, server, "activations?network=residual_cnn&moment=step+1&layer=block_3_conv_1")
    expect(page.get_by_text("1 dead, zero on every test image (crossed lines).")).to_be_visible()


def test_a_silent_tile_leads_to_the_image_that_wakes_it_and_to_its_passport(page, server, lesson, mnist):
    activations = lesson.network.activations(mnist.test.images[227])["conv2d_1"][0]
    channel = int(np.flatnonzero(activations.max(axis=(0, 1)) == 0)[0])
    peaks = lesson.channel_maxima_at(lesson.final_step)["conv2d_1"]
    open_page(page, server, f"activations?layer=conv2d_1&channel={channel}")
    expect(page.get_by_text("Silent: its pattern is not in this image")).to_be_visible()
    expect(page.get_by_text(f"on image {peaks.image_index[channel]}.")).to_be_visible()
    image = page.locator("[data-testid=stMain] canvas[data-tiles='1'][aria-label*='1 images']")
    image.click(position={"x": 30, "y": 30})
    expect(page.get_by_role("spinbutton", name="Image", exact=True)).to_have_value(str(peaks.image_index[channel]))
    page.get_by_role("button", name=f"Passport of channel {channel}").click()
    expect(page.locator("h1")).to_have_text("Channel passport")
    expect(page.get_by_text(f"conv2d_1, channel {channel}.")).to_be_visible()
    expect(channel_box(page)).to_have_value(str(channel))


def test_a_passport_has_an_address_and_its_pictures_lead_on(page, server, lesson):
    found = MEASURES["passports"].read(lesson)["conv2d_1"]
    open_page(page, server, "passport?network=lesson_cnn&layer=conv2d_1&channel=25")
    expect(page.get_by_text("conv2d_1, channel 25.")).to_be_visible()
    pictures = page.locator("[data-testid=stMain] canvas[data-tiles='9']")
    pictures.wait_for()
    box = pictures.bounding_box()
    pictures.click(position={"x": box["width"] * 2.3 / 9, "y": box["height"] * 0.4})
    expect(page.get_by_role("spinbutton", name="Image", exact=True)).to_have_value(str(found.top_images[25, 2]))
    neighbours = page.locator("[data-testid=stMain] canvas[data-tiles='7']")
    box = neighbours.bounding_box()
    neighbours.click(position={"x": box["width"] * 1.3 / 7, "y": box["height"] * 0.4})
    expect(channel_box(page)).to_have_value(str(found.neighbours[25, 0]))
    expect(page.get_by_text(f"conv2d_1, channel {found.neighbours[25, 0]}.")).to_be_visible()


def test_tapped_channels_go_off_and_accuracy_falls(page, server, lesson, mnist):
    some = mnist.test.evenly(ablation.SAMPLE)
    images, labels = some.images, some.labels
    open_page(page, server, "ablation")
    board = mosaic(page, 32)
    expect(page.get_by_text("All channels are on: 98.5")).to_be_visible()
    board.click(position=at_tile(board, 12, rows=4))
    right = evaluate(ablation.without(lesson.network, "conv2d", [12]), images, labels).correct
    expect(page.get_by_text(f"Without 1 channel: {right / 10:.1f}")).to_be_visible()
    board.click(position=at_tile(board, 12, rows=4))
    expect(page.get_by_text("All channels are on")).to_be_visible()
    page.get_by_role("button", name="the 8 that cost most together").click()
    order = MEASURES["ablation"].read(lesson)["conv2d"].order
    right = evaluate(ablation.without(lesson.network, "conv2d", order), images, labels).correct
    expect(page.get_by_text(f"Without 8 channels: {right / 10:.1f}")).to_be_visible()
    expect(page.get_by_role("heading", name="Class by class")).to_be_visible()
    expect(page).to_have_url(re.compile("off="))
    page.get_by_test_id("stMain").get_by_role("radio", name="conv2d_1", exact=True).click()
    expect(page.get_by_text("All channels are on")).to_be_visible()


def test_an_edited_weight_changes_the_answers_and_can_be_undone(page, server, lesson, mnist):
    some = mnist.test.evenly(ablation.SAMPLE)
    images, labels = some.images, some.labels
    open_page(page, server, "workbench?channel=12")
    expect(page.get_by_text("Nothing is edited yet: 98.5")).to_be_visible()
    weight = page.get_by_label("row 1, column 1")
    kernel = lesson.network.kernel("conv2d")[:, :, 0, 12].copy()
    expect(weight).to_have_value(f"{kernel[1, 1]:.4f}".rstrip("0"))
    weight.fill("9")
    weight.press("Tab")
    kernel[1, 1] = 9
    right = evaluate(edited(lesson.network, [(("conv2d", 12, 0), kernel)]), images, labels).correct
    expect(page.get_by_text(f"{right / 10:.1f}").first).to_be_visible()
    expect(page.get_by_text("more misread")).to_be_visible()
    expect(page.get_by_text("Edited: conv2d filter 12.")).to_be_visible()
    page.get_by_role("button", name="negated").click()
    expect(weight).to_have_value("-9")
    page.get_by_role("button", name="Undo").click()
    expect(weight).to_have_value("9")
    page.get_by_role("button", name="Reset all").click()
    expect(page.get_by_text("Nothing is edited yet")).to_be_visible()
    walk_to(page, "Kernels")
    walk_to(page, "Kernel workbench")
    expect(page.get_by_text("Nothing is edited yet")).to_be_visible()


def test_what_is_no_weight_is_refused_in_a_sentence(page, server):
    open_page(page, server, "workbench")
    weight = page.get_by_label("row 0, column 2")
    before = weight.input_value()
    weight.fill("1e9")
    weight.press("Tab")
    expect(page.get_by_text("row 0, column 2 is 1e+09; it must be a number from -1e+06 to 1e+06")).to_be_visible()
    expect(weight).to_have_value(before)
    weight.fill("")
    weight.press("Tab")
    expect(weight).to_have_value(before)
    other = page.get_by_label("row 1, column 1")
    other.fill("0.9")
    other.press("Tab")
    expect(page.get_by_text("Edited: conv2d filter 12.")).to_be_visible()
    expect(page.get_by_text("it must be a number")).to_have_count(0)


def test_quick_steps_are_all_counted(page, server):
    open_page(page, server, "workbench?network=tfjs_recognizer")
    expect(page.get_by_text("Nothing is edited yet")).to_be_visible()
    weight = page.get_by_label("row 2, column 2")
    before = float(weight.input_value())
    weight.focus()
    for _ in range(20):
        page.keyboard.press("ArrowUp")
        page.wait_for_timeout(60)
    expect(page.get_by_text("Edited: conv2d filter")).to_be_visible()
    assert float(weight.input_value()) == pytest.approx(before + 1, abs=1e-3)
    page.wait_for_timeout(1500)
    assert float(weight.input_value()) == pytest.approx(before + 1, abs=1e-3)
    grid = page.get_by_role("grid", name="conv2d, filter ")
    expect(grid.get_by_role("gridcell")).to_have_count(25)
    said = f"{grid.get_attribute('aria-label')}, row 2, column 2: {weight.input_value()}"
    expect(page.locator(".kernel .said[aria-live=polite]")).to_have_text(said)


def test_quick_taps_are_all_counted(page, server):
    open_page(page, server, "ablation")
    expect(page.get_by_text("All channels are on")).to_be_visible()
    board = mosaic(page, 32)
    for channel in range(8):
        board.click(position=at_tile(board, channel, rows=4))
    expect(page.get_by_text("Without 8 channels")).to_be_visible()
    board.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Without 7 channels")).to_be_visible()


def test_a_free_kernel_works_out_its_size(page, server):
    open_page(page, server, "workbench?bench_view=free&height=5&stride=2")
    expect(page.get_by_text("height: (28 \u2212 5) / 2, rounded down, + 1 = 12")).to_be_visible()
    expect(page.get_by_text("width: (28 \u2212 3) / 2, rounded down, + 1 = 13")).to_be_visible()
    expect(page.get_by_text("The size of the result: 12x13")).to_be_visible()
    page.get_by_text("same", exact=True).click()
    expect(page.get_by_text("The size of the result: 14x14")).to_be_visible()
    page.get_by_role("button", name="blur").click()
    expect(page.get_by_label("row 2, column 1")).to_have_value("0.1111")
