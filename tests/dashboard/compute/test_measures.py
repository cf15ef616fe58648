"""What is kept with a run is shown."""

from pathlib import Path

from core.measures import MEASURES

ROOT = Path(__file__).parents[3]


def test_some_page_asks_for_every_measure():
    asking = "\n".join(file.read_text() for file in (ROOT / "dashboard").rglob("*.py"))
    assert [name for name in MEASURES if f'"{name}"' not in asking] == []
