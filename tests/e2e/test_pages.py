"""What a person sees and does: mosaics, clicks, links, the keyboard; and no TensorFlow in the server."""

import re

import numpy as np
import pytest

from core import runs
from dashboard import menu
from tests.e2e.conftest import open_page, press_quickly, settled, walk_to
from tests.e2e.test_fits import SETTLED

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install -e '.[browser]'").expect
ADDRESSES = {listed: "" if listed is menu.START else listed.key for listed in menu.EVERY_PAGE}
WITHOUT_PICTURE = ("summary", "comparison", "draw", "photo", "own_images", "own_network", "train", "lessons", "room")


def mosaic(page, tiles=None):
    """The largest scene of the main area that has `tiles` tiles."""
    wanted = f"[data-tiles='{tiles}']" if tiles else ""
    canvas = page.locator(f"[data-testid=stMain] canvas{wanted}").first
    canvas.wait_for()
    return canvas


def at_tile(canvas, index, rows, columns=8, inside=(0.5, 0.5)):
    """The point `inside` (down, right) tile `index` of a mosaic, in the canvas's pixels, once it has found its size."""
    box = None
    while box != (box := canvas.bounding_box()):
        canvas.page.wait_for_timeout(150)
    row, column = divmod(index, columns)
    return {"x": box["width"] * (column + inside[1]) / columns, "y": box["height"] * (row + inside[0]) / rows}


def channel_box(page):
    return page.get_by_role("spinbutton", name="Channel", exact=True)


@pytest.mark.parametrize(("listed", "address"), ADDRESSES.items(), ids=menu.PAGES)
def test_a_page_opens_with_a_described_picture_and_needs_no_tensorflow(page, server, listed, address):
    """A picture has words for those who cannot see it."""
    open_page(page, server, address)
    expect(page.locator("h1")).to_have_text(listed.title)
    reads_the_image = {menu.NETWORK, menu.IMAGE} <= set(listed.uses)
    expect(page.locator("[data-testid=stSidebar]").get_by_text("Read as 4")).to_be_visible(visible=reads_the_image)
    if listed.key not in WITHOUT_PICTURE:
        box = mosaic(page).bounding_box()
        assert box["width"] > (100 if listed.key in ("pixel", "why") else 250)
        assert box["height"] > 90
        drawn = mosaic(page).evaluate(COUNT_COLORS)
        assert drawn > 50 or listed.key == "robustness"
    expect(page.get_by_text("Traceback")).to_have_count(0)
    for canvas in page.locator(":is(.scene, .chain, .kernel) canvas").all():
        assert len(canvas.get_attribute("aria-label")) > 10
    mapped = server.mapped_files()
    assert "numpy" in mapped
    assert "tensorflow" not in mapped


def test_what_takes_longer_fades_as_a_whole(page, server):
    open_page(page, server, "kernels")
    settled(page)
    whole, parts = page.locator(".stMainBlockContainer"), page.get_by_test_id("stElementContainer")
    expect(whole).to_have_css("opacity", "1")
    page.locator(".stApp").evaluate("app => app.setAttribute('data-test-script-state', 'running')")
    expect(whole).to_have_css("opacity", "0.4")
    styles = parts.evaluate_all("all => all.map(getComputedStyle).map(one => [one.opacity, one.transitionDuration])")
    assert len(styles) > 20
    assert set(map(tuple, styles)) == {("1", "0s")}


def test_a_browser_that_lacks_what_draws_asks_for_it_again(page, server):
    open_page(page, server, "kernels")
    mosaic(page)
    page.wait_for_timeout(1500)  # from then on nothing is sent again unasked
    page.evaluate("delete window.convscopeLibrary")
    page.get_by_test_id("stSidebar").get_by_role("button", name="Increment").first.click()
    page.wait_for_function("window.convscopeLibrary?.drawn.size === 3 && !window.convscopeLibrary.waiting.size")
    assert mosaic(page).evaluate(COUNT_COLORS) > 50


