"""The workings of layers without kernels: a number is passed on, bent or scaled, a window averaged or searched."""

import numpy as np

from core import formats
from core.networks.layers import Concatenate, Normalization, Placing, Rescaling
from core.networks.layers.cell_arithmetic import Cell
from dashboard.app_pages.pixel.blocks import Equation, Grid, Map, Sign, Working
from dashboard.app_pages.pixel.cell_sentences import plain, sayable, target, where, where_it_reads
from dashboard.app_pages.pixel.sum_workings import shares_of, spans
from dashboard.draw.ranges import symmetric_range
from dashboard.draw.scenes import to_base64

LARGEST_GRID = 100


def passed(trace, cell, working, colors):
    """The number as it was, perhaps in another place."""
    source = working.source
    grid = _source(trace, source, colors)
    if isinstance(trace.architecture.layer(cell.layer), Concatenate):
        unit = trace.architecture.layer(cell.layer).unit if len(cell.index) == 1 else "channel"
        sentence = (
            f"Concatenate only puts {unit}s behind one another: {unit} {cell.index[-1]:,} here is {unit} "
            f"{source.index[-1]:,} of {source.layer}."
        )
        return Working(where(cell), sentence, (grid,))
    if isinstance(layer := trace.architecture.layer(cell.layer), Placing):
        return Working(where(cell), _moved(layer, cell, source), (grid,))
    if len(cell.index) == len(source.index):
        sentence = f"{layer.kind} changes nothing when looking: {source.layer} hands its number on."
        return Working(where(cell), sentence, (grid,))
    row, column, channel = source.index
    _, width, channels = trace.values[source.layer].shape
    sentence = (
        f"Flatten only gives the number another place: row {row}, column {column}, channel {channel} becomes unit "
        f"{cell.index[0]:,}."
    )
    place = f"({row} x {width} + {column}) x {channels} + {channel} = {cell.index[0]:,}"
    return Working(where(cell), sentence, (grid, Sign("\u2192"), Sign(place)))


def _moved(layer, cell, source):
    return (
        f"{layer.kind} only gives numbers another place: the one at {_place(cell)} here is the one at {_place(source)} "
        f"of {source.layer}."
    )


def _place(cell):
    if len(cell.index) == 1:
        return f"unit {cell.index[0]:,}"
    row, column, channel = cell.index
    return f"row {row}, column {column}, channel {channel}"


def padded(trace, cell, working, colors):
    """A zero that stood nowhere before."""
    (before,) = trace.before(cell.layer)
    zero = Grid("zero", 1, plain([working.value]), *colors[before], [None], ["padded"], "source")
    sentence = f"{trace.architecture.layer(cell.layer).kind} put a zero here: nothing of {before} is read."
    return Working(where(cell), sentence, (zero,))


def _source(trace, source, colors):
    """The one number that is read."""
    numbers = plain([trace.value(source)])
    return Grid(where_it_reads(trace, source), 1, numbers, *colors[source.layer], [target(source)], [""], "source")


def merged(trace, cell, working, colors):
    """One number of each layer that is read, and what is made of them."""
    between = Sign(working.sign if len(working.sign) == 1 else "and")
    blocks = []
    for number, source in enumerate(working.sources):
        mark = "chosen" if working.sign in ("largest", "smallest") and number == working.winner else ""
        title, numbers = where_it_reads(trace, source), plain([trace.value(source)])
        blocks += [between] * bool(number)
        blocks.append(Grid(title, 1, numbers, *colors[source.layer], [target(source)], [mark], f"source {number}"))
    made = {"+": "the sum", "\u2212": "the difference", "\u00d7": "the product"}.get(
        working.sign, f"the {working.sign}"
    )
    read = formats.listed([source.layer for source in working.sources])
    sentence = f"It is {made} of {len(working.sources)} numbers, one of each layer that it reads: {read}."
    return Working(where(cell), sentence, (*blocks, Equation([(f"= {made}", sayable(working.value), "value")])))


def largest(trace, cell, working, colors):
    """The window or the map, and which of its numbers stays."""
    (before,) = trace.before(cell.layer)
    block = window_block(trace, before, working.origin, working.window, cell.index[-1], colors, working.winner)
    source = working.sources[working.winner]
    numbers = f"{formats.count(len(working.sources), 'number')} in its window"
    if len(cell.index) == 1:
        numbers = f"{formats.count(len(working.sources), 'number')} of channel {cell.index[0]} of {before}"
    sentence = f"Of the {numbers} only the largest stays: the one at row {source.index[0]}, column {source.index[1]}."
    return Working(where(cell), sentence, (block, Equation([("largest", sayable(working.value), "value")])))


