"""The sentences and the code beside the figures, with the view's own numbers."""
