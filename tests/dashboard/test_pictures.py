"""Filter pictures, perfect digits, reasons and fooled networks, as pages without a browser: their words are true."""

import time
from dataclasses import replace

import numpy as np
import pytest

from core import runs
from core.explanation import adversarial, attribution, filter_pictures
from core.measures import MEASURES
from core.workers import background_worker
from dashboard.app_pages.digits import scenes
from dashboard.compute import measures, requests, workers
from dashboard.draw import filter_scenes
from tests.dashboard.test_lines import everything
from tests.dashboard.test_pages import text


def wait_for(order):
    task = requests.task_of(order)
    assert task.wait(60)
    assert not task.error
    return task


def test_the_atlas_says_how_many_work_and_why_the_others_do_not(open_page):
    sheet = MEASURES["atlas"].read(runs.load("four_conv"))["smooth", "conv2d_3"]
    page = text(open_page("filters", network="four_conv", layer="conv2d_3"))
    stuck = len(sheet.stuck)
    assert f"{64 - stuck} of the 64 filters of conv2d_3 drew a picture out of noise" in page
    assert f"{stuck - 1} with a gradient of exactly zero from this start" in page
    assert "1 dead, zero on every test image" in page
    rescued = text(open_page("filters", network="four_conv", layer="conv2d_3", rescued="true"))
    assert f"{stuck - 1} rescued from the mean training image (framed)" in rescued
    assert "1 dead on every test image, woken by a picture of no digit" in rescued


def test_a_filter_that_is_stuck_is_explained_and_can_be_rescued(open_page):
    stuck = int(MEASURES["atlas"].read(runs.load("lesson_cnn"))["smooth", "conv2d_1"].stuck[0])
    app = open_page("filters", layer="conv2d_1", channel=str(stuck))
    assert "Its gradient is exactly zero from noise" in text(app)
    assert "Rescued" not in text(app)
    app.toggle(key="rescued").set_value(True).run()
    assert "Rescued: from noise its gradient was zero" in text(app)


def test_pictures_that_nobody_has_climbed_for_are_climbed_for_on_a_click(open_page, mnist):
    settings = {"start": "mean image", "recipe": "my own", "steps": "16", "channel": "0"}
    app = open_page("filters", network="tfjs_recognizer", **settings)
    assert "This is where they begin" in text(app)
    app.button(key="climb").click().run()
    order = requests.Filters(
        "tfjs_recognizer", runs.load("tfjs_recognizer").final_step, "conv2d", tuple(range(8)), chosen(app), "mean image"
    )
    task = wait_for(order)
    app.run()
    assert "All 8 filters of conv2d drew a picture out of the mean training image" in text(app)
    assert task.partial_results[-1].step == 16
    app.button(key="film").click().run()
    wait_for(order.alone(0))
    assert len(app.run().get("image")) == 1


def chosen(app):
    return replace(filter_pictures.RECIPES["smooth"], steps=16)


@pytest.mark.parametrize("start", ["grey noise", "this image", "own top image"])
def test_every_start_can_be_climbed_from(open_page, mnist, start):
    app = open_page("filters", network="narrow_3_6_12", layer="conv2d_1", start=start, recipe="my own", steps="16")
    app.button(key="climb").click().run()
    task = next(iter(workers.worker()._named.values()))
    assert task.wait(60)
    first = task.partial_results[0].pictures[..., 0].astype(np.float32)
    if start == "this image":
        np.testing.assert_allclose(first, np.repeat(mnist.test.images[[227]] / 255, 6, axis=0), atol=1e-3)
    if start == "own top image":
        passports = measures.passports_at("narrow_3_6_12", runs.load("narrow_3_6_12").final_step)
        tops = passports["conv2d_1"].top_images[:, 0]
        np.testing.assert_allclose(first, mnist.test.images[tops] / 255, atol=1e-3)
    assert "filters of conv2d_1" in text(app.run())


def test_different_pictures_of_one_filter(open_page):
    app = open_page("filters", network="tfjs_recognizer", layer="conv2d_1", channel="3")
    app.button(key="several_offer").click().run()
    task = next(iter(workers.worker()._named.values()))
    assert task.wait(60)
    assert "make filter 3 fire" in text(app.run())
    flat = task.partial_results[-1].pictures.reshape(6, -1).astype(float)
    assert np.corrcoef(flat)[np.triu_indices(6, 1)].max() < 0.95


def test_an_mlp_has_no_filters_to_picture(open_page):
    app = open_page("filters", network="lesson_mlp")
    assert "lesson_mlp has no convolution" in app.info[0].value
    assert not app.error


def test_perfect_digits_are_read_back_and_compared(open_page):
    page = text(open_page("digits", network="four_conv", beside="lesson_mlp"))
    assert "four_conv reads all 10 of its own perfect digits as what they are." in page
    run = runs.load("lesson_mlp")
    pictures = MEASURES["perfect_digits"].read(run)["quick"].pictures
    means = scenes.likeness(pictures, perfect_digits_means())
    assert f"{means:+.2f} for lesson_mlp" in page


@pytest.mark.parametrize("width", [353, 607, 967, 1123])
def test_each_perfect_digit_stands_above_itself_fed_back(width):
    run = runs.load("lesson_cnn")
    pictures = MEASURES["perfect_digits"].read(run)["quick"].pictures
    answers = run.network.predict(scenes.class_pictures.de_averaged(pictures))
    climbed = scenes.climbed_scene(run.key, pictures, answers, run.class_names, "quick")(width).tiles[0]
    fed_back = scenes.fed_back_scene(run.key, pictures, answers, run.class_names)(width).tiles[0]
    assert (climbed.columns, climbed.left, climbed.scale) == (fed_back.columns, fed_back.left, fed_back.scale)


