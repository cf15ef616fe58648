"""The walk from a class probability down to nine pixels, by clicks alone, with numbers that add up at every step."""

import re

import numpy as np
import pytest

from core import runs
from core.inspection.cell_tracing import INPUT, Trace
from core.networks.layers.cell_arithmetic import Cell
from tests.e2e.conftest import open_page, walk_to

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install -e '.[browser]'").expect


def heading(page):
    return page.locator(".chain h2")


def numbers(page, name):
    """The numbers of that name on the page, as they were sent."""
    return [float(one.get_attribute("data-value")) for one in page.locator(f".chain [data-name='{name}']").all()]


def printed(page, name):
    """The same as a person reads them."""
    words = page.locator(f".chain [data-name='{name}']").all_inner_texts()
    return [float(word.replace("\u2212", "-")) for word in words]


def stage(page, name):
    return page.locator(f".chain canvas[data-stage='{name}']")


def click_cell(page, name, index, columns, rows):
    canvas = stage(page, name)
    box = canvas.bounding_box()
    row, column = divmod(index, columns)
    canvas.click(position={"x": box["width"] * (column + 0.5) / columns, "y": box["height"] * (row + 0.5) / rows})


def adds_up(page, name, trace, cell):
    """The terms, the bias and the result on the page are the network's own, and add up."""
    total, bias, before = (numbers(page, one)[0] for one in ("total", "bias", "before"))
    expected = trace.network.pre_activations(trace.image)[cell.layer][0]
    tolerance = 1e-5 * float(np.abs(expected).max())
    assert sum(numbers(page, name)) == pytest.approx(total, abs=tolerance)
    assert total + bias == pytest.approx(before, abs=tolerance)
    assert before == pytest.approx(float(expected[cell.index]), abs=tolerance)
    assert numbers(page, "value")[0] == pytest.approx(trace.value(cell), abs=1e-5 * trace.values[cell.layer].max())
    assert sum(printed(page, name)) == pytest.approx(total, abs=0.0006 * len(numbers(page, name)))


def test_a_walk_from_a_probability_to_nine_pixels(page, server, mnist):
    trace = Trace(runs.load("lesson_cnn").network, mnist.test.images[227])
    open_page(page, server, "pixel")
    click_cell(page, "dense", 4, columns=1, rows=10)
    expect(heading(page)).to_have_text("dense, class 4")
    adds_up(page, "products product", trace, Cell("dense", (4,)))
    *powers, total = numbers(page, "softmax power")
    *shares, whole = numbers(page, "softmax share")
    assert sum(powers) == pytest.approx(total)
    np.testing.assert_allclose(np.array(powers) / total, shares, rtol=1e-9)
    assert whole == pytest.approx(1)
    np.testing.assert_allclose(shares, trace.values["dense"], atol=1e-5)

    page.locator(".chain [data-name='products dropout']").first.click()
    expect(heading(page)).to_have_text(re.compile(r"dropout, unit [\d,]+"))
    unit = int(re.sub(r"\D", "", heading(page).inner_text()))
    assert numbers(page, "source") == [trace.values["flatten"][unit]]
    page.locator(".chain [data-name='source']").click()
    expect(heading(page)).to_have_text(f"flatten, unit {unit:,}")

    page.locator(".chain [data-name='source']").click()
    row, column, channel = (int(one) for one in np.unravel_index(unit, (5, 5, 64)))
    expect(heading(page)).to_have_text(f"max_pooling2d_1, channel {channel}, row {row}, column {column}")
    assert numbers(page, "value") == [max(numbers(page, "window"))]

    page.locator(".chain .best[data-name='window']").click()
    expect(heading(page)).to_have_text(re.compile(f"conv2d_1, channel {channel}"))
    cell = Cell("conv2d_1", (*map(int, re.findall(r"(?:row|column) (\d+)", heading(page).inner_text())), channel))
    adds_up(page, "sums", trace, cell)
    part = int(page.locator(".chain .best[data-name='sums']").get_attribute("data-part"))
    assert sum(numbers(page, "products")) == pytest.approx(numbers(page, "sums")[part])
    other = (part + 5) % 32
    page.locator(f".chain [data-part='{other}']").click()
    expect(page.locator(".chain").get_by_text(f"max_pooling2d, channel {other}", exact=True)).to_be_visible()
    assert sum(numbers(page, "products")) == pytest.approx(numbers(page, "sums")[other])
    page.locator(f".chain [data-part='{part}']").click()
    expect(page.locator(".chain").get_by_text(f"max_pooling2d, channel {part}", exact=True)).to_be_visible()

    strongest = int(np.argmax(np.abs(numbers(page, "products"))))
    page.locator(".chain [data-name='products']").nth(strongest).click()
    expect(heading(page)).to_have_text(re.compile(f"max_pooling2d, channel {part}"))
    page.locator(".chain .best[data-name='window']").click()
    expect(heading(page)).to_have_text(re.compile(f"^conv2d, channel {part}"))
    row, column = map(int, re.findall(r"(?:row|column) (\d+)", heading(page).inner_text()))
    adds_up(page, "products", trace, Cell("conv2d", (row, column, part)))
    pixels = trace.values[INPUT][row : row + 3, column : column + 3, 0]
    np.testing.assert_array_equal(numbers(page, "window"), pixels.ravel())
    np.testing.assert_allclose(
        np.array(numbers(page, "window")) * numbers(page, "weights"), numbers(page, "products"), atol=1e-9
    )
    expect(page).to_have_url(re.compile(f"channel={part}"))