def test_what_it_asked_for_in_vain_it_asks_for_again(page, server):
    open_page(page, server, "kernels")
    mosaic(page)
    page.wait_for_timeout(1500)
    page.evaluate("delete window.convscopeLibrary")
    page.get_by_test_id("stSidebar").get_by_role("button", name="Increment").first.click()
    page.wait_for_function("window.convscopeLibrary?.waiting.size")
    page.evaluate(LOSE_THE_FIRST)
    page.wait_for_function("window.convscopeLibrary.drawn.size === 3 && !window.convscopeLibrary.waiting.size")
    assert page.evaluate("window.timesAsked") > 1


LOSE_THE_FIRST = """() => {
  window.timesAsked = 0;
  for (const picture of convscopeLibrary.waiting.values()) {
    const ask = picture.ask;
    picture.ask = () => window.timesAsked++ && ask();
  }
}"""


def test_pictures_are_there_where_another_page_is_opened_at_once(page, server):
    """The first page is left before it is shown whole."""
    for milliseconds in (0, 10, 30, 60):
        page.goto(server.address)
        page.locator("h1").wait_for()
        page.wait_for_timeout(milliseconds)
        walk_to(page, "Kernels")
        page.wait_for_function("window.convscopeLibrary?.drawn.size === 3 && !window.convscopeLibrary.waiting.size")
        mosaic(page)


COUNT_COLORS = """canvas => {
  const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
}"""


def test_a_mistyped_address_opens_what_was_meant_and_one_step_back_leads_away(page, server):
    for typed, title, address in (
        ("journey?image=7&moment=never", "Journey of a digit", "/?image=7"),
        ("One-Pixel?image=8", "One pixel", "/pixel?image=8"),
        ("about?image=9", "Journey of a digit", "/?image=9"),
    ):
        open_page(page, server, typed)
        expect(page.locator("h1")).to_have_text(title)
        page.wait_for_function("end => location.href.endsWith(end)", arg=address)
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_text("The link asks for moment never")).to_have_count(int("never" in typed))
        expect(page.get_by_text("There is no page about here")).to_have_count(int("about" in typed))
    page.go_back()
    expect(page.locator("h1")).to_have_text("One pixel")


def test_the_sidebar_offers_what_a_page_uses_and_a_line_stands_for_it_when_it_is_away(page, server):
    open_page(page, server, "?image=5&moment=untrained")
    sidebar, line = page.get_by_test_id("stSidebar"), page.get_by_text("lesson_cnn (untrained) looks at image")
    expect(sidebar.get_by_role("combobox", name="Network")).to_be_visible()
    expect(sidebar.get_by_role("combobox", name="Layer")).to_be_hidden()
    expect(line).to_be_hidden()
    sidebar.hover()
    page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    expect(line).to_have_text("lesson_cnn (untrained) looks at image 5 of MNIST test")
    settled(page)  # and in its place: the page grows while the sidebar goes
    page.get_by_role("button", name="Next image").click()
    expect(line).to_have_text("lesson_cnn (untrained) looks at image 6 of MNIST test")
    walk_to(page, "Robustness")
    expect(page.get_by_text("image 6 of MNIST test")).to_be_visible()
    expect(line).to_be_hidden()
    walk_to(page, "Activations")
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(sidebar.get_by_role("combobox", name="Layer")).to_be_visible()
    expect(sidebar.get_by_role("spinbutton", name="Image", exact=True)).to_have_value("6")
    expect(line).to_be_hidden()


