"""A newcomer finds what is named: the test of a module in the same place, and the file that a comment sends to."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = {".py", ".js", ".css"}
OF_SEVERAL = {
    "core/test_public_names.py": "what notebooks rely on, from every room",
    "dashboard/compute/test_arenas.py": "what is asked of the C library when the room is entered",
    "core/networks/layers/test_every_kind.py": "loops over the table of kinds",
    "dashboard/test_comparing.py": "the pages that compare and train",
    "dashboard/test_experiments.py": "the pages that take a network apart",
    "dashboard/test_lessons.py": "lessons that are given, step by step, and one that is composed",
    "dashboard/test_lines.py": "every line of the source texts",
    "dashboard/test_other_networks.py": "every page, with networks as other people build them",
    "dashboard/test_own.py": "the pages of what a person brings",
    "dashboard/test_own_training.py": "a network that learns what a person brought",
    "dashboard/test_pages.py": "every page, for every preset",
    "dashboard/test_pictures.py": "the pages that climb, explain and fool",
    "dashboard/test_room.py": "a room, on the wall and on phones",
}


@pytest.mark.parametrize("package", ["core", "dashboard"])
def test_every_test_of_a_module_stands_where_the_module_does(package):
    tests = {file.relative_to(ROOT / "tests").as_posix() for file in (ROOT / "tests" / package).rglob("test_*.py")}
    modules = {name.replace("/test_", "/").replace("/main.py", "/__main__.py") for name in tests - OF_SEVERAL.keys()}
    assert len(modules) > 3
    assert [name for name in sorted(modules) if not (ROOT / name).is_file()] == []


def test_what_is_of_several_modules_is_there():
    assert all((ROOT / "tests" / name).is_file() for name in OF_SEVERAL)


def test_a_file_named_in_code_or_prose_is_there():
    """`core/runs/run.py` and the like; a name that is put together, or stands for any, has no such form."""
    named = re.compile(r"(?<![\w/.])(?:core|dashboard|tests)/[\w/]+\.(?:py|js|css|toml)\b")
    texts = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / ".streamlit").iterdir()]
    texts += [file for room in ("core", "dashboard") for file in (ROOT / room).rglob("*") if file.suffix in SOURCES]
    found = [(file, name) for file in texts for name in named.findall(file.read_text())]
    assert len(found) > 5
    assert [f"{file.relative_to(ROOT)}: {name}" for file, name in found if not (ROOT / name).is_file()] == []


def test_no_test_is_called_by_what_is_in_a_file(request):
    assert [item.nodeid[:200] for item in request.session.items if len(item.nodeid) > 600] == []
