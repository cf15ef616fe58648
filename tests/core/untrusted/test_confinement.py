"""Which limits of a process hold, on systems that have all, some or none of them."""

import subprocess
import sys
from pathlib import Path

import pytest

from core.untrusted import confinement

SYSTEMS = {
    "linux": ("", confinement.LIMITS),
    "macos": ("sys.platform = 'darwin'", ("file size", "open files", "core dump", "time")),
    "windows": ("sys.modules['resource'] = None; del signal.alarm", ()),
    "no_open_files": ("import resource; del resource.RLIMIT_NOFILE", ("memory", "file size", "core dump", "time")),
}


@pytest.mark.parametrize(("change", "limits"), SYSTEMS.values(), ids=SYSTEMS)
def test_those_that_hold_are_told_and_no_others(change, limits):
    script = f"""
import psutil, signal, sys
{change}
from core.untrusted import confinement
limits = confinement.confine()
confinement.end_after(1)
confinement.end_after(0)
print(*limits, sep=", ")
"""
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ", ".join(limits)