def test_a_figure_fills_the_screen_and_comes_back(page, server):
    """Everything in it grows alike, and hears the same keys."""
    open_page(page, server, "kernels?channel=4")
    canvas = page.get_by_test_id("stMain").locator("canvas[data-tiles='32']").first
    before = canvas.bounding_box()
    canvas.hover()
    page.get_by_test_id("stMain").get_by_role("button", name="Take this picture along").first.click()
    page.get_by_role("menuitem", name="Fill the screen").click()
    is_larger = "([canvas, width]) => document.fullscreenElement && canvas.clientWidth > 1.2 * width"
    page.wait_for_function(is_larger, arg=[canvas.element_handle(), before["width"]])
    large, (wide, high) = canvas.bounding_box(), page.evaluate("[window.innerWidth, window.innerHeight]")
    assert large["width"] / large["height"] == pytest.approx(before["width"] / before["height"], rel=0.02)
    assert large["y"] >= 0
    assert large["x"] + large["width"] <= wide
    assert large["y"] + large["height"] <= high
    canvas.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("f")
    page.wait_for_function("() => !document.fullscreenElement")
    expect(page.get_by_test_id("stSidebar").get_by_role("spinbutton", name="Channel")).to_have_value("5")
    expect(canvas).to_have_css("width", f"{before['width']:g}px")


def test_all_pages_can_be_walked_through_by_the_menu(page, server):
    """With a network that has shortcuts, at the sum of one."""
    open_page(page, server, "?network=residual_cnn&layer=block_2_add")
    for listed in menu.EVERY_PAGE:
        walk_to(page, listed.title)
        page.evaluate(SETTLED)
        expect(page.get_by_test_id("stException")).to_have_count(0)
        expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
        if menu.NETWORK in listed.uses:
            network = page.get_by_test_id("stSidebar").get_by_role("combobox", name="Network", exact=True)
            expect(network).to_have_value("residual_cnn")


def test_another_page_begins_at_its_top(page, server):
    open_page(page, server, "kernels")
    page.add_style_tag(content="[data-testid=stMainBlockContainer] {min-height: 4000px}")
    main, scrolled = page.get_by_test_id("stMain"), "main => main.scrollTop"
    main.evaluate("main => main.scrollTo(0, 900)")
    page.get_by_role("spinbutton", name="Image", exact=True).fill("41")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("image=41"))
    settled(page)
    assert main.evaluate(scrolled) > 500
    walk_to(page, "Activations")
    expect(page.locator("h1")).to_be_in_viewport()
    assert main.evaluate(scrolled) == 0