def activated(trace, cell, working, colors, class_names):
    """One number, before and after."""
    layer, grid = trace.architecture.layer(cell.layer), _source(trace, working.source, colors)
    value = sayable(working.value)
    if working.softmax:
        return _softmaxed(trace, cell, working, grid, class_names)
    if working.weight is not None:
        sentence = trace.architecture.sentence(cell.layer)
        terms = [("weight", sayable(working.weight), "weights"), ("\u2192 PReLU", value, "value")]
    else:
        sentence = f"One number in, one number out: {layer.function_in_words}."
        terms = [(f"\u2192 {layer.function_name}", value, "value")]
    return Working(where(cell), sentence, (grid, Equation(terms)))


def _softmaxed(trace, cell, working, grid, class_names):
    last = cell.layer == trace.stages[-1] and len(class_names) == len(working.softmax.logits)
    heading = f"{cell.layer}, class {class_names[cell.index[0]]}" if last else where(cell)
    table = shares_of(cell, working.softmax, class_names if last else ())
    terms = [("logit", sayable(working.before), "source"), ("\u2192 softmax", sayable(working.value), "value")]
    sentence = "It reads one number, a logit, and softmax compares it with those beside it: the shares add up to 1."
    return Working(heading, sentence, (grid, table, Equation(terms)))


def resized(trace, cell, working, colors):
    """A weighted mean of the old pixels around a new one."""
    (before,), channel = trace.before(cell.layer), working.origin[2]
    height, width, _ = working.window.shape
    block = window_block(trace, before, working.origin[:2], working.window[:, :, 0], channel, colors)
    weights = Grid(
        "weights, together 1",
        width,
        plain(working.weights),
        "signed",
        (-1.0, 1.0),
        [None] * (height * width),
        [""] * (height * width),
        "weights",
    )
    sentence = (
        f"Its place lies between {formats.count(working.window.size, 'number')} of {before}: the nearer one is, the "
        "more it weighs."
    )
    result = Equation([("weighted mean", sayable(working.value), "value")])
    return Working(where(cell), sentence, (block, Sign("\u00d7"), weights, result))


def averaged(trace, cell, working, colors):
    """A window or a whole map, added up and divided by the number of its cells."""
    (before,), channel = trace.before(cell.layer), working.origin[2]
    height, width, _ = working.window.shape
    inside, total = int(working.inside.sum()), float(working.window.sum())
    block = window_block(trace, before, working.origin[:2], _seen(working), channel, colors)
    result = Equation(
        [
            (f"sum of the {formats.count(inside, 'number')}", sayable(total), "total"),
            ("divided by", inside, "count"),
            ("= average", sayable(working.value), "value"),
        ]
    )
    if len(cell.index) == 1:
        averaged = formats.every(inside, "number")
        sentence = f"It averages {averaged} of channel {channel} of {before}: of the whole map one is left."
    else:
        rows, columns = spans(working.origin, (height, width))
        outside = "" if working.inside.all() else " What lies outside the picture is hatched and not counted."
        sentence = f"It averages {rows} and {columns} of channel {channel} of {before}.{outside}"
    return Working(where(cell), sentence, (block, result))


def _seen(working):
    return np.where(working.inside, working.window[:, :, 0], np.nan)


def window_block(trace, before, origin, window, channel, colors, winner=None):
    """A window `(height, width)` of one channel as a Grid, NaN outside the picture; a large one as a Map."""
    height, width = window.shape
    inside = _is_inside(trace.values[before].shape, origin, window.shape)
    whole = window.shape == trace.values[before].shape[:2]
    title = f"{'all' if whole else 'window'} of {before}, channel {channel}"
    if window.size > LARGEST_GRID:
        return Map(title, to_base64(window), (height, width, 1), symmetric_range(window), before, channel)
    places = list(np.ndindex(height, width))
    marks = ["chosen" if place == winner else "" if inside[place] else "padded" for place in places]
    cells = [Cell(before, (origin[0] + row, origin[1] + column, channel)) for row, column in places]
    targets = [target(one) if inside[place] else None for one, place in zip(cells, places, strict=True)]
    return Grid(title, width, plain(window), *colors[before], targets, marks, "window")


def _is_inside(shape, origin, sizes):
    rows, columns = (
        (start + np.arange(size) >= 0) & (start + np.arange(size) < whole)
        for start, size, whole in zip(origin, sizes, shape[:2], strict=True)
    )
    return np.logical_and.outer(rows, columns)


