"""Trainings as processes of their own, one at a time on a machine; the others wait in line.

A job is a run's folder and a process (`python -m core.training.queue FOLDER`) that waits for its turn and trains.
Nothing else is kept: whoever reads the folders knows the line, so closing a page or restarting a server loses nothing.
"""

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from core import paths, runs, training
from core.runs import owner, writer
from core.training import control

ACTIVE = ("waiting", "running", "paused")
DIED = "died"
POLL = 0.3
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
    def is_active(self):
        return self.state in ACTIVE

    @property
    def reason(self):
        """Why it failed or died, in a sentence."""
        if self.state == "failed":
            return self.run.description.get("failure", "it does not say why")
        return _last_words(self.run.path) or "its process ended without a word: it was killed, or memory ran out"


def start(architecture, config, name):
    """Make the run `name` and put it in line; returns its key.

    Raises ValueError where the name or the configuration will not do.
    """
    path = paths.own_runs() / checked(name)
    try:
        training.prepare(architecture, config, path)
    except FileExistsError:
        raise ValueError(f"there is a run called {name!r} already; {free_name(name)!r} is free") from None
    try:
        _launch(path)
    except OSError:
        shutil.rmtree(path)
        raise
    return runs.load(path).key


def resume(key):
    """Put a run that stopped, failed or died in line again.

    Raises JobError where it is at work or has finished, OSError where no process can be started.
    """
    path = runs.load(key).path
    with FileLock(path / ".lock"):
        job = look(key)
        if job.is_active or job.state == "finished":
            raise JobError(f"run {key!r} is {job.state}: there is nothing to resume")
        control.wish(path, control.TRAIN)
        owner.note(path)
        before = {"status": "failed", "failure": job.reason} if job.state == DIED else {"status": job.state}
        writer.describe(path, status="waiting", queued=training.now(), before=before)
        try:
            _launch(path)
        except OSError:
            _leave_the_line(path)
            raise


def pause(key):
    control.wish(look(key).run.path, control.PAUSE)


def go_on(key):
    """End a pause."""
    control.wish(look(key).run.path, control.TRAIN)


def stop(key):
    """End a training at its next step, keeping what it learnt, or take a waiting one out of the line."""
    job = look(key)
    if not job.is_active:
        raise JobError(f"run {key!r} is {job.state}: there is nothing to stop")
    control.wish(job.run.path, control.STOP)


def remove(key):
    """Delete an own run for good. Raises JobError for one that ships or is at work."""
    job = look(key)
    if job.run.path.parent != paths.own_runs():
        raise JobError(f"run {key!r} is not in the folder of one's own runs")
    if job.is_active:
        raise JobError(f"run {key!r} is {job.state}: stop it first")
    shutil.rmtree(job.run.path)


def look(key):
    """The Job of a run as it is now. Raises RunError."""
    job = _seen(runs.load(key))
    return next((one for one in line() if one.run.key == key), job) if job.is_active else job


def line():
    """The jobs at work or waiting, in order: the first one trains."""
    active = [job for job in own() if job.is_active]
    order = sorted(active, key=lambda job: (job.state == "waiting", job.run.description["queued"], job.run.path.name))
    return [Job(job.run, job.state, ahead) for ahead, job in enumerate(order)]


def own():
    """Every own run that can be read, the newest first, as a Job; `ahead` is not counted."""
    found = []
    for folder in _folders():
        try:
            found.append(_seen(runs.load(folder)))
        except runs.RunError:
            continue
    return sorted(found, key=lambda job: job.run.description.get("queued", ""), reverse=True)


def _seen(run):
    dead = run.status in ACTIVE and not owner.is_alive(run.path)
    return Job(run, DIED if dead else run.status)


def checked(name):
    """The name, if a folder can be called so; else ValueError."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}", name):
        raise ValueError(
            f"the name {name!r} must be 1 to 60 letters, digits, dots, - or _, beginning with a letter or digit"
        )
    return name


def free_name(wanted):
    """`wanted`, or the first of wanted-2, wanted-3, ... that no run has."""
    taken = {folder.name for folder in _folders()} | set(runs.keys())
    base = re.sub(r"-\d+$", "", wanted)
    names = (wanted, *(f"{base}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _folders():
    try:
        return [folder for folder in paths.own_runs().iterdir() if folder.is_dir() and folder.name[0] != "."]
    except OSError:
        return []


def _launch(path):
    """Start the job's process: it does not end with the server, nor with the terminal of the server."""
    with (path / LOG).open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "core.training.queue", str(path.resolve())],
            cwd=Path(__file__).parents[2],
            env={**os.environ, **paths.variables()},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    owner.note(path, process.pid)
    threading.Thread(target=process.wait, daemon=True).start()


def _last_words(path):
    try:
        lines = (path / LOG).read_text(errors="replace").splitlines()
    except OSError:
        return ""
    return next((line.removeprefix("error: ") for line in reversed(lines) if line.startswith("error: ")), "")


def _wait_for_turn(path, lock):
    """Take the machine's lock when this run is the first in line; False where it is wished to stop before that."""
    while control.of(path) != control.STOP:
        first = next(iter(line()), None)
        if first is None or first.run.path.name == path.name:
            try:
                lock.acquire(blocking=False)
                return True
            except Timeout:
                pass
        time.sleep(POLL)
    return False


def _leave_the_line(path):
    """A run that has learnt nothing is gone; another goes back to what it was."""
    run = runs.load(path)
    if "before" in run.description:
        writer.describe(path, ("before",), **run.description["before"])
    else:
        shutil.rmtree(path)


def main():
    path = Path(sys.argv[1])
    lock = FileLock(paths.home() / "training.lock")
    if not _wait_for_turn(path, lock):
        return _leave_the_line(path)
    with lock:
        training.stop_when_asked(path)
        try:
            training.carry_on(path)
        except training.FAILURES as error:
            sys.exit(f"error: {training.reason(error)}")


if __name__ == "__main__":
    main()
