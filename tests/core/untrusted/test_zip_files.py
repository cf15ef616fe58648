"""Zip archives from strangers: what is read, and the sentence for each attack."""

import io
import stat
import struct
import zipfile
import zlib

import pytest

from core.untrusted import zip_files
from core.untrusted.zip_files import MEGABYTE, Limits


def archive(*entries, method=zipfile.ZIP_DEFLATED):
    """An archive of `(name or ZipInfo, content)` pairs."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as writing:
        for name, content in entries:
            writing.writestr(name, content)
    return file.getvalue()


def renamed(content, old, new):
    """The archive with a name changed where zipfile itself would not write it; both have the same length."""
    assert len(old) == len(new)
    return content.replace(old, new)


def directory_changed(content, offset, form, value):
    """The archive with a field of its first directory entry overwritten."""
    changed = bytearray(content)
    struct.pack_into(form, changed, content.index(b"PK\x01\x02") + offset, value)
    return bytes(changed)


def test_files_come_back_in_order_without_folders():
    files = {"config.json": b"{}", "assets/words.txt": b"abc" * 1000, "model.weights.h5": b""}
    content = archive(("assets/", b""), *files.items())
    assert zip_files.read(content) == files
    assert list(zip_files.read(content)) == list(files)
    assert zip_files.read(archive(*files.items(), method=zipfile.ZIP_STORED)) == files


@pytest.mark.parametrize("name", ["../evil", "a/../../evil", "/etc/passwd", "C:/evil", "a//b", "./a"])
def test_names_that_lead_out(name):
    with pytest.raises(ValueError, match="could lead out of the archive; plain relative names are allowed"):
        zip_files.read(archive((name, b"x")))


@pytest.mark.parametrize("name", [b"..\\evil", b"\\etc\\pw"])
def test_names_that_zipfile_would_tidy_up(name):
    content = renamed(archive(("a" * len(name), b"x")), b"a" * len(name), name)
    with pytest.raises(ValueError, match="could lead out of the archive"):
        zip_files.read(content)


@pytest.mark.parametrize("name", [b"nul\x00byt", b"Icon\r", b"bell\x07"])
def test_names_that_cannot_be_printed(name):
    content = renamed(archive(("a" * len(name), b"x")), b"a" * len(name), name)
    with pytest.raises(ValueError, match="has characters that cannot be printed; rename that file"):
        zip_files.read(content)


@pytest.mark.parametrize("name", ["Screenshot at 9.41.00\u202fAM.png", "12:30.png", "a\u00a0b", "\u0646\u0645.png"])
def test_names_as_systems_give_them(name):
    assert list(zip_files.read(archive((name, b"x")))) == [name]


def test_links_and_devices():
    for mode, word in ((stat.S_IFLNK, "a symbolic link"), (stat.S_IFIFO, "a device"), (stat.S_IFCHR, "a device")):
        entry = zipfile.ZipInfo("config.json")
        entry.external_attr = (mode | 0o777) << 16
        with pytest.raises(ValueError, match=f"entry 'config.json' is {word}"):
            zip_files.read(archive((entry, b"/etc/passwd")))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice():
    with pytest.raises(ValueError, match=r"entry 'config.json' is in the archive 2 times"):
        zip_files.read(archive(("config.json", b"1"), ("config.json", b"2")))


def test_encrypted():
    content = directory_changed(archive(("config.json", b"{}")), 8, "<H", 1)
    with pytest.raises(ValueError, match=r"entry 'config.json' is encrypted"):
        zip_files.read(content)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_compression(method):
    with pytest.raises(ValueError, match=f"is compressed by method {method}; stored or deflated is read"):
        zip_files.read(archive(("config.json", b"{}"), method=method))


def test_too_many_entries():
    with pytest.raises(ValueError, match="the archive has 4 entries, more than 3"):
        zip_files.read(archive(*((str(number), b"") for number in range(4))), Limits(entries=3))
    with pytest.raises(ValueError, match="the archive has more than 3 entries"):
        zip_files.read(archive(*((str(number), b"") for number in range(400))), Limits(entries=3))


def test_bombs():
    bomb = archive(("model.weights.h5", bytes(40 * MEGABYTE)))
    with pytest.raises(ValueError, match="would unpack to more than 200 times its size, as bombs do"):
        zip_files.read(bomb)
    with pytest.raises(ValueError, match=r"entry 'model.weights.h5' unpacks to more than 39 MB"):
        zip_files.read(bomb, Limits(entry=39 * MEGABYTE))
    small = archive(*((str(number), bytes(MEGABYTE)) for number in range(9)))
    assert len(zip_files.read(small)) == 9
    with pytest.raises(ValueError, match="the archive unpacks to more than 8 MB"):
        zip_files.read(small, Limits(total=8 * MEGABYTE))


def test_sizes_that_lie():
    content = archive(("config.json", b"x" * 1000))
    with pytest.raises(ValueError, match=r"'config.json' unpacks to more than 64 MB"):
        zip_files.read(directory_changed(content, 24, "<I", 4_000_000_000))
    with pytest.raises(ValueError, match="holds 1000 bytes, the directory says 2000"):
        zip_files.read(directory_changed(content, 24, "<I", 2000))
    with pytest.raises(ValueError, match="is damaged or cut off"):
        zip_files.read(directory_changed(content, 24, "<I", 10))
    cheating = directory_changed(content, 24, "<I", 10)
    cheating = directory_changed(cheating, 16, "<I", zlib.crc32(b"x" * 10))
    assert zip_files.read(cheating) == {"config.json": b"x" * 10}


def test_a_bomb_that_claims_to_be_small_is_not_unpacked_further():
    bomb = directory_changed(archive(("config.json", bytes(40 * MEGABYTE))), 24, "<I", 1000)
    with pytest.raises(ValueError, match=r"entry 'config.json' is damaged or cut off"):
        zip_files.read(bomb)


def test_a_wrong_checksum():
    content = bytearray(archive(("config.json", b"abcdefgh"), method=zipfile.ZIP_STORED))
    content[content.index(b"abcdefgh")] ^= 1
    with pytest.raises(ValueError, match=r"entry 'config.json' is damaged or cut off"):
        zip_files.read(bytes(content))


def test_cut_off_anywhere():
    content = archive(("config.json", b"{}"), ("model.weights.h5", bytes(range(256)) * 8), method=zipfile.ZIP_STORED)
    for keep in range(4, len(content)):
        with pytest.raises(ValueError, match="the archive is damaged or cut off"):
            zip_files.read(content[:keep])
    for keep in range(4):
        with pytest.raises(ValueError, match="this is not a zip archive"):
            zip_files.read(content[:keep])
