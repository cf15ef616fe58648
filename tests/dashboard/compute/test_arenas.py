"""Threads share what the C library keeps for them."""

import ctypes
import subprocess
import sys

import pytest

HEAPS = """
import ctypes, re, sys, threading
from pathlib import Path
if sys.argv[2] == "few":
    import dashboard.compute
library, together = ctypes.CDLL(None), threading.Barrier(8)
library.fopen.restype = ctypes.c_void_p
library.fclose.argtypes = [ctypes.c_void_p]
library.malloc_info.argtypes = [ctypes.c_int, ctypes.c_void_p]
def work():
    together.wait()
    taken = bytearray(50_000)
    together.wait()
threads = [threading.Thread(target=work) for _ in range(8)]
[thread.start() for thread in threads], [thread.join() for thread in threads]
file = library.fopen(sys.argv[1].encode(), b"w")
library.malloc_info(0, file), library.fclose(file)
print(len(re.findall("<heap nr", Path(sys.argv[1]).read_text())))
"""


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_info"), reason="another C library has no arenas"
)
def test_threads_share_the_arenas_that_are_there(tmp_path):
    few, many = (
        int(
            subprocess.run(
                [sys.executable, "-c", HEAPS, tmp_path / which, which], stdout=subprocess.PIPE, check=True
            ).stdout
        )
        for which in ("few", "many")
    )
    assert few <= 2 < many
