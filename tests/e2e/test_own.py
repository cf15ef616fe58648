"""Drawing with the mouse, photos, examples and one's own network as a person meets them in the browser."""

import io
import re
import subprocess
import sys
from urllib.parse import urlencode, urlsplit

import numpy as np
import pytest
from PIL import Image

from core.digits import pen_strokes
from core.digits.pen_strokes import Stroke
from dashboard import menu
from tests.core.digits.test_preparation import FOUR, SEVEN
from tests.e2e.conftest import open_page, walk_to

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install -e '.[browser]'").expect

# What anyone might write who has never heard of Convscope.
ELSEWHERE = """
import keras, numpy, sys
from keras import layers
with numpy.load(sys.argv[1]) as mnist:
    images, labels = mnist["x_train"][:4000, ..., None], mnist["y_train"][:4000]
    test_images, test_labels = mnist["x_test"][..., None], mnist["y_test"]
keras.utils.set_random_seed(1)
inputs = keras.Input((28, 28, 1))
hidden = layers.Rescaling(1 / 255)(inputs)
hidden = layers.Conv2D(16, 3, use_bias=False)(hidden)
hidden = layers.ReLU()(layers.BatchNormalization(momentum=0.8)(hidden))
hidden = layers.MaxPooling2D(2)(hidden)
hidden = layers.SeparableConv2D(32, 3, activation="relu")(hidden)
hidden = layers.Dropout(0.1)(layers.GlobalMaxPooling2D()(hidden))
model = keras.Model(inputs, layers.Dense(10)(hidden))
model.compile(keras.optimizers.Adam(0.01), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
model.fit(images, labels, epochs=4, batch_size=50, verbose=0)
for file in sys.argv[2:]:
    model.save(file)
print((model.predict(test_images, verbose=0).argmax(axis=1) == test_labels).mean())
"""


@pytest.fixture(scope="module")
def network_from_elsewhere(tmp_path_factory, mnist):
    """`(its .keras file, an .h5 file beside it, its accuracy on the test images by Keras's own account)`."""
    from core import datasets

    file = tmp_path_factory.mktemp("elsewhere") / "my network.keras"
    files = file, file.with_suffix(".h5")
    command = [sys.executable, "-c", ELSEWHERE, str(datasets.locate("mnist")), *map(str, files)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return *files, float(done.stdout)


def sheet(page):
    return page.get_by_role("img", name="Sheet of paper")


def draw(page, lines, scale=1.0, right=0.0, down=0.0):
    """With the mouse; the sheet has to hear of every line."""
    paper = sheet(page)
    for line in lines:
        before = int(paper.get_attribute("data-strokes"))
        box = paper.bounding_box()
        points = [
            (box["x"] + (x * scale + right) * box["width"], box["y"] + (y * scale + down) * box["height"])
            for x, y in line
        ]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point, steps=6)
        page.mouse.up()
        expect(paper).to_have_attribute("data-strokes", str(before + 1))


def test_a_drawn_four_is_read_and_every_page_opens_it_and_then_a_network_from_elsewhere(
    page, server, network_from_elsewhere
):
    open_page(page, server, "draw")
    draw(page, FOUR)
    expect(page.get_by_text("lesson_cnn reads your drawing as 4.")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile(r"^0: .*, 4: (>.)?(9\d|100)"))).to_be_visible()

    walk_to(page, "Activations")
    expect(page.get_by_role("application", name="32 channels of conv2d for a picture of your own")).to_be_visible()
    walk_to(page, "One pixel")
    expect(page.get_by_label(re.compile("8 stages from the digit to the answer"))).to_be_visible()

    walk_to(page, "Your own network")
    file, _, accuracy = network_from_elsewhere
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("heading", name="my_network", exact=True)).to_be_visible()
    expect(
        page.get_by_text(re.compile(rf"Reads {accuracy:.1%}".replace("%", r"\s%") + " of 10,000")).first
    ).to_be_visible()
    for listed in menu.EVERY_PAGE:
        walk_to(page, listed.title)
        if menu.NETWORK in listed.uses:
            expect(page.get_by_role("combobox", name="Network", exact=True)).to_have_value("my_network")
        expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
        expect(page.get_by_test_id("stException")).to_have_count(0)
    walk_to(page, "Draw a digit")
    expect(sheet(page)).to_have_attribute("data-strokes", "2")
    expect(page.get_by_text("my_network reads your drawing as 4.")).to_be_visible()


