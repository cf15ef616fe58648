"""The working of one cell, from `core.cells` to blocks of numbers with the sentences that explain them."""

import numpy as np

from core.arrays import symmetric_range
from core.cells import INPUT, Cell, Largest, Passed
from dashboard import words
from dashboard.blocks import Equation, Grid, Map, Sign, Table, Working
from dashboard.scenes import to_base64

SHOWN = 8


def where(cell):
    """`conv2d, channel 7, row 12, column 5`."""
    if len(cell.index) == 1:
        return f"{cell.layer}, unit {cell.index[0]:,}"
    row, column, channel = cell.index
    of = "" if cell.layer == "input" else f" channel {channel},"
    return f"{cell.layer},{of} row {row}, column {column}"


def target(cell):
    """Where a click leads; nowhere from a pixel, which was not computed."""
    return {"layer": cell.layer, "index": list(cell.index)} if cell and cell.layer != INPUT else None


def of_cell(trace, cell, part, colors, class_names):
    """The Working of `cell`.

    `part` is the input channel whose products are shown, None for the one that adds most. `colors` maps a stage to the
    `(meaning, limits)` of its numbers. `class_names` name the units of the last layer.
    """
    working = trace.working(cell)
    match working:
        case Passed():
            return _passed(trace, cell, working, colors)
        case Largest():
            return _largest(trace, cell, working, colors)
    if working.window.ndim == 3:
        return _convolved(trace, cell, working, part, colors)
    return _dense(trace, cell, working, class_names)


def slide(trace, cell, part):
    """The numbers of `of_cell` for every cell of the map, as the window slides over it: `{name: base64}`.

    Row by row, each cell's numbers in the order in which the blocks show them. Empty for a row of units.
    """
    if len(cell.index) != 3:
        return {}
    height, width, _ = trace.values[cell.layer].shape
    cells = [Cell(cell.layer, (row, column, cell.index[2])) for row, column in np.ndindex(height, width)]
    workings = [trace.working(one) for one in cells]
    match workings[0]:
        case Passed():
            return {"source": to_base64([one.value for one in workings])}
        case Largest():
            numbers = {"window": [one.window for one in workings], "value": [one.value for one in workings]}
            return {name: to_base64(values) for name, values in numbers.items()}
    here = trace.working(cell)
    part = strongest_part(here) if part is None or part >= here.window.shape[2] else part
    numbers = {
        "window": [one.window[:, :, part] for one in workings],
        "products": [one.products[:, :, part] for one in workings],
        "sums": [one.channel_sums for one in workings],
        "total": [one.before - one.bias for one in workings],
        "before": [one.before for one in workings],
        "value": [one.value for one in workings],
    }
    return {name: to_base64(values) for name, values in numbers.items()}


def strongest_part(working):
    """The input channel whose products add up to most."""
    return int(np.nan_to_num(np.abs(working.channel_sums), nan=-1.0).argmax())


def _passed(trace, cell, working, colors):
    source = working.source
    meaning, limits = colors[source.layer]
    grid = Grid(where(source), 1, _plain([working.value]), meaning, limits, [target(source)], [""], "source")
    if len(cell.index) == len(source.index):
        sentence = f"Dropout changes nothing when looking: {source.layer} hands its number on."
        return Working(where(cell), sentence, (grid,))
    row, column, channel = source.index
    _, width, channels = trace.values[source.layer].shape
    sentence = (
        f"Flatten only gives the number another place: row {row}, column {column}, channel {channel} becomes unit "
        f"{cell.index[0]:,}."
    )
    place = f"({row} x {width} + {column}) x {channels} + {channel} = {cell.index[0]:,}"
    return Working(where(cell), sentence, (grid, Sign("\u2192"), Sign(place)))


def _largest(trace, cell, working, colors):
    height, width = working.window.shape
    meaning, limits = colors[trace.before(cell.layer)]
    places = list(np.ndindex(height, width))
    marks = ["chosen" if place == working.winner else "" if place in working.sources else "padded" for place in places]
    targets = [target(working.sources.get(place)) for place in places]
    grid = Grid(
        f"window of {trace.before(cell.layer)}",
        width,
        _plain(working.window),
        meaning,
        limits,
        targets,
        marks,
        "window",
    )
    source = working.sources[working.winner]
    sentence = (
        f"Of the {words.count(len(working.sources), 'number')} in its window only the largest stays: the one at row "
        f"{source.index[0]}, column {source.index[1]}."
    )
    return Working(where(cell), sentence, (grid, Equation([("largest", _sayable(working.value), "value")])))


def _convolved(trace, cell, working, part, colors):
    height, width, channels = working.window.shape
    before = trace.before(cell.layer)
    part = strongest_part(working) if part is None or part >= channels else part
    places = [(row, column, part) for row, column in np.ndindex(height, width)]
    targets = [target(working.source(place)) for place in places]
    marks = ["" if working.inside[place[:2]] else "padded" for place in places]
    weights = symmetric_range(trace.network.kernel(cell.layer)[:, :, part])
    products = symmetric_range(working.products)
    of = "pixels" if before == "input" else f"{before}, channel {part}"
    blocks = [
        Grid(of, width, _plain(working.window[:, :, part]), *colors[before], targets, marks, "window"),
        Sign("\u00d7"),
        Grid(
            "kernel slice",
            width,
            _plain(working.weights[:, :, part]),
            "signed",
            weights,
            [None] * len(places),
            [""] * len(places),
            "weights",
        ),
        Sign("="),
        Grid(
            words.count(height * width, "product"),
            width,
            _plain(working.products[:, :, part]),
            "signed",
            products,
            targets,
            marks,
            "products",
        ),
    ]
    if channels > 1:
        blocks[-1:] = [blocks[-1], Sign(f"\u2192 {_fixed(working.channel_sums[part])}"), _sums(working, part)]
    blocks.append(_result(working, "sum of the products" if channels == 1 else f"sum over {channels} channels"))
    return Working(where(cell), _window_words(trace, cell, working, before, channels), tuple(blocks))


