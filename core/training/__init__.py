"""Training a network: batch after batch, stopped and resumed to the bit, one at a time on a machine."""

from core.training.train import FAILURES, carry_on, evaluate_again, now, prepare, reason, stop_when_asked, train

__all__ = ["FAILURES", "carry_on", "evaluate_again", "now", "prepare", "reason", "stop_when_asked", "train"]
