"""Filter pictures, perfect digits, reasons and fooled networks as a person meets them in the browser."""

import io
import os
import re
import signal
import time
from contextlib import suppress

import numpy as np
import psutil
import pytest
from PIL import Image

from core import runs
from core.explanation import adversarial
from core.measures import MEASURES
from tests.e2e.conftest import button, open_page
from tests.e2e.test_pages import at_tile, channel_box, mosaic
from tests.servers import serve

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install -e '.[browser]'").expect


def worker_of(server):
    """The process that climbs for a server; one that has just been ended is not it."""
    for _ in range(300):
        for child in psutil.Process(server.process.pid).children(recursive=True):
            with suppress(psutil.Error):
                if "core.workers.background_worker" in child.cmdline():
                    return child
        time.sleep(0.2)
    raise AssertionError("nobody climbs for this server")


def test_a_stuck_filter_is_explained_rescued_and_watched(page, server):
    sheet = MEASURES["atlas"].read(runs.load("four_conv"))["smooth", "conv2d_3"]
    stuck = int(sheet.stuck[0])
    open_page(page, server, "filters?network=four_conv&layer=conv2d_3")
    tiles = mosaic(page, 64)
    tiles.hover(position=at_tile(tiles, stuck, rows=8))
    expect(page.locator(".tip", has_text=f"filter {stuck}: no gradient from this start")).to_be_visible()
    tiles.click(position=at_tile(tiles, stuck, rows=8))
    expect(channel_box(page)).to_have_value(str(stuck))
    expect(page.get_by_text("Its gradient is exactly zero from noise")).to_be_visible()
    page.get_by_text(f"Rescue the {len(sheet.stuck)} that are stuck").click()
    expect(page.get_by_text("Rescued: from noise its gradient was zero; from the mean training image")).to_be_visible()
    expect(page).to_have_url(re.compile("rescued=true"))
    button(page, "Rescue it and watch").click()
    film = page.locator("[data-testid=stMain] img[alt^='Filter']")
    expect(film).to_be_visible()
    content = page.request.get(film.evaluate("image => image.src")).body()
    assert Image.open(io.BytesIO(content)).n_frames == 41
    expect(page.get_by_role("img", name=re.compile("8 images: step 0, "))).to_be_visible()
    button(page, "Climb from 6 starts").click()
    expect(page.get_by_text(f"make filter {stuck} fire")).to_be_visible()


def test_a_climb_goes_on_for_all_is_stopped_and_begun_anew(page, server, other):
    """While it goes on, another person looks and clicks as ever."""
    path = "filters?network=three_conv&layer=conv2d_2&recipe=my+own&steps=1024"
    open_page(page, server, path)
    expect(page.get_by_text("This is where they begin")).to_be_visible()
    button(page, "Climb with 64 filters").click()
    expect(page.get_by_text(re.compile(r"Climbing: step \d+ of 1,024, 64 at once"))).to_be_visible()
    open_page(other, server, "activations")
    canvas = mosaic(other, 32)
    for channel in (3, 30):
        canvas.click(position=at_tile(canvas, channel, rows=4))
        expect(other.get_by_role("heading", name=f"Channel {channel}", exact=True)).to_be_visible()
    open_page(other, server, path)
    expect(other.get_by_text(re.compile(r"Climbing: step \d+ of 1,024"))).to_be_visible()
    other.context.close()
    button(page, "Stop").click()
    expect(page.get_by_text(re.compile(r"Stopped, by you .*: step \d+ of 1,024"))).to_be_visible()
    expect(mosaic(page, 64)).to_be_visible()
    button(page, "Climb again").click()
    expect(page.get_by_text(re.compile("filters of conv2d_2 drew a picture out of noise"))).to_be_visible()
    assert "tensorflow" not in server.mapped_files()


