"""What a person takes along of a picture: the file's pixels, cells and numbers are the page's."""

import io
import json
import re
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from core import formats, runs
from dashboard import components
from dashboard.draw import columns, curves
from dashboard.draw.network_flow import bars
from dashboard.draw.scenes import WIDTHS, ColorBar, Scene, Text, Tiles, to_data
from dashboard.widgets import lesson_parts
from tests.e2e.conftest import open_page
from tests.e2e.test_fits import SETTLED
from tests.e2e.test_pages import at_tile, mosaic

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install -e '.[browser]'").expect

EVIL = ('=cmd|"calc"!A1', "</text><script>alert(1)</script>", "# no comment, a name", "a\nb\u0007c")
WHOSE = "../../<b>net</b>, image 3"
SHOW = """async ([script, style, data]) => {
  document.body.innerHTML = `<style>${style}</style><div id='at' style='width: 700px'><div class='scene'></div></div>`;
  const module = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
  window.picked = [];
  const setTriggerValue = (name, value) => window.picked.push([value.key, value.tile]);
  const parentElement = document.querySelector("#at");
  window.again = (data) => module.default({ data, parentElement, setTriggerValue });
  window.again(data);
}"""


def shown(page, picture, hears=False):
    """The canvas of a picture in an empty page, drawn by the component's own script."""
    page.goto("about:blank")
    data = to_data(picture) | {"named": {"title": "A page", "whose": WHOSE}, "hears": hears}
    page.evaluate(SHOW, [components.script("scene"), components.style("scene"), json.loads(components.as_json(data))])
    canvas = page.locator("canvas[data-tiles]")
    expect(canvas).to_be_visible()
    return canvas


def percent(share):
    return "none" if share is None or np.isnan(share) else formats.percent(share)


def four_maps(**other):
    """Of prime sides, one cell of them not a number."""
    values = np.random.default_rng(2).normal(size=(4, 5, 7)).astype(np.float32)
    values[1, 2, 3] = np.nan
    return Tiles("a part", values, "signed", (-2, 2), EVIL, **{"columns": 2, "scale": 9} | other)


def a_scene(tiles):
    texts = (Text(3, 3, '<words> & "more"', room=60),)
    return Scene(
        160, 120, "Four <maps>.", (tiles,), texts, bars=(ColorBar("signed", "-2", "2", "weight", ((0.5, "0"),)),)
    )


def taken(page, scene, words):
    """The file that a choice of the menu gives: its name and its bytes."""
    scene.hover()
    page.get_by_role("button", name="Take this picture along").first.click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name=words).click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def centres(canvas, tiles):
    """Places on the canvas, in pixels of the page: the middle of every cell of tiles that fill it."""
    inner = canvas.evaluate("canvas => [canvas.clientWidth, canvas.clientHeight]")
    unit = inner[0] / 160
    count, height, width = tiles.values.shape
    for tile, row, column in np.ndindex(count, height, width):
        across = tiles.left + (tile % tiles.columns * (width + tiles.gutter) + column + 0.5) * tiles.scale
        down = tiles.top + (tile // tiles.columns * (height + tiles.gutter) + row + 0.5) * tiles.scale
        yield int(across * unit), int(down * unit)


def pixels(content):
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))


def shows(picture, page_pixels, places, times):
    """Whether the colours at these places of the page are in a file that is `times` as large, its margin 20 pixels."""
    wanted = np.array([page_pixels[y, x] for x, y in places], int)
    assert len(np.unique(wanted, axis=0)) > 60
    across, down = np.array(places).T * times
    tops = range(picture.shape[0] - max(down))
    return any(np.abs(picture[top + down, 20 * times + across] - wanted).max() <= 2 for top in tops)


def test_the_picture_has_the_colours_of_the_page_at_twice_its_size(page):
    tiles = four_maps()
    canvas = shown(page, a_scene(tiles))
    page_pixels = pixels(canvas.screenshot())
    name, content = taken(page, canvas, "Save the picture (PNG)")
    assert name == "a_page_b_net_b_image_3.png"
    assert shows(pixels(content), page_pixels, list(centres(canvas, tiles)), times=2)


def test_the_drawing_is_the_same_in_a_browser_and_has_its_words_as_words(page):
    tiles = four_maps()
    canvas = shown(page, a_scene(tiles))
    before, places = pixels(canvas.screenshot()), list(centres(canvas, tiles))
    name, content = taken(page, canvas, "Save the drawing (SVG)")
    assert name.endswith(".svg")
    root = ElementTree.fromstring(content)
    words = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"A page", WHOSE, "Four <maps>.", '<words> & "more"', "0", "weight"} <= set(words)
    page.set_content(f"<style>body {{margin: 0}}</style>{content.decode()}")
    assert shows(pixels(page.locator("svg").screenshot()), before, places, times=1)


