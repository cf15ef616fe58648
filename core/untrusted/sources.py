"""A stranger's file, or each file in their zip, as a stream: nothing is unpacked whole, and no more than is allowed."""

import gzip
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from core.untrusted import zip_files
from core.untrusted.zip_files import Limits

GZIP = b"\x1f\x8b"
HEAD = 300
PIECE = 1 << 18
MEGABYTE = 1 << 20


class Unreadable(ValueError):
    """One file of several is damaged."""


class Budget:
    """How many bytes may still be unpacked of `limit`, and how far that is of a `total`, told to `report`."""

    def __init__(self, limit: int, total: int, report: Callable[[float], None]) -> None:
        self._limit, self._total, self._report = limit, total, report
        self._spent, self._told = 0, 0.0

    def spend(self, count: int) -> None:
        """So many bytes were unpacked. Raises ValueError where that is too many."""
        self._spent += count
        if self._spent > self._limit:
            raise ValueError(f"what is in this file unpacks to more than {self._limit // MEGABYTE} MB")
        share = min(self._spent / max(self._total, 1), 1.0)
        if share - self._told > 0.02:
            self._told = share
            self._report(share)


@dataclass(frozen=True)
class Source:
    """A file that can be opened again and again; `name` as its owner gave it."""

    name: str
    _opened: Callable[[], BinaryIO]
    _budget: Budget

    def open(self) -> "Stream":
        """From its beginning."""
        return Stream(Unpacked(self.name, self._opened, self._budget), PIECE)

    @property
    def head(self) -> bytes:
        """Its first HEAD bytes, or fewer."""
        return Unpacked(self.name, self._opened, None).read(HEAD) or b""

    def read(self, most: int) -> bytes:
        """All of it. Raises ValueError for more than `most` bytes."""
        content = self.open().read(most + 1)
        if len(content) > most:
            raise ValueError(f"{self.name!r} has more than {most // MEGABYTE} MB")
        return content

    def unzipped(self) -> "Source":
        """What a gzip file holds."""
        return Source(self.name.removesuffix(".gz"), lambda: gzip.GzipFile(fileobj=self._opened()), self._budget)  # type: ignore[return-value, arg-type]


class Unpacked(io.RawIOBase):
    """Bytes of a source as they are unpacked; what is damaged raises a ValueError, which `failure` keeps."""

    def __init__(self, name: str, opened: Callable[[], BinaryIO], budget: Budget | None) -> None:
        self._name, self._budget, self.failure = name, budget, ""
        try:
            self._file = opened()
        except Exception as error:
            raise Unreadable(f"{name!r} is damaged or cut off") from error

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """As RawIOBase has it."""
        try:
            piece = self._file.read(len(buffer))
        except MemoryError:
            raise  # it is large, not damaged
        except Exception as error:  # a wrong checksum, a broken stream: all the same to its owner
            self.failure = f"{self._name!r} is damaged or cut off"
            raise Unreadable(self.failure) from error
        if self._budget:
            try:
                self._budget.spend(len(piece))
            except ValueError as error:
                self.failure = str(error)
                raise
        buffer[: len(piece)] = piece
        return len(piece)


class Stream(io.BufferedReader):
    """An opened Source."""

    @property
    def failure(self) -> str:
        """Why it could not be read on, for libraries that swallow what it raised; "" where it could."""
        return str(self.raw.failure)  # type: ignore[attr-defined]

    def exactly(self, count: int) -> bytes:
        """So many bytes. Raises ValueError where there are fewer."""
        content = self.read(count)
        if len(content) < count:
            raise ValueError("it ends before all of it is there: it is cut off")
        return content


def of_content(name: str, content: bytes, limit: int, report: Callable[[float], None]) -> Source:
    """A file whose bytes are there; of a gzip file it is not known how far it is."""
    return Source(name, lambda: io.BytesIO(content), Budget(limit, len(content), report))


def of_zip(content: bytes, limits: Limits, report: Callable[[float], None]) -> Iterator[Source]:
    """The files in a zip archive, in its order; folders are left out. Raises ValueError as `zip_files.check`."""
    archive = zip_files.opened(content, limits)
    files = [entry for entry in archive.infolist() if not entry.is_dir()]
    budget = Budget(limits.total, sum(entry.file_size for entry in files), report)
    for entry in files:
        yield Source(entry.filename, lambda entry=entry: _within(archive, entry), budget)  # type: ignore[misc]


def _within(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> BinaryIO:
    return archive.open(entry)  # type: ignore[return-value]