def perfect_digits_means():
    from core.datasets import class_means

    return class_means.load("mnist").images


def test_perfect_digits_of_another_moment_are_climbed_for(open_page):
    app = open_page("digits", network="tfjs_recognizer", moment="untrained", beside="none")
    app.button(key="climb_tfjs_recognizer").click().run()
    wait_for(requests.Digits("tfjs_recognizer", 0, "quick"))
    assert "perfect digits as what they are" in text(app.run())


def test_the_blind_test_counts_what_is_named(open_page):
    app = open_page("digits", digits="blind test")
    ((order, _),) = app.session_state["blind_tests"].values()
    assert sorted(order) == list(range(10))
    for at, label in enumerate(order):
        assert f"Picture {at + 1} of 10" in text(app)
        key = "no_idea" if at == 0 else f"name_{label}" if at < 8 else f"name_{(label + 1) % 10}"
        app.button(key=key).click().run()
    assert "You had 7 of 10 right. lesson_cnn, shown the same pictures, has 10 of 10." in text(app)
    assert "where people see none" not in text(app)
    app.button(key="blind_again").click().run()
    assert "Picture 1 of 10" in text(app)


def test_reasons_add_up_and_name_their_limits(open_page, mnist):
    app = open_page("why", beside="budget_mlp")
    image = mnist.test.images[227][..., None] / np.float32(255)
    total = attribution.integrated_gradients(runs.load("lesson_cnn").network, image, 4).sum()
    assert f"All pixels add up to {total:+.2f}" in everything(app)
    assert "budget_mlp has no convolution" in app.info[0].value
    assert "It is as coarse as the last maps (here 11 x 11)" in text(app)
    assert "What speaks for 9, and what against?" in text(open_page("why", **{"class": "9"}))


def test_a_fooled_network_and_its_curves(open_page, mnist):
    network = runs.load("lesson_cnn").network
    image = mnist.test.images[227]
    sign = adversarial.gradient_signs(network, image, np.array([4]))
    moved = adversarial.changed(image[None, ..., None] / np.float32(255), sign, 0.3)
    answer = int(network.predict(moved)[0].argmax())
    assert answer != 4
    app = open_page("fool", epsilon="0.3")
    assert f"lesson_cnn reads {answer} instead of 4" in text(app)
    app.button(key="attack").click().run()
    for pair in (("lesson_cnn", "budget_mlp"), ("budget_mlp", "lesson_cnn")):
        wait_for(requests.Fooling(*pair))
    own = MEASURES["fooling"].read(runs.load("lesson_cnn"))[0.3]
    assert f"lesson_cnn against itself: {100 * own:.1f}" in text(app.run())
    assert "budget_mlp against lesson_cnn" in text(app)


def test_two_persons_share_one_climb_and_a_failure_can_be_tried_again(open_page):
    app, other = (open_page("filters", network="tfjs_recognizer", recipe="my own", steps="1024") for _ in range(2))
    app.button(key="climb").click().run()
    name, task = next(iter(workers.worker()._named.items()))
    other.run()
    assert "Climb with 8 filters" not in [button.label for button in other.button]
    workers.worker()._process.kill()
    assert task.wait(30)
    app.run()
    assert "its process ended without a word" in app.error[0].value
    app.button(key="climb").click().run()
    again = workers.worker().find(name)
    assert again is not task
    time.sleep(0.2)
    again.stop()
    assert again.wait(60)
    assert "Climb again" in [button.label for button in app.run().button]


def test_sheets_put_the_rescued_in_their_places():
    run = runs.load("lesson_cnn")
    shipped = MEASURES["atlas"].read(run)["smooth", "conv2d_1"]
    sheet = filter_scenes.Sheet(shipped.climbed, np.zeros(64, dtype=bool), shipped.rescued, shipped.stuck)
    for at, channel in enumerate(shipped.stuck):
        np.testing.assert_array_equal(sheet.pictures[channel], shipped.rescued.pictures[at])
        np.testing.assert_array_equal(sheet.curve(channel)[1], shipped.rescued.curves[at])
    alive = np.flatnonzero(shipped.climbed.moved)[0]
    np.testing.assert_array_equal(sheet.curve(alive)[1], shipped.climbed.curves[alive])
    assert (sheet.verdicts == "works").all()
    assert sheet.is_rescued.sum() == len(shipped.stuck)


def test_perfect_digits_without_a_gradient_or_numbers_are_told(open_page, tmp_path, mnist):
    app = open_page("digits", network="lesson_mlp", moment="untrained", digits_recipe="as in the text", beside="none")
    app.button(key="climb_lesson_mlp").click().run()
    wait_for(requests.Digits("lesson_mlp", 0, "as in the text"))
    assert "From black, 10 of the answers of lesson_mlp have a gradient of exactly zero" in app.run().info[0].value


def test_an_image_that_is_misread_before_any_change(open_page, mnist):
    answers = runs.load("lesson_mlp").network.predict(mnist.test.images[:500]).argmax(axis=1)
    misread = int(np.flatnonzero(answers != mnist.test.labels[:500])[0])
    page = text(open_page("fool", network="lesson_mlp", image=str(misread)))
    assert (
        f"lesson_mlp misreads this {mnist.test.labels[misread]} as {answers[misread]} before anything is changed"
        in page
    )


def test_a_full_line_is_told(open_page, mnist, monkeypatch):
    monkeypatch.setattr(background_worker, "MOST_UNFINISHED", 0)
    app = open_page("filters", network="tfjs_recognizer")
    app.button(key="film").click().run()
    assert "0 pieces of work are waiting already; try again when one has ended" in app.error[0].value
    app = open_page("fool")
    app.button(key="attack").click().run()
    assert "0 pieces of work are waiting already" in app.error[0].value
