"""One thing that is measured of a run's trained network: how it is worked out, and kept in the run's folder."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core import paths
from core.datasets.loading import Split
from core.runs.run import Run

Progress = Callable[[float], None]


def unheard(share: float) -> None:
    """The Progress that nobody waits for."""


@dataclass(frozen=True)
class Measure:
    """A record of `file`, the name in a run's folder (.json or .npz), and four functions.

    `compute(run, split, progress)` works the value out of the run's trained network and test images; what is empty
    says that there is nothing to measure, and is not kept. `pack(value)` makes plain content of it: JSON, or arrays by
    name; `unpack(run, content)` makes the value again and raises ValueError or KeyError where it does not fit the run.
    `summary_line(value)` says it in a line or two. `progress` hears the share that is done.
    """

    file: str
    compute: Callable[[Run, Split, Progress], Any]
    pack: Callable[[Any], dict[str, Any]]
    unpack: Callable[[Run, Mapping[str, Any]], Any]
    summary_line: Callable[[Any], str]

    def write(self, run: Run, value: Any) -> None:
        """Keep the value in the run's folder, whole or not at all, with the step that it was measured at."""
        content = {"step": run.final_step, **self.pack(value)}
        if self.file.endswith(".json"):
            paths.write_json(run.path / self.file, content)
        else:
            paths.write_in_place(run.path / self.file, lambda file: np.savez_compressed(file, **content))

    def read(self, run: Run) -> Any:
        """What was kept of the run's trained network, or None: never measured, of another step, damaged, unfitting."""
        try:
            content = self._content(run)
            return self.unpack(run, content) or None if int(content["step"]) == run.final_step else None
        except Exception:  # a damaged zip raises nearly anything, and whatever it was, it can be measured again
            return None

    def _content(self, run: Run) -> Mapping[str, Any]:
        with (run.path / self.file).open("rb") as file:
            if self.file.endswith(".json"):
                return dict(json.load(file))
            with np.load(file, allow_pickle=False) as archive:
                return dict(archive)


def check_channels(run: Run, name: str, count: int) -> None:
    """Raises ValueError where a layer of the run has another number of channels, KeyError where there is no such."""
    channels = run.architecture.output_shape(name)[-1]
    if count != channels:
        raise ValueError(f"{count} channels were measured of {name}, which has {channels}")
