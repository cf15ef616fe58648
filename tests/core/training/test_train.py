"""Training writes a run that can be read at every moment; the same seed gives the same run."""

import shutil
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from core import datasets, paths, runs, training
from core.evaluation.accuracy import evaluate
from core.inspection import channel_maxima
from core.keras_io import live_models
from core.networks.architecture import Architecture
from core.networks.layers import Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from core.networks.network import image_batch
from core.networks.recipe import TrainingConfig
from core.runs import learnt_images, writer
from core.training import loop
from tests.core.datasets.test_own_source import config_of, letters

TINY = Architecture((Conv2D(3), MaxPooling2D((3, 3)), Conv2D(5, (5, 5)), Flatten(), Dropout(0.1), Dense(10, "softmax")))
CONFIG = TrainingConfig("uci_digits", epochs=3, batch_size=101, validation_share=0.1, learning_rate=0.01, moments=7)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return training.train(TINY, CONFIG, tmp_path_factory.mktemp("runs") / "tiny")


def test_learns(run):
    untrained = evaluate(run.network_at(0), *_test_split())
    assert run.status == "finished"
    assert run.evaluation.accuracy > 0.6 > untrained.accuracy
    assert run.evaluation.count == 360


def test_evaluation_equals_keras(run):
    images, labels = _test_split()
    model = live_models.to_keras(run.network)
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    loss, accuracy = model.evaluate(image_batch(images), labels)
    assert run.evaluation.correct == round(accuracy * len(labels))
    assert run.evaluation.loss == pytest.approx(loss, rel=1e-4)


def test_training_accuracy_is_of_all_images_learnt_from_and_of_no_other(run):
    split = datasets.load("uci_digits").train
    found = evaluate(run.network, split.images[:1293], split.labels[:1293])
    assert run.training_evaluation.confusion.tolist() == found.confusion.tolist()
    assert run.training_evaluation.loss == pytest.approx(found.loss, rel=1e-4)


def test_a_run_can_be_evaluated_anew(run, tmp_path):
    copy = shutil.copytree(run.path, tmp_path / "copy")
    (copy / "evaluation.json").unlink()
    done = _command("--evaluate", str(copy))
    assert "copy: " in done.stdout, done.stderr
    assert "of 1,293 images learnt from" in done.stdout
    assert runs.load(copy).evaluation.confusion.tolist() == run.evaluation.confusion.tolist()
    (copy / "run.json").write_text((copy / "run.json").read_text().replace('"final_step"', '"was_final"'))
    assert "error: copy has no trained network yet" in _command("--evaluate", str(copy)).stderr


def test_every_moment_can_be_read(run):
    assert run.moments[0] == 0
    assert run.moments[-1] == 3 * 13
    assert 5 <= len(run.moments) <= 8
    kernels = [run.network_at(step).kernel("conv2d") for step in run.moments]
    assert all((a != b).any() for a, b in pairwise(kernels))


def test_history_has_raw_batches_and_epochs(run):
    batches = [row for row in run.history if row["kind"] == "batch"]
    epochs = [row for row in run.history if row["kind"] == "epoch"]
    assert [row["step"] for row in batches] == list(range(1, 40))
    assert [row["epoch"] for row in epochs] == [1, 2, 3]
    first = np.average([row["loss"] for row in batches[:13]], weights=[101] * 12 + [1293 - 12 * 101])
    assert first == pytest.approx(epochs[0]["loss"], rel=1e-3)
    assert {"validation_loss", "validation_accuracy"} <= set(epochs[0])


def test_peaks_are_the_largest_activations(run):
    images, _ = _test_split()
    activations = run.network.activations(images)["conv2d_1"]
    np.testing.assert_allclose(
        run.channel_maxima_at(39)["conv2d_1"].maximum, activations.max(axis=(0, 1, 2)), rtol=1e-4
    )
    for channel, image in enumerate(run.channel_maxima_at(39)["conv2d_1"].image_index):
        assert activations[image, ..., channel].max() == pytest.approx(activations[..., channel].max(), rel=1e-5)
    assert set(run.channel_maxima_at(39)) == {"conv2d", "conv2d_1"}
    assert run.channel_maxima_at(0) == {}


