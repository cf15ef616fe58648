"""One's own drawings, photos, data sets and networks, as a person meets them in the browser."""

import io
import re
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from core.digits import pen_strokes
from core.digits.pen_strokes import Stroke
from core.keras_io import file_writing
from core.networks.architecture import Architecture
from core.networks.layers import Conv2D, Dense, Flatten, MaxPooling2D
from dashboard import menu
from tests.core.digits.test_preparation import FOUR, SEVEN
from tests.core.strategies import random_network
from tests.e2e.conftest import PATIENCE, button, open_page, settled, walk_to
from tests.e2e.pen import draw, expect_ink, expect_strokes

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install -e '.[browser]'").expect

# What anyone might write who has never heard of Convscope: digits in colour on colour, and plain ones.
ELSEWHERE = """
import keras, numpy, sys
from keras import layers
with numpy.load(sys.argv[1]) as mnist:
    images, labels = mnist["x_train"][:4000], mnist["y_train"][:4000]
    test_images, test_labels = mnist["x_test"], mnist["y_test"]
keras.utils.set_random_seed(1)
random = numpy.random.default_rng(0)
resized = lambda grey: keras.ops.image.resize(grey[..., None] / numpy.float32(255), (32, 32)).numpy()
ink, paper = (random.uniform(*ends, (4000, 1, 1, 3)) for ends in ((0.5, 1), (0, 0.4)))
plain = random.random((4000, 1, 1, 1)) < 0.4
ink, paper = numpy.where(plain, 1, ink), numpy.where(plain, 0, paper)
inputs = keras.Input((32, 32, 3))
hidden = layers.Conv2D(16, 3, strides=2, use_bias=False)(inputs)
hidden = layers.ReLU()(layers.BatchNormalization(momentum=0.8)(hidden))
block = layers.Conv2D(16, 1)(layers.DepthwiseConv2D(3, padding="same")(hidden))
hidden = layers.Activation("relu")(layers.Add()([block, hidden]))
hidden = layers.Conv2D(32, 3, strides=2, activation="relu")(hidden)
hidden = layers.Conv2D(32, 3, activation="relu")(hidden)
model = keras.Model(inputs, layers.Dense(10)(layers.GlobalAveragePooling2D()(hidden)))
model.compile(keras.optimizers.Adam(0.005), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
grey = resized(images)
model.fit(grey * ink + (1 - grey) * paper, labels, epochs=6, batch_size=50, verbose=0)
for file in sys.argv[2:]:
    model.save(file)
print((model.predict(resized(test_images).repeat(3, axis=-1), verbose=0).argmax(axis=1) == test_labels).mean())
"""
MAGENTA, GREEN = (255, 0, 255), (0, 60, 0)  # in no scale of colours
HAS_MAGENTA = """canvas => {
  if (!canvas.width || !canvas.height) return false;
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] > 225 && data[at + 1] < 40 && data[at + 2] > 225) return true;
  }
  return false;
}"""
IN_COLOR = ("Journey of a digit", "One pixel", "Why this answer?", "Fool it", "The data set", "Robustness", "Kernels")


