"""Work in a process of its own, one task after another: pages stay quick, and TensorFlow stays out of the server.

The work of a task is anything that can be pickled and yields its `partial_results()`; `share` says how
much is done with each. One that has `faded()` is kept as what that returns once the next one is there. The process is
started with the first task (`python -m core.workers.background_worker`), lets others go first but gets on beside them,
ends when it has long been idle, and with the process that started it. Whatever it cannot do it says; if it is killed,
the tasks it had end with a sentence.

It is our own process, so it is believed: what it says is unpickled. The reader of strangers' files is not.
"""

import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Hashable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Protocol

from core import paths
from core.keras_io import bare_keras
from core.workers import learning_needs
from core.workers.task import Task, TaskError, sentence

MOST_UNFINISHED = 16
MOST_OF_ONE = 6
LEFT_FOR = 30.0  # seconds: whoever reloads their page is back before
MOST_FINISHED = 24
IDLE_SECONDS = 600
NICE = 10


class Work(Protocol):
    """What a worker can be given: it is pickled, and its partial results come back one by one."""

    def partial_results(self) -> Generator[object, None, None]:
        """What there is so far, again and again; closed where the task is stopped."""

    def share(self, partial_result: object) -> float:
        """What is done once this partial result is there, from 0 to 1."""


class Worker:
    """The tasks that one server has begun, by name; those that have ended are kept until MOST_FINISHED newer ones have.

    `Task.stop` reaches the process with the next partial result; a task that still waits is not begun. `is_here(owner)`
    says whether one who wanted a task is still there: a task is stopped when LEFT_FOR all who did have left.
    """

    def __init__(self, is_here: Callable[[Hashable], bool] = lambda owner: True) -> None:
        self._is_here = is_here
        self._lock, self._numbers = threading.RLock(), iter(range(sys.maxsize))
        self._process: subprocess.Popen[bytes] | None = None
        self._unfinished: dict[int, _WorkerTask] = {}
        self._named: dict[Hashable, _WorkerTask] = {}
        self._idle_timer: threading.Timer | None = None

    def find(self, name: Hashable, owner: Hashable = None) -> Task | None:
        """The Task called so, or None; `owner`, who looks, wants it too."""
        with self._lock:
            task = self._named.get(name)
            if task:
                task.owners.add(owner)
        return task

    def begin(self, name: Hashable, work: Work, owner: Hashable = None) -> Task:
        """The Task of this name, begun by `owner` if there is none, or anew if it failed or was stopped.

        Raises TaskError where too many wait, of all or of this owner's, or no process can be started, and what pickle
        raises for other work.
        """
        with self._lock:
            known = self._named.get(name)
            if known and not known.error and not known.is_stopped:
                known.owners.add(owner)
                return known
            self._stop_what_nobody_wants()
            theirs = sum(task.owners == {owner} for task in self._unfinished.values())
            if owner is not None and theirs >= MOST_OF_ONE:
                raise TaskError(f"{MOST_OF_ONE} pieces of work of yours are waiting already; stop one first")
            if len(self._unfinished) >= MOST_UNFINISHED:
                raise TaskError(f"{MOST_UNFINISHED} pieces of work are waiting already; try again when one has ended")
            content = pickle.dumps(work)
            if self._process is None or self._process.poll() is not None:
                self._process, self._unfinished = _start_process(), {}
                threading.Thread(target=self._listen, args=(self._process, self._unfinished), daemon=True).start()
            number, task = next(self._numbers), _WorkerTask(self, owner)
            self._named.pop(name, None)
            self._unfinished[number] = self._named[name] = task
            self._send(("begin", number, content))
            for old in [key for key, other in self._named.items() if other.is_done][:-MOST_FINISHED]:
                del self._named[old]
        return task

    def count_before(self, task: Task) -> int:
        """How many tasks come before this one; 0 for one that has ended."""
        with self._lock:
            waiting = list(self._unfinished.values())
            return waiting.index(task) if task in waiting else 0

    def close(self) -> None:
        """End the process, and with it all work."""
        with self._lock:
            process, self._process = self._process, None
        if process and process.stdin:
            with suppress(OSError):
                process.stdin.close()
            process.wait()

    def _stop(self, task: Task) -> None:
        with self._lock:
            for number, other in self._unfinished.items():
                if other is task:
                    task.is_stopped = True
                    self._send(("stop", number, None))

    def _stop_what_nobody_wants(self) -> None:
        for task in reversed(
            list(self._unfinished.values())
        ):  # one that waits is not begun when the one before it ends
            if any(map(self._is_here, task.owners)):
                task.left_at = None
            elif task.left_at is None:
                task.left_at = time.monotonic()
            elif time.monotonic() - task.left_at > LEFT_FOR:
                task.stop()

    def _close_if_idle(self) -> None:
        with self._lock:
            if not self._unfinished:
                self.close()

    def _close_when_idle(self) -> None:
        """IDLE_SECONDS after the last task has ended: an earlier one's end counts no more."""
        if self._idle_timer:
            self._idle_timer.cancel()
        self._idle_timer = threading.Timer(IDLE_SECONDS, self._close_if_idle)
        self._idle_timer.daemon = True
        self._idle_timer.start()

    def _send(self, message: tuple[str, int, bytes | None]) -> None:
        if self._process is None or self._process.stdin is None:
            return
        with suppress(OSError):  # a process that has died is noticed by the thread that listens to it
            pickle.dump(message, self._process.stdin)
            self._process.stdin.flush()

    def _listen(self, process: subprocess.Popen[bytes], unfinished: "dict[int, _WorkerTask]") -> None:
        """Until the process ends: note what it says of its tasks. Whatever ends the listening ends them too."""
        try:
            with suppress(EOFError, OSError, pickle.UnpicklingError):
                while True:
                    number, kind, content = pickle.load(process.stdout)  # type: ignore[arg-type]  # it is a pipe
                    with self._lock:
                        self._hear(unfinished, number, kind, content)
        finally:
            process.kill()
            process.wait()
            with self._lock:
                for number in list(unfinished):
                    error = "its process ended without a word: it was killed, or memory ran out"
                    unfinished.pop(number).end(error=error)

    def _hear(self, unfinished: "dict[int, _WorkerTask]", number: int, kind: str, content: Any) -> None:
        """Note what the process says of one of its tasks."""
        match kind:
            case "partial result":
                unfinished[number].share, partial_result = content
                _add(unfinished[number].partial_results, partial_result)
                self._stop_what_nobody_wants()
            case "ended":
                unfinished.pop(number).end(error=content)
                self._close_when_idle()
            case _:
                raise ValueError(f"a worker said {kind!r}, which is not one of 'partial result', 'ended'")


