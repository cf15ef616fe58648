"""Starting the dashboard as the README says, on a free port of this machine."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
BROWSER_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
STREAMLIT = (sys.executable, "-m", "streamlit")


@dataclass(frozen=True)
class Server:
    """The dashboard, started as the README says."""

    address: str
    process: subprocess.Popen

    def stop(self):
        self.process.terminate()
        self.process.wait(10)

    def memory(self):
        """Resident memory of the server process in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) / 1024

    def mapped_files(self):
        """Names of the files that the server process has mapped: shared libraries among them."""
        return Path(f"/proc/{self.process.pid}/maps").read_text()


def start_server(folder, app="dashboard/Home.py", streamlit=STREAMLIT, **environment):
    """Run `app` with the command `streamlit`, log and home in `folder`, and wait until it is healthy."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (folder / "server.log").open("w")
    options = ["--server.headless=true", "--server.fileWatcherType=none", f"--server.port={port}"]
    process = subprocess.Popen(
        [*streamlit, "run", app, *options],
        cwd=ROOT,
        env={**os.environ, "CONVSCOPE_HOME": str(folder / "home"), **environment},
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(240):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health"):
                return Server(address, process)
        except OSError:
            time.sleep(0.25)
    process.kill()
    raise RuntimeError(f"the server did not start; see {log.name}")
