"""Training a network: batch after batch, stopped and resumed to the bit, one at a time on a machine."""

from core.training.train import FAILURES, carry_on, carry_on_alone, evaluate_again, now, prepare, reason, train

__all__ = ["FAILURES", "carry_on", "carry_on_alone", "evaluate_again", "now", "prepare", "reason", "train"]
