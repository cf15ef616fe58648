"""The training loop: step by step to its end, or until it is stopped or patience ends it.

On the way it writes moments and history, keeps what it can be resumed from, and obeys the control file.
"""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import ceil, isfinite
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.networks.network import Network
from core.runs import writer
from core.runs.run import Run
from core.training import control

if TYPE_CHECKING:  # it imports TensorFlow
    from core.training.keras_learner import Figures

Labelled = tuple[np.ndarray, np.ndarray]  # images uint8 `(n, height, width)`, labels `(n,)`

LOGGED_BATCHES = 200
KEPT_EVERY = 1.0  # seconds between two times that the training keeps where it is
COST_OF_KEEPING = 0.05  # at most this share of the time goes into them


class TrainingError(Exception):
    """A training that cannot go on; the message says where it was and what to try."""


@dataclass
class Progress:
    """Where a training is: sums over the epoch so far, and the best epoch where there is patience."""

    step: int = 0
    seconds: float = 0.0
    seen: int = 0
    loss: float = 0.0
    accuracy: float = 0.0
    best_accuracy: float = -1.0
    best_step: int = 0

    def add(self, count: int, figures: "Figures") -> None:
        """Note a step on `count` images, and the figures of its batch."""
        self.step += 1
        self.seen += count
        self.loss += count * figures.loss
        self.accuracy += count * figures.accuracy

    def close_epoch(self) -> dict[str, float]:
        """Mean loss and accuracy of the epoch; the next one starts from nothing."""
        means = {"loss": self.loss / self.seen, "accuracy": self.accuracy / self.seen}
        self.seen, self.loss, self.accuracy = 0, 0.0, 0.0
        return means


def moments(total: int, count: int) -> tuple[int, ...]:
    """About `count` steps from 0 to `total`: doubling at first, then evenly spaced.

    Doubling ends where its gap would be wider than sharing out the rest evenly.
    """
    steps = [0]
    while len(steps) < count - 1:
        doubled = max(2 * steps[-1], 1)
        even_gap = (total - steps[-1]) / (count - len(steps))
        if doubled - steps[-1] >= even_gap:
            break
        steps.append(doubled)
    rest = np.linspace(steps[-1], total, count - len(steps) + 1).round().astype(int)
    return tuple(sorted({*steps, *rest.tolist()}))


class TrainingLoop:
    """One training with Keras in the run's folder `out`, taken up where it was put away."""

    def __init__(self, run: Run, learnt: Labelled, validation: Labelled | None, out: Path) -> None:
        from core.training.keras_learner import Learner

        self.config, self.validation, self.out = run.config, validation, out
        self.learner = Learner(run.architecture, run.config, *learnt)
        self.per_epoch = self.learner.batches.per_epoch
        self.total = self.per_epoch * self.config.epochs
        self.moments = set(moments(self.total, self.config.moments))
        self.logged_every = ceil(self.total / LOGGED_BATCHES)
        self.progress = Progress()
        self.best: Network | None = None
        if run.latest:
            self.progress, self.best = Progress(**run.latest.progress), run.latest.best
            self.learner.restore(run.latest.arrays, self.progress.step)
        writer.return_to(out, run, self.progress.step)

    def run(self) -> tuple[str, int, float, Network]:
        """Learn; gives `(status, step, seconds, Network)` of what is kept at the end."""
        self._start_clock()
        while self.progress.step < self.total and not self._is_patience_over():
            if control.read(self.out) != control.TRAIN and self._obey() == control.STOP:
                return "stopped", self.progress.step, self.progress.seconds, self.learner.network()
            self._step()
            if self.progress.step % self.per_epoch == 0:
                self._end_epoch()
            if time.perf_counter() >= self._next_keeping:
                self._keep()
        seconds = self._seconds()
        self._keep()
        if self.best:
            return "finished", self.progress.best_step, seconds, self.best
        network = self.learner.network()
        if not all(np.isfinite(array).all() for array in network.weights.values()):
            raise self._diverged("a weight was", self.progress.step)
        return "finished", self.progress.step, seconds, network

    def _step(self) -> None:
        count, figures = self.learner.learn()
        if not isfinite(figures.loss):
            raise self._diverged("the loss was", self.progress.step + 1)
        self.progress.add(count, figures)
        if self.progress.step % self.logged_every == 0:
            self._log("batch", figures._asdict())
        if self.progress.step in self.moments:
            writer.write_checkpoint(self.out, self.progress.step, self.learner.network())

    def _diverged(self, what: str, step: int) -> TrainingError:
        return TrainingError(
            f"{what} no number any more at step {step}, with {self.config.optimizer} and a learning rate of "
            f"{self.config.learning_rate:g}: try a smaller learning rate"
        )

    def _end_epoch(self) -> None:
        row = self.progress.close_epoch()
        if self.validation:
            figures = self.learner.validate(*self.validation)
            row |= {f"validation_{key}": value for key, value in figures._asdict().items()}
            if self.config.patience is not None and figures.accuracy > self.progress.best_accuracy:
                self.progress.best_accuracy, self.progress.best_step = figures.accuracy, self.progress.step
                self.best = self.learner.network()
        self._log("epoch", row)

    def _is_patience_over(self) -> bool:
        if self.best is None or self.config.patience is None:
            return False
        return self.progress.step - self.progress.best_step >= self.config.patience * self.per_epoch

    def _log(self, kind: str, figures: Mapping[str, float]) -> None:
        step = self.progress.step
        rounded = {key: round(value, 6) for key, value in figures.items()}
        epoch = round(step / self.per_epoch, 4)
        writer.append_history(self.out, {"kind": kind, "step": step, "epoch": epoch, **rounded})

    def _obey(self) -> str:
        """Note where the training is and wait as long as it is told to pause; gives the command after it."""
        self._keep()
        command = control.obey(self.out)
        self._start_clock()
        return command

    def _keep(self) -> None:
        """Keep what is needed to resume from here, and work out when to do so again."""
        started = time.perf_counter()
        self.progress.seconds = self._seconds()
        best = {f"best/{key}": array for key, array in self.best.weights.items()} if self.best else {}
        writer.write_latest(self.out, asdict(self.progress), {**self.learner.state(), **best})
        done = time.perf_counter()
        self._next_keeping = done + max(KEPT_EVERY, (done - started) / COST_OF_KEEPING)

    def _start_clock(self) -> None:
        self._began = time.perf_counter() - self.progress.seconds
        self._next_keeping = time.perf_counter() + KEPT_EVERY

    def _seconds(self) -> float:
        return time.perf_counter() - self._began