class _WorkerTask(Task):
    """A Task whose process is told when it is stopped; `owners` want it, `left_at` says since when they are gone."""

    def __init__(self, worker: Worker, owner: Hashable) -> None:
        super().__init__()
        self._worker = worker
        self.owners = {owner}
        self.left_at: float | None = None

    def stop(self) -> None:
        self._worker._stop(self)


def _start_process() -> subprocess.Popen[bytes]:
    try:
        learning_needs.check()
        return subprocess.Popen(
            [sys.executable, "-m", "core.workers.background_worker"],
            cwd=Path(__file__).parents[2],
            # numpy has one core: others want theirs, and on a busy machine two wait for each other more than they work;
            # TensorFlow, for long climbs, takes its own
            env={**os.environ, **paths.variables(), "OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
    except OSError as error:
        raise TaskError(f"no process can be started: {error}") from error


def _add(partial_results: list[Any], newest: object) -> None:
    """Whoever reads meanwhile finds the last one whole."""
    partial_results.append(newest)
    if len(partial_results) > 1 and hasattr(partial_results[-2], "faded"):
        partial_results[-2] = partial_results[-2].faded()


def _do(number: int, content: bytes, stopped: set[int], say: Callable[[int, str, object], None]) -> None:
    """Say every partial result of pickled work until it ends or is stopped; either way it may clean up after itself."""
    if number in stopped:
        return
    work = pickle.loads(content)
    with closing(work.partial_results()) as partial_results:
        for partial_result in partial_results:
            say(number, "partial result", (work.share(partial_result), partial_result))
            if number in stopped:
                return


def main() -> None:
    """The process: begins what it is sent, one after another, until the pipe to its server is closed."""
    with suppress(AttributeError, OSError):  # not at the idle priority: on a busy host it would never get on
        os.nice(NICE)
    answers, sys.stdout = os.fdopen(os.dup(1), "wb"), sys.stderr
    os.dup2(2, 1)
    begun: queue.Queue[tuple[int, bytes]] = queue.Queue()
    stopped: set[int] = set()

    def listen() -> None:
        """Whatever ends it ends the process: nobody could be heard any more."""
        try:
            while True:
                command, number, content = pickle.load(sys.stdin.buffer)
                match command:
                    case "begin":
                        begun.put((number, content))
                    case "stop":
                        stopped.add(number)
                    case _:
                        raise ValueError(f"command {command!r} is not one of 'begin', 'stop'")
        finally:
            os._exit(0)

    def say(number: int, kind: str, content: object) -> None:
        pickle.dump((number, kind, content), answers)
        answers.flush()

    threading.Thread(target=listen, daemon=True).start()
    with bare_keras.alone():
        while True:
            number, content = begun.get()
            error = ""
            try:
                _do(number, content, stopped, say)
            except Exception as raised:  # whatever it was, the one who waits for it has to hear of it
                error = sentence(raised)
            say(number, "ended", error)


if __name__ == "__main__":
    main()
