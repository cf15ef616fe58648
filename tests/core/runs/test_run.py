"""Reading runs: the shipped ones, and ones that are foreign, cut short or damaged."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from core import networks, paths, runs
from core.evaluation.accuracy import evaluate
from core.networks.presets import PRESETS
from core.runs import writer
from core.training import sklearn_learner

LEAST = {
    "lesson_cnn": 0.989,
    "three_conv": 0.990,
    "four_conv": 0.995,
    "wide_16_32_64": 0.988,
    "lesson_mlp": 0.940,
    "mlp_40": 0.960,
    "sklearn_16_16": 0.945,
    "sklearn_40": 0.960,
    "budget_mlp": 0.960,
    "tfjs_recognizer": 0.870,
    "fashion_kernels": 0.95,
    "narrow_3_6_12": 0.9,
    "residual_cnn": 0.98,
    "plain_cnn": 0.97,
    "inception_cnn": 0.98,
}


@pytest.fixture
def copy(tmp_path):
    """A shipped run, copied to where it may be broken."""
    return shutil.copytree(paths.SHIPPED_RUNS / "tfjs_recognizer", tmp_path / "home" / "runs" / "broken")


def test_every_preset_ships():
    assert runs.keys() == tuple(PRESETS)


@pytest.mark.parametrize("key", PRESETS)
def test_shipped_run_is_the_presets_own(key):
    run = runs.load(key)
    assert run.architecture == PRESETS[key].architecture
    assert run.config == PRESETS[key].recipe
    assert run.status == "finished"
    assert run.evaluation.accuracy >= LEAST[key]
    assert len(run.moments) == run.config.moments


@pytest.mark.parametrize("key", ["residual_cnn", "plain_cnn"])
def test_other_seeds_ship_whose_runs_differ_by_chance_alone(key):
    run = runs.load(key)
    others = runs.other_seeds(run)
    assert [other.config.seed for other in others] == [1, 2]
    assert all(replace(other.config, seed=0, moments=8) == run.config for other in others)
    assert all(other.architecture == run.architecture and other.evaluation for other in others)
    assert runs.other_seeds(runs.load("lesson_cnn")) == ()


def test_other_seeds_that_are_damaged_or_of_another_training_are_passed_over(copy):
    run = runs.load(copy)
    shutil.copytree(paths.SHIPPED_RUNS / "lesson_mlp", copy / "seeds" / "1")
    shutil.copytree(paths.SHIPPED_RUNS / "tfjs_recognizer", copy / "seeds" / "2")
    (copy / "seeds" / "3").mkdir()
    (copy / "seeds" / "3" / "run.json").write_text("{")
    (found,) = runs.other_seeds(run)
    assert found.path == copy / "seeds" / "2"


@pytest.mark.parametrize("key", ["lesson_cnn", "tfjs_recognizer"])
def test_shipped_evaluation_is_true(key, mnist):
    run = runs.load(key)
    found = evaluate(run.network, mnist.test.images, mnist.test.labels)
    assert abs(found.confusion - run.evaluation.confusion).sum() <= 2  # one image may tip with another BLAS
    assert found.loss == pytest.approx(run.evaluation.loss, rel=1e-4)


@pytest.mark.parametrize("key", PRESETS)
def test_training_accuracy_that_ships_is_of_all_that_was_learnt_from(key):
    run = runs.load(key)
    count = 18_000 if run.config.classes else run.config.training_images or 60_000
    assert run.training_evaluation.count == count - int(count * run.config.validation_share)


@pytest.mark.parametrize("key", ["tfjs_recognizer", "sklearn_40", "lesson_mlp"])
def test_training_accuracy_that_ships_is_true(key, mnist):
    run = runs.load(key)
    images, labels = mnist.train.images, mnist.train.labels
    chosen = np.arange(run.training_evaluation.count)
    if run.config.library == "scikit-learn":
        chosen = sklearn_learner.learnt_from(run.architecture, run.config, labels)
    found = evaluate(run.network, images[chosen], labels[chosen])
    assert abs(found.confusion - run.training_evaluation.confusion).sum() <= 2


def test_untrained_twin_comes_from_the_seed():
    run = runs.load("lesson_cnn")
    expected = networks.initialise(run.architecture, run.config.seed).kernel("conv2d")
    np.testing.assert_array_equal(run.network_at(0).kernel("conv2d"), expected)


def test_shipped_runs_stay_small():
    assert sum(file.stat().st_size for file in paths.SHIPPED_RUNS.rglob("*") if file.is_file()) < 20e6


def test_unknown_run_and_step():
    with pytest.raises(runs.RunError, match="run 'lesson_rnn' is not one of lesson_cnn, lesson_mlp"):
        runs.load("lesson_rnn")
    with pytest.raises(runs.RunError, match="kept no step 5; it has 0, 1, 2"):
        runs.load("tfjs_recognizer").network_at(5)


def test_folder_that_is_no_run(tmp_path):
    with pytest.raises(runs.RunError, match="is not a run: it has no readable run"):
        runs.load(tmp_path)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "cannot be read"),
        ("[]", "cannot be read"),
        ('{"format": 1}', "'architecture' is missing"),
        ('{"format": 99}', "format 99 is not 1"),
        ('{"format": 1, "architecture": {"layers": [{"kind": "LSTM"}], "input_shape": [28, 28, 1]}}', "'LSTM' is not"),
    ],
)
def test_broken_description(copy, content, sentence):
    (copy / "run.json").write_text(content)
    with pytest.raises(runs.RunError, match=sentence):
        runs.load("broken")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"class_names": ["a", "b"]}, "do not fit an output of shape"),
        ({"class_names": 7}, "class_names 7 do not fit"),
        ({"class_names": list("abcdefghij")}, "are not those of mnist"),
        ({"final_step": "80"}, "final_step '80' is not a whole number"),
        ({"status": "done"}, "status 'done' is not one of"),
        ({"training": {"data_set": "emnist"}}, "data_set 'emnist' is not one of"),
        ({"training": {"epochs": "many"}}, r"epochs \(=many\)"),
        ({"architecture": {"input_shape": [28, 28, 1], "layers": [5]}}, "cannot be read"),
    ],
)
def test_a_description_that_does_not_hang_together(copy, change, sentence):
    description = json.loads((copy / "run.json").read_text())
    (copy / "run.json").write_text(json.dumps({**description, **change}))
    with pytest.raises(runs.RunError, match=sentence):
        runs.load("broken")


@pytest.mark.parametrize(
    "name", ["[a](http://b)", "![a](b)", "a&#47;b", "www.a.b", 'c"),__import__("os").system("x"),("']
)
def test_a_name_that_could_be_more_than_a_name_is_refused(copy, name):
    description = json.loads((copy / "run.json").read_text())
    description["architecture"]["layers"][0]["name"] = name
    (copy / "run.json").write_text(json.dumps(description))
    with pytest.raises(
        runs.RunError, match=r"layer name .* must be (of letters, digits, spaces|1 to 100 letters without slashes)"
    ):
        runs.load(copy)


def test_an_own_run_with_a_presets_name_hides_nothing(copy):
    shutil.copytree(copy, copy.parent / "lesson_cnn")
    assert runs.keys()[-2:] == ("broken", "own:lesson_cnn")
    assert runs.load("lesson_cnn").architecture == PRESETS["lesson_cnn"].architecture
    assert runs.load("own:lesson_cnn").architecture == PRESETS["tfjs_recognizer"].architecture
    assert runs.load("own:lesson_cnn").key == "own:lesson_cnn"
    assert runs.load(copy.parent / "lesson_cnn").key == "own:lesson_cnn"


def test_the_stamp_changes_with_a_new_moment(copy):
    before = runs.stamp("broken")
    assert before == runs.stamp("broken")
    writer.write_checkpoint(copy, 81, runs.load("broken").network)
    assert runs.stamp("broken") != before
    assert runs.stamp("nothing") is None


def test_every_truncated_description_is_told(copy):
    text = (copy / "run.json").read_text()
    for keep in range(0, len(text.rstrip()), 97):
        (copy / "run.json").write_text(text[:keep])
        with pytest.raises(runs.RunError, match="broken"):
            runs.load("broken")


def test_truncated_checkpoint_names_run_and_step(copy):
    file = copy / "checkpoints" / "step_000080.npz"
    file.write_bytes(file.read_bytes()[:1000])
    run = runs.load("broken")
    with pytest.raises(runs.RunError, match="run 'broken', step 80"):
        _ = run.network
    assert run.network_at(run.moments[-2])


def test_a_file_that_no_moment_is_read_from_is_no_moment(copy):
    moments = runs.load("broken").moments
    file = copy / "checkpoints" / "step_000080.npz"
    file.rename(copy / "checkpoints" / "step_0000080.npz")
    assert runs.load("broken").moments == moments[:-1]


def test_a_run_killed_while_writing_reads_up_to_its_last_moment(copy):
    description = json.loads((copy / "run.json").read_text())
    for key in ("final_step", "seconds"):
        del description[key]
    (copy / "run.json").write_text(json.dumps({**description, "status": "running"}))
    (copy / "evaluation.json").unlink()
    (copy / "channels.json").unlink()
    for step in (73, 80):
        (copy / "checkpoints" / f"step_{step:06d}.npz").unlink()
    (copy / "checkpoints" / ".step_000073.npz.1.part").write_bytes(b"half")
    history = (copy / "history.jsonl").read_text()
    (copy / "history.jsonl").write_text(history[: len(history) // 2 + 7])
    run = runs.load("broken")
    assert run.moments[-1] == 67
    assert run.final_step is None
    assert run.network.predict(np.zeros((28, 28))).shape == (1, 10)
    assert run.evaluation is None
    assert run.channel_maxima_at(0) == {}
    assert run.history[-1]["step"] < 80


def test_broken_evaluation(copy):
    (copy / "evaluation.json").write_text('{"test": {}}')
    with pytest.raises(runs.RunError, match=r"evaluation\.json of run 'broken' cannot be read"):
        _ = runs.load("broken").evaluation


def test_a_run_that_goes_on_forgets_whatever_was_measured_of_it(tmp_path):
    path = tmp_path / "again"
    shutil.copytree(paths.SHIPPED_RUNS / "tfjs_recognizer", path)
    own = ("latest.npz", "command", "process.json", "job.log")
    for name in (*own, ".command.x.part", "a_measure_of_tomorrow.npz"):
        (path / name).write_bytes(b"")
    assert {"atlas.npz", "perfect_digits.npz", "fooling.json"} <= {file.name for file in path.iterdir()}
    writer.return_to(path, runs.load(path), 0)
    left = {file.name for file in path.iterdir()}
    assert left == {"run.json", "history.jsonl", "checkpoints", ".command.x.part", *own}


def test_what_a_killed_process_had_begun_to_write_is_dropped(tmp_path):
    for part in (tmp_path / ".latest.npz.abc.part", tmp_path / "checkpoints" / ".step_000003.npz.x.part"):
        part.parent.mkdir(exist_ok=True)
        part.write_bytes(b"half")
    (tmp_path / "run.json").write_text("{}")
    writer.forget_the_way(tmp_path)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["run.json"]
