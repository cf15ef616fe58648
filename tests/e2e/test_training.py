"""What a person does with trainings: start, watch, stop, resume, reload, compare, scrub; and what must not be lost."""

import json
import os
import re
import signal
from contextlib import suppress
from itertools import pairwise

import pytest

from core import runs
from core.formats import percent
from core.training import queue
from tests.e2e.conftest import button, open_page, settled, walk_to
from tests.servers import serve

expect = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install -e '.[browser]'").expect
LONG = 600_000  # milliseconds; loading TensorFlow and training on a busy machine


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home of its own for a server; its trainings end with the test."""
    monkeypatch.setenv("CONVSCOPE_HOME", str(tmp_path / "home"))
    yield tmp_path
    for job in reversed(queue.queue()):  # who waits leaves first, or would be called
        with suppress(queue.JobError, OSError):
            queue.stop(job.run.key)
            os.kill(json.loads((job.run.path / "process.json").read_text())["pid"], signal.SIGKILL)


def start(page, preset, recipe, name, **settings):
    choose(page, "Start from", preset)
    page.get_by_role("radio", name=recipe).click()
    settled(page)
    expect(page.get_by_role("radio", name=recipe)).to_be_checked()
    for label, value in {**settings, "Name of the run": name}.items():
        field = page.get_by_role("textbox" if label == "Name of the run" else "spinbutton", name=label, exact=True)
        field.fill(str(value))
        field.press("Enter")
        expect(field).to_have_value(str(value))
    settled(page)
    page.get_by_role("button", name="Start training").click()
    expect(page.get_by_role("combobox", name="Run")).to_have_value(name)


def choose(page, label, option):
    page.get_by_test_id("stMain").get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()
    settled(page)
    expect(page.get_by_test_id("stMain").get_by_role("combobox", name=label)).to_have_value(option)


@pytest.mark.parametrize(("width", "lines", "has_steps"), [(1366, 1, True), (1024, 1, False), (390, 3, True)])
def test_a_layer_that_is_designed_takes_one_line_and_on_a_phone_three(page, server, width, lines, has_steps):
    page.set_viewport_size({"width": width, "height": 768})
    page.goto(f"{server.address}/train")
    expect(button(page, re.compile(r"Take \w+ of layer \d+ out"))).to_have_count(7)
    cells = page.locator(".st-key-rows_of_layers > [data-testid=stElementContainer]").all()
    places = [cell.bounding_box() for cell in cells[7:]]  # without the heading
    assert len(places) == 7 * 7
    for row in (places[start : start + 7] for start in range(0, len(places), 7)):
        middles = sorted(place["y"] + place["height"] / 2 for place in row if place["height"] > 1)
        assert 1 + sum(later - before > 10 for before, later in pairwise(middles)) <= lines
    kernel = page.get_by_test_id("stNumberInput").filter(has=page.get_by_label("kernel of layer 0"))
    expect(kernel.get_by_role("button")).to_have_count(2 * has_steps)


def test_train_stop_resume_reload_compare_and_scrub(page, home, mnist):
    with serve(home) as server:
        open_page(page, server, "train")
        start(page, "lesson_cnn", "fast", "mine", Epochs=2, **{"Training images": 32_000})
        expect(page.get_by_text(re.compile(r"Epoch 0\.\d of 2, step [\d,]+ of 1,000"))).to_be_visible(timeout=LONG)
        expect(page.get_by_role("heading", name=re.compile(r"mine at step [1-9]"))).to_be_visible(timeout=LONG)
        button(page, "Stop").click()
        stopped = page.get_by_text(re.compile(r"Stopped at step [\d,]+ of 1,000 after .* Reads"))
        expect(stopped).to_be_visible(timeout=LONG)
        words = stopped.inner_text()
        page.reload()
        expect(page.get_by_text(words)).to_be_visible()
        step = runs.load("mine").final_step
        button(page, "Resume").click()
        expect(page.get_by_text(re.compile("Finished after .* Reads"))).to_be_visible(timeout=LONG)
        run = runs.load("mine")
        assert run.final_step == 1000 > step
        assert run.evaluation.accuracy > 0.93
        assert [row["step"] for row in run.history if row["kind"] == "epoch"] == [500, 1000]

        button(page, "Compare").click()
        expect(page.locator("h1")).to_have_text("MLP versus CNN")
        expect(page).to_have_url(re.compile("runs=mine&runs=lesson_cnn"))
        row = page.locator("table.compared tr", has_text="mine")
        expect(row).to_contain_text(percent(run.evaluation.accuracy, 2))
        expect(page.locator("table.compared tr", has_text="lesson_cnn")).to_be_visible()

        walk_to(page, "Train")
        page.get_by_role("radio", name="watch").click()
        button(page, "Look inside").click()
        expect(page.locator("h1")).to_have_text("Journey of a digit")
        expect(page.get_by_role("combobox", name="Network")).to_have_value("mine")
        moment = page.get_by_role("slider", name="Moment")
        moment.focus()
        page.keyboard.press("Home")
        expect(page.get_by_text("The network is untrained.")).to_be_visible()
        page.keyboard.press("ArrowRight")
        expect(page.get_by_text("The network is at step 1.")).to_be_visible()
        page.keyboard.press("End")
        expect(page.get_by_text("The network is trained.")).to_be_visible()
        page.get_by_test_id("stSidebar").get_by_role("button", name="Play the training").click()
        for said in ("untrained", "at step 1", "at step 2", "at step 4"):
            expect(page.get_by_text(f"The network is {said}.")).to_be_visible()
        expect(page.get_by_text("The network is trained.")).to_be_visible(timeout=LONG)
        page.goto("about:blank")


def test_a_training_outlives_its_server_and_others_wait_in_line(page, home, mnist):
    with serve(home) as server:
        open_page(page, server, "train")
        start(page, "lesson_mlp", "the source's own", "long", Epochs=200, Seed=3)
        expect(page.get_by_text(re.compile(r"step [1-9][\d,]* of"))).to_be_visible(timeout=LONG)
        page.get_by_role("radio", name="design").click()
        settled(page)
        start(page, "tfjs_recognizer", "500 images", "short")
        expect(page.get_by_text("Waiting in line: 1 training before it.")).to_be_visible()
        before = runs.load("long").latest.step
        page.goto("about:blank")
        server.process.kill()
        server.process.wait()
    assert [(job.run.key, job.state) for job in queue.queue()] == [("long", "running"), ("short", "waiting")]
    with serve(home) as server:
        open_page(page, server, "train")
        expect(page.get_by_role("combobox", name="Run")).to_have_value("long")
        expect(page.get_by_text(re.compile(r"Epoch .* of 200"))).to_be_visible()
        assert runs.load("long").latest.step > before
        button(page, "Pause").click()
        expect(page.get_by_text(re.compile("Paused at step"))).to_be_visible()
        button(page, "Go on").click()
        expect(page.get_by_text(re.compile(r"Epoch .* of 200"))).to_be_visible()
        button(page, "Cancel").click()
        expect(page.get_by_text("short")).to_have_count(0)
        os.kill(json.loads((runs.load("long").path / "process.json").read_text())["pid"], signal.SIGKILL)
        expect(page.get_by_text("its process ended without a word")).to_be_visible()
        expect(button(page, "Resume")).to_be_visible()
        button(page, "Delete").click()
        page.get_by_role("button", name="Delete for good").click()
        expect(page.get_by_role("radio", name="design")).to_be_checked()
        assert "long" not in runs.keys()  # noqa: SIM118 (a function of the module)
        page.goto("about:blank")


def test_nobody_sees_or_steers_what_another_visitor_trains(page, home, mnist, other):
    """Hers is hers after a reload too; another browser finds it by no list and by no link."""
    with serve(home, CONVSCOPE_DEMO="1") as server:
        open_page(page, server, "train")
        expect(page.get_by_text("Nobody else sees it or can stop it.")).to_be_visible()
        start(page, "lesson_mlp", "the source's own", "hers", Epochs=8)
        expect(page.get_by_text(re.compile(r"step [1-9][\d,]* of"))).to_be_visible(timeout=LONG)
        open_page(other, server, "train?training=watch&watch=hers")
        expect(other.get_by_role("button", name="Start training")).to_be_visible()
        expect(other.get_by_text("hers", exact=True)).to_have_count(0)
        expect(other.get_by_role("radio", name="watch")).to_have_count(0)
        open_page(other, server, "summary?network=hers")
        expect(other.get_by_text("The link asks for network hers, which is not one of")).to_be_visible()
        expect(other.get_by_role("combobox", name="Network")).to_have_value("lesson_cnn")
        open_page(other, server, "comparison?runs=hers")
        expect(other.locator("table.compared tr", has_text="hers")).to_have_count(0)
        other.context.close()
        page.reload()
        expect(page.get_by_role("combobox", name="Run")).to_have_value("hers")
        expect(page.get_by_text(re.compile("Finished after"))).to_be_visible(timeout=LONG)
        button(page, "Delete").click()
        page.get_by_role("button", name="Delete for good").click()
        expect(page.get_by_role("radio", name="design")).to_be_checked()
        assert "hers" not in runs.keys()  # noqa: SIM118 (a function of the module)
        page.goto("about:blank")


def test_what_cannot_be_built_or_named_is_said_and_can_be_mended(page, server):
    open_page(page, server, "train")
    kernel = page.get_by_role("spinbutton", name="kernel of layer 2")
    kernel.fill("15")
    kernel.press("Enter")
    sentence = "This network cannot be built: Conv2D window 15x15 does not fit a 13x13 input (at layer conv2d_1)."
    expect(page.get_by_text(sentence)).to_be_visible()
    expect(page.get_by_role("button", name="Start training")).to_have_count(0)
    kernel.fill("5")
    kernel.press("Enter")
    expect(page.get_by_text(sentence)).to_have_count(0)
    expect(page.get_by_text("61,834 parameters")).to_be_visible()
    page.get_by_role("button", name="dense", exact=True).click()
    expect(page.get_by_role("spinbutton", name="units of layer 6")).to_have_value("32")
    name = page.get_by_role("textbox", name="Name of the run")
    name.fill("../mine")
    name.press("Enter")
    page.get_by_role("button", name="Start training").click()
    expect(page.get_by_text("It was not started: the name '../mine' must be 1 to 60 letters")).to_be_visible()
    expect(page.get_by_role("spinbutton", name="units of layer 6")).to_have_value("32")
