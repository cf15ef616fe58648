"""What can be seen in a trained network: kernels, statistics, channels, and the arithmetic behind any number."""
