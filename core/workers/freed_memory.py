"""How much of freed memory a process keeps for its next arrays: what is given back is fetched again page by page."""

import ctypes
import sys

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX, MEGABYTE = -1, -3, -8, 1 << 20


def keep(largest: int, at_most: int, arenas: int | None = None) -> None:
    """Keep arrays of up to `largest` megabytes, and `at_most` so many megabytes at the end of a heap.

    By itself glibc keeps what the largest array ever freed makes it keep, or nothing: a third of the time of a forward
    pass goes into fetching. It also keeps apart what each thread has freed, out of the others' reach, unless they share
    `arenas`: with thirty people that was 40 MB. Other systems' C libraries have nothing of this.
    """
    if sys.platform != "linux" or not (mallopt := getattr(ctypes.CDLL(None), "mallopt", None)):
        return
    if arenas:
        mallopt(M_ARENA_MAX, arenas)
    mallopt(M_MMAP_THRESHOLD, largest * MEGABYTE)
    mallopt(M_TRIM_THRESHOLD, at_most * MEGABYTE)
