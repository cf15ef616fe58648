"""Kept with a run: which of a layer's channels it can do without."""

from collections.abc import Mapping
from typing import Any

from core.datasets.loading import Split
from core.inspection.ablation import Ranking, layers, rank, ranked_on
from core.measures.measure import Measure, Progress, check_channels, unheard
from core.runs.run import Run

Rankings = dict[str, Ranking]


def compute(run: Run, split: Split, progress: Progress = unheard) -> Rankings:
    """`{layer: Ranking}` of the trained network for every layer that can be switched off."""
    names, network = layers(run.architecture), run.network
    some = split.evenly(ranked_on(run.architecture))
    rankings: Rankings = {}
    for name in names:
        done = len(rankings)

        def report(share: float, done: int = done) -> None:
            progress((done + share) / len(names))

        rankings[name] = rank(network, name, some.images, some.labels, report)
    return rankings


def pack(value: Rankings) -> dict[str, Any]:
    return {"layers": {name: ranking.to_json() for name, ranking in value.items()}}


def unpack(run: Run, content: Mapping[str, Any]) -> Rankings:
    rankings = {name: Ranking.from_json(row) for name, row in content["layers"].items()}
    if set(rankings) != set(layers(run.architecture)):
        raise ValueError(f"the layers {', '.join(rankings)} are not those that can be switched off")
    for name, ranking in rankings.items():
        check_channels(run, name, len(ranking.alone))
    return rankings


def summary_line(value: Rankings) -> str:
    return "\n".join(
        f"{name}: {ranking.whole} of {ranking.count} right, {ranking.alone.min()} without channel {ranking.order[0]}, "
        f"{ranking.together[-1]} without {len(ranking.order)}"
        for name, ranking in value.items()
    )


ABLATION = Measure("ablation.json", compute, pack, unpack, summary_line)