def test_undo_eraser_and_clear(page, server):
    open_page(page, server, "draw")
    draw(page, SEVEN)
    expect(page.get_by_text("reads your drawing as 7.")).to_be_visible()
    page.get_by_role("button", name="Eraser").click()
    draw(page, (((0.1, 0.1), (0.9, 0.1)), ((0.1, 0.2), (0.9, 0.2))))
    expect(page.get_by_text("reads your drawing as 1.")).to_be_visible()
    for _ in range(2):
        page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("reads your drawing as 7.")).to_be_visible()
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("There is no button to press")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("reads your drawing as 7.")).to_be_visible()
    walk_to(page, "Model summary")
    walk_to(page, "Draw a digit")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("There is no button to press")).to_be_visible()


def test_going_to_and_fro_faster_than_the_page_loses_no_connection(page, server):
    """A browser forgets large messages of two runs ago; Streamlit may not take them for known."""
    open_page(page, server, "draw")
    draw(page, SEVEN)
    expect(page.get_by_text("reads your drawing as 7.")).to_be_visible()
    for pause in (0, 50, 150, 300) * 5:
        for name in ("Clear", "Undo"):
            page.get_by_role("button", name=name, exact=True).click()
            page.wait_for_timeout(pause)
    expect(page.get_by_text("reads your drawing as 7.")).to_be_visible()


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


