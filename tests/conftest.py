"""What every test stands on: a home of its own, and a clear word where MNIST or a browser is missing."""

import os
import shutil

import pytest

from core import datasets

IN_CI = os.environ.get("CI") == "true"


@pytest.fixture(autouse=True)
def _own_home(tmp_path, monkeypatch):
    """Nothing a test does may touch the person's own runs and data."""
    monkeypatch.setenv("CONVSCOPE_HOME", str(tmp_path / "home"))


def missing(what):
    """Skip for want of `what`; in CI, where everything is there, fail instead."""
    if IN_CI:
        pytest.fail(f"CI must have {what}")
    pytest.skip(f"needs {what}")


@pytest.fixture(scope="session")
def mnist():
    if datasets.locate("mnist") is None:
        missing("MNIST: set CONVSCOPE_DATASETS to a folder with mnist.npz")
    return datasets.load("mnist")


@pytest.fixture(scope="session")
def fashion_mnist():
    if datasets.locate("fashion_mnist") is None:
        missing("Fashion-MNIST: set CONVSCOPE_DATASETS to a folder with fashion_mnist.npz")
    return datasets.load("fashion_mnist")


@pytest.fixture(scope="session")
def chromium():
    """Path of a Chromium or Chrome, with playwright to drive it."""
    pytest.importorskip("playwright") if not IN_CI else __import__("playwright")
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    path = next((found for name in names if (found := shutil.which(name))), None)
    return path or missing("a browser: install Chromium")