def test_a_click_on_a_tile_chooses_the_channel_everywhere(page, server):
    open_page(page, server, "activations")
    canvas = mosaic(page, 32)
    canvas.click(position=at_tile(canvas, 19, rows=4))
    expect(channel_box(page)).to_have_value("19")
    expect(page.get_by_role("heading", name="Channel 19", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile("channel=19"))
    walk_to(page, "Kernels")
    expect(page.get_by_role("heading", name="Filter 19", exact=True)).to_be_visible()


def test_arrow_keys_move_the_choice(page, server):
    open_page(page, server, "activations?channel=9")
    canvas = mosaic(page, 32)
    canvas.focus()
    page.keyboard.press("ArrowDown")
    expect(channel_box(page)).to_have_value("17")
    page.keyboard.press("ArrowLeft")
    expect(channel_box(page)).to_have_value("16")


def test_hover_tells_channel_place_and_value(page, server, mnist):
    open_page(page, server, "activations")
    canvas = mosaic(page, 32)
    activations = runs.load("lesson_cnn").network.activations(mnist.test.images[227])["conv2d"][0]
    row, column = np.unravel_index(activations[:, :, 12].argmax(), (26, 26))
    place = at_tile(canvas, 12, rows=4, inside=((row + 1.3) / 27.6, (column + 1.3) / 27.6))
    tip = page.locator(".tip", has_text="channel 12")
    for _ in range(20):  # a page that is still being drawn takes the tip away again
        canvas.hover(position={**place, "x": place["x"] - 2})
        canvas.hover(position=place)
        if tip.is_visible():
            break
        page.wait_for_timeout(500)
    expect(tip).to_contain_text(f"row {row}, column {column}: {activations[row, column, 12]:.4}")


def test_a_link_restores_the_view_in_another_browser(page, server, other):
    open_page(page, server, "activations?network=three_conv&layer=conv2d_1&channel=25&image=5&moment=untrained")
    expect(page.get_by_role("heading", name="Channel 25", exact=True)).to_be_visible()
    expect(page.get_by_text("One colour range for each")).to_be_visible()
    mosaic(page, 64)
    page.get_by_text("before and after").click()
    expect(page.get_by_role("heading", name="untrained").first).to_be_visible()
    address = page.url
    other.goto(address)
    expect(other.get_by_role("heading", name="untrained").first).to_be_visible()
    expect(channel_box(other)).to_have_value("25")
    expect(other.get_by_role("spinbutton", name="Image")).to_have_value("5")
    other.context.close()


def test_the_back_button_goes_back(page, server):
    open_page(page, server, "activations")
    canvas = mosaic(page, 32)
    canvas.click(position=at_tile(canvas, 3, rows=4))
    expect(channel_box(page)).to_have_value("3")
    canvas.click(position=at_tile(canvas, 30, rows=4))
    expect(channel_box(page)).to_have_value("30")
    page.go_back()
    expect(channel_box(page)).to_have_value("3")


def test_a_mosaic_comes_nearer_is_dragged_and_comes_back_whole(page, server):
    open_page(page, server, "activations?channel=5")
    canvas = mosaic(page, 32)
    settled(page)
    whole, back = canvas.bounding_box(), page.get_by_role("button", name="The whole picture again")
    tip = page.locator(".tip:visible")

    def pointed(right, down=0.3):
        """What is said of the cell there."""
        page.mouse.move(whole["x"] + right * whole["width"], whole["y"] + down * whole["height"])
        return tip.inner_text()

    cell = pointed(0.6)
    assert pointed(0.62) != cell
    page.mouse.wheel(0, 100)
    page.wait_for_function("() => document.querySelector('[data-testid=stMain]').scrollTop > 0")
    expect(back).to_be_hidden()
    page.mouse.wheel(0, -300)
    page.wait_for_function("() => document.querySelector('[data-testid=stMain]').scrollTop === 0")
    pointed(0.6)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -1200)
    page.keyboard.up("Control")
    expect(back).to_have_text(re.compile("×11.0"))
    assert canvas.bounding_box() == whole
    assert pointed(0.6) == pointed(0.61) == cell
    page.mouse.down()
    pointed(0.4)
    page.mouse.up()
    assert pointed(0.4) == cell
    expect(channel_box(page)).to_have_value("5")
    canvas.focus()
    page.keyboard.press("ArrowRight")  # the chosen channel comes into sight
    expect(channel_box(page)).to_have_value("6")
    assert pointed(0.4).startswith("channel 6")
    for way_back in (lambda: page.keyboard.press("0"), back.click, canvas.dblclick):
        expect(back).to_be_visible()
        way_back()
        expect(back).to_be_hidden()
        assert pointed(0.6) == "channel 12\n" + pointed(0.6).split("\n")[1]
        page.wait_for_timeout(500)
        expect(channel_box(page)).to_have_value("6")  # and nothing is chosen on the way
        canvas.focus()
        page.keyboard.press("+")


def test_journey_leads_to_the_layer(page, server):
    open_page(page, server, "")
    page.get_by_role("button", name="conv2d_1", exact=True).click()
    expect(page.locator("h1")).to_have_text("Activations")
    expect(page).to_have_url(re.compile("layer=conv2d_1"))
    mosaic(page, 64)