def test_numbers_read_back_are_the_arrays_and_names_do_no_harm(page):
    tiles = four_maps()
    name, content = taken(page, shown(page, a_scene(tiles)), "Save the numbers (CSV)")
    assert name.endswith(".csv")
    assert content.decode().splitlines()[:3] == ["# A page", f"# {WHOSE}", "# Four <maps>."]
    table = pd.read_csv(io.BytesIO(content), comment="#")
    np.testing.assert_array_equal(table["value"].to_numpy(np.float32).reshape(4, 5, 7), tiles.values)
    assert list(dict.fromkeys(table["name"])) == [f"'{EVIL[0]}", *EVIL[1:3], "a b\u0007c"]
    assert (table["part"] == "a part").all()
    assert table.groupby("name", sort=False)[["row", "column"]].max().to_numpy().tolist() == [[4, 6]] * 4


def test_bars_give_their_numbers_too(page):
    probabilities = np.array([0.125, 0.875], np.float32)
    _, content = taken(page, shown(page, bars(probabilities, ("cat", "dog"))), "Save the numbers (CSV)")
    table = pd.read_csv(io.BytesIO(content), comment="#")
    assert table[["name", "value"]].to_numpy().tolist() == [["cat", 0.125], ["dog", 0.875]]


def test_upright_bars_are_drawn_to_scale_and_give_their_numbers_to_the_mouse_and_to_a_file(page):
    values = np.array([0.5, -0.25, np.nan, 1.0], np.float32)
    picture = columns.named(("cat", "<b>dog</b>", "cow", "ox"), values, "mean", "alt", "ox")
    canvas = shown(page, picture)
    drawn, box, said = pixels(canvas.screenshot()), canvas.bounding_box(), []
    [bars] = picture(max(width for width in WIDTHS if width <= 700)).columns
    unit = canvas.evaluate("canvas => canvas.clientWidth") / picture(690).width
    for at, value in enumerate(values):
        middle = int((bars.left + (at + 0.5) * bars.width / len(values)) * unit)
        page.mouse.move(box["x"] + middle, box["y"] + (bars.top + 3) * unit)
        said.append(page.locator(".tip").inner_text())
        inked = (
            np.ptp(drawn[int(bars.top * unit) : int((bars.top + bars.height) * unit), middle].astype(int), axis=1) > 25
        )
        wanted = 0 if np.isnan(value) else abs(value) / (bars.high - bars.low) * bars.height * unit
        assert abs(inked.sum() - wanted) <= 3
    assert said == ["cat: 0.5000", "<b>dog</b>: \u22120.2500", "cow: none", "ox: 1"]
    page.mouse.move(box["x"] + 3, box["y"] + 3)
    expect(page.locator(".tip")).to_be_hidden()
    canvas.focus()
    for key, which in (("ArrowRight", 0), ("ArrowRight", 1), ("ArrowLeft", 0), ("ArrowLeft", 0)):
        page.keyboard.press(key)
        expect(page.locator(".tip")).to_have_text(said[which])
        expect(page.locator(".said")).to_have_text(said[which])
    _, content = taken(page, canvas, "Save the numbers (CSV)")
    table = pd.read_csv(io.BytesIO(content), comment="#")
    assert table["name"].tolist() == ["cat", "<b>dog</b>", "cow", "ox"]
    np.testing.assert_array_equal(table["value"].to_numpy(np.float32), values)


