"""The working of one cell, from `core.inspection` to blocks of numbers with the sentences that explain them."""

import numpy as np

from core.networks.layers.cell_arithmetic import (
    Activated,
    Average,
    Cell,
    Interpolation,
    Largest,
    Merged,
    Normalized,
    Padded,
    Passed,
    Scaled,
    WeightedSum,
)
from dashboard.app_pages.pixel.small_workings import (
    activated,
    averaged,
    largest,
    merged,
    normalized,
    padded,
    passed,
    resized,
    scaled,
)
from dashboard.app_pages.pixel.sum_workings import convolved, strongest_part, weighed
from dashboard.draw.scenes import to_base64


def of_cell(trace, cell, part, colors, class_names, weight_limits=None):
    """The Working of `cell`.

    `part` is the input channel whose products are shown, None for the one that adds most. `colors` maps a stage to the
    `(meaning, limits)` of its numbers. `class_names` name the units of the last layer. A kernel is coloured
    within `weight_limits`, or the range of its layer.
    """
    working = trace.arithmetic(cell)
    match working:
        case Passed():
            return passed(trace, cell, working, colors)
        case Padded():
            return padded(trace, cell, working, colors)
        case Largest():
            return largest(trace, cell, working, colors)
        case Activated():
            return activated(trace, cell, working, colors, class_names)
        case Normalized():
            return normalized(trace, cell, working, colors)
        case Merged():
            return merged(trace, cell, working, colors)
        case Average():
            return averaged(trace, cell, working, colors)
        case Interpolation():
            return resized(trace, cell, working, colors)
        case Scaled():
            return scaled(trace, cell, working, colors)
        case WeightedSum() if working.window.ndim == 3:
            return convolved(trace, cell, working, part, colors, weight_limits)
        case WeightedSum():
            return weighed(trace, cell, working, class_names)
    raise TypeError(f"no blocks show {type(working).__name__}")


def slide(trace, cell, part):
    """The numbers of `of_cell` for every cell of the map, as the window slides over it: `{name: base64}`.

    Row by row, each cell's numbers in the order in which the blocks show them. Empty for a row of units.
    """
    if len(cell.index) != 3:
        return {}
    height, width, _ = trace.values[cell.layer].shape
    cells = [Cell(cell.layer, (row, column, cell.index[2])) for row, column in np.ndindex(height, width)]
    workings = [trace.arithmetic(one) for one in cells]
    numbers = _numbers(trace.arithmetic(cell), workings, part)
    return {name: to_base64(values) for name, values in numbers.items()}


def _numbers(here, workings, part):
    """`{name: one array for every working}`; `here` is the working of the chosen cell."""
    match here:
        case Passed() | Padded():
            return {"source": [one.value for one in workings]}
        case Largest():
            return {"window": [one.window for one in workings], "value": [one.value for one in workings]}
        case Activated():
            return _numbers_of_activated(workings)
        case Merged():
            numbers = np.array([one.numbers for one in workings]).T
            sources = {f"source {number}": values for number, values in enumerate(numbers)}
            return {**sources, "value": [one.value for one in workings]}
        case Normalized():
            return _numbers_of_normalized(workings)
        case Average():
            return {
                "window": [np.where(one.inside, one.window[:, :, 0], np.nan) for one in workings],
                "total": [one.window.sum() for one in workings],
                "count": [one.inside.sum() for one in workings],
                "value": [one.value for one in workings],
            }
        case Interpolation():
            return {}
        case Scaled():
            return {
                "window": [one.window for one in workings],
                "weights": [one.weights for one in workings],
                "total": [one.total for one in workings],
                "bias": [one.bias for one in workings],
                "value": [one.value for one in workings],
            }
        case WeightedSum():
            part = strongest_part(here) if part is None or part >= here.window.shape[2] else part
            is_same = all(np.array_equal(one.weights, here.weights) for one in workings)
            weights = {} if is_same else {"weights": [one.weights[:, :, part] for one in workings]}
            return {
                **weights,
                "window": [one.window[:, :, part] for one in workings],
                "products": [one.products[:, :, part] for one in workings],
                "sums": [one.channel_sums for one in workings],
                "total": [one.total for one in workings],
                "before": [one.before for one in workings],
                "value": [one.value for one in workings],
            }
    raise TypeError(f"no window slides over {type(here).__name__}")


def _numbers_of_activated(workings):
    numbers = {"source": [one.before for one in workings], "value": [one.value for one in workings]}
    if workings[0].weight is not None:
        numbers["weights"] = [one.weight for one in workings]
    return numbers


def _numbers_of_normalized(workings):
    """A whole map that is measured stays as it is while its cells are filled."""
    numbers = {
        "source": [one.before for one in workings],
        "mean": [one.mean for one in workings],
        "spread": [one.spread for one in workings],
        "normal": [(one.before - one.mean) / one.spread for one in workings],
        "value": [one.value for one in workings],
    }
    return {**numbers, "group": [one.group for one in workings]} if workings[0].group.shape[:2] == (1, 1) else numbers
