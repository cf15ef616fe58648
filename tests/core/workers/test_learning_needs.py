"""What a process that learns needs, and what is left where a host gives its group less than the machine has."""

import psutil
import pytest

from core.workers import background_worker, learning_needs
from core.workers.task import TaskError

MB = 1_000_000


@pytest.fixture(autouse=True)
def machine(monkeypatch):
    """One with 3,000 MB to give away."""
    monkeypatch.setattr(psutil, "virtual_memory", lambda: type("Memory", (), {"available": 2500 * MB}))
    monkeypatch.setattr(psutil, "swap_memory", lambda: type("Swap", (), {"free": 500 * MB}))


def lay(root, lines, **groups):
    """A machine's files: the groups of this process, and for each folder its limit, usage and what can be reclaimed."""
    files = {"proc/self/cgroup": lines}
    for folder, (limit, usage, reclaimable) in groups.items():
        names = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
        if not folder.startswith("memory"):
            names = ("memory.max", "memory.current", "inactive_file")
        files |= {
            f"sys/fs/cgroup/{folder}/{name}": f"{text}\n" for name, text in zip(names, (limit, usage), strict=False)
        }
        files[f"sys/fs/cgroup/{folder}/memory.stat"] = f"anon 5\n{names[2]} {reclaimable}\nother 7\n"
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def test_without_groups_it_is_what_the_machine_has(tmp_path):
    assert learning_needs.left(tmp_path) == 3000 * MB
    assert learning_needs.left(lay(tmp_path, "0::/\n2:cpu:/app\n")) == 3000 * MB


@pytest.mark.parametrize(
    ("lines", "groups", "left"),
    [
        ("0::/\n", {"": (690 * MB, 300 * MB, 20 * MB)}, 410 * MB),  # a container sees its own group as the first
        ("0::/app/web\n", {"app/web": ("max", 300 * MB, 0), "app": (690 * MB, 400 * MB, 0)}, 290 * MB),
        ("0::/app\n", {"app": (9000 * MB, 100 * MB, 0)}, 3000 * MB),
        ("0::/app\n", {"app": (690 * MB, 700 * MB, 0)}, 0),
        ("4:memory:/app\n3:cpu:/other\n", {"memory/app": (690 * MB, 300 * MB, 90 * MB)}, 480 * MB),
        ("4:memory:/app\n", {"memory": (2**63 - 4096, 100, 0)}, 3000 * MB),
        ("4:memory:/hidden/from/inside\n", {"memory": (690 * MB, 200 * MB, 0)}, 490 * MB),
    ],
)
def test_the_narrowest_group_says_what_is_left(tmp_path, lines, groups, left):
    assert learning_needs.left(lay(tmp_path, lines, **groups)) == left


def test_a_process_that_would_starve_is_not_started(monkeypatch):
    learning_needs.check()
    monkeypatch.setattr(learning_needs, "left", lambda: 390 * MB)
    sentence = "there is too little memory: this takes about 500 MB, and 390 MB are left here"
    with pytest.raises(OSError, match=sentence):
        learning_needs.check()
    with pytest.raises(TaskError, match=sentence):
        background_worker.Worker().begin("name", work=None)


def test_what_is_not_installed_is_named(monkeypatch, tmp_path):
    (tmp_path / "left_behind").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    for missing in ("never_written", "left_behind"):
        with pytest.raises(
            OSError, match=f"{missing} is not installed here: everything but training and climbing works"
        ):
            learning_needs.check(("numpy", missing))