def test_curves_say_the_point_next_to_the_mouse_and_are_walked_over_by_keys(page):
    shares = {"<b>one</b>": [0.25, 1.0, None], "two": [0.0001, 0.6, 0.9996]}
    picture = curves.changes("turned", "degrees", (-20, 0, 30), shares, 0, "alt")
    canvas = shown(page, picture)
    box, tip, scene = canvas.bounding_box(), page.locator(".tip"), picture(690)
    unit = canvas.evaluate("canvas => canvas.clientWidth") / scene.width
    said = [
        [f"{name}, turned {turned} degrees: {percent(share)}" for turned, share in zip((-20, 0, 30), of, strict=True)]
        for name, of in shares.items()
    ]
    before = pixels(canvas.screenshot())
    for curve, words in zip(scene.curves, said, strict=False):
        for (across, up), wanted in zip(curve.points, words, strict=True):
            if wanted.endswith("none"):
                continue
            x, y = curve.left + across * curve.width + 2, curve.top + (1 - up) * curve.height - 2
            page.mouse.move(box["x"] + x * unit, box["y"] + y * unit)
            expect(tip).to_have_text(wanted)
            assert (pixels(canvas.screenshot()) != before).any(), "a ring around the point"
    page.mouse.move(box["x"] + 3, box["y"] + 3)
    expect(tip).to_be_hidden()
    assert (pixels(canvas.screenshot()) == before).all()
    canvas.focus()
    way = {"ArrowRight": [(0, 0), (0, 1), (0, 2), (0, 2)], "ArrowDown": [(1, 2), (1, 2)]}
    way |= {"ArrowLeft": [(1, 1)], "ArrowUp": [(0, 1)]}
    for key, places in way.items():
        for curve, at in places:
            page.keyboard.press(key)
            expect(page.locator(".said")).to_have_text(said[curve][at])
            expect(tip).to_have_text(said[curve][at])
    _, content = taken(page, canvas, "Save the numbers (CSV)")
    table = pd.read_csv(io.BytesIO(content), comment="#")
    noted = [f"{name}: {percent(share)}" for name, share in zip(table["name"], table["value"], strict=True)]
    assert noted == [*said[0], *said[1]]
    _, content = taken(page, canvas, "Save the drawing (SVG)")
    paths = list(ElementTree.fromstring(content).iter("{http://www.w3.org/2000/svg}path"))
    assert sum("stroke-dasharray" in path.attrib for path in paths) == 1


def test_of_two_points_in_one_place_the_one_in_front_is_said(page):
    both = {name: (np.array([9]), np.array([10])) for name in ("behind", "in front")}
    canvas, picture = shown(page, curves.per_class(both, ("3",), "alt")), curves.per_class(both, ("3",), "alt")(690)
    unit = canvas.evaluate("canvas => canvas.clientWidth") / picture.width
    dots = picture.curves[1]
    [[across, up]] = dots.points
    canvas.hover(
        position={"x": (dots.left + across * dots.width) * unit, "y": (dots.top + (1 - up) * dots.height) * unit}
    )
    expect(page.locator(".tip")).to_have_text("in front, 3, 9 of 10: 90.0\u00a0%")


def test_new_numbers_are_said_where_the_mouse_is(page):
    canvas = shown(page, curves.falling([1, 0.5], [3], "channel", "alt"))
    canvas.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".tip")).to_have_text("after channel 3 too: 50.0\u00a0%")
    changed = [
        ([1, 0.25], "after channel 7 too: 25.0\u00a0%"),
        ([1, np.inf], "after channel 7 too: Infinity"),
        ([1], None),
    ]
    for shares, said in changed:
        order = [7][: len(shares) - 1]
        data = to_data(curves.falling(shares, order, "channel", "alt")) | {"named": {}, "hears": False}
        page.evaluate("data => window.again(data)", json.loads(components.as_json(data)))
        expect(page.locator(".tip")).to_have_text(said) if said else expect(page.locator(".tip")).to_be_hidden()


def test_a_tile_that_the_mouse_rests_on_says_its_new_number(page):
    def of(value, shape=(1, 2, 3, 3)):
        tiles = Tiles("t", np.full(shape[1:], value, np.float32), "activation", (0, 9), ("a", "b"), scale=40)
        return Scene(400, 200, "alt", (tiles,))

    canvas = shown(page, of(1))
    canvas.hover(position={"x": 10, "y": 10})
    expect(page.locator(".tip")).to_have_text("a\nrow 0, column 0: 1")
    for scene, said in ((of(7), "a\nrow 0, column 0: 7"), (of(7, (1, 2, 2, 3)), None)):
        data = to_data(lambda width, scene=scene: scene) | {"named": {}, "hears": False}
        page.evaluate("data => window.again(data)", json.loads(components.as_json(data)))
        expect(page.locator(".tip")).to_have_text(said) if said else expect(page.locator(".tip")).to_be_hidden()