def test_a_climb_that_is_killed_says_so_and_can_be_begun_anew(page, tmp_path, mnist):
    with serve(tmp_path) as server:
        open_page(page, server, "filters?network=tfjs_recognizer&recipe=my+own&steps=1024")
        button(page, "Climb with 8 filters").click()
        expect(page.get_by_text(re.compile(r"Climbing: step \d+"))).to_be_visible()
        os.kill(worker_of(server).pid, signal.SIGKILL)
        expect(page.get_by_text("its process ended without a word: it was killed, or memory ran out")).to_be_visible()
        button(page, "Climb again").click()
        expect(page.get_by_text("All 8 filters of conv2d drew a picture")).to_be_visible()
        worker = worker_of(server)
        page.goto("about:blank")
    assert psutil.wait_procs([worker], timeout=10)[1] == []


def test_the_blind_test(page, server):
    open_page(page, server, "digits?digits=blind+test")
    for number in range(1, 11):
        expect(page.get_by_text(f"Picture {number} of 10: what is it?")).to_be_visible()
        button(page, "no idea").click() if number == 1 else page.get_by_role("button", name="3", exact=True).click()
    expect(
        page.get_by_text(re.compile(r"You had [01] of 10 right\. lesson_cnn, shown the same pictures, has 10 of 10"))
    ).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("10 images: .*, not named"))).to_be_visible()
    page.get_by_role("radio", name="pictures").click()
    expect(page.get_by_text("lesson_cnn reads all 10")).to_be_visible()
    page.get_by_role("radio", name="blind test").click()
    expect(page.get_by_text("of 10 right")).to_be_visible()
    button(page, "Again, in another order").click()
    expect(page.get_by_text("Picture 1 of 10: what is it?")).to_be_visible()


def test_perfect_digits_stand_beside_averages_and_real_digits(page, server):
    open_page(page, server, "digits?network=four_conv")
    expect(page.get_by_text("four_conv reads all 10 of its own perfect digits as what they are.")).to_be_visible()
    expect(page.locator("[data-testid=stMain] canvas[data-tiles='10']")).to_have_count(7)
    page.get_by_text("as in the text", exact=True).click()
    expect(page.get_by_text("4,096 steps on the probabilities")).to_be_visible()
    expect(page.get_by_text("four_conv reads all 10 of its own perfect digits as what they are.")).to_be_visible()


def test_reasons_for_another_class(page, server):
    open_page(page, server, "why")
    expect(page.get_by_text("Which pixels made it say so?")).to_be_visible()
    page.get_by_role("combobox", name="Why").click()
    page.get_by_role("option", name="9", exact=True).click()
    expect(page.get_by_text("What speaks for 9, and what against?")).to_be_visible()
    expect(page).to_have_url(re.compile("class=9"))
    said = page.get_by_text(re.compile("All pixels add up to")).first.inner_text().replace("\u2212", "-")
    total, change = map(float, re.findall(r"[+-]\d+\.\d+", said))
    assert total == pytest.approx(change, rel=0.01, abs=0.02)


def test_a_slider_fools_the_network(page, server, mnist):
    network, image = runs.load("lesson_cnn").network, mnist.test.images[227]
    sign = adversarial.gradient_signs(network, image, np.array([4]))
    answers = [
        int(network.predict(adversarial.changed(image[None, ..., None] / np.float32(255), sign, e))[0].argmax())
        for e in (0.2, 0.21)
    ]
    open_page(page, server, "fool")
    expect(
        page.get_by_text(f"Pixels moved by up to 0.2, and lesson_cnn reads {answers[0]} instead of 4.")
    ).to_be_visible()
    page.get_by_role("slider", name="Epsilon").press("ArrowRight")
    expect(page.get_by_text(f"Pixels moved by up to 0.21, and lesson_cnn reads {answers[1]}")).to_be_visible()
    button(page, "Work out how it carries over").click()
    expect(page.get_by_text("budget_mlp against lesson_cnn: ")).to_be_visible()
    page.get_by_role("radio", name="budget_mlp").click()
    expect(page.get_by_text(re.compile("Pixels moved by up to 0.21, and budget_mlp reads"))).to_be_visible()
