"""The pages that compare and train, without a browser: the words are true, and odd runs do no harm."""

import json
import shutil

import numpy as np
import pytest

from core import formats, paths, runs, training
from core.evaluation import comparison
from core.evaluation.accuracy import evaluate
from core.measures import MEASURES
from core.networks.architecture import Architecture
from core.networks.layers import Conv2D, Dense, Flatten
from core.networks.presets import PRESETS
from core.networks.recipe import TrainingConfig
from core.training import compatibility, queue
from dashboard.app_pages.train import training_draft
from dashboard.text import run_sentences
from tests.dashboard.test_pages import text

VIEWS = ("learning curves", "classes", "confusion", "who is right", "same image", "size")


@pytest.mark.parametrize("page", ["comparison", "robustness", "train"])
@pytest.mark.parametrize("network", ["lesson_cnn", "lesson_mlp", "fashion_kernels"])
def test_pages_open_whatever_the_sidebar_looks_at(open_page, page, network):
    app = open_page(page, network=network)
    assert app.title[0].value
    assert not app.error


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    "chosen",
    [
        ["lesson_cnn", "budget_mlp"],
        ["sklearn_40", "mlp_40", "four_conv"],
        ["lesson_cnn", "fashion_kernels"],
        ["fashion_kernels"],
    ],
)
@pytest.mark.usefixtures("mnist", "fashion_mnist")
def test_every_view_of_every_kind_of_comparison(open_page, view, chosen):
    app = open_page("comparison")
    app.multiselect(key="runs").set_value(chosen).run()
    shown = app.segmented_control(key="compared").options
    assert ("who is right" in shown) == (chosen[-1] != "fashion_kernels")
    if view in shown:
        app.segmented_control(key="compared").set_value(view).run()
    assert not app.exception, app.exception[0].message
    assert not app.error


def test_opens_on_the_fair_pair_and_says_why_it_is_fair(open_page):
    page = text(open_page("comparison"))
    ours, theirs = (runs.load(key).evaluation for key in ("lesson_cnn", "budget_mlp"))
    assert f"lesson_cnn makes {ours.count - ours.correct} mistakes where budget_mlp makes" in page
    assert f"makes {theirs.count - theirs.correct:,}" in page
    assert "same *budget*, 34,826 and 34,990 parameters" in page
    assert formats.percent(ours.accuracy, 2) in page


def test_the_accuracy_in_the_table_is_the_networks_own(open_page, mnist):
    found = evaluate(runs.load("budget_mlp").network, mnist.test.images, mnist.test.labels)
    assert formats.percent(found.accuracy, 2) in text(open_page("comparison"))


def test_other_test_images_are_told(open_page):
    app = open_page("comparison")
    app.multiselect(key="runs").set_value(["lesson_cnn", "fashion_kernels"]).run()
    assert (
        "fashion_kernels (Fashion-MNIST, 3 classes) was tested on other images than lesson_cnn (MNIST)"
        in app.info[0].value
    )


def test_nothing_chosen(open_page):
    for page in ("comparison", "robustness"):
        app = open_page(page)
        app.multiselect(key="runs").set_value([]).run()
        assert "Choose one run or more" in app.info[0].value


def test_without_its_images_the_comparison_says_so(open_page, monkeypatch, fresh_caches):
    monkeypatch.delenv("CONVSCOPE_DATASETS", raising=False)
    app = open_page("comparison")
    assert "98.97\u00a0%" in text(app)
    for view in ("confusion", "who is right"):
        app.segmented_control(key="compared").set_value(view).run()
        assert "The images are not on this machine yet: choose MNIST" in text(app)
    assert not app.exception


@pytest.mark.usefixtures("mnist")
def test_early_stopping_is_explained_with_the_runs_numbers(open_page):
    app = open_page("comparison")
    app.multiselect(key="runs").set_value(["mlp_40"]).run()
    run = runs.load("mlp_40")
    last = max(row["epoch"] for row in run.history)
    assert f"mlp_40 kept epoch {run.kept_epoch:g} (dashed)" in text(app)
    assert f"gave up at {last:g}, after 10 epochs" in text(app)
    assert last == run.kept_epoch + 10


def test_robustness_tells_the_lesson_with_measured_numbers(open_page):
    page = text(open_page("robustness"))
    found = MEASURES["robustness"].read(runs.load("lesson_cnn"))
    assert f"lesson_cnn reads {100 * found.at_distance(2):.1f}" in page
    assert "Even a CNN falls, because its Flatten" in page


@pytest.mark.usefixtures("mnist")
def test_moving_the_image_changes_the_answer(open_page):
    app = open_page("robustness")
    answers = [words.value for words in app.main.markdown if "Read as" in words.value]
    assert len(answers) == 2
    app.slider(key="right").set_value(6).run()
    assert [words.value for words in app.main.markdown if "Read as" in words.value] != answers
    next(button for button in app.button if button.label == "As it was").click().run()
    assert [words.value for words in app.main.markdown if "Read as" in words.value] == answers