def test_the_chain_and_an_edited_kernel_are_taken_along(page, server, mnist):
    network = runs.load("lesson_cnn").network
    open_page(page, server, "pixel?layer=conv2d&channel=3")
    strip = page.locator(".chain .strip")
    name, content = taken(page, strip, "Save the numbers (CSV)")
    assert name.startswith("one_pixel_lesson_cnn")
    table = pd.read_csv(io.BytesIO(content), comment="#").set_index("part")["value"]
    np.testing.assert_array_equal(
        table["input"].to_numpy(np.float32).reshape(28, 28), mnist.test.images[227] / np.float32(255)
    )
    np.testing.assert_array_equal(table["dense"].to_numpy(np.float32), network.predict(mnist.test.images[227:228])[0])
    name, content = taken(page, strip, "Save the drawing (SVG)")
    words = [element.text for element in ElementTree.fromstring(content).iter("{http://www.w3.org/2000/svg}text")]
    assert {"One pixel", "conv2d", "max_pooling2d_1", "flatten"} <= set(words)

    open_page(page, server, "pixel?network=inception_cnn&layer=branch_5x5")  # beside others, which it does not see
    _, content = taken(page, page.locator(".chain .strip"), "Save the drawing (SVG)")
    words = [element.text for element in ElementTree.fromstring(content).iter("{http://www.w3.org/2000/svg}text")]
    assert {"branch_5x5", "branch_3x3"} <= set(words)

    open_page(page, server, "workbench?channel=3")
    own = network.kernel("conv2d")[:, :, 0, 3].round(4)
    page.get_by_role("spinbutton", name="row 0, column 0").fill("0.5")
    _, content = taken(page, page.locator(".kernel .grid"), "Save the numbers (CSV)")
    values = pd.read_csv(io.BytesIO(content), comment="#")["value"].to_numpy()
    np.testing.assert_allclose(values, [0.5, *own.ravel()[1:]], atol=1e-4)


def test_a_picture_without_numbers_offers_none(page):
    canvas = shown(page, Scene(300, 200, "Words.", texts=(Text(9, 9, "only words"),)))
    canvas.hover()
    page.get_by_role("button", name="Take this picture along").click()
    expect(page.get_by_role("menuitem")).to_have_text(
        ["Fill the screen (f)", "Save the picture (PNG)", "Save the drawing (SVG)"]
    )


def test_the_menu_is_walked_by_keys_and_closed(page):
    canvas = shown(page, a_scene(four_maps()))
    canvas.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Nearer")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("menuitem", name="Copy the numbers")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_be_hidden()
    expect(page.get_by_role("button", name="Take this picture along")).to_be_focused()


def test_numbers_are_copied_where_no_clipboard_is_lent(page):
    """As on a page that a classroom opens by http."""
    tiles = four_maps()
    canvas = shown(page, a_scene(tiles))
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.evaluate("document.addEventListener('copy', () => (window.copied = String(document.activeElement.value)))")
    canvas.hover()
    page.get_by_role("button", name="Take this picture along").click()
    page.get_by_role("menuitem", name="Copy the numbers").click()
    table = pd.read_csv(io.StringIO(page.evaluate("window.copied")), sep="\t")
    np.testing.assert_array_equal(table["value"].to_numpy(np.float32).reshape(4, 5, 7), tiles.values)


def test_cells_are_read_aloud_as_keys_walk_over_them(page):
    tiles = four_maps()
    canvas = shown(page, a_scene(tiles))
    said = page.locator(".said")
    expect(canvas).to_have_attribute("role", "img")
    canvas.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    value = tiles.values[0, 1, 1]
    expect(said).to_have_text(f"{EVIL[0]}, row 1, column 1: {value:#.4g}".replace("-", "\u2212"))
    expect(page.locator(".tip")).to_be_visible()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(said).to_have_text(f"{EVIL[0]}, row 0, column 1: {tiles.values[0, 0, 1]:#.4g}".replace("-", "\u2212"))


def test_keys_choose_and_press_what_can_be_clicked(page):
    canvas = shown(page, a_scene(four_maps()), hears=True)
    expect(canvas).to_have_attribute("role", "application")
    canvas.focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    assert page.evaluate("window.picked") == [["a part", 3]]
    canvas = shown(page, a_scene(four_maps(selected=1)), hears=True)
    canvas.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("window.picked") == [["a part", 3]]
    expect(page.locator(".said")).to_have_text("a, b\u0007c")


def test_a_page_hands_out_its_own_numbers(page, server, mnist):
    open_page(page, server, "activations?channel=19&image=5")
    name, content = taken(page, mosaic(page, 32), "Save the numbers (CSV)")
    assert name == "activations_lesson_cnn_trained_conv2d_channel_19_image_5_of_mnist_test.csv"
    table = pd.read_csv(io.BytesIO(content), comment="#")
    values = table["value"].to_numpy().reshape(32, 26, 26)
    real = runs.load("lesson_cnn").network.activations(mnist.test.images[5])["conv2d"][0]
    np.testing.assert_allclose(values, np.moveaxis(real, -1, 0), atol=1e-6)


