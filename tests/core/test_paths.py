"""Files appear whole or not at all, also when many write at once."""

import threading

import pytest

from core import paths


def test_many_writers_leave_one_whole_file(tmp_path):
    contents = [{"writer": writer, "filling": "x" * 5000} for writer in range(4)]
    threads = [
        threading.Thread(
            target=lambda content=content: [paths.write_json(tmp_path / "a.json", content) for _ in range(50)]
        )
        for content in contents
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [file.name for file in tmp_path.iterdir()] == ["a.json"]
    assert '"filling"' in (tmp_path / "a.json").read_text()


def test_a_write_that_breaks_leaves_the_old_file(tmp_path):
    paths.write_json(tmp_path / "a.json", 1)

    def write(file):
        file.write(b"half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        paths.write_in_place(tmp_path / "a.json", write)
    assert (tmp_path / "a.json").read_text() == "1\n"
    assert len(list(tmp_path.iterdir())) == 1
