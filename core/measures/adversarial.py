"""Kept with a run: how its accuracy falls when every pixel is changed against it."""

from collections.abc import Mapping
from typing import Any

from core.datasets.loading import Split
from core.explanation.adversarial import EPSILONS, SAMPLE, Attack
from core.measures.measure import Measure, Progress, unheard
from core.runs.run import Run

Accuracies = dict[float, float]


def compute(run: Run, split: Split, progress: Progress = unheard) -> Accuracies:
    """`{epsilon: accuracy}` of the trained network against itself, on 1,000 images of a split."""
    some = split.evenly(SAMPLE)
    accuracies: tuple[float, ...] = ()
    for accuracies in Attack(run.network, run.network, some.images, some.labels).partial_results():
        progress(len(accuracies) / len(EPSILONS))
    return dict(zip(EPSILONS, accuracies, strict=True))


def pack(value: Accuracies) -> dict[str, Any]:
    return {"accuracies": list(map(list, value.items()))}


def unpack(run: Run, content: Mapping[str, Any]) -> Accuracies:
    accuracies = {float(epsilon): float(accuracy) for epsilon, accuracy in content["accuracies"]}
    if tuple(accuracies) != EPSILONS:
        raise ValueError(f"epsilons {tuple(accuracies)} are not ours")
    return accuracies


def summary_line(value: Accuracies) -> str:
    return ", ".join(f"epsilon {epsilon} {accuracy:.3f}" for epsilon, accuracy in value.items())


ADVERSARIAL = Measure("fooling.json", compute, pack, unpack, summary_line)
