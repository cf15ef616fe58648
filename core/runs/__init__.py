"""The folder of a training run: what was learnt, how it was tested, and where it can be taken up again."""

from core.runs.registry import keys, load, other_seeds, stamp
from core.runs.run import OWN, UPLOADED, Run, RunError

__all__ = ["OWN", "UPLOADED", "Run", "RunError", "keys", "load", "other_seeds", "stamp"]
