"""Trainings as processes of their own, one at a time on a machine; the others wait in line.

A job in line is a run's folder and nothing else: the folders are the line, so closing a page or restarting a server
loses nothing. The one that trains has a process besides (`python -m core.training.queue FOLDER`). Whoever sees that the
place is free calls the next: a job that ends, who started it, and who looks while they wait (`move_on`).
"""

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from filelock import FileLock

from core import paths, runs, training
from core.datasets.own_data_set import OwnDataSet
from core.formats import numbered
from core.networks.architecture import Architecture
from core.networks.recipe import TrainingConfig
from core.runs import learnt_images, process, writer
from core.training import control, time_estimate
from core.training.limits import AT_THE_MACHINE, Limits
from core.workers import learning_needs

ACTIVE = ("waiting", "running", "paused")
DIED = "died"
LOG = "job.log"


class JobError(Exception):
    """Something that cannot be done with a job now; the message says why."""


@dataclass(frozen=True)
class Job:
    """An own run as seen now. `state` is the run's status or "died"; `ahead` counts the jobs before it in the line."""

    run: runs.Run
    state: str
    ahead: int = 0

    @property
    def is_active(self) -> bool:
        """Whether it trains, is paused or waits for its turn."""
        return self.state in ACTIVE

    @property
    def is_done(self) -> bool:
        """Whether it has ended, however it did; here and below the same words as of a `workers.Task`."""
        return not self.is_active

    @property
    def is_stopped(self) -> bool:
        """Whether it was asked to end where it is, or has."""
        return self.state == "stopped" or (self.is_active and control.read(self.run.path) == control.STOP)

    @property
    def share(self) -> float:
        """What is done of all its steps, from 0 to 1, as was last logged."""
        done = self.run.history[-1]["step"] if self.run.history else 0
        done = self.run.final_step if self.run.final_step is not None else done
        return min(done / time_estimate.steps(self.run.config), 1.0)

    @property
    def error(self) -> str:
        """Why it failed or died, in a sentence; else ""."""
        if self.state not in ("failed", DIED):
            return ""
        if self.state == "failed":
            return self.run.description.get("failure", "it does not say why")
        return _last_words(self.run.path) or "its process ended without a word: it was killed, or memory ran out"


def start(
    architecture: Architecture,
    config: TrainingConfig,
    name: str,
    owner: str = "",
    most: Limits = AT_THE_MACHINE,
    brought: OwnDataSet | None = None,
    keep: bool = False,
) -> str:
    """Make the run `name` of `owner` and put it in line; returns its key.

    `brought` and `keep` are the images that a person brought for it, and whether they stay, as in `training.prepare`.

    Raises ValueError where the name or the configuration will not do, or there is no place for it.
    """
    path = paths.own_runs() / checked(name)
    with _line_lock():
        most.check_disk(owner, [job.run.owner for job in list_own()])
        most.check_line(owner, [job.run.owner for job in queue()])
        try:
            training.prepare(architecture, config, path, owner, True, brought, keep)
        except FileExistsError:
            raise ValueError(f"there is a run called {name!r} already; {free_name(name)!r} is free") from None
    _move_on_or_leave(path)
    return runs.load(path).key


def resume(key: str, most: Limits = AT_THE_MACHINE, brought: OwnDataSet | None = None) -> None:
    """Put a run that stopped, failed or died in line again.

    `brought` has the images that a person brought for it, where they do not lie with it any more. Raises JobError where
    it is at work, has finished, finds no place in the line or lacks its images, OSError where no process can start.
    """
    path = runs.load(key).path
    with _line_lock(), FileLock(path / ".lock"):
        job = status(key)
        if job.is_active or job.state == "finished":
            raise JobError(f"run {key!r} is {job.state}: there is nothing to resume")
        try:
            most.check_line(job.run.owner, [other.run.owner for other in queue()])
        except ValueError as error:
            raise JobError(str(error)) from None
        _bring_back(job.run, brought)
        control.write(path, control.TRAIN)
        process.release(path)
        before = {"status": "failed", "failure": job.error} if job.state == DIED else {"status": job.state}
        writer.describe(path, status="waiting", queued=training.now(), before=before)
    _move_on_or_leave(path)