def test_drawings_are_kept_downloaded_brought_back_and_held_against_networks(page, server, other, tmp_path):
    open_page(page, server, "draw")
    for lines, label in ((FOUR, "4"), (SEVEN, "7")):
        draw(page, lines)
        expect(page.get_by_text(f"reads your drawing as {label}.")).to_be_visible()
        page.get_by_test_id("stButtonGroup").filter(has_text="meant to be").get_by_text(label, exact=True).click()
        page.get_by_role("button", name="Keep it").click()
        expect(page.get_by_text("There is no button to press")).to_be_visible()
        expect(sheet(page)).to_have_attribute("data-strokes", "0")
    walk_to(page, "Your images")
    expect(page.get_by_text("lesson_cnn reads 2 of your 2 labelled examples.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="examples.zip").click()
    file = tmp_path / "examples.zip"
    download.value.save_as(file)
    page.get_by_role("button", name="Compare networks on them").click()
    expect(page.get_by_text("of 2").first).to_be_visible()

    open_page(other, server, "own_images?data=Your+images")
    expect(other.get_by_text("Draw digits and keep them")).to_be_visible()
    expect(other.get_by_text("The link asks for data Your images")).to_be_visible()
    other.locator("input[type=file]").set_input_files(file)
    expect(other.get_by_text("lesson_cnn reads 2 of your 2 labelled examples.")).to_be_visible()
    other.context.close()


def test_a_network_in_hdf5_opens(page, server, network_from_elsewhere):
    open_page(page, server, "own_network")
    _, file, accuracy = network_from_elsewhere
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("heading", name="my_network", exact=True)).to_be_visible()
    expect(
        page.get_by_text(re.compile(rf"Reads {accuracy:.1%}".replace("%", r"\s%") + " of 10,000")).first
    ).to_be_visible()


def photo(path):
    """Dark ink on paper with a shadow, as a phone would save it."""
    page = np.zeros((300, 800), np.float32)
    for at, lines in enumerate((SEVEN, FOUR, SEVEN)):
        page[30:270, 20 + at * 250 : 260 + at * 250] = pen_strokes.ink([Stroke(line, 0.05) for line in lines], 240)
    light = np.linspace(0.9, 0.6, 800)
    grey = light * (1 - 0.7 * page) + np.random.default_rng(0).normal(0, 0.01, page.shape)
    Image.fromarray((np.clip(grey, 0, 1) * 255).astype(np.uint8)).save(path, "JPEG")


def test_a_photo_is_cut_and_read_and_a_wrong_file_is_explained(page, server, tmp_path):
    photo(tmp_path / "seven.jpg")
    open_page(page, server, "photo")
    chooser = page.locator("input[type=file]")
    chooser.set_input_files(tmp_path / "seven.jpg")
    expect(page.get_by_text("lesson_cnn reads 3 digits: 7 4 7.")).to_be_visible()
    chooser.set_input_files({"name": "no.png", "mimeType": "image/png", "buffer": b"no picture at all"})
    expect(page.get_by_text(re.compile("no.png: this seems to be .* not a PNG"))).to_be_visible()
    expect(page.get_by_text("lesson_cnn reads 3 digits: 7 4 7.")).to_be_visible()
    page.get_by_text("Cut into 3 digits").click()
    expect(page.get_by_text(re.compile(r"lesson_cnn reads \d\."))).to_be_visible()
    page.get_by_role("button", name="Forget the photo").click()
    expect(page.get_by_text("Write up to 100 digits on plain paper")).to_be_visible()


def test_a_network_that_is_not_understood_is_named(page, server, tmp_path):
    open_page(page, server, "own_network")
    page.locator("input[type=file]").set_input_files(
        {"name": "mine.keras", "mimeType": "application/octet-stream", "buffer": b"\x80\x04pickled"}
    )
    expect(page.get_by_text(re.compile("mine.keras: this seems to be a Python pickle"))).to_be_visible()


EVIL = (
    "[Session expired, log in](http://evil.example)",
    "![x](http://evil.example/x.png)",
    "![x](http&#58;//evil.example/x.png)",
    "<img src=http://evil.example/x.png>",
    "http://evil.example",
    "www.evil.example",
    "me@evil.example",
    ":red[x] :material/bug_report: $x^2$",
)


def test_nothing_comes_alive_that_strangers_write(page, server):
    """In the link, and in the name of a file."""
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for evil in EVIL:
        open_page(page, server, f"own_network?{urlencode({'network': evil, 'moment': evil})}")
        expect(page.get_by_text("The link asks for network")).to_be_visible()
        page.locator("input[type=file]").set_input_files(
            {"name": f"{evil.replace('/', '')}.keras", "mimeType": "application/octet-stream", "buffer": b"nothing"}
        )
        expect(page.get_by_text("not a .keras file").first).to_be_visible()
        alerts = page.get_by_test_id("stAlert")
        assert alerts.locator("a, img, .katex, [data-testid=stIconMaterial], span[style*=color]").count() == 0
    assert [url for url in asked if "evil" in urlsplit(url).netloc] == []


def test_a_shipped_run_goes_out_and_comes_back(page, server, tmp_path):
    open_page(page, server, "own_network?network=tfjs_recognizer")
    files = {}
    for ending in ("keras", "npz", "py", "zip"):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"tfjs_recognizer.{ending}").click()
        files[ending] = tmp_path / download.value.suggested_filename
        download.value.save_as(files[ending])
    assert "keras.Sequential" in files["py"].read_text()
    with np.load(io.BytesIO(files["npz"].read_bytes())) as archive:
        assert archive["conv2d/kernel"].shape == (5, 5, 1, 8)
    for ending in ("zip", "keras"):
        page.locator("input[type=file]").set_input_files(files[ending])
        number = {"zip": "_2", "keras": "_3"}[ending]
        expect(page.get_by_role("heading", name=f"tfjs_recognizer{number}", exact=True)).to_be_visible()
