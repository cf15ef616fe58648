"""The command `python -m core.training PRESET --out DIR`.

A training can be stopped at any step, or killed, and taken up again: `python -m core.training --resume DIR`.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from core import runs
from core.networks.presets import PRESETS
from core.networks.recipe import KINDS, recipe
from core.runs import process
from core.runs.run import Run
from core.training import control
from core.training.train import FAILURES, carry_on_alone, evaluate_again, prepare, reason


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m core.training", description="Train a preset and write the run.")
    parser.add_argument("preset", nargs="?", help=f"one of {', '.join(PRESETS)}")
    parser.add_argument("--out", type=Path, help="folder for the run; it must not be there yet")
    parser.add_argument("--resume", type=Path, help="go on with the run in this folder, instead of a new one")
    parser.add_argument("--evaluate", type=Path, help="evaluate the trained run in this folder anew, and train nothing")
    parser.add_argument("--recipe", default=KINDS[0], choices=KINDS, help="the preset's own recipe, or the fast one")
    parser.add_argument("--seed", type=int, help="another seed than the recipe's own")
    parser.add_argument("--epochs", type=int, help="another number of epochs than the recipe's own")
    parser.add_argument("--moments", type=int, help="how many checkpoints to keep, where not as the recipe says")
    given = parser.parse_args(arguments)
    try:
        if given.evaluate:
            _print_evaluation(evaluate_again(given.evaluate))
            return
        out = _taken_up(given.resume) if given.resume else _prepared(given)
        run = carry_on_alone(out)
    except FAILURES as error:
        sys.exit(f"error: {reason(error)}")
    accuracy = f" with test accuracy {run.evaluation.accuracy:.4f}" if run.evaluation else ""
    print(f"{run.key}: {run.status}{accuracy} after {run.final_step} steps, in {out}")


def _print_evaluation(run: Run) -> None:
    for part, found in (("test images", run.evaluation), ("images learnt from", run.training_evaluation)):
        if found:
            print(f"{run.key}: {found.accuracy:.4f} of {found.count:,} {part}")


def _taken_up(out: Path) -> Path:
    if runs.load(out).status != "finished" and process.is_alive(out):
        raise ValueError(f"{out} is being trained already")
    control.write(out, control.TRAIN)
    return out


def _prepared(given: argparse.Namespace) -> Path:
    if given.preset not in PRESETS:
        raise ValueError(f"preset {given.preset!r} is not one of {', '.join(PRESETS)}")
    if given.out is None:
        raise ValueError("--out is missing: name a folder for the run")
    changes = {key: value for key in ("seed", "epochs", "moments") if (value := getattr(given, key)) is not None}
    preset = PRESETS[given.preset]
    prepare(preset.architecture, replace(recipe(preset.recipe, given.recipe), **changes), given.out)
    return given.out


if __name__ == "__main__":
    main()