@pytest.fixture(scope="module")
def network_from_elsewhere(tmp_path_factory, mnist):
    """`(its .keras file, an .h5 file beside it, its accuracy on the test images by Keras's own account)`."""
    from core import datasets

    file = tmp_path_factory.mktemp("elsewhere") / "my network.keras"
    files = file, file.with_suffix(".h5")
    command = [sys.executable, "-c", ELSEWHERE, str(datasets.locate("mnist")), *map(str, files)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return *files, float(done.stdout)


def in_color(digits):
    """An .npz of them, magenta on green, in 32 x 32 pixels."""
    shares = np.pad(digits.images, ((0, 0), (2, 2), (2, 2)))[..., None] / 255
    colored = (shares * MAGENTA + (1 - shares) * GREEN).round().astype(np.uint8)
    file = io.BytesIO()
    np.savez_compressed(file, x_test=colored, y_test=digits.labels)
    return file.getvalue()


def expect_magenta(page, place):
    """Some picture at a place of the page has this colour."""
    for _ in range(PATIENCE // 100):
        if place.locator("canvas").evaluate_all(f"canvases => canvases.some({HAS_MAGENTA})"):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"no picture at {page.url} has anything magenta in it")


def test_a_drawn_four_is_read_and_every_page_opens_it_and_then_a_colour_network_shows_colours(
    page, server, mnist, network_from_elsewhere
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
    upload(page, file, accuracy)
    walk_to(page, "Your images")
    drop = page.get_by_test_id("stFileUploader").filter(has_text="A data set from a file")
    drop.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": "magenta.npz", "mimeType": "application/zip", "buffer": in_color(mnist.test.evenly(12))}
    )
    button(page, "Look at it").click()
    expect(page.locator("h1")).to_have_text("The data set")
    for listed in menu.EVERY_PAGE:
        walk_to(page, listed.title)
        if menu.NETWORK in listed.uses:
            expect(page.get_by_role("combobox", name="Network", exact=True)).to_have_value("my_network")
        if menu.IMAGE in listed.uses:
            expect_magenta(page, page.locator(".st-key-thumbnails"))
        if listed.title in IN_COLOR:
            expect_magenta(page, page.get_by_test_id("stMain"))
        expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
        expect(page.get_by_test_id("stException")).to_have_count(0)
    walk_to(page, "Draw a digit")
    expect_strokes(page, 2)
    expect_ink(page, [point for line in FOUR for point in line])
    expect(page.get_by_text("my_network reads your drawing as 4.")).to_be_visible()


def test_a_csv_becomes_a_data_set_is_put_right_and_walked_with(page, server, mnist):
    some = mnist.test.evenly(60)
    rows = zip(some.labels.tolist(), some.images.transpose(0, 2, 1).reshape(60, -1).tolist(), strict=True)
    lines = "\n".join(",".join(map(str, (label, *pixels))) for label, pixels in rows)
    open_page(page, server, "own_images")
    drop = page.get_by_test_id("stFileUploader").filter(has_text="A data set from a file")
    drop.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": "turned_train.csv", "mimeType": "text/csv", "buffer": lines.encode()}
    )
    expect(page.get_by_text("48 to learn from, 12 to test with")).to_be_visible()
    settled(page)
    assert asks_before_it_leaves(page)
    button(page, "Put it right: transpose every image").click()
    expect(page.get_by_text("Every image was transposed here.")).to_be_visible()
    button(page, "Look at it").click()
    expect(page.locator("h1")).to_have_text("The data set")
    expect(page.get_by_text("turned train test: 12 images of 10 classes")).to_be_visible()
    for title in ("Activations", "Why this answer?", "MLP versus CNN"):
        walk_to(page, title)
        expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_role("combobox", name="Network", exact=True)).to_have_count(0)
    page.get_by_role("radio", name="turned train test").click()
    expect(page.get_by_text("Tested on all 12 images of turned train test.")).to_be_visible()


def test_letters_are_learnt_and_the_network_knows_their_names(page, server, mnist):
    """Zeros, ones and twos go for O, I and Z."""
    chosen = [np.flatnonzero(mnist.train.labels == digit)[:40] for digit in (0, 1, 2)]
    file = io.BytesIO()
    np.savez(file, images=mnist.train.images[np.concatenate(chosen)], labels=np.repeat(["O", "I", "Z"], 40))
    open_page(page, server, "own_images")
    drop = page.get_by_test_id("stFileUploader").filter(has_text="A data set from a file")
    drop.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": "round.npz", "mimeType": "application/octet-stream", "buffer": file.getvalue()}
    )
    button(page, "Train on it").click()
    expect(page.get_by_text("It learns round, 3 classes of your own: I, O and Z.")).to_be_visible()
    page.get_by_test_id("stMain").get_by_role("combobox", name="Start from").click()
    page.get_by_role("option", name="sklearn_40", exact=True).click()
    expect(page.get_by_text(re.compile(r"parameters learn from 96 images"))).to_be_visible()
    button(page, "Start training").click()
    expect(page.get_by_text(re.compile(r"Finished after .* of 24 test images"))).to_be_visible()
    expect(page.get_by_text("They do not lie beside the run any more; this session has them.")).to_be_visible()
    button(page, "Look inside").click()
    expect(page.locator("h1")).to_have_text("Journey of a digit")
    expect(page.get_by_role("combobox", name="Network", exact=True)).to_have_value("my_sklearn_40")
    expect(page.get_by_role("combobox", name="Images", exact=True)).to_have_value("round test")
    expect(page.get_by_test_id("stSidebar").get_by_text(re.compile("^Read as [OIZ],"))).to_be_visible()
    walk_to(page, "Train")
    page.get_by_role("radio", name="watch").click()
    page.get_by_test_id("stPopoverButton").filter(has_text="Delete").click()
    page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("radio", name="watch")).to_have_count(0)


