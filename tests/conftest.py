"""What every test stands on: a home of its own, and a clear word where MNIST or a browser is missing."""

import os
import shutil
import subprocess
from pathlib import Path

# Before numpy is loaded: one thread for each of many processes; more would wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Before TensorFlow is: only with oneDNN, which it leaves off where a processor gains little, can it dilate a transposed
# convolution.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

import pytest
from hypothesis import settings

from core import datasets

# A person's own fetched data counts as data, although no test may write to their home.
if not os.environ.get("CONVSCOPE_DATASETS") and datasets.locate("mnist"):
    os.environ["CONVSCOPE_DATASETS"] = str(datasets.locate("mnist").parent)

# The same examples every time, so that a change fails for its own sake only; `--hypothesis-profile=default` explores.
settings.register_profile("steady", derandomize=True)
settings.load_profile("steady")

ONE_BY_ONE = (
    "e2e/test_training",
    "e2e/test_pictures",
    "core/workers/",
    "core/training/test_queue",
    "core/test_experiments",
    "core/training/test_grid",
    "test_fuzz",
    "test_wheel",
)
NEEDS_MNIST = "needs MNIST: set CONVSCOPE_DATASETS to a folder with mnist.npz"


def _has_docker():
    """Whether an engine answers; on a person's own machine nobody asks, for the image has 2.5 GB."""
    if os.environ.get("CI") != "true" or not shutil.which("docker"):
        return False
    return not subprocess.run(["docker", "info"], capture_output=True).returncode


collect_ignore = [] if _has_docker() else ["test_container.py"]


@pytest.fixture(autouse=True)
def _own_home(tmp_path, monkeypatch):
    """Nothing a test does may touch the person's own runs and data."""
    monkeypatch.setenv("CONVSCOPE_HOME", str(tmp_path / "home"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Tests whose processes learn or climb take turns, so that each finds the machine as a person does.

    A file of browser tests stays together, with one server and one browser.
    By our own scheduler: xdist's marks for groups are without effect under pytest 9.2.
    """
    from xdist.scheduler import LoadScopeScheduling

    class TakingTurns(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            if any(part in nodeid for part in ONE_BY_ONE):
                return "one by one"
            return nodeid.split("::")[0] if "e2e/" in nodeid else nodeid

    return TakingTurns(config, log)


def pytest_make_parametrize_id(val, argname):
    """All processes must call a test alike: what is in a file, often the second of its making, is no name."""
    if isinstance(val, bytes) or (isinstance(val, str) and len(val) > 100):
        return argname
    return None


def pytest_collection_modifyitems(config, items):
    """CI runs the tests twice, first on a bare machine: what passed there need not pass again."""
    passed = Path(os.environ.get("CONVSCOPE_PASSED", "")) if os.environ.get("CI") == "true" else None
    if passed and passed.is_file():
        before = set(passed.read_text().splitlines())
        again = [item for item in items if item.nodeid in before]
        items[:] = [item for item in items if item.nodeid not in before]
        config.hook.pytest_deselected(items=again)


def pytest_sessionfinish(session):
    """CI has MNIST and a browser: there, a skipped test is a failure."""
    if hasattr(session.config, "workerinput"):  # one of several processes: the one that started them reports
        return
    stats = session.config.pluginmanager.get_plugin("terminalreporter").stats
    if os.environ.get("CI") == "true" and stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    if os.environ.get("CI") != "true" and os.environ.get("CONVSCOPE_PASSED"):
        passed = [report.nodeid for report in stats.get("passed", [])]
        Path(os.environ["CONVSCOPE_PASSED"]).write_text("\n".join(passed))


@pytest.fixture(scope="session")
def mnist():
    if datasets.locate("mnist") is None:
        pytest.skip(NEEDS_MNIST)
    return datasets.load("mnist")


@pytest.fixture(scope="session")
def fashion_mnist():
    if datasets.locate("fashion_mnist") is None:
        pytest.skip("needs Fashion-MNIST: set CONVSCOPE_DATASETS to a folder with fashion_mnist.npz")
    return datasets.load("fashion_mnist")


@pytest.fixture(scope="session")
def chromium():
    """Path of a Chromium or Chrome; the headless shell is the same engine for a sixth less of the processor."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    path = next((found for name in names if (found := shutil.which(name))), None)
    return path or pytest.skip("needs a browser: install Chromium")
