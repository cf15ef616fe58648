"""What is said of learning curves is true of each run that ships."""

from dataclasses import replace

import pytest

from core import runs
from core.networks.presets import PRESETS
from core.runs.other_images import EvaluatedOnOthers
from dashboard.text import run_sentences

EVERY = [runs.load(key) for key in PRESETS]


@pytest.mark.parametrize("quantity", ["accuracy", "loss"])
@pytest.mark.parametrize("run", EVERY, ids=lambda run: run.key)
def test_a_reason_for_poor_training_figures_is_true_of_the_run(run, quantity):
    said = run_sentences.why_below([run], quantity)
    rows = [row for row in run.history if row["kind"] == "epoch"]
    has_both = any(quantity in row and f"validation_{quantity}" in row for row in rows)
    assert bool(said) == has_both
    assert ("dropout hinders" in said) == (
        has_both and any(layer.kind == "Dropout" for layer in run.architecture.layers)
    )
    assert ("moved and turned" in said) == (has_both and run.config.augmentation is not None)


@pytest.mark.parametrize("quantity", ["accuracy", "loss"])
def test_what_was_not_noted_is_told_of_those_alone(quantity):
    said = run_sentences.not_noted(EVERY, quantity)
    for run in EVERY:
        rows = [row for row in run.history if row["kind"] == "epoch"]
        learnt, validated = (any(key in row for row in rows) for key in (quantity, f"validation_{quantity}"))
        expected = {
            (True, True): None,
            (False, False): "while learning",
            (False, True): f"no {quantity} on training images",
            (True, False): f"no validation {quantity}",
        }[learnt, validated]
        why = "for no images were held back" in "".join(said_of(run, quantity))
        assert why == (learnt and not validated and run.config.validation_share == 0)
        mine = [sentence for sentence in said if run.key in sentence.replace(",", "").replace(" and", "").split()]
        assert len(mine) == (expected is not None)
        assert all(expected in sentence for sentence in mine)


def said_of(run, quantity):
    return run_sentences.not_noted([run], quantity)


@pytest.mark.parametrize(
    ("keys", "fair"),
    [
        (("lesson_cnn", "budget_mlp"), True),
        (("sklearn_16_16", "lesson_mlp"), False),  # all 60,000, and nine tenths of them
        (("sklearn_40", "mlp_40"), False),  # as many, but scikit-learn holds others back
    ],
)
def test_a_comparison_is_called_fair_only_where_the_same_images_were_learnt_from(keys, fair):
    said = run_sentences.fairness([runs.load(key) for key in keys])
    assert ("Why this is fair" in said) == fair
    assert ("not the same images to learn from" in said) != fair


def test_what_runs_were_tested_on_is_not_what_they_learnt_from():
    """On a person's own images all are tested alike."""

    def tested(key, **learnt):
        run = runs.load(key)
        config = replace(run.config, **learnt)
        return EvaluatedOnOthers(
            run.path, run.description, run.architecture, config, run.evaluation, run.answers, ("yours",)
        )

    assert "Why this is fair" in run_sentences.fairness([tested("lesson_cnn"), tested("budget_mlp")])
    for learnt in ({"data_set": "fashion_mnist"}, {"classes": (0, 1, 2)}):
        said = run_sentences.fairness([tested("lesson_cnn"), tested("budget_mlp", **learnt)])
        assert "not the same images to learn from" in said


def test_the_hardest_class_is_told_of_those_that_misread_any():
    assert run_sentences.hardest({"a": "7", "b": "3"}) == "Hardest to read: 7 for a and 3 for b."
    assert run_sentences.hardest({"a": "7", "b": None}) == "Hardest to read: 7 for a. b misreads nothing."
    assert run_sentences.hardest({"a": None, "b": None}) == "a and b misread nothing."