def test_odd_runs_do_not_disturb_the_comparison(open_page, tmp_path):
    home = paths.own_runs()
    training.prepare(Architecture((Flatten(), Dense(10, "softmax"))), TrainingConfig("uci_digits"), home / "waits")
    shutil.copytree(paths.SHIPPED_RUNS / "lesson_mlp", home / "half")
    (home / "half" / "answers.npz").write_bytes(b"PK half")
    shutil.copytree(paths.SHIPPED_RUNS / "lesson_mlp", home / "fine")
    app = open_page("comparison")
    assert "fine" in app.multiselect(key="runs").options
    assert not {"waits", "half"} & set(app.multiselect(key="runs").options)
    assert not app.error


@pytest.mark.parametrize("status", ["waiting", "running", "paused", "stopped", "failed", "finished"])
def test_every_state_of_a_run_can_be_watched(open_page, status):
    run = shutil.copytree(paths.SHIPPED_RUNS / "tfjs_recognizer", paths.own_runs() / "mine")
    description = json.loads((run / "run.json").read_text())
    if status not in ("stopped", "finished"):
        del description["final_step"]
    (run / "run.json").write_text(json.dumps({**description, "status": status, "failure": "the loss was no number"}))
    app = open_page("train")
    app.segmented_control(key="training").set_value("watch").run()
    assert not app.exception, app.exception[0].message
    labels = {button.label for button in app.button}
    print("LABELS", labels, [e.value for e in app.main.markdown][:6])
    if status in ("running", "paused"):
        assert "its process ended without a word" in app.error[0].value
        assert "What it had learnt is kept" in app.error[0].value
    if status == "failed":
        assert "The training failed: the loss was no number" in app.error[0].value
    assert ("Resume" in labels) == (status not in ("waiting", "finished"))
    assert ("Cancel" in labels) == (status == "waiting")
    if status == "waiting":
        next(button for button in app.button if button.label == "Cancel").click().run()
    assert {"Stop", "Pause"}.isdisjoint(labels)


def test_a_diverged_run_is_told_to_be_no_better_than_guessing(open_page):
    run = shutil.copytree(paths.SHIPPED_RUNS / "tfjs_recognizer", paths.own_runs() / "mine")
    content = json.loads((run / "evaluation.json").read_text())
    content["test"]["confusion"] = [[100] * 10] * 10
    (run / "evaluation.json").write_text(json.dumps(content))
    app = open_page("train")
    app.segmented_control(key="training").set_value("watch").run()
    assert "no better than guessing" in app.warning[0].value


@pytest.mark.parametrize(
    ("preset", "kind"), [(preset, kind) for preset in PRESETS for kind in training_draft.recipes_of(preset)]
)
def test_every_start_can_be_built_and_is_the_preset(preset, kind):
    draft = training_draft.begin(preset, kind)
    compatibility.check(draft.architecture(), draft.config)
    assert draft.architecture() == PRESETS[preset].architecture
    assert draft.config.moments == 16
    assert draft.config.data_set == PRESETS[preset].recipe.data_set
    assert (draft.config.training_images == 500) == (
        kind == training_draft.QUICK or (preset == "tfjs_recognizer" and kind == training_draft.OWN)
    )


@pytest.mark.parametrize("preset", PRESETS)
def test_every_start_is_a_row_for_each_of_its_layers(open_page, preset):
    app = open_page("train")
    next(box for box in app.selectbox if box.label == "Start from").set_value(preset).run()
    assert not app.exception
    kinds = [layer.kind for layer in PRESETS[preset].architecture.layers]
    assert [words.value.strip("*") for words in app.markdown if words.value.strip("*") in kinds] == kinds


def test_designing_follows_what_is_changed(open_page):
    app = open_page("train")
    assert "34,826 parameters" in text(app)
    number = next(box for box in app.number_input if box.label == "filters of layer 0")
    number.set_value(8).run()
    assert (
        f"{Architecture((Conv2D(8), *PRESETS['lesson_cnn'].architecture.layers[1:])).parameters:,} parameters"
        in text(app)
    )
    patience = next(box for box in app.number_input if box.label == "Early stopping")
    patience.set_value(3).run()
    share = next(box for box in app.number_input if box.label == "Validation share")
    assert share.value == 0.1
    share.set_value(0.0).run()
    assert next(box for box in app.number_input if box.label == "Early stopping").value == 0
    next(box for box in app.selectbox if box.label == "Data set").set_value("uci_digits").run()
    assert "**500 images**" in text(app)
    next(box for box in app.number_input if box.label == "Training images").set_value(1437).run()
    next(box for box in app.number_input if box.label == "Epochs").set_value(7).run()
    assert "**1,437 images** in 7 epochs" in text(app)
    recipe = next(row for row in app.segmented_control if row.label == "Recipe")
    recipe.set_value("fast").run()
    assert (
        f"{Architecture((Conv2D(8), *PRESETS['lesson_cnn'].architecture.layers[1:])).parameters:,} parameters"
        in text(app)
    )