def normalized(trace, cell, working, colors):
    """One number, measured by the mean and the spread of those around it, then scaled."""
    source = working.source
    number = Grid(
        where_it_reads(trace, source),
        1,
        plain([working.before]),
        *colors[source.layer],
        [target(source)],
        [""],
        "source",
    )
    count = formats.count(working.group.size, "number")
    measured = Equation(
        [
            (f"mean of {count}", sayable(working.mean), "mean"),
            ("their spread", sayable(working.spread), "spread"),
            ("(number \u2212 mean) / spread =", sayable((working.before - working.mean) / working.spread), "normal"),
        ]
    )
    scaling = [("\u00d7", "factor", working.factor, "weights"), ("+", "bias", working.bias, "bias")]
    learnt = [(sign, what, number, key) for sign, what, number, key in scaling if number is not None]
    terms = [(f"{sign} {what}", sayable(number), key) for sign, what, number, key in learnt]
    result = [Equation([*terms, ("=", sayable(working.value), "value")])] if terms else []
    said = ""
    if learnt:
        names = formats.listed([what for _, what, _, _ in learnt])
        said = f"{names.capitalize()} {'are' if len(learnt) > 1 else 'is'} learnt. "
    sentence = (
        f"It is measured against {_group_words(trace, working)}: how many spreads it lies above their mean. {said}"
        "The spread is the root of the mean squared distance from the mean, with "
        f"{trace.architecture.layer(cell.layer).epsilon:g} added below the root, so that it is never zero."
    )
    return Working(where(cell), sentence, (*_group_blocks(trace, working, colors), number, measured, *result))


def _group_words(trace, working):
    stage, sizes = working.source.layer, working.group.shape
    if len(sizes) == 1:
        whole = sizes == trace.values[stage].shape
        return f"all {sizes[0]:,} numbers of {stage}" if whole else f"{sizes[0]:,} numbers of {stage} in its group"
    channels = f"{formats.count(sizes[2], 'channel')} of {stage}"
    return f"the {channels} at its place" if sizes[:2] == (1, 1) else f"all cells of {channels}, its group"


def _group_blocks(trace, working, colors):
    """The numbers that are measured together, where they are few or one map."""
    group, source = working.group, working.source
    if group.ndim == 3 and group.shape[:2] != (1, 1):
        channel = source.index[2] - working.origin[2]
        return (window_block(trace, source.layer, (0, 0), group[:, :, channel], source.index[2], colors),)
    if group.size > LARGEST_GRID:
        return ()
    cells = [Cell(source.layer, (*source.index[:-1], working.origin[-1] + at)) for at in range(group.size)]
    marks = ["chosen" if one == source else "" for one in cells]
    return (
        Grid("measured together", 8, plain(group), *colors[source.layer], list(map(target, cells)), marks, "group"),
    )


def scaled(trace, cell, working, colors):
    """One number, times a factor, plus an offset."""
    (before,) = trace.before(cell.layer)
    source = Cell(before, cell.index)
    factor = float(working.weights.flat[0])
    of, offset, sentence = _scaling_words(trace.architecture.layer(cell.layer), cell, factor, working.bias)
    link = [target(source)], [""]
    blocks = (
        Grid(where_it_reads(trace, source), 1, plain(working.window), *colors[source.layer], *link, "window"),
        Sign("\u00d7"),
        Grid(f"factor{of}", 1, [sayable(factor)], "signed", symmetric_range(working.weights), [None], [""], "weights"),
        Equation(
            [
                ("product", sayable(working.total), "total"),
                (f"+ {offset}", sayable(working.bias), "bias"),
                ("=", sayable(working.value), "value"),
            ]
        ),
    )
    return Working(where(cell), sentence, blocks)


def _scaling_words(layer, cell, factor, bias):
    """Of what the factor is, what is added, and the sentence."""
    if isinstance(layer, Rescaling):
        said = f"times {formats.number(factor)} plus {formats.number(bias)}, the same for all numbers"
        return " of all numbers", "offset", f"It is one number {said}."
    if isinstance(layer, Normalization):
        mean, spread = (formats.number(value) for value in (np.divide(-bias, factor), np.divide(1, factor)))
        said = f"The mean {mean} is taken away, and what is left is divided by the spread {spread}"
        return " (one over the spread)", "bias", f"{said}: one factor and one bias, set before learning began."
    whose = _whose(cell)
    said = f"{whose.capitalize()} has one of each: what is left of normalising once learning is over."
    return f" of {whose}", "bias", f"It is one number times a factor plus a bias. {said}"


def _whose(cell):
    return f"channel {cell.index[2]}" if len(cell.index) == 3 else f"unit {cell.index[0]:,}"
