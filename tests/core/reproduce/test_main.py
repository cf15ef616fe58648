"""`python -m core.reproduce`: what it measures is kept number by number, and a training goes on where it was."""

from dataclasses import replace

import pytest

from core import runs
from core.networks.architecture import Architecture
from core.networks.layers import Dense, Flatten
from core.networks.presets import PRESETS
from core.networks.recipe import TrainingConfig
from core.reproduce import NUMBERS, measuring, results, trainings
from core.reproduce.__main__ import main, measure
from core.reproduce.published import Published
from core.runs import writer

TINY = Architecture((Flatten(), Dense(10, "softmax")))


def test_it_measures_a_line_and_keeps_the_others(tmp_path, capsys):
    out = tmp_path / "numbers.json"
    main(["--only", "A1", "A6", "--quick", "--out", str(out)])
    first = results.read(out)
    assert list(first) == [key for key in NUMBERS if key.split()[0] in ("A1", "A6")]
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "[  1 of 18] A1 input: height, width, channels: 28 x 28 x 1, ours 28 x 28 x 1: same"
    assert told[-1] == f"18 same, 0 close, 0 differs in {out}"
    main(["--only", "B1", "--out", str(out)])
    assert results.read(out).items() > first.items()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--only", "A99"], "error: line 'A99' is none of a number: there are A1, A2, A6, B1"),
        (["--only", "D5", "--quick"], "error: all numbers of these lines have to be trained"),
    ],
)
def test_what_is_wrong_is_told(arguments, sentence):
    with pytest.raises(SystemExit, match=sentence):
        main(arguments)


@pytest.fixture
def tiny(monkeypatch):
    """A number of a network that learns in a moment, by two seeds."""
    recipe = TrainingConfig(data_set="uci_digits", training_images=90, epochs=2, batch_size=30, library="scikit-learn")
    preset = replace(PRESETS["sklearn_16_16"], architecture=TINY, recipe=recipe)
    monkeypatch.setitem(PRESETS, "sklearn_16_16", preset)
    return Published("E3", "it", 0.5, measuring.test_accuracy, "accuracy", "sklearn_16_16", seeds=2, images=360)


def test_each_seed_is_trained_once(tiny, tmp_path):
    heard = []
    found = measure(tiny, tmp_path, heard.append)
    told = ["training sklearn_16_16, seed 0 (1 of 2)", "training sklearn_16_16, seed 1 (2 of 2)"]
    assert heard == told
    assert found.seeds == (0, 1)
    assert found.values == tuple(
        runs.load(tmp_path / f"sklearn_16_16-seed-{seed}").evaluation.accuracy for seed in (0, 1)
    )
    written = [file.stat().st_mtime_ns for file in sorted(tmp_path.rglob("*")) if file.is_file()]
    assert measure(tiny, tmp_path, heard.append).values == found.values
    assert heard == told
    assert written == [file.stat().st_mtime_ns for file in sorted(tmp_path.rglob("*")) if file.is_file()]


def test_one_that_was_cut_off_goes_on(tiny, tmp_path):
    found = measure(tiny, tmp_path, lambda doing: None)
    writer.describe(tmp_path / "sklearn_16_16-seed-1", status="stopped")
    assert measure(tiny, tmp_path, lambda doing: None).values == found.values
    assert runs.load(tmp_path / "sklearn_16_16-seed-1").status == "finished"


def test_one_that_is_stopped_ends_the_command(tiny, tmp_path, monkeypatch):
    monkeypatch.setattr(trainings, "carry_on_alone", runs.load)
    with pytest.raises(trainings.Stopped, match="stopped at sklearn_16_16-seed-0: the same command goes on from there"):
        measure(tiny, tmp_path, lambda doing: None)


def test_a_folder_of_another_recipe_is_told(tiny, tmp_path, monkeypatch):
    list(trainings.runs_of(tiny, tmp_path, lambda doing: None))
    changed = replace(PRESETS["sklearn_16_16"], recipe=replace(PRESETS["sklearn_16_16"].recipe, epochs=3))
    monkeypatch.setitem(PRESETS, "sklearn_16_16", changed)
    with pytest.raises(ValueError, match=r"sklearn_16_16-seed-0 in .* is of another recipe than sklearn_16_16"):
        list(trainings.runs_of(tiny, tmp_path, lambda doing: None))


def test_of_one_seed_the_run_that_ships_is_taken(tmp_path):
    found = measure(NUMBERS["D1 validation accuracy"], tmp_path, lambda doing: None)
    assert found.seeds == (0,)
    assert found.machine == "that of the run that ships"
    assert list(tmp_path.iterdir()) == []
