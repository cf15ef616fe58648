"""From strokes or a photo to 28x28 pixels as MNIST has them, and why a digit is misread."""
