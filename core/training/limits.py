"""How much one person may train: all a machine can do, or what a host can bear from each of its visitors."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from core import formats
from core.networks.architecture import Architecture
from core.networks.recipe import TrainingConfig


@dataclass(frozen=True)
class Limits:
    """The most of one training (`parameters`, `epochs`, estimated `seconds`) and of one person's.

    They may have `at_once` trainings in the line and `kept` runs in all; the line holds `in_line` of everybody's, the
    disk `on_disk` runs.
    """

    parameters: int
    epochs: int
    seconds: int
    at_once: int
    kept: int
    in_line: int
    on_disk: int

    def check_size(self, architecture: Architecture, config: TrainingConfig, seconds: float) -> None:
        """Raises ValueError where a training, estimated at so many `seconds`, is too large."""
        asked = {"parameters": architecture.parameters, "epochs": config.epochs, "seconds": math.ceil(seconds)}
        for name, value in asked.items():
            if value > (most := getattr(self, name)):
                raise ValueError(f"{value:,} {name} are too many here: one person's training may have {most:,}")

    def check_line(self, owner: str, owners: Sequence[str]) -> None:
        """Raises ValueError where the line, told by the `owners` of its trainings, has no place for `owner`."""
        _check_place(owner, owners, self.at_once, self.in_line, "in the line")

    def check_disk(self, owner: str, owners: Sequence[str]) -> None:
        """Raises ValueError where `owner` can keep no further run beside those of `owners`."""
        _check_place(owner, owners, self.kept, self.on_disk, "kept")


def _check_place(owner: str, owners: Sequence[str], own: int, everybody: int, where: str) -> None:
    if owners.count(owner) >= own:
        raise ValueError(f"{formats.count(own, 'training')} of yours may be {where}: stop or delete one first")
    if len(owners) >= everybody:
        raise ValueError(f"{len(owners):,} trainings are {where} already, and there is no place for another")


AT_THE_MACHINE = Limits(
    parameters=50_000_000, epochs=10_000, seconds=7 * 86_400, at_once=12, kept=10_000, in_line=16, on_disk=10_000
)
VISITOR = Limits(parameters=250_000, epochs=20, seconds=180, at_once=1, kept=5, in_line=8, on_disk=200)
