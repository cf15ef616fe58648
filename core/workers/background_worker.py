"""Work in a process of its own, one piece after another: pages stay quick, and TensorFlow stays out of the server.

A piece of work is anything that can be pickled and has `frames()`, which yields what it has so far; a frame that has
`faded()` is kept as what that returns once the next one is there. The process is started with the first piece (`python
-m core.workers.background_worker`), gives way to everything else on the machine, rests when it has long had nothing to
do, and ends with the process that started it. Whatever it cannot do it says; if it is killed, the work it had ends with
a sentence.
"""

import os
import pickle
import queue
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from core import paths

AT_MOST = 8
KEPT = 24
IDLE = 600
NICE = 19


class WorkshopError(Exception):
    """Work that cannot be begun now; the message says why."""


@dataclass(eq=False)
class Piece:
    """A piece of work as its owner sees it: its `frames` so far, whether it was `stopped`, and how it ended."""

    number: int
    frames: list = field(default_factory=list)
    stopped: bool = False
    error: str = ""
    done: threading.Event = field(default_factory=threading.Event)


class Workshop:
    """The work that one server has begun, by name; what has ended is kept until KEPT newer pieces have."""

    def __init__(self):
        self._lock, self._numbers = threading.RLock(), iter(range(sys.maxsize))
        self._process, self._pieces, self._named = None, {}, {}

    def find(self, name):
        """The Piece called so, or None."""
        return self._named.get(name)

    def begin(self, name, work):
        """The Piece of this name, begun if there is none or it has failed.

        Raises WorkshopError where too many wait or no process can be started.
        """
        with self._lock:
            known = self._named.get(name)
            if known and not known.error:
                return known
            if len(self._pieces) >= AT_MOST:
                raise WorkshopError(f"{AT_MOST} pieces of work are waiting already; try again when one has ended")
            content = pickle.dumps(work)
            if self._process is None or self._process.poll() is not None:
                self._process, self._pieces = _process(), {}
                threading.Thread(target=self._hear, args=(self._process, self._pieces), daemon=True).start()
            piece = Piece(next(self._numbers))
            self._named.pop(name, None)
            self._pieces[piece.number] = self._named[name] = piece
            self._tell(("begin", piece.number, content))
            for old in [key for key, one in self._named.items() if one.done.is_set()][:-KEPT]:
                del self._named[old]
        return piece

    def forget(self, name):
        """Let a piece be begun anew."""
        with self._lock:
            self._named.pop(name, None)

    def stop(self, piece):
        """End a piece of work where it is; its frames so far stay."""
        with self._lock:
            if piece.number in self._pieces:
                piece.stopped = True
                self._tell(("stop", piece.number, None))

    def ahead(self, piece):
        """How many pieces come before this one."""
        with self._lock:
            return sum(number < piece.number for number in self._pieces) if piece.number in self._pieces else 0

    def close(self):
        """End the process, and with it all work."""
        with self._lock:
            process, self._process = self._process, None
        if process:
            with suppress(OSError):
                process.stdin.close()
            process.wait()

    def _rest_if_idle(self):
        """IDLE seconds after a piece has ended; the next one to end asks again."""
        with self._lock:
            if not self._pieces:
                self.close()

    def _ask_for_rest(self):
        timer = threading.Timer(IDLE, self._rest_if_idle)
        timer.daemon = True
        timer.start()

    def _tell(self, message):
        with suppress(OSError):  # a process that has died is noticed by the thread that hears it
            pickle.dump(message, self._process.stdin)
            self._process.stdin.flush()

    def _hear(self, process, pieces):
        """Until the process ends: note what it says of its pieces."""
        with suppress(EOFError, OSError, pickle.UnpicklingError):
            while True:
                number, kind, content = pickle.load(process.stdout)
                with self._lock:
                    if kind == "frame":
                        _add(pieces[number].frames, content)
                    else:
                        _end(pieces.pop(number), content)
                        self._ask_for_rest()
        process.wait()
        with self._lock:
            for number in list(pieces):
                _end(pieces.pop(number), "its process ended without a word: it was killed, or memory ran out")


def _process():
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "core.workers.background_worker"],
            cwd=Path(__file__).parents[2],
            env={**os.environ, **paths.variables()},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
    except OSError as error:
        raise WorkshopError(f"no process can be started: {error}") from error


def _add(frames, frame):
    """Whoever reads meanwhile finds the last frame whole."""
    frames.append(frame)
    if len(frames) > 1 and hasattr(frames[-2], "faded"):
        frames[-2] = frames[-2].faded()


def _end(piece, error):
    piece.error = error
    piece.done.set()


def _give_way():
    """Let everything else on the machine go first, as far as the system knows how to."""
    with suppress(AttributeError, OSError):
        os.nice(NICE)
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def main():
    _give_way()
    voice, sys.stdout = os.fdopen(os.dup(1), "wb"), sys.stderr
    os.dup2(2, 1)
    wanted, stopped = queue.Queue(), set()

    def hear():
        """Whatever ends it ends the process: nobody could be heard any more."""
        try:
            while True:
                word, number, work = pickle.load(sys.stdin.buffer)
                if word == "stop":
                    stopped.add(number)
                else:
                    wanted.put((number, work))
        finally:
            os._exit(0)

    def say(*message):
        pickle.dump(message, voice)
        voice.flush()

    threading.Thread(target=hear, daemon=True).start()
    while True:
        number, content = wanted.get()
        error = ""
        try:
            for frame in () if number in stopped else pickle.loads(content).frames():
                say(number, "frame", frame)
                if number in stopped:
                    break
        except Exception as raised:  # whatever it was, the one who waits for it has to hear of it
            error = str(raised) or type(raised).__name__
        say(number, "ended", error)


if __name__ == "__main__":
    main()
