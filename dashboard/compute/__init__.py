"""From a selection to arrays: what is worked out once and kept, and what goes on in the background."""

import ctypes
import sys

import numpy  # noqa: F401  (what multiplies for it has to be there before it can be told)
from threadpoolctl import threadpool_limits

# Every session has a thread of its own. Products this small, shared out among all cores, cost three times the processor
# time, and the sessions wait for each other's shares.
threadpool_limits(1, user_api="blas")

# glibc keeps apart what each of those threads has freed, out of the others' reach: with thirty people that was 40 MB.
# Other systems' C libraries have no such areas.
M_ARENA_MAX, ARENAS = -8, 2
if sys.platform == "linux" and (mallopt := getattr(ctypes.CDLL(None), "mallopt", None)):
    mallopt(M_ARENA_MAX, ARENAS)