def test_journey_leads_to_the_layer_with_everything_else_kept(page, server):
    open_page(page, server, "?network=three_conv&data=MNIST+training&image=5&moment=untrained&channel=9")
    page.get_by_role("button", name="conv2d_2", exact=True).click()
    expect(page.locator("h1")).to_have_text("Activations")
    expect(page.get_by_text("64 kernels of 3x3 slide over all 64 maps")).to_be_visible()
    expect(page.get_by_role("combobox", name="Network")).to_have_value("three_conv")
    expect(page.get_by_role("combobox", name="Images")).to_have_value("MNIST training")
    expect(page.get_by_role("spinbutton", name="Image", exact=True)).to_have_value("5")
    for part in ("network=three_conv", "layer=conv2d_2", "image=5", "moment=untrained", r"data=MNIST\+training"):
        expect(page).to_have_url(re.compile(part))
    page.reload()
    expect(page.get_by_text("64 kernels of 3x3 slide over all 64 maps")).to_be_visible()
    expect(page.get_by_role("spinbutton", name="Image", exact=True)).to_have_value("5")


def test_a_click_into_the_journey_opens_that_channel(page, server):
    open_page(page, server, "")
    canvas = mosaic(page)
    box = canvas.bounding_box()
    canvas.hover(position={"x": box["width"] * 0.2, "y": box["height"] * 0.5})
    tip = page.locator(".tip", has_text="conv2d, channel")
    channel = re.search(r"channel (\d+)", tip.inner_text())[1]
    canvas.click(position={"x": box["width"] * 0.2, "y": box["height"] * 0.5})
    expect(page.locator("h1")).to_have_text("Activations")
    expect(channel_box(page)).to_have_value(channel)


def test_thumbnails_step_and_shuffle_change_the_image(page, server):
    open_page(page, server, "")
    image = page.get_by_role("spinbutton", name="Image")
    strip = page.locator("[data-testid=stSidebar] canvas").first
    strip.click(position=at_tile(strip, 3, rows=1, columns=5))
    expect(image).to_have_value("228")
    expect(page.get_by_text("Read as 1")).to_be_visible()
    page.keyboard.press("i")
    expect(image).to_have_value("229")
    page.get_by_role("button", name="A random image").click()
    expect(image).not_to_have_value("229")


def test_letters_step_through_everything_and_a_list_says_so(page, server):
    open_page(page, server, "activations?image=9999&channel=31")
    sidebar = page.get_by_test_id("stSidebar")
    field = {name: sidebar.get_by_role("spinbutton", name=name, exact=True) for name in ("Image", "Channel")}
    for key, name, value in (
        ("i", "Image", "0"),
        ("I", "Image", "9999"),
        ("c", "Channel", "0"),
        ("C", "Channel", "31"),
    ):
        page.keyboard.press(key)
        expect(field[name]).to_have_value(value)
    page.keyboard.press("L")
    expect(page).to_have_url(re.compile("layer=dense"))
    page.keyboard.press("m")
    expect(page).to_have_url(re.compile("moment=untrained"))
    mosaic_of_ten = page.get_by_test_id("stMain").locator("canvas[data-tiles='10']").first
    mosaic_of_ten.focus()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("a random image")).to_be_visible()
    dialog.get_by_role("tab", name="Words").click()
    word = dialog.get_by_role("textbox", name="Find a word")
    word.fill("by heart")
    word.press("Enter")
    expect(dialog.get_by_role("listitem")).to_have_count(1)
    expect(dialog.get_by_role("listitem")).to_contain_text("Overfitting: ")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    field["Image"].press("c")
    expect(page).not_to_have_url(re.compile("channel=1"))
    page.get_by_role("heading", name="Activations").click()
    page.keyboard.press("g")
    expect(page.locator("h1")).to_have_text("One pixel")


def test_of_keys_in_quick_succession_none_is_lost(page, server):
    open_page(page, server, "activations?layer=conv2d&image=100&channel=0")
    press_quickly(page, "icicii" * 3)
    sidebar = page.get_by_test_id("stSidebar")
    for name, value in (("Image", "112"), ("Channel", "6")):
        expect(sidebar.get_by_role("spinbutton", name=name, exact=True)).to_have_value(value)
    expect(page).to_have_url(re.compile("image=112"))


