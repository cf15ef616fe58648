"""From a selection to arrays: what is worked out once and kept, and what goes on in the background."""

import ctypes
import sys

import numpy  # noqa: F401  (what multiplies for it has to be there before it can be told)
from threadpoolctl import threadpool_limits

# Every session has a thread of its own. Products this small, shared out among all cores, cost three times the processor
# time, and the sessions wait for each other's shares.
threadpool_limits(1, user_api="blas")

# glibc keeps apart what each of those threads has freed, out of the others' reach: with thirty people that was 40 MB.
# What it keeps grows with the largest array that ever was, and small arrays are given back and fetched again page by
# page, a third of the time of a forward pass. Here larger ones are given back at once, and so much of the others kept.
# Other systems' C libraries have nothing of this.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX, ARENAS, MEGABYTE = -1, -3, -8, 2, 1 << 20
if sys.platform == "linux" and (mallopt := getattr(ctypes.CDLL(None), "mallopt", None)):
    mallopt(M_ARENA_MAX, ARENAS)
    mallopt(M_MMAP_THRESHOLD, 4 * MEGABYTE)
    mallopt(M_TRIM_THRESHOLD, 8 * MEGABYTE)
