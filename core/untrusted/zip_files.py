"""Zip archives from strangers, read in memory and within bounds: nothing is written, and no header is believed."""

import io
import stat
import unicodedata
import zipfile
from collections import Counter
from dataclasses import dataclass

START = b"PK\x03\x04"
DIRECTORY_ENTRY = b"PK\x01\x02"
MEGABYTE = 1 << 20
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x41


@dataclass(frozen=True)
class Limits:
    """How many entries an archive may have, how large one and all may be (bytes), and how far one may be squeezed."""

    entries: int = 64
    entry: int = 64 * MEGABYTE
    total: int = 96 * MEGABYTE
    ratio: int = 200


def read(content: bytes, limits: Limits | None = None) -> dict[str, bytes]:
    """All files of a zip archive in `content` (bytes) as `{name: bytes}`, in the archive's order; folders are left out.

    Raises ValueError, one sentence, for what is no zip archive or a damaged one, for encrypted or repeated entries,
    links, names that lead out of the archive, unusual compression, and for anything beyond `limits`.
    """
    limits = limits or Limits()
    archive = opened(content, limits)
    files, left = {}, limits.total
    for entry in archive.infolist():
        if not entry.is_dir():
            files[entry.filename] = _content(archive, entry, limits.entry)
            left -= len(files[entry.filename])
            if left < 0:
                raise _too_large("the archive", limits.total)
    return files


def check(content: bytes, limits: Limits) -> None:
    """Raises ValueError as `read`, for what its directory already says: nothing is unpacked."""
    opened(content, limits)


def opened(content: bytes, limits: Limits) -> zipfile.ZipFile:
    """The archive, whose directory was checked. Raises ValueError as `read`; reading what is in it raises anything."""
    if not content.startswith(START):
        raise ValueError("this is not a zip archive")
    # ZipFile makes an object of every entry; a compressed entry holds these four bytes only by rare chance.
    if content.count(DIRECTORY_ENTRY) > 10 * limits.entries:
        raise ValueError(f"the archive has more than {limits.entries} entries")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except Exception as error:  # a damaged directory raises nearly anything
        raise ValueError("the archive is damaged or cut off: it has no directory that can be read") from error
    _check_list(archive.infolist(), limits)
    return archive


def _check_list(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    """What can be refused before anything is unpacked."""
    if len(entries) > limits.entries:
        raise ValueError(f"the archive has {len(entries)} entries, more than {limits.entries}")
    for entry in entries:
        _check_name(entry.orig_filename)
        _check_kind(entry)
        if entry.file_size > limits.entry:
            raise _too_large(f"entry {entry.filename!r}", limits.entry)
        if entry.file_size > max(MEGABYTE, limits.ratio * entry.compress_size):
            raise ValueError(
                f"entry {entry.filename!r} would unpack to more than {limits.ratio} times its size, as bombs do"
            )
    name, times = Counter(entry.filename for entry in entries).most_common(1)[0] if entries else ("", 0)
    if times > 1:
        raise ValueError(f"entry {_short(name)} is in the archive {times} times")
    if sum(entry.file_size for entry in entries) > limits.total:
        raise _too_large("the archive", limits.total)


def _check_name(name: str) -> None:
    parts = name.removesuffix("/").split("/")
    outside = name.startswith("/") or "\\" in name or name[1:2] == ":" or not {"", ".", ".."}.isdisjoint(parts)
    if outside:
        raise ValueError(f"entry name {_short(name)} could lead out of the archive; plain relative names are allowed")
    if not all(letter.isprintable() or unicodedata.category(letter) == "Zs" for letter in name):
        raise ValueError(f"entry name {_short(name)} has characters that cannot be printed; rename that file")


def _check_kind(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & ENCRYPTED:
        raise ValueError(f"entry {_short(entry.filename)} is encrypted")
    mode = entry.external_attr >> 16
    if stat.S_ISLNK(mode):
        raise ValueError(f"entry {_short(entry.filename)} is a symbolic link")
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise ValueError(f"entry {_short(entry.filename)} is a device, not a file")
    if entry.compress_type not in METHODS:
        raise ValueError(
            f"entry {_short(entry.filename)} is compressed by method {entry.compress_type}; stored or deflated is read"
        )


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    try:
        with archive.open(entry) as file:
            content = file.read(limit + 1)
    except Exception as error:  # a wrong checksum, a broken stream, a header elsewhere: all the same to its owner
        raise ValueError(f"entry {_short(entry.filename)} is damaged or cut off") from error
    if len(content) > limit:
        raise _too_large(f"entry {_short(entry.filename)}", limit)
    if len(content) != entry.file_size:
        raise ValueError(
            f"entry {_short(entry.filename)} holds {len(content)} bytes, the directory says {entry.file_size}"
        )
    return content


def _too_large(what: str, limit: int) -> ValueError:
    return ValueError(f"{what} unpacks to more than {limit // MEGABYTE} MB")


def _short(name: str) -> str:
    return repr(name if len(name) <= 60 else f"{name[:60]}...")