def test_a_residual_block_is_put_into_a_design_and_taken_out_again(open_page):
    app = open_page("train")
    next(button for button in app.button if button.label == "residual block").click().run()
    assert not app.exception
    assert not app.error
    assert "and `max_pooling2d_1`" in text(app)
    next(button for button in app.button if button.label == "Take Add of layer 6 out").click().run()
    assert not app.error
    assert "and `max_pooling2d_1`" not in text(app)


def test_verdicts_join_names():
    assert formats.listed(["a"]) == "a"
    assert formats.listed(["a", "b", "c"]) == "a, b and c"


@pytest.mark.parametrize(
    ("ours", "theirs", "words"),
    [
        (4, 0, "may be an accident"),
        (9, 2, "may be an accident"),
        (30, 2, "hardly an accident"),
        (2, 30, "b is better"),
        (3, 3, "neither is better"),
        (0, 0, "neither is better"),
    ],
)
def test_a_difference_is_called_sure_only_when_it_is(ours, theirs, words):
    first, second = np.zeros(360, int), np.zeros(360, int)
    second[:ours], first[ours : ours + theirs] = 1, 1
    assert words in run_sentences.pair("a", "b", comparison.pair_answers(first, second, np.zeros(360, int)))


def test_what_scikit_learn_cannot_is_not_offered(open_page):
    app = open_page("train")
    recipe = next(row for row in app.segmented_control if row.label == "Recipe")
    recipe.set_value("fast").run()
    next(box for box in app.selectbox if box.label == "Start from").set_value("sklearn_40").run()
    assert "MLPClassifier" in text(app)
    assert next(row for row in app.segmented_control if row.label == "Recipe").options == [
        "500 images",
        "the source's own",
    ]
    options = {box.label: box.options for box in app.selectbox}
    assert options["Optimizer"] == ["adam", "sgd"]
    assert options["Schedule"] == ["constant"]
    assert [button.label for button in app.button if button.label in ("convolution", "pooling", "dense")] == ["dense"]
    share = lambda: next(box for box in app.number_input if box.label == "Validation share")  # noqa: E731
    assert (share().value, share().disabled) == (0.1, False)
    next(box for box in app.number_input if box.label == "Early stopping").set_value(0).run()
    assert (share().value, share().disabled) == (0.0, True)
    next(box for box in app.number_input if box.label == "Early stopping").set_value(4).run()
    assert (share().value, share().disabled) == (0.1, False)
    assert not app.error


def test_two_changes_before_the_page_is_drawn_again_both_count(open_page, monkeypatch):
    started = []
    monkeypatch.setattr(queue, "start", lambda *order: started.append(order) or "none")
    app = open_page("train")
    next(box for box in app.number_input if box.label == "Epochs").set_value(3)
    next(box for box in app.number_input if box.label == "Batch").set_value(50)
    next(box for box in app.number_input if box.label == "filters of layer 0").set_value(8)
    next(button for button in app.button if button.label == "Start training").click().run()
    architecture, config, name, _, _ = started[0]
    assert (config.epochs, config.batch_size, architecture.layers[0].filters) == (3, 50, 8)
    assert name == "my_lesson_cnn"


def test_what_does_not_fit_is_not_started_with_the_same_click(open_page, monkeypatch):
    monkeypatch.setattr(queue, "start", lambda *order: pytest.fail("it was started"))
    app = open_page("train")
    next(box for box in app.number_input if box.label == "kernel of layer 2").set_value(17)
    next(button for button in app.button if button.label == "Start training").click().run()
    assert not app.exception
    assert "17x17 does not fit" in " ".join(error.value for error in app.error)


def test_a_run_with_odd_files_is_left_out_or_told(open_page):
    for name, file in (("a", "answers.npz"), ("b", "history.jsonl"), ("c", "checkpoints/step_000080.npz")):
        shutil.copytree(paths.SHIPPED_RUNS / "tfjs_recognizer", paths.own_runs() / name)
        (paths.own_runs() / name / file).write_bytes(b"{}\n" if name == "b" else b"")
    for page in ("comparison", "robustness", "train"):
        app = open_page(page)
        if page == "train":
            app.segmented_control(key="training").set_value("watch").run()
            for name in "abc":
                app.selectbox(key="watch").set_value(name).run()
                assert not app.exception, app.exception[0].message