def test_a_link_restores_the_cell_even_in_row_zero(page, server):
    open_page(page, server, "pixel?network=wide_16_32_64&layer=conv2d_1&row=0&column=13&channel=5")
    expect(heading(page)).to_have_text("conv2d_1, channel 5, row 0, column 13")
    expect(page.locator(".chain .padded[data-name='window']")).to_have_count(5)
    expect(page.get_by_text("they are padded zeros")).to_be_visible()
    assert "row=0" in page.evaluate("location.search")


def test_keys_move_the_cell_and_walk(page, server):
    open_page(page, server, "pixel?layer=conv2d_1&row=3&column=5&channel=25")
    expect(heading(page)).to_have_text("conv2d_1, channel 25, row 3, column 5")
    stage(page, "conv2d_1").focus()
    page.keyboard.press("ArrowDown")
    expect(heading(page)).to_have_text("conv2d_1, channel 25, row 4, column 5")
    page.keyboard.press("ArrowRight")
    expect(heading(page)).to_have_text("conv2d_1, channel 25, row 4, column 6")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text(re.compile(r"^max_pooling2d, channel \d+"))
    page.keyboard.press("Backspace")
    expect(heading(page)).to_have_text("conv2d_1, channel 25, row 4, column 6")


def focused(page):
    """Name and cell of the grid that has the focus, as they are read out."""
    return page.locator(".chain").evaluate(
        """chain => {
          const canvas = chain.getRootNode().activeElement;
          const cell = chain.getRootNode().getElementById(canvas.getAttribute("aria-activedescendant"));
          return [canvas.ariaLabel, cell.role, cell.textContent.split(";")[0], cell.ariaSelected];
        }"""
    )


def test_every_picture_is_walked_by_key_and_its_cells_are_said(page, server, mnist):
    trace = Trace(runs.load("lesson_cnn").network, mnist.test.images[227])
    open_page(page, server, "pixel?layer=conv2d_1&row=3&column=5&channel=25")
    said = page.locator(".chain .said[aria-live=polite]")
    expect(said).to_contain_text("conv2d_1, channel 25, row 3, column 5: 0; sees 64 pixels")
    stage(page, "conv2d_1").focus()
    page.keyboard.press("Tab")
    label, role, cell, is_selected = focused(page)
    assert (label, role, is_selected) == ("max_pooling2d_1, channel 25: 5 rows, 5 columns", "gridcell", "false")
    row, column = map(int, re.findall(r"(?:row|column) (\d)", cell))
    page.keyboard.press("ArrowLeft")
    value = trace.value(Cell("max_pooling2d_1", (row, column - 1, 25)))
    pointed = f"max_pooling2d_1, channel 25, row {row}, column {column - 1}"
    expect(said).to_contain_text(f"{pointed}: ")
    assert float(said.inner_text().split(": ")[1].split(";")[0]) == pytest.approx(value, abs=1e-3)
    expect(heading(page)).to_have_text("conv2d_1, channel 25, row 3, column 5")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text(pointed)
    expect(stage(page, "max_pooling2d_1")).to_be_focused()
    assert focused(page)[2:] == [said.inner_text().split(";")[0], "true"]


def test_the_units_of_a_picture_of_products_are_walked_by_key(page, server):
    open_page(page, server, "pixel?layer=dense&channel=4")
    page.locator(".chain .map canvas").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    unit = np.ravel_multi_index((1, 0, 1), (5, 5, 64))  # five to the right, over the gap, begins the second map
    expect(page.locator(".chain .said")).to_contain_text(f"unit {unit}: ")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text(f"dropout, unit {unit}")


def test_pointing_lights_what_a_cell_sees_without_asking_the_server(page, server):
    frames = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: frames.append(frame)))
    open_page(page, server, "pixel")
    click_cell(page, "conv2d", 26 * 7 + 9, columns=26, rows=26)
    expect(heading(page)).to_have_text("conv2d, channel 12, row 7, column 9")
    page.wait_for_load_state("networkidle")
    sent = len(frames)
    assert sent > 1
    before = stage(page, "input").evaluate("canvas => canvas.toDataURL()")
    box = stage(page, "conv2d_1").bounding_box()
    stage(page, "conv2d_1").hover(position={"x": box["width"] * 2.5 / 11, "y": box["height"] * 7.5 / 11})
    tip = page.locator(".chain .tip")
    expect(tip).to_contain_text(re.compile(r"conv2d_1, channel \d+, row 7, column 2"))
    expect(tip).to_contain_text("sees 64 pixels: rows 14 to 21, columns 4 to 11")
    assert stage(page, "input").evaluate("canvas => canvas.toDataURL()") != before
    assert len(frames) == sent