def _bring_back(run: runs.Run, brought: OwnDataSet | None) -> None:
    """Let the images of a person lie with the run again. Raises JobError where they are not the ones it began with."""
    own = run.config.own
    if own is None or learnt_images.is_here(run):
        return
    if brought is None or brought.digest != own.digest:
        raise JobError(
            f"the images of {own.title!r} that it learns from are not here any more: bring the data set again"
        )
    learnt_images.write(run.path, brought)


def forget_images(key: str) -> None:
    """Delete the images that a person brought for a run. Raises JobError for one at work, which learns from them."""
    job = status(key)
    if job.is_active:
        raise JobError(f"run {key!r} is {job.state}: it learns from its images")
    learnt_images.forget(job.run.path)


def pause(key: str) -> None:
    """Let a training wait at its next step, for `control.LONGEST_PAUSE`: it keeps its place in the line that long."""
    _tell(key, control.PAUSE)


def end_pause(key: str) -> None:
    """End a pause."""
    _tell(key, control.TRAIN)


def _tell(key: str, command: str) -> None:
    """One that is at work, and not to stop already, as another tab may have told it."""
    with _line_lock():
        job = status(key)
        if job.is_active and control.read(job.run.path) != control.STOP:
            control.write(job.run.path, command)


def stop(key: str) -> None:
    """End a training at its next step, keeping what it learnt, or take a waiting one out of the line."""
    with _line_lock():  # nobody calls it meanwhile
        job = status(key)
        if not job.is_active:
            raise JobError(f"run {key!r} is {job.state}: there is nothing to stop")
        if _is_in_line(job):
            _leave_the_line(job.run.path)
        else:
            control.write(job.run.path, control.STOP)


def move_on() -> None:
    """Let the first in line train where nobody does. Raises OSError where no process can be started.

    It changes nothing else, so that whoever waits may call it again and again: the one whose task it was may have died.
    """
    if _is_place_free():
        with _line_lock():
            if _is_place_free():
                _launch(queue()[0].run)


def remove(key: str) -> None:
    """Delete an own run for good. Raises JobError for one that ships or is at work."""
    job = status(key)
    if job.run.path.parent != paths.own_runs():
        raise JobError(f"run {key!r} is not in the folder of one's own runs")
    if job.is_active:
        raise JobError(f"run {key!r} is {job.state}: stop it first")
    shutil.rmtree(job.run.path)


def remove_left_behind(hours: float) -> None:
    """Delete the runs of visitors that ended more than so many hours ago, and at once what images are left."""
    with _line_lock():  # nobody resumes one meanwhile
        for job in list_own():
            if job.run.owner and not job.is_active:
                with suppress(OSError):
                    learnt_images.forget(job.run.path)
                    if time.time() - (job.run.path / "run.json").stat().st_mtime > hours * 3600:
                        shutil.rmtree(job.run.path)


def _line_lock() -> FileLock:
    """Of two who come at the same moment, the second sees the first in the line."""
    paths.home().mkdir(parents=True, exist_ok=True)
    return FileLock(paths.home() / "line.lock")


def status(key: str) -> Job:
    """The Job of a run as it is now. Raises RunError."""
    job = _seen(runs.load(key))
    return next((queued for queued in queue() if queued.run.key == key), job) if job.is_active else job


def queue() -> list[Job]:
    """The jobs at work or waiting, in order: the first one trains."""
    active = [job for job in list_own() if job.is_active]
    order = sorted(active, key=lambda job: (_is_in_line(job), _queued(job), job.run.path.name))
    return [Job(job.run, job.state, ahead) for ahead, job in enumerate(order)]


def list_own() -> list[Job]:
    """Every own run that can be read, the newest first, as a Job; `ahead` is not counted."""
    jobs = []
    for folder in _folders():
        try:
            jobs.append(_seen(runs.load(folder)))
        except runs.RunError:
            continue
    return sorted(jobs, key=_queued, reverse=True)


