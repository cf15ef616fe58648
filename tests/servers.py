"""Starting the dashboard as the README says, on a free port of this machine."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")  # whole, as people have it
BROWSER_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
STREAMLIT = (sys.executable, "-m", "streamlit")


@dataclass(frozen=True)
class Server:
    """A running dashboard."""

    address: str
    process: subprocess.Popen

    def memory(self):
        """Resident memory of the server process in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) / 1024

    def mapped_files(self):
        """Names of the files that the server process has mapped: shared libraries among them."""
        return Path(f"/proc/{self.process.pid}/maps").read_text()


@contextmanager
def serve(folder, app="dashboard/Home.py", streamlit=STREAMLIT, **environment):
    """Run `app` with the command `streamlit`, log and home in `folder`: a healthy Server, ended whatever happens.

    Compiled modules are kept, as on a person's machine: without them a start takes a quarter of a second longer.
    """
    port = _free_port()
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    options = ["--server.headless=true", "--server.address=127.0.0.1", f"--server.port={port}"]
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(
            [*streamlit, "run", app, *options],
            cwd=ROOT,
            env={**kept, "CONVSCOPE_HOME": str(folder / "home"), **environment},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_healthy(address, process, log.name)
            yield Server(address, process)
        finally:
            process.terminate()
            process.wait(20)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_healthy(address, process, log):
    for _ in range(1200):
        if process.poll() is not None:
            break
        with suppress(OSError), urllib.request.urlopen(f"{address}/_stcore/health"):
            return
        time.sleep(0.05)
    raise RuntimeError(f"the server did not start; see {log}")
