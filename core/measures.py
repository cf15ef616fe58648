"""What can be measured of a trained run and is kept with it: robustness, passports, ablation, pictures.

Each is a module with `measure_run(run, split, progress)`, `read(run)`, `write(run, found)` and `tell(found)`.
`python -m core.measures RUN ... [--only NAME]` measures runs on their test images and writes the results into their
folders.
"""

import argparse
import sys

from core import datasets, runs
from core.evaluation import robustness
from core.explanation import adversarial, class_pictures, filter_pictures
from core.inspection import ablation, channel_profiles

MEASURES = {
    "robustness": robustness,
    "passports": channel_profiles,
    "ablation": ablation,
    "atlas": filter_pictures,
    "perfect_digits": class_pictures,
    "fooling": adversarial,
}


def main(arguments):
    parser = argparse.ArgumentParser(prog="python -m core.measures", description=__doc__.split("\n")[0])
    parser.add_argument("runs", nargs="+", metavar="RUN", help="the key of a run, or its folder with a slash")
    parser.add_argument("--only", choices=MEASURES, help="measure just this")
    wanted = parser.parse_args(arguments)
    for key in wanted.runs:
        run = runs.load(key)
        if run.final_step is None:
            raise ValueError(f"run {run.key!r} has no trained network yet: its status is {run.status}")
        test = datasets.load(run.config.data_set, run.config.classes).test
        for name in [wanted.only] if wanted.only else MEASURES:
            found = MEASURES[name].measure_run(run, test)
            if not found:
                continue
            MEASURES[name].write(run, found)
            print(f"{run.key}, {name}: {MEASURES[name].tell(found)}", flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (runs.RunError, datasets.DataSetError, ValueError, OSError) as error:
        sys.exit(f"error: {error}")
