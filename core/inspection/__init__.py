"""What can be seen in a trained network: kernels, statistics, channels, and the arithmetic behind any number."""

from core.inspection.kernels import convolve
from core.inspection.tensor_statistics import TensorStatistics, histogram, statistics

__all__ = ["TensorStatistics", "convolve", "histogram", "statistics"]
