"""The folder of a training run: what was learnt, how it was tested, and where it can be taken up again."""

from core.runs.registry import OWN, keys, load, stamp
from core.runs.run import UPLOADED, Run, RunError

__all__ = ["OWN", "UPLOADED", "Run", "RunError", "keys", "load", "stamp"]