def _window_words(trace, cell, working, before, channels):
    height, width, _ = working.window.shape
    rows, columns = (
        _span(word, start, size)
        for word, start, size in zip(("row", "column"), working.origin, (height, width), strict=True)
    )
    maps = "the map before it" if channels == 1 else f"each of the {channels} maps before it"
    of = "the input" if before == INPUT else maps
    several = "" if channels == 1 else f"{height * width} x {channels} = "
    numbers = words.count(working.window.size, "number")
    padded = "" if working.inside.all() else " Hatched numbers lie outside the picture: they are padded zeros."
    return f"It sees {rows} and {columns} of {of}: {several}{numbers}, each times its weight.{padded}"


def _span(word, start, size):
    """`rows 3 to 5`, or `row 3` where there is only one."""
    text = f"{word} {start}" if size == 1 else f"{word}s {start} to {start + size - 1}"
    return text.replace("-", "\u2212")


def _sums(working, part):
    sums = working.channel_sums
    marks = ["chosen" if at == part else "" for at in range(len(sums))]
    return Grid(
        f"what each of the {len(sums)} channels adds (click one to see its products)",
        8,
        _plain(sums),
        "signed",
        symmetric_range(sums),
        [None] * len(sums),
        marks,
        "sums",
        parts=list(range(len(sums))),
    )


def _dense(trace, cell, working, class_names):
    before = trace.before(cell.layer)
    order = np.argsort(-np.nan_to_num(np.abs(working.products), nan=np.inf), kind="stable")
    top, rest = order[:SHOWN], order[SHOWN:]
    rows = [
        (
            f"unit {unit:,}",
            _plain([working.window[unit], working.weights[unit], working.products[unit]]),
            target(Cell(before, (int(unit),))),
            False,
        )
        for unit in top
    ]
    if len(rest):
        others = words.count(len(rest), "other")
        rows.append((f"the {others} together", [None, None, _sayable(working.products[rest].sum())], None, False))
    table = Table(f"the largest of {len(order):,} products", ["", before, "weight", "product"], rows, "products")
    shares = [_shares(cell, working.softmax, class_names)] if working.softmax else []
    blocks = [table, *shares, *_products_map(trace, cell, working), _result(working, "sum of all products")]
    name = class_names[cell.index[0]] if working.softmax and cell.layer == trace.stages[-1] else None
    heading = f"{cell.layer}, class {name}" if name else where(cell)
    sentence = f"It reads all {len(order):,} numbers of {before}, each with a weight of its own."
    if working.softmax:
        sentence += " The sum is called a logit; softmax compares it with those of the other classes."
    return Working(heading, sentence, tuple(blocks))


def _products_map(trace, cell, working):
    """The products drawn where their inputs came from, if those were once a picture."""
    stages = list(trace.stages)
    pictures = [stage for stage in stages[: stages.index(cell.layer)] if trace.values[stage].ndim == 3]
    between = stages[stages.index(pictures[-1]) + 1 : stages.index(cell.layer)]
    if any(trace.architecture.layer(name).kind == "Dense" for name in between):
        return []
    shape = trace.values[pictures[-1]].shape
    of = "pixel" if pictures[-1] == "input" else f"cell of {pictures[-1]}"
    return [
        Map(
            f"product of every {of}",
            to_base64(working.products),
            shape,
            symmetric_range(working.products),
            trace.before(cell.layer),
        )
    ]


def _shares(cell, softmax, class_names):
    names = class_names if len(class_names) == len(softmax.logits) else [str(at) for at in range(len(softmax.logits))]
    rows = [
        (name, _plain([logit, power, share]), target(Cell(cell.layer, (*cell.index[:-1], at))), at == cell.index[-1])
        for at, (name, logit, power, share) in enumerate(
            zip(names, softmax.logits, softmax.exponentials, softmax.shares, strict=True)
        )
    ]
    rows.append(("together", [None, *_plain([softmax.total, softmax.shares.sum()])], None, False))
    return Table(
        "softmax: e to the power of (logit \u2212 largest logit)", ["class", "logit", "power", "share"], rows, "softmax"
    )


def _result(working, title):
    total = _sayable(working.before - working.bias)
    before, value = _plain([working.before, working.value])
    terms = [(title, total, "total"), ("+ bias", _sayable(working.bias), "bias")]
    if working.activation == "softmax":
        return Equation([*terms, ("= logit", before, "before"), ("\u2192 softmax", value, "value")])
    if working.activation == "relu":
        return Equation([*terms, ("=", before, "before"), ("\u2192 ReLU", value, "value")])
    return Equation([*terms, ("=", value, "value")])


def _plain(numbers):
    """As a flat list of what JSON can say."""
    return [_sayable(number) for number in np.ravel(numbers)]


def _sayable(number):
    """What is no number becomes a word, because JSON has none for it."""
    return float(number) if np.isfinite(number) else str(float(number))


def _fixed(number):
    """To three decimals, with a real minus sign."""
    return f"{number:.3f}".replace("-", "\u2212")
