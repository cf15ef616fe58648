"""The command `python -m core.export RUN --out FILE`: a run's network as a file; its ending says in which form."""

import argparse
import io
import sys
from collections.abc import Sequence
from pathlib import Path

from core import checks, keras_io, paths, runs
from core.keras_io import rebuild_script
from core.networks.network import Network
from core.runs import zip_archive
from core.runs.run import Run

FORMS = (".keras", ".npz", ".py", ".zip")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m core.export", description="Write a run's network as a file.")
    parser.add_argument("run", metavar="RUN", help="the key of a run, or its folder with a slash")
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        help="a .keras file, an .npz of the weights, a .py script that rebuilds it, or the whole run as .zip",
    )
    parser.add_argument("--step", type=int, help="the network as it was then; a .zip has every moment")
    given = parser.parse_args(arguments)
    try:
        run, out = runs.load(given.run), given.out
        checks.choice("the ending of --out", out.suffix, FORMS)
        content = zip_archive.packed(run) if out.suffix == ".zip" else _written(_network(run, given.step), run, out)
        paths.write_in_place(out, lambda file: file.write(content))
        if out.suffix == ".py":
            print(f"{out} reads {_weights_of(out)}: export that too")
        print(f"{run.key}: {len(content):,} bytes in {out}")
    except (runs.RunError, ValueError, OSError) as error:
        sys.exit(f"error: {error}")


def _network(run: Run, step: int | None) -> Network:
    """Raises ValueError where it has no trained network yet, RunError for a step that was not kept."""
    wanted = run.final_step if step is None else step
    if wanted is None:
        raise ValueError(f"run {run.key!r} has no trained network yet: its status is {run.status}")
    return run.network_at(wanted)


def _written(network: Network, run: Run, out: Path) -> bytes:
    match out.suffix:
        case ".keras":
            return keras_io.write(network)
        case ".npz":
            file = io.BytesIO()
            network.save(file)
            return file.getvalue()
        case ".py":
            return rebuild_script.rebuild(network, _weights_of(out).name, run.config).encode()
        case _:
            raise ValueError(f"a network is not written as {out.suffix!r}")


def _weights_of(script: Path) -> Path:
    return script.with_suffix(".npz")


if __name__ == "__main__":
    main()