def _queued(job: Job) -> str:
    """When it came into the line; a file may say anything."""
    return str(job.run.description.get("queued", ""))


def _seen(run: runs.Run) -> Job:
    job = Job(run, run.status)
    return Job(run, DIED) if job.is_active and not _is_in_line(job) and not process.is_alive(run.path) else job


def _is_in_line(job: Job) -> bool:
    """Whether it waits for its turn; one that was called is "waiting" too, until its process has begun."""
    return job.state == "waiting" and not process.is_claimed(job.run.path)


def _is_place_free() -> bool:
    """Whether somebody is in line, and nobody before them."""
    line = queue()
    return bool(line) and _is_in_line(line[0])


def _move_on_or_leave(path: Path) -> None:
    """Where no process can be started, this one does not wait in vain."""
    try:
        move_on()
    except OSError:
        _leave_the_line(path)
        raise


def checked(name: str) -> str:
    """The name, if a folder can be called so; else ValueError."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}", name):
        raise ValueError(
            f"the name {name!r} must be 1 to 60 letters, digits, dots, - or _, beginning with a letter or digit"
        )
    return name


def free_name(wanted: str) -> str:
    """`wanted`, or the first like it, with another number or none, that no run has."""
    taken = {folder.name for folder in _folders()} | set(runs.keys())
    names = chain([wanted], numbered(re.sub(r"-\d+$", "", wanted), "-"))
    return next(name for name in names if name not in taken)


def _folders() -> list[Path]:
    try:
        return [folder for folder in paths.own_runs().iterdir() if folder.is_dir() and folder.name[0] != "."]
    except OSError:
        return []


def _launch(run: runs.Run) -> None:
    """Start the job's process: it does not end with the server, nor with the terminal of the server."""
    learning_needs.check(("sklearn",) if run.config.library == "scikit-learn" else learning_needs.KERAS)
    path = run.path
    with (path / LOG).open("wb") as log:
        job = subprocess.Popen(
            [sys.executable, "-m", "core.training.queue", str(path.resolve())],
            cwd=Path(__file__).parents[2],
            env={**os.environ, **paths.variables()},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    process.claim(path, job.pid)
    threading.Thread(target=_call_the_next_after, args=(job, path), daemon=True).start()


def _call_the_next_after(job: subprocess.Popen[bytes], path: Path) -> None:
    """However it ended: one that was killed calls nobody, and leaves a visitor's images behind."""
    job.wait()
    with suppress(OSError, runs.RunError):
        if runs.load(path).owner:
            _forget_what_was_left(path)
    with suppress(OSError):  # whoever looks next tries again, and hears of it
        move_on()


def _forget_what_was_left(path: Path) -> None:
    """The images of a visitor whose training has ended, unless it was resumed in the meantime."""
    with _line_lock():
        if not _seen(runs.load(path)).is_active:
            learnt_images.forget(path)


def _last_words(path: Path) -> str:
    try:
        lines = (path / LOG).read_text(errors="replace").splitlines()
    except OSError:
        return ""
    return next((line.removeprefix("error: ") for line in reversed(lines) if line.startswith("error: ")), "")


def _leave_the_line(path: Path) -> None:
    """A run that has learnt nothing is gone; another goes back to what it was."""
    run = runs.load(path)
    if "before" in run.description:
        writer.describe(path, ("before",), **run.description["before"])
        if run.owner:
            learnt_images.forget(path)
    else:
        shutil.rmtree(path)


def main() -> None:
    """The process of one job: train, then call the next."""
    path = Path(sys.argv[1])
    try:
        with FileLock(paths.home() / "training.lock"):  # one that was called twice trains once
            if runs.load(path).status == "waiting":
                _train(path)
    except training.FAILURES as error:
        sys.exit(f"error: {training.reason(error)}")
    finally:
        with suppress(OSError):
            move_on()


def _train(path: Path) -> None:
    if control.read(path) == control.STOP:
        return _leave_the_line(path)
    training.carry_on_alone(path)


if __name__ == "__main__":
    main()
