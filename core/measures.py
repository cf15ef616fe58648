"""What can be measured of a trained run and is kept with it: robustness, passports and ablation.

Each is a module with `measure_run(run, split, progress)`, `read(run)`, `write(run, found)` and `tell(found)`.
`python -m core.measures RUN ...` measures runs on their test images and writes the results into their folders.
"""

import sys

from core import ablation, datasets, passports, robustness, runs

MEASURES = {"robustness": robustness, "passports": passports, "ablation": ablation}


def main(keys):
    for key in keys:
        run = runs.load(key)
        test = datasets.load(run.config.data_set, run.config.classes).test
        for name, measure in MEASURES.items():
            found = measure.measure_run(run, test)
            measure.write(run, found)
            print(f"{run.key}, {name}: {measure.tell(found)}", flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (runs.RunError, datasets.DataSetError, ValueError, OSError) as error:
        sys.exit(f"error: {error}")