def test_a_filter_that_never_fires_is_dead(run):
    network = runs.load(run.path).network
    network.bias("conv2d")[1] = -99
    assert channel_maxima.measure(network, _test_split()[0][:211])["conv2d"].dead.tolist() == [False, True, False]


def test_broken_numbers_are_not_called_dead(run, tmp_path):
    network = runs.load(run.path).network
    network.kernel("conv2d")[..., 2] = np.nan
    found = channel_maxima.measure(network, _test_split()[0][:111])
    assert found["conv2d"].dead.tolist() == [False, False, False]
    writer.write_channel_maxima(tmp_path, {0: found})
    assert "NaN" not in (tmp_path / "channels.json").read_text()
    assert np.isnan(type(found["conv2d"]).from_json(found["conv2d"].to_json()).maximum[2])


def test_a_training_that_breaks_says_so_in_its_run(tmp_path, monkeypatch):
    def go(course):
        raise MemoryError

    monkeypatch.setattr(loop.TrainingLoop, "run", go)
    with pytest.raises(MemoryError):
        training.train(TINY, CONFIG, tmp_path / "broken")
    run = runs.load(tmp_path / "broken")
    assert run.status == "failed"
    assert run.description["failure"] == "there was not enough memory"
    assert run.moments == (0,)


WITHOUT_KERAS = """
import sys
from pathlib import Path
sys.modules["keras"] = None
from core import runs, training
from core.networks.presets import PRESETS
from core.networks.recipe import TrainingConfig
out = Path(sys.argv[1])
training.prepare(PRESETS["lesson_cnn"].architecture, TrainingConfig("uci_digits"), out)
try:
    training.carry_on_alone(out)
except ImportError:
    print(runs.load(out).status)
"""


def test_a_training_of_its_own_process_without_keras_says_so_in_its_run(tmp_path):
    done = subprocess.run([sys.executable, "-c", WITHOUT_KERAS, tmp_path / "run"], capture_output=True, text=True)
    assert done.stdout == "failed\n", done.stderr