def asks_before_it_leaves(page):
    return not page.evaluate("dispatchEvent(new Event('beforeunload', { cancelable: true }))")


def test_drawings_are_kept_downloaded_brought_back_and_held_against_networks(page, server, other, tmp_path):
    open_page(page, server, "draw")
    for lines, label in ((FOUR, "4"), (SEVEN, "7")):
        draw(page, lines)
        expect(page.get_by_text(f"reads your drawing as {label}.")).to_be_visible()
        page.get_by_test_id("stButtonGroup").filter(has_text="meant to be").get_by_text(label, exact=True).click()
        page.get_by_role("button", name="Keep it").click()
        expect(page.get_by_text("There is no button to press")).to_be_visible()
        expect_strokes(page, 0)
    walk_to(page, "Your images")
    expect(page.get_by_text("lesson_cnn reads 2 of your 2 labelled examples.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("lesson_cnn reads 2 of your 2 labelled examples.")).to_be_visible()
    settled(page)
    assert not asks_before_it_leaves(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="examples.zip").click()
    file = tmp_path / "examples.zip"
    download.value.save_as(file)
    page.get_by_role("button", name="Compare networks on them").click()
    expect(page.get_by_text("of 2").first).to_be_visible()

    open_page(other, server, "own_images?data=Your+images")
    expect(other.get_by_text("Draw digits and keep them")).to_be_visible()
    expect(other.get_by_text("The link asks for data Your images")).to_be_visible()
    drop = other.get_by_role("region", name=re.compile("^Examples from a file"))
    drop.locator("input[type=file]").set_input_files(file)
    expect(other.get_by_text("lesson_cnn reads 2 of your 2 labelled examples.")).to_be_visible()
    other.context.close()


def upload(page, file, accuracy):
    """Give the page a network's file; it says Keras's own accuracy of it."""
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("heading", name="my_network", exact=True)).to_be_visible()
    said = rf"Reads {accuracy:.1%}".replace("%", r"\s%") + " of 10,000"
    expect(page.get_by_text(re.compile(said)).first).to_be_visible()


def test_a_network_in_hdf5_opens(page, server, network_from_elsewhere):
    open_page(page, server, "own_network")
    _, file, accuracy = network_from_elsewhere
    upload(page, file, accuracy)


def test_a_network_of_47_sigmoids_is_given_names_and_looked_at(page, server):
    layers = (Conv2D(5, (5, 5)), MaxPooling2D((3, 3)), Flatten(), Dense(47, "sigmoid"))
    content = file_writing.write(random_network(Architecture(layers), 3))
    open_page(page, server, "own_network")
    place = page.locator("input[type=file]").first
    place.set_input_files({"name": "signs.keras", "mimeType": "application/zip", "buffer": content})
    names = page.get_by_role("textbox", name="Its 47 outputs stand for, in this order")
    names.fill("A, B and too few")
    names.press("Control+Enter")
    expect(page.get_by_test_id("stAlertContentError")).to_contain_text("47")
    names.fill(", ".join(f"sign{number}" for number in range(47)))
    names.press("Control+Enter")
    expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
    expect(page.get_by_text("Its own outputs are sigmoids")).to_be_visible()
    for title in ("Journey of a digit", "One pixel", "Filter pictures", "Why this answer?", "Fool it"):
        walk_to(page, title)
        expect(page.get_by_test_id("stSidebar").get_by_text(re.compile(r"Read as sign\d+, "))).to_be_visible()
        expect(page.get_by_test_id("stException")).to_have_count(0)


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
