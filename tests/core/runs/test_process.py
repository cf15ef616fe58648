"""A run's process is known again, whatever becomes of its number and of the clock."""

import json

import psutil
import pytest

from core.runs import process


def test_a_number_that_was_given_to_another_process_is_not_the_job(tmp_path):
    process.claim(tmp_path)
    assert process.is_alive(tmp_path)
    noted = json.loads((tmp_path / "process.json").read_text())
    other = {"created": noted["created"] - 60, "since_boot": noted["since_boot"] - 60}
    (tmp_path / "process.json").write_text(json.dumps(noted | other))
    assert not process.is_alive(tmp_path)
    for broken in ("", "[]", '{"pid": "x", "created": 1}', '{"pid": 99999999, "created": 1}'):
        (tmp_path / "process.json").write_text(broken)
        assert not process.is_alive(tmp_path)


@pytest.mark.parametrize("set_by", [-86_400, 2, 86_400])
def test_a_clock_that_is_set_kills_nobody(set_by, tmp_path, monkeypatch):
    """Linux counts both from a time of boot that moves with the clock."""
    process.claim(tmp_path)
    boot, created = psutil.boot_time(), psutil.Process().create_time()
    monkeypatch.setattr(psutil, "boot_time", lambda: boot + set_by)
    monkeypatch.setattr(psutil.Process, "create_time", lambda self: created + set_by)
    assert process.is_alive(tmp_path)