@pytest.mark.parametrize(
    ("architecture", "config", "sentence"),
    [
        (
            Architecture((Flatten(), Dense(3, "softmax"))),
            CONFIG,
            r"gives \(3,\) with softmax; UCI digits needs \(10,\)",
        ),
        (Architecture((Flatten(), Dense(10))), CONFIG, r"gives \(10,\) with relu"),
        (Architecture((Flatten(), Dense(10, "softmax")), (20, 20, 1)), CONFIG, r"input_shape \(20, 20, 1\) must be"),
    ],
)
def test_what_does_not_fit_is_told_before_anything_is_written(tmp_path, architecture, config, sentence):
    with pytest.raises(ValueError, match=sentence):
        training.train(architecture, config, tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_a_folder_that_cannot_be_filled_is_not_left(tmp_path, monkeypatch):
    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(paths, "write_json", full)
    with pytest.raises(OSError, match="No space left"):
        training.prepare(
            Architecture((Flatten(), Dense(10, "softmax"))), TrainingConfig("uci_digits"), tmp_path / "run"
        )
    assert not (tmp_path / "run").exists()


def test_patience_without_an_image_to_watch_fails_and_says_why(tmp_path):
    with pytest.raises(ValueError, match="of 5 images leaves none for patience"):
        training.train(TINY, replace(CONFIG, patience=2, training_images=5, validation_share=1e-17), tmp_path / "run")
    assert "leaves none for patience" in runs.load(tmp_path / "run").description["failure"]


def test_same_seed_same_run(run, tmp_path):
    again = training.train(TINY, CONFIG, tmp_path / "again")
    assert again.history == run.history
    np.testing.assert_array_equal(again.network.kernel("dense"), run.network.kernel("dense"))


def test_patience_keeps_the_best_epoch(tmp_path):
    config = replace(CONFIG, epochs=9, learning_rate=0.3, patience=1)
    run = training.train(TINY, config, tmp_path / "stopped")
    epochs = [row for row in run.history if row["kind"] == "epoch"]
    best = max(epochs, key=lambda row: row["validation_accuracy"])
    assert len(epochs) < 9
    assert run.moments[-1] == best["step"]


def test_an_own_run_is_listed_and_a_second_one_in_its_place_refused(tmp_path):
    folder = tmp_path / "home" / "runs" / "mine"
    training.train(TINY, replace(CONFIG, epochs=1), folder)
    assert runs.keys()[-1] == "mine"
    assert runs.load("mine").network.architecture == TINY
    with pytest.raises(FileExistsError, match="is there already; choose another folder"):
        training.train(TINY, CONFIG, folder)


THREE = Architecture((Conv2D(2, strides=(2, 2)), Flatten(), Dense(3, "softmax")))


def test_a_persons_own_letters_are_learnt_and_their_images_go_when_they_are(tmp_path):
    some = letters(np.repeat([0, 1, 2], 40))
    config = config_of("letters", some, epochs=4, batch_size=19, validation_share=0.1, learning_rate=0.01)
    training.prepare(THREE, config, tmp_path / "run", brought=some)
    assert learnt_images.is_here(runs.load(tmp_path / "run"))
    run = training.carry_on(tmp_path / "run")
    assert (run.status, run.class_names) == ("finished", ("A", "B", "Q"))
    assert run.evaluation.accuracy > 0.9
    assert run.training_evaluation.count == 108
    assert (run.config.own.title, run.description["data_digest"]) == ("letters", some.digest)
    assert not learnt_images.is_here(run)
    assert run.test_set == (some.digest, ("A", "B", "Q"))
    with pytest.raises(datasets.DataSetError, match="the images of 'letters' are not with the run any more"):
        training.evaluate_again(run.path)


@pytest.mark.parametrize(("owner", "stays"), [("", True), ("a visitor", False)])
def test_images_stay_with_the_run_where_the_machines_own_person_keeps_them(tmp_path, owner, stays):
    some = letters()
    config = config_of("letters", some, epochs=1, library="scikit-learn")
    training.prepare(Architecture((Flatten(), Dense(3, "softmax"))), config, tmp_path / "run", owner, False, some, True)
    run = training.carry_on(tmp_path / "run")
    assert (run.keeps_images, learnt_images.is_here(run)) == (stays, stays)
    if stays:
        assert training.evaluate_again(run.path).evaluation.correct == run.evaluation.correct


def test_images_that_are_not_the_ones_meant_or_too_few_are_refused_before_anything_is_written(tmp_path):
    some = letters()
    for brought in (None, letters((0, 1, 2), (0, 1))):
        with pytest.raises(ValueError, match="the images of 'letters' are not here: bring the data set again"):
            training.prepare(THREE, config_of("letters", some), tmp_path / "run", brought=brought)
    with pytest.raises(ValueError, match="42 images to learn from do not fill a batch of 50"):
        training.prepare(THREE, config_of("letters", some, batch_size=50), tmp_path / "run", brought=some)
    two = letters((0, 1) * 9, (0, 1))
    config = config_of("two", two, library="scikit-learn")
    with pytest.raises(ValueError, match="scikit-learn tells two classes apart by a single number"):
        training.prepare(Architecture((Flatten(), Dense(2, "softmax"))), config, tmp_path / "run", brought=two)
    assert not (tmp_path / "run").exists()


@pytest.mark.usefixtures("mnist")
def test_command_line_trains_from_a_fresh_process(tmp_path):
    out = tmp_path / "run"
    done = _command("tfjs_recognizer", "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert "test accuracy 0.8" in done.stdout
    assert runs.load(out).evaluation.accuracy > 0.8


def test_command_line_names_a_wrong_preset(tmp_path):
    done = _command("lesson_rnn", "--out", str(tmp_path / "run"))
    assert done.returncode == 1
    assert "error: preset 'lesson_rnn' is not one of lesson_cnn, lesson_mlp" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "run").exists()


def _command(*arguments):
    return subprocess.run([sys.executable, "-m", "core.training", *arguments], capture_output=True, text=True)


def _test_split():
    split = datasets.load("uci_digits").test
    return split.images, split.labels
