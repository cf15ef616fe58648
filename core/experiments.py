"""The command `python -m core.experiments --widths 4 8 --seeds 0 1 2`: train a grid of networks."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from core import checks, paths, training
from core.networks.recipe import TrainingConfig, recipe
from core.training.grid import Grid, carry_out


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m core.experiments", description="Train a grid of networks.")
    grid, plain = Grid(), TrainingConfig(validation_share=0.1)
    parser.add_argument("--widths", nargs="+", type=int, default=grid.widths, help="filters of the first convolution")
    parser.add_argument("--kernel-sizes", nargs="+", type=int, default=grid.kernel_sizes)
    parser.add_argument("--depths", nargs="+", type=int, default=grid.depths, help="how many convolutions")
    parser.add_argument("--seeds", nargs="+", type=int, default=grid.seeds)
    parser.add_argument("--data-set", default=plain.data_set)
    parser.add_argument("--training-images", type=int, help="learn from so many images only")
    parser.add_argument("--epochs", type=int, help="another number of epochs than the fast recipe's one")
    parser.add_argument("--out", type=Path, help="folder for the runs; without it the dashboard's own")
    parser.add_argument("--name", default="grid", help="what the experiment is called")
    parser.add_argument("--jobs", type=int, default=1, help="how many trainings at once on this machine")
    parser.add_argument("--cluster", help="address of a Dask scheduler, such as tcp://127.0.0.1:8786")
    given = parser.parse_args(arguments)
    try:
        checks.at_least_one(jobs=given.jobs)
        config = replace(plain, data_set=given.data_set, training_images=given.training_images)
        config = recipe(config, "fast")
        config = replace(config, epochs=given.epochs or config.epochs)
        grid = Grid(*map(tuple, (given.widths, given.kernel_sizes, given.depths, given.seeds)))
        plan = grid.plan(config)
        for run in carry_out(plan, given.out or paths.own_runs(), given.jobs, given.cluster, given.name):
            accuracy = f", {run.evaluation.accuracy:.4f}" if run.evaluation else ""
            print(f"{run.path.name}: {run.architecture.parameters:,} parameters{accuracy}", flush=True)
    except training.FAILURES as error:
        sys.exit(f"error: {training.reason(error)}")


if __name__ == "__main__":
    main()
