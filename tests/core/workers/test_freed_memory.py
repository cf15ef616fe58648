"""What was freed is there for the next array."""

import ctypes
import subprocess
import sys

import pytest

FAULTS = """
import resource, sys
import numpy as np
from core.workers import freed_memory
if sys.argv[1] == "kept":
    freed_memory.keep(4, 8)
def faults():
    for _ in range(5):
        arrays = [np.ones(25_000, np.float32) for _ in range(70)]
        del arrays
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
before = faults()
print(faults() - before)
"""


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "mallopt"), reason="another C library has none of this"
)
def test_arrays_lie_where_others_were_freed():
    kept, given_back = (
        int(subprocess.run([sys.executable, "-c", FAULTS, which], stdout=subprocess.PIPE, check=True).stdout)
        for which in ("kept", "given back")
    )
    assert kept < 100 < given_back
