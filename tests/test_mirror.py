"""The tests stand where the code stands: a newcomer finds the test of a module in the same place."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OF_SEVERAL = {
    "core/test_public_names.py": "what notebooks rely on, from every room",
    "core/networks/layers/test_every_kind.py": "loops over the table of kinds",
}


@pytest.mark.parametrize("package", ["core", "dashboard"])
def test_every_test_of_a_module_stands_where_the_module_does(package):
    """Directly in tests/dashboard are those that go through several pages."""
    tests = {
        file.relative_to(ROOT / "tests").as_posix(): file for file in (ROOT / "tests" / package).rglob("test_*.py")
    }
    alone = {name for name, file in tests.items() if name not in OF_SEVERAL and file.parent.name != "dashboard"}
    modules = {name.replace("/test_", "/") for name in alone}
    assert len(modules) > 3
    assert [name for name in sorted(modules) if not (ROOT / name).is_file()] == []


def test_what_is_of_several_modules_is_there():
    assert all((ROOT / "tests" / name).is_file() for name in OF_SEVERAL)