def test_another_network_starts_at_a_layer_and_channel_of_its_own(page, server):
    open_page(page, server, "activations?layer=conv2d_1&channel=60")
    page.get_by_role("combobox", name="Network").click()
    page.get_by_role("option", name="fashion_kernels").click()
    expect(page.get_by_text("Read as Ankle boot")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    mosaic(page, 5)


def test_the_sidebar_shows_what_the_page_shows_after_every_change(page, server):
    """Values that go back to their default must reach the browser too."""
    open_page(page, server, "activations?layer=conv2d_1&channel=60&image=9000")
    page.get_by_test_id("stMain").get_by_role("radio", name="conv2d", exact=True).click()
    heading = page.get_by_role("heading", name=re.compile(r"^Channel \d+$"))
    expect(heading).not_to_have_text("Channel 60")
    expect(channel_box(page)).to_have_value(heading.inner_text().removeprefix("Channel "))
    page.get_by_role("combobox", name="Images").click()
    page.get_by_role("option", name="UCI digits test").click()
    expect(page.get_by_role("spinbutton", name="Image", exact=True)).to_have_value("1")
    expect(page.locator("[data-testid=stSidebar] canvas")).to_have_attribute("aria-label", "Images 0 to 4")
    page.get_by_role("combobox", name="Network").click()
    page.get_by_role("option", name="fashion_kernels").click()
    expect(page.get_by_role("combobox", name="Images")).to_have_value("Fashion-MNIST test")
    expect(page.get_by_role("spinbutton", name="Image", exact=True)).to_have_value("3")
    expect(page.get_by_test_id("stSidebar").get_by_role("combobox", name="Layer")).to_have_value("conv2d")
    expect(page).to_have_url(re.compile(r"\?network=fashion_kernels$"))


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("activations?view=inside", "view inside, which is not one of all channels"),
        ("activations?range=all", "range all, which is not one of channel, layer, network. Shown is layer."),
        ("kernels?order=size", "order size, which is not one of index, orientation"),
        ("kernels?second=x", "second x, which is not a whole number from 0 to 9,999"),
        ("kernels?layer=conv2d_1&input_channel=77", "input_channel 77, which is not a whole number from 0 to 31"),
    ],
)
def test_page_settings_in_a_link_are_checked(page, server, path, sentence):
    open_page(page, server, path)
    expect(page.get_by_text(sentence)).to_be_visible()


def test_kernel_shows_its_response_on_two_images(page, server):
    open_page(page, server, "kernels?channel=3")
    expect(page.get_by_text("Image 227, 4: from")).to_be_visible()
    expect(page.get_by_text("Image 228, 1: from")).to_be_visible()
    page.get_by_text("vertical edges", exact=True).click()
    expect(page.get_by_text("Image 227, 4: from −")).to_be_visible()


# From now on `seen` collects what a film says, and when.
NOTE_FILM = """() => {
  window.seen = [];
  const find = (root) => {
    for (const element of root.querySelectorAll("*")) {
      const found = element.matches(".moment:not([hidden])") ? element : element.shadowRoot && find(element.shadowRoot);
      if (found) return found;
    }
  };
  const look = () => {
    const said = find(document)?.textContent;
    if (said && said !== window.seen.at(-1)?.said) window.seen.push({ said, at: performance.now() });
    requestAnimationFrame(look);
  };
  look();
}"""


@pytest.mark.parametrize("address", ["activations", "kernels"])
def test_the_training_plays_ten_moments_a_second(page, server, address):
    open_page(page, server, f"{address}?network=tfjs_recognizer&layer=conv2d")
    page.evaluate(NOTE_FILM)
    button = page.get_by_test_id("stSidebar").get_by_role("button", name="Play the training")
    button.click()
    expect(button).to_be_hidden()
    expect(button).to_be_visible()
    seen = page.evaluate("seen")
    assert (seen[0]["said"], seen[-1]["said"]) == ("untrained", "trained")
    assert len(seen) > 8  # of 16: a slow machine leaves some out
    assert seen[-1]["at"] - seen[0]["at"] < 15 * 150
    expect(page.get_by_test_id("stSliderThumbValue")).to_have_text("trained")