@pytest.mark.parametrize("is_stopped", [True, False])
def test_the_window_slides_over_the_map_until_it_is_full_or_stopped(page, server, is_stopped):
    open_page(page, server, "pixel?layer=max_pooling2d_1&channel=3")
    button = page.locator(".chain .play")
    whole = stage(page, "max_pooling2d_1").evaluate("canvas => canvas.toDataURL()")
    button.click()
    expect(button).to_have_text("\u25a0 Stop")
    expect(heading(page)).to_contain_text("max_pooling2d_1, channel 3, row 1, column")
    assert stage(page, "max_pooling2d_1").evaluate("canvas => canvas.toDataURL()") != whole
    if is_stopped:
        button.click()
    else:
        expect(heading(page)).to_contain_text("row 4, column")
    expect(button).to_contain_text("slide the window")
    page.mouse.move(5, 5)
    assert stage(page, "max_pooling2d_1").evaluate("canvas => canvas.toDataURL()") == whole


def test_the_arithmetic_follows_the_sliding_window(page, server, mnist):
    """Several frames, each read at one moment: every number is that of the cell where the window is."""
    trace = Trace(runs.load("lesson_cnn").network, mnist.test.images[227])
    open_page(page, server, "pixel?layer=conv2d_1&channel=25&row=5&column=3")
    page.locator(".chain .play").click()
    seen = set()
    for _ in range(5):
        page.wait_for_timeout(500)
        words, *shown = page.locator(".chain .below").evaluate(
            """below => [below.querySelector("h2").textContent, ...["sums", "total", "before", "value"].map(
                name => [...below.querySelectorAll(`[data-name=${name}]`)].map(one => Number(one.dataset.value)))]"""
        )
        row, column = map(int, re.findall(r"(?:row|column) (\d+)", words))
        working = trace.arithmetic(Cell("conv2d_1", (row, column, 25)))
        expected = [working.channel_sums, [working.before - working.bias], [working.before], [working.value]]
        for ours, theirs in zip(shown, expected, strict=True):
            np.testing.assert_allclose(ours, theirs, atol=1e-5)
        seen.add((row, column))
    assert len(seen) == 5
    expect(page.locator(".chain .play")).to_contain_text("slide the window")
    assert numbers(page, "before") == pytest.approx([trace.arithmetic(Cell("conv2d_1", (5, 3, 25))).before])
    page.locator(".chain .play").click()
    expect(page.locator(".chain .sentence")).to_contain_text("sees 64 pixels")


def test_another_network_after_a_walk(page, server):
    """The way that was walked belongs to the network that it was walked in."""
    open_page(page, server, "pixel?layer=conv2d_1&channel=60")
    expect(heading(page)).to_contain_text("conv2d_1, channel 60")
    page.get_by_role("button", name="one layer down").click()
    expect(heading(page)).to_contain_text("max_pooling2d, channel")
    page.get_by_role("combobox", name="Network").click()
    page.get_by_role("option", name="tfjs_recognizer").click()
    expect(heading(page)).to_contain_text("conv2d, channel")
    expect(stage(page, "conv2d_1")).to_be_visible()
    expect(page.get_by_text("Traceback")).to_have_count(0)


def test_a_pixel_leads_to_the_cell_that_it_adds_most_to(page, server):
    open_page(page, server, "pixel?layer=dense&channel=4")
    expect(heading(page)).to_have_text("dense, class 4")
    click_cell(page, "input", 28 * 12 + 13, columns=28, rows=28)
    expect(heading(page)).to_contain_text(re.compile(r"^conv2d, channel \d+, row 1[012], column 1[123]$"))


def test_another_channel_starts_where_it_is_strongest(page, server, mnist):
    maps = runs.load("lesson_cnn").network.activations(mnist.test.images[227])["conv2d"][0]
    row, column = np.unravel_index(maps[:, :, 9].argmax(), (26, 26))
    open_page(page, server, "pixel?row=0&column=0&channel=12")
    expect(heading(page)).to_have_text("conv2d, channel 12, row 0, column 0")
    page.get_by_role("spinbutton", name="Channel", exact=True).fill("9")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text(f"conv2d, channel 9, row {row}, column {column}")


def test_the_cell_is_kept_when_another_page_was_visited(page, server):
    open_page(page, server, "pixel?layer=conv2d_1&channel=25&row=3&column=5")
    expect(heading(page)).to_have_text("conv2d_1, channel 25, row 3, column 5")
    walk_to(page, "Kernels")
    walk_to(page, "One pixel")
    expect(heading(page)).to_have_text("conv2d_1, channel 25, row 3, column 5")
    walk_to(page, "Channel passport")
    page.get_by_role("spinbutton", name="Channel", exact=True).fill("7")
    page.keyboard.press("Enter")
    expect(page.get_by_text("conv2d_1, channel 7.")).to_be_visible()
    walk_to(page, "One pixel")
    expect(heading(page)).to_contain_text("conv2d_1, channel 7, row")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Channel passport")
    page.go_forward()
    expect(heading(page)).to_contain_text("conv2d_1, channel 7, row")
    expect(page.get_by_role("spinbutton", name="Row", exact=True)).to_have_value(re.compile(r"\d+"))
