"""How well networks read: accuracy with its uncertainty, fair comparison, and images that were moved and changed."""

from core.evaluation.accuracy import Evaluation, evaluate
from core.evaluation.comparison import wilson_interval

__all__ = ["Evaluation", "evaluate", "wilson_interval"]
