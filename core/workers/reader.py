"""Files from strangers are read in a process of their own: a crash, a hang or a flood of memory there costs a sentence.

The process (`python -m core.workers.reader`) is started with the first file and kept for the next ones. It may open no
file, write none, and use bounded memory, as far as the system has such limits (`core.untrusted.confinement`). On every
system no file is larger than LARGEST, one that takes too long or too much memory ends the process, and it ends with the
process that started it. What comes back is an .npz, which is never unpickled, or a sentence.
"""

import codecs
import gzip
import io
import os
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any, BinaryIO

import numpy as np
import psutil
from PIL import Image

from core import keras_io, networks
from core.datasets import file_formats, own_data_set
from core.datasets.own_data_set import Report, silent
from core.digits import photo_decoding
from core.networks.architecture import Architecture
from core.networks.layers import Conv2D, Dense, Flatten
from core.runs import zip_archive
from core.untrusted import confinement
from core.workers import messages

LARGEST = 64 << 20
LARGEST_ANSWER = 128 << 20
LARGEST_DATA_SET = 128 << 20
LARGE = 24 << 20
AT_ONCE = 2
SECONDS = 10
SECONDS_OF_DATA_SET = 120
SECONDS_TO_START = 60
WATCHED_EVERY = 0.05  # seconds
READY, ANSWER, REFUSAL, PROGRESS = range(4)
NAMED = 255  # before the content of a file, what it is called
LONGEST_NAME = 300
TOO_MUCH_MEMORY = f"this file cannot be read: it needs more than {confinement.MEMORY >> 20} MB of memory"


@dataclass(frozen=True)
class Kind:
    """How a file is `parsed` in the reading process, bytes to a value; `written` there and `loaded` here as .npz.

    `parsed` is given the bytes, and where it `reports` the file's name and a Report besides. At most `largest` bytes
    are read, for as long as `seconds()`.
    """

    parsed: Callable[..., Any]
    written: Callable[[Any, BinaryIO], object]
    loaded: Callable[[BinaryIO], object]
    reports: bool = False
    largest: int = LARGEST
    seconds: Callable[[], float] = lambda: SECONDS


def _write_network(network: networks.Network, file: BinaryIO) -> None:
    network.save(file, write=np.savez)


def _write_picture(picture: np.ndarray, file: BinaryIO) -> None:
    np.savez(file, picture=picture)


def _load_picture(file: BinaryIO) -> np.ndarray:
    with np.load(file, allow_pickle=False) as archive:
        return archive["picture"]


KINDS = {
    "network": Kind(lambda content: keras_io.read(content), _write_network, networks.load),
    "image": Kind(photo_decoding.decode, _write_picture, _load_picture),
    "run": Kind(zip_archive.read, lambda content, file: file.write(content), lambda file: file.read()),
    "data set": Kind(
        file_formats.read,
        own_data_set.save,
        own_data_set.load,
        reports=True,
        largest=LARGEST_DATA_SET,
        seconds=lambda: SECONDS_OF_DATA_SET,
    ),
}


