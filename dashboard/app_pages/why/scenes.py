"""The map of one method, in the colours of what its numbers mean."""

import numpy as np

from dashboard.draw import mosaics


def attribution_map(key, method, values):
    """What `method` says of one image and the network `key`: `values` `(height, width)`, in their own range."""
    row, column = np.unravel_index(np.abs(values).argmax(), values.shape)
    alt = f"{method.title} of {key}: strongest at row {row}, column {column}"
    limits = mosaics.full_range(method.meaning, values)
    return mosaics.large(method.name, values, method.meaning, limits, method.title, method.unit, alt, side=230)
