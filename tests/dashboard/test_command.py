"""The command `convscope`: the dashboard with its settings, and the commands of `core` by shorter names."""

import importlib
import tomllib
from pathlib import Path

import pytest

from core.networks.presets import PRESETS
from dashboard import command

ROOT = Path(__file__).parents[2]


def test_streamlit_finds_the_same_settings_in_the_repository_and_beside_home():
    """Hosts read the first, Streamlit reads the second from wherever it is started."""
    first, second = (ROOT / room / ".streamlit" / "config.toml" for room in (".", "dashboard"))
    assert first.read_text() == second.read_text(), f"copy {first} to {second}"
    assert command.HOME.parent == second.parents[1]
    assert command.HOME.is_file()


def test_the_browser_hears_what_streamlit_cloud_says():
    """Streamlit's own list has its test hosts besides."""
    from streamlit import config

    heard = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["client"]["allowedOrigins"]
    known = config._DEFAULT_ALLOWED_MESSAGE_ORIGINS
    assert heard == [host for host in known if host in ("https://share.streamlit.io", "https://*.streamlit.app")]
    assert len(heard) == 2 < len(known)


@pytest.mark.parametrize("name", command.COMMANDS)
def test_each_command_is_that_of_its_module(name, capsys):
    module, _ = command.COMMANDS[name]
    said = []
    for main, arguments in ((command.main, [name, "--help"]), (importlib.import_module(module).main, ["--help"])):
        with pytest.raises(SystemExit, match="0"):
            main(arguments)
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    assert f"python -m {module.removesuffix('.__main__')}" in said[0]


def test_arguments_reach_the_command():
    with pytest.raises(SystemExit, match="error: preset 'lesson_rnn' is not one of " + ", ".join(PRESETS)):
        command.main(["train", "lesson_rnn"])


def test_help_names_every_command(capsys):
    command.main(["--help"])
    said = capsys.readouterr().out
    assert all(f"convscope {name}" in said for name in command.COMMANDS)


def test_what_is_no_command_is_told():
    with pytest.raises(SystemExit, match="error: 'trian' is not one of train, experiments, measure"):
        command.main(["trian"])