class Reader:
    """Reads files of strangers, one after another; several threads may ask at once.

    `limits` are those of `confinement.LIMITS` that the system holds its process to, empty before the first file.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self.limits: tuple[str, ...] = ()

    def read(self, kind: str, content: bytes, name: str = "", report: Report = silent) -> object:
        """What `content` (the bytes of a file called `name`) holds, by `kind`; `report(share)` hears how far it is.

        A Network for "network", float32 `(height, width)` in [0, 1] for "image", the bytes of a checked .zip for "run",
        an OwnDataSet for "data set". Raises ValueError, one sentence, for everything that cannot be read.
        """
        if kind not in KINDS:
            raise ValueError(f"kind {kind!r} is not one of {', '.join(KINDS)}")
        if len(content) > (most := KINDS[kind].largest):
            raise ValueError(f"this file has {len(content) / (1 << 20):.0f} MB; at most {most >> 20} MB are read")
        with self._lock:
            word, answer = self._ask(list(KINDS).index(kind), content, name, report)
        if word == REFUSAL:
            raise ValueError(" ".join(answer.decode(errors="replace").split())[:500])
        try:
            return KINDS[kind].loaded(io.BytesIO(answer))
        except Exception as error:  # the process has read bytes of a stranger: it is not believed either
            self.close()
            raise ValueError("this file cannot be read: the process that read it answered in an unknown way") from error

    def close(self) -> None:
        """End the process; the next file starts another."""
        with self._lock:
            self._end()

    def _ask(self, number: int, content: bytes, name: str, report: Report) -> tuple[int, bytes]:
        """The process's answer to one file, or a refusal in its place when it dies or takes too long.

        A process that dies after it has read other files is replaced, and asked again: theirs may have been the fault.
        """
        process, seconds = self._process, list(KINDS.values())[number].seconds()
        used = process is not None and process.poll() is None
        try:
            if process is None or not used:
                self._end()
                process = self._process = _started()
                _, limits = _exchange(process, SECONDS_TO_START, None)
                self.limits = tuple(limits.decode().split(", "))
            return _exchange(process, seconds, partial(_send, number, content, name), report)
        except TimeoutError:
            sentence = f"this file cannot be read: it takes more than {seconds} seconds"
        except MemoryError:
            sentence = TOO_MUCH_MEMORY
        except (EOFError, OSError):
            sentence = "this file cannot be read: the process that tried has crashed or ran out of memory"
            if used:
                self._end()
                return self._ask(number, content, name, report)
        except BaseException:  # of `report`: nobody waits for this file any more
            self._end()
            raise
        self._end()
        return REFUSAL, sentence.encode()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process:
            process.kill()
            for pipe in filter(None, (process.stdin, process.stdout)):
                with suppress(OSError):  # what could not be sent is lost with it
                    pipe.close()
            process.wait()


class Readers:
    """Readers, at most so many at once that a file which takes long does not hold up everybody's; one is kept."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._places, self._lock = threading.Semaphore(at_once), threading.Lock()
        self._idle: list[Reader] = []

    def read(self, kind: str, content: bytes, name: str = "", report: Report = silent) -> object:
        """As `Reader.read`, as soon as there is a place."""
        with self._places:
            with self._lock:
                reader = self._idle.pop() if self._idle else Reader()
            try:
                return reader.read(kind, content, name, report)
            finally:
                with self._lock:
                    kept = not self._idle
                    if kept:
                        self._idle.append(reader)
                if not kept:
                    reader.close()

    def close(self) -> None:
        """End the process that is kept; the next file starts another."""
        with self._lock:
            while self._idle:
                self._idle.pop().close()


def _send(number: int, content: bytes, name: str, pipe: IO[bytes]) -> None:
    messages.send(pipe, NAMED, name.encode(errors="replace")[:LONGEST_NAME])
    messages.send(pipe, number, content)


def _exchange(
    process: subprocess.Popen[bytes],
    seconds: float,
    say: Callable[[IO[bytes]], None] | None,
    report: Report = silent,
) -> tuple[int, bytes]:
    """Say something and hear the answer; a process that takes longer, or too much memory, is killed.

    Raises TimeoutError or MemoryError then, EOFError or OSError where it ended by itself.
    """
    answered = threading.Event()
    killed_for: list[Exception] = []
    watch = threading.Thread(target=_watch, args=(process, seconds, answered, killed_for), daemon=True)
    watch.start()
    try:
        if process.stdin is None or process.stdout is None:
            raise EOFError
        if say:
            say(process.stdin)
        while (answer := messages.receive(process.stdout, LARGEST_ANSWER))[0] == PROGRESS:
            report(_share(answer[1]))
        return answer
    except (EOFError, OSError):
        if killed_for:
            raise killed_for[0] from None
        raise
    finally:
        answered.set()
        watch.join()


def _share(said: bytes) -> float:
    """What the process says of its progress, whatever it says."""
    return said[0] / 255 if said else 0.0


def _watch(
    process: subprocess.Popen[bytes], seconds: float, answered: threading.Event, killed_for: list[Exception]
) -> None:
    """Kill a process that has not `answered` in time or takes more memory than it may; `killed_for` hears why."""
    until = time.monotonic() + seconds
    with suppress(psutil.Error):
        watched = psutil.Process(process.pid)
        while not answered.wait(WATCHED_EVERY):
            if time.monotonic() > until:
                killed_for.append(TimeoutError())
            elif watched.memory_info().rss > confinement.MEMORY:
                killed_for.append(MemoryError())
            if killed_for:
                return process.kill()


