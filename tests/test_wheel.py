"""The wheel has everything: installed in a place of its own, `convscope` opens the dashboard from any folder."""

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

from core.networks.presets import PRESETS

ROOT = Path(__file__).parents[1]
OPEN = """
import json, sys
from pathlib import Path
from streamlit.testing.v1 import AppTest
import core, dashboard
from core import runs
assert Path(core.__file__).is_relative_to(sys.argv[1]), core.__file__
from dashboard import command
from streamlit import config
from streamlit.web import bootstrap
wanted = json.loads(sys.argv[2])
bootstrap.run = lambda *_: print({name: config.get_option(name) for name in wanted} == wanted)
try:
    command.main(["--server.headless=true"])
except SystemExit as ended:
    assert ended.code == 0, ended.code
app = AppTest.from_file(str(Path(dashboard.__file__).parent / "Home.py"), default_timeout=60).run()
print(app.title[0].value, len(runs.keys()), [error.message for error in app.exception])
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built of a copy, because building leaves things behind."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(["git", "checkout-index", "--all", f"--prefix={folder}/copy/"], cwd=ROOT, check=True)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, folder / "copy"]
    subprocess.run(command, check=True, capture_output=True)
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def test_every_file_that_is_tracked_is_in_it(wheel):
    listed = subprocess.run(
        ["git", "ls-files", "core", "dashboard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    tracked = {name for name in listed.stdout.splitlines() if not name.startswith("dashboard/screenshots/")}
    assert tracked
    assert tracked - set(wheel.namelist()) == set()


def test_it_asks_for_what_it_needs_and_for_no_more(wheel):
    metadata = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    needs = message_from_bytes(wheel.read(metadata)).get_all("Requires-Dist")
    names = {re.match(r"[\w-]+", need)[0] for need in needs if "extra ==" not in need}
    assert {"streamlit", "streamlit-drawable-canvas", "plotly", "numpy", "pandas", "keras", "h5py", "filelock"} <= names
    assert not names & {"pytest", "hypothesis", "ruff", "playwright"}


def test_it_brings_the_command(wheel):
    points = next(name for name in wheel.namelist() if name.endswith(".dist-info/entry_points.txt"))
    assert "convscope = dashboard.command:main" in wheel.read(points).decode()


def settings():
    """What `.streamlit/config.toml` says, by the names of Streamlit's options."""

    def walk(table, name):
        for key, value in table.items():
            inner = f"{name}.{key}" if name else key
            yield from walk(value, inner) if isinstance(value, dict) else [(inner, value)]

    return dict(walk(tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text()), ""))


def test_the_command_opens_it_from_another_folder_with_our_settings(wheel, tmp_path):
    wheel.extractall(tmp_path / "site")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site"), "CONVSCOPE_HOME": str(tmp_path / "home")}
    (tmp_path / "elsewhere").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", OPEN, str(tmp_path / "site"), json.dumps(settings())],
        cwd=tmp_path / "elsewhere",
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines() == ["True", f"Journey of a digit {len(PRESETS)} []"], done.stdout + done.stderr
