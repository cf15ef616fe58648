"""The runs that a number is measured of: trained for it, a seed each, kept, and gone on with where they stopped."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from core import runs
from core.networks.presets import PRESETS
from core.reproduce.published import Published
from core.runs import process
from core.runs.run import Run
from core.training import control
from core.training.train import carry_on_alone, prepare

Hearing = Callable[[str], None]


class Stopped(Exception):
    """Somebody has stopped the training; the next time it goes on."""


def runs_of(number: Published, folder: Path, hear: Hearing) -> Iterator[Run]:
    """Each run that the number is measured of, trained in `folder` where it is not there; `hear` is told of those.

    Raises Stopped, and what a training raises.
    """
    if number.seeds == 1:
        yield runs.load(number.trained)
        return
    for seed in range(number.seeds):
        doing = f"training {number.trained}, seed {seed} ({seed + 1} of {number.seeds})"
        yield _trained(number.trained, seed, folder / f"{number.trained}-seed-{seed}", partial(hear, doing))


def _trained(preset: str, seed: int, out: Path, hear: Callable[[], None]) -> Run:
    architecture, config = PRESETS[preset].architecture, replace(PRESETS[preset].recipe, seed=seed)
    if not (out / "run.json").exists():
        prepare(architecture, config, out)
    run = runs.load(out)
    if (run.architecture, run.config) != (architecture, config):
        raise ValueError(f"{out.name} in {out.parent} is of another recipe than {preset}: name another folder")
    if run.status == "finished":
        return run
    if process.is_alive(out) and run.status != "waiting":
        raise ValueError(f"{out} is being trained already")
    hear()
    control.write(out, control.TRAIN)
    with _signals_kept():
        run = carry_on_alone(out)
    if run.status != "finished":
        raise Stopped(f"stopped at {out.name}: the same command goes on from there")
    return run


@contextmanager
def _signals_kept() -> Iterator[None]:
    """A training takes Ctrl-C for itself; after it, it ends the command again."""
    before = {asked: signal.getsignal(asked) for asked in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for asked, handler in before.items():
            signal.signal(asked, handler)
