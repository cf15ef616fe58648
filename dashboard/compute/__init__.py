"""From a selection to arrays: what is worked out once and kept, and what goes on in the background."""

import numpy  # noqa: F401  (what multiplies for it has to be there before it can be told)
from threadpoolctl import threadpool_limits

from core.workers import freed_memory

# Every session has a thread of its own. Products this small, shared out among all cores, cost three times the processor
# time, and the sessions wait for each other's shares.
threadpool_limits(1, user_api="blas")
freed_memory.keep(largest=4, at_most=8, arenas=2)
