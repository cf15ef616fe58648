"""The container, as `.ci/Dockerfile` says it is built and run: it answers, to visitors, and nobody in it is root.

Collected in CI where a Docker engine answers, see conftest.
"""

import subprocess
import time
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[1]
NAME = "convscope-tried"
WHO = "import getpass; from dashboard.session import visitor; print(getpass.getuser(), visitor.is_hosted())"


def docker(*arguments):
    done = subprocess.run(["docker", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=1200)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


@pytest.fixture(scope="module")
def container():
    docker("build", "-f", ".ci/Dockerfile", "-t", NAME, ".")
    running = docker("run", "--detach", "--publish", "127.0.0.1::8501", NAME)
    yield running
    docker("rm", "--force", "--volumes", running)
    docker("rmi", NAME)


def test_it_answers_from_outside(container):
    address, answer = docker("port", container, "8501/tcp"), b""
    until = time.monotonic() + 60
    while not answer and time.monotonic() < until:
        with suppress(OSError), urlopen(f"http://{address}/_stcore/health") as response:
            answer = response.read()
        time.sleep(0.5)
    assert answer == b"ok"


def test_everybody_in_it_is_a_visitor_and_nobody_root(container):
    assert docker("exec", container, "python", "-c", WHO).split() == ["convscope", "True"]


def test_runs_can_be_kept(container):
    docker("exec", container, "convscope", "train", "--help")
    docker("exec", container, "sh", "-c", "touch $CONVSCOPE_HOME/tried")
