"""The command `convscope`: it opens the dashboard, or runs one of the commands of `core`."""

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

HOME = Path(__file__).parent / "Home.py"
COMMANDS = {
    "train": ("core.training.__main__", "train one of our networks and write the run"),
    "experiments": ("core.experiments", "train a grid of networks"),
    "measure": ("core.measures.__main__", "measure runs on their test images"),
    "reproduce": ("core.reproduce.__main__", "measure our side of every published number"),
    "export": ("core.export", "write a run's network as .keras, .npz, Python script or .zip"),
}


def main(arguments: Sequence[str] | None = None):
    """What is not a command is an option of `streamlit run`, such as `--server.port=8502`."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] in COMMANDS:
        module, _ = COMMANDS[given[0]]
        importlib.import_module(module).main(given[1:])
    elif given in (["-h"], ["--help"]):
        print(usage())
    elif given and not given[0].startswith("-"):
        sys.exit(f"error: {given[0]!r} is not one of {', '.join(COMMANDS)}; without a command the dashboard opens")
    else:
        _open_dashboard(given)


def usage():
    """Every command in a line."""
    lines = [f"  convscope {name:12} {does}" for name, (_, does) in COMMANDS.items()]
    return "\n".join(
        [
            "  convscope              open the dashboard (options are those of `streamlit run`)",
            *lines,
            "What a command takes: convscope train --help",
        ]
    )


def _open_dashboard(options):
    """As `streamlit run` from any folder: Streamlit finds our settings in the .streamlit beside Home.py."""
    from streamlit.web import cli

    cli.main(["run", str(HOME), *options], prog_name="streamlit")