@pytest.mark.parametrize("path", ["activations?channel=19&image=5", "pixel", "summary", "data_set"])
def test_a_page_in_one_file_needs_no_server(page, server, other, tmp_path, path):
    open_page(page, server, path)
    expect(page.get_by_role("button", name="Save this page")).to_be_visible()
    page.evaluate(SETTLED)
    title = page.locator("h1").inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save this page").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name.endswith(".html")
    assert file.stat().st_size < 3_000_000
    asked = []
    other.on("request", lambda request: asked.append(request.url))
    other.context.set_offline(True)
    other.goto(file.as_uri())
    expect(other.locator("h1")).to_have_text(title)
    assert [address for address in asked if not address.startswith(("file:", "data:", "blob:"))] == []
    match path.split("?")[0]:
        case "activations":
            told = [hovered(tab, mosaic_in(tab), 19) for tab in (page, other)]
            assert told[0] == told[1]
            assert told[0].startswith("channel 19\nrow ")
        case "pixel":
            numbers = [tab.locator(".chain .equation").all_inner_texts() for tab in (page, other)]
            assert numbers[0] == numbers[1] != []
            other.locator(".chain canvas").nth(1).hover()
            expect(other.locator(".tip")).to_contain_text("sees ")
        case "data_set":
            counts = other.locator("table").last.locator("tr").nth(1)
            expect(counts).to_have_text(re.compile("training images.*5923.*60000"))
            expect(other.get_by_text("Of this table, what was in sight.")).to_have_count(2)
        case "summary":
            assert "18,496" in other.locator("table").first.inner_text()
            other.get_by_text("The same in Keras").click()
            expect(other.locator("pre").first).to_contain_text("import keras")
            expect(other.locator("svg").first).to_be_visible()


def mosaic_in(tab):
    return tab.locator("canvas[data-tiles='32']").first


def hovered(tab, canvas, tile):
    """What is said of the middle of a tile."""
    canvas.hover(position=at_tile(canvas, tile, rows=4, inside=(0.48, 0.48)))
    return tab.locator(".tip:visible").first.inner_text()


OVERLAPPING = """() => {
  const parts = [...document.querySelectorAll("h1, .who, .words, .figure, li, .line, .answers > div")];
  const outer = parts.filter((part) => !part.parentElement.closest(".figure"));
  const boxes = outer.map((part) => part.getBoundingClientRect());
  const over = boxes.slice(1).filter((box, at) => box.top < boxes[at].bottom - 1).length;
  return [over, document.documentElement.scrollWidth - document.documentElement.clientWidth];
}"""


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_worksheet_prints_with_its_answers_on_pages_of_their_own(other, mnist, tmp_path, paper):
    file = tmp_path / "worksheet.html"
    file.write_text(lesson_parts.worksheet("university_lesson"))
    asked = []
    other.on("request", lambda request: asked.append(request.url))
    other.goto(file.as_uri())
    other.emulate_media(media="print")
    other.set_viewport_size({"width": 680, "height": 900})
    assert other.evaluate(OVERLAPPING) == [0, 0]

    def pages():
        return len(re.findall(rb"/Type\s*/Page\b", other.pdf(format=paper)))

    whole = pages()
    other.evaluate("document.querySelector('.answers').remove()")
    questions = pages()
    other.goto(file.as_uri())
    other.evaluate("document.body.replaceChildren(document.querySelector('.answers'))")
    assert 0 < questions < whole == questions + pages()
    assert [address for address in asked if not address.startswith(("file:", "data:"))] == []


def test_a_lesson_in_one_file_is_walked_and_its_answers_revealed(other, mnist, tmp_path):
    file = tmp_path / "lesson.html"
    file.write_text(lesson_parts.file("channel_by_channel"))
    asked = []
    other.on("request", lambda request: asked.append(request.url))
    other.context.set_offline(True)
    other.set_viewport_size({"width": 390, "height": 844})
    other.goto(file.as_uri())
    expect(other.locator("h2:visible")).to_have_text("1. Journey of a digit")
    expect(other.get_by_role("button", name="Back")).to_be_disabled()
    other.keyboard.press("ArrowRight")
    expect(other.locator("h2:visible")).to_have_text("2. Model summary")
    assert other.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    expect(other.locator(".answer:visible")).to_have_count(0)
    other.keyboard.press(" ")
    expect(other.locator(".answer:visible")).to_have_count(1)
    other.get_by_role("button", name="Hide the answer").click()
    expect(other.locator(".answer:visible")).to_have_count(0)
    other.get_by_role("button", name="Back").click()
    expect(other.locator("#place")).to_have_text("1 of 13")
    assert [address for address in asked if not address.startswith(("file:", "data:"))] == []