def _started() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "core.workers.reader"],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _answer(number: int, content: bytes, name: str = "", report: Report = silent) -> tuple[int, bytes, bool]:
    """`(word, content, whether the process is still sound)` for one file."""
    kind, file = list(KINDS.values())[number], io.BytesIO()
    try:
        parsed = kind.parsed(content, name, report) if kind.reports else kind.parsed(content)
        kind.written(parsed, file)
        if file.tell() > LARGEST_ANSWER:
            takes, most = file.tell() / (1 << 20), LARGEST_ANSWER / (1 << 20)
            raise ValueError(f"what is in this file takes {takes:.0f} MB; at most {most:.0f} MB are read")
        return ANSWER, file.getvalue(), True
    except ValueError as error:
        sentence, sound = str(error), True
    except MemoryError:
        sentence, sound = TOO_MUCH_MEMORY, False
    except Exception as error:  # none is known; whoever waits hears its name
        sentence, sound = f"this file cannot be read: {type(error).__name__}", False
    return REFUSAL, sentence.encode(errors="replace"), sound


def _warm_up() -> None:
    """Read a file of every sort: Python loads some of what that takes only then, and files cannot be opened later."""
    import h5py

    codecs.lookup("cp437")  # the names in old zip archives
    Image.init()  # a JPEG may turn out to be two in one, which is another plugin's
    architecture = Architecture((Conv2D(1), Flatten(), Dense(2, "softmax")), (5, 5, 1))
    _answer(0, keras_io.write(networks.initialise(architecture, 0)))
    for text in (str, np.bytes_):  # HDF5 has texts with an encoding and without
        file = io.BytesIO()
        with h5py.File(file, "w") as whole_model:
            whole_model.attrs["keras_version"], whole_model.attrs["model_config"] = [text("3")], text("{}")
        _answer(0, file.getvalue())
    number = list(KINDS).index("data set")
    whole = np.zeros((9, 4, 4), np.uint8)
    for lines in (
        b"label,a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p\n4" + b",0" * 16 + b"\n7" + b",.5" * 15 + b",x\n",
        b'"',
        b"1,2",
    ):
        _answer(number, lines, "warm.csv")
    for array in (whole, whole / 9, whole.astype(np.float32) - 2):
        file = io.BytesIO()
        np.savez_compressed(file, images=array, labels=np.array(["a"] * 9))
        _answer(number, file.getvalue())
        _answer(number, gzip.compress(file.getvalue()))
    for form in photo_decoding.FORMATS:
        file = io.BytesIO()
        Image.new("RGB", (5, 5)).save(file, form, **({} if form == "BMP" else {"exif": Image.Exif()}))
        _answer(1, file.getvalue())
        _answer(1, file.getvalue()[:-9])
        pictures = io.BytesIO()
        with zipfile.ZipFile(pictures, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("4/a.png", file.getvalue())
        _answer(number, pictures.getvalue())


def main() -> None:
    """The process: reads the files that it is sent, until the pipe to its owner is closed or it is not sound."""
    hearing, voice = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _warm_up()
    limits = confinement.confine()
    messages.send(voice, READY, ", ".join(limits).encode())
    sound = True

    def report(share: float) -> None:
        messages.send(voice, PROGRESS, bytes([round(255 * min(max(share, 0), 1))]))

    while sound:
        try:
            _, name = messages.receive(hearing, LONGEST_NAME)
            number, content = messages.receive(hearing, LARGEST_DATA_SET)
        except EOFError:
            break
        confinement.end_after(round(2 * list(KINDS.values())[number].seconds()))
        word, answer, sound = _answer(number, content, name.decode(errors="replace"), report)
        sound = sound and max(len(content), len(answer)) < LARGE  # else the next file would begin with less memory
        messages.send(voice, word, answer)
        confinement.end_after(0)
    os._exit(0)


if __name__ == "__main__":
    main()
