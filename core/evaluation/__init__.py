"""How well networks read: accuracy with its uncertainty, fair comparison, and images that were moved and changed."""
