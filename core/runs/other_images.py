"""A run evaluated on other test images than its own, such as those that a class has drawn."""

from dataclasses import dataclass

from core.datasets.loading import Split
from core.evaluation.accuracy import Answers, Evaluation, from_probabilities
from core.runs.run import Run


@dataclass(frozen=True)
class EvaluatedOnOthers(Run):
    """As a Run, but `evaluation` and `answers` are those to the images that `test_set` names."""

    evaluation: Evaluation | None = None
    answers: Answers | None = None
    test_set: tuple[object, ...] = ()


def evaluate_on(run: Run, split: Split, test_set: tuple[object, ...]) -> EvaluatedOnOthers:
    """`run`, trained, evaluated on a split whose labels are its classes; `test_set` names the split."""
    probabilities = run.network.predict(split.images)
    evaluation, answers = from_probabilities(probabilities, split.labels), Answers.from_probabilities(probabilities)
    return EvaluatedOnOthers(run.path, run.description, run.architecture, run.config, evaluation, answers, test_set)
