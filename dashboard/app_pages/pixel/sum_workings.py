"""The workings of convolutions and dense layers: a window or a row, each number times its weight, and their sum."""

import numpy as np

from core import formats
from core.inspection.cell_tracing import INPUT
from core.networks.image_fitting import COLORS
from core.networks.layers import Conv2DTranspose
from core.networks.layers.cell_arithmetic import Cell
from core.networks.layers.functions import ACTIVATIONS
from dashboard.app_pages.pixel.blocks import Equation, Grid, Map, Sign, Table, Working
from dashboard.app_pages.pixel.cell_sentences import channel_of, fixed, plain, sayable, target, where
from dashboard.draw.ranges import symmetric_range
from dashboard.draw.scenes import to_base64

SHOWN = 8


def strongest_part(working):
    """The input channel whose products add up to most."""
    return int(np.nan_to_num(np.abs(working.channel_sums), nan=-1.0).argmax())


def convolved(trace, cell, working, part, colors, weight_limits):
    """Window times kernel slice, of one input channel; where there are more, what each of them adds."""
    height, width, channels = working.window.shape
    (before,) = trace.before(cell.layer)
    part = strongest_part(working) if part is None or part >= channels else part
    places = [(row, column, part) for row, column in np.ndindex(height, width)]
    targets = [target(working.source(place)) for place in places]
    marks = ["" if working.inside[place[:2]] else "padded" for place in places]
    weights = weight_limits or symmetric_range(trace.network.kernel(cell.layer))
    read = working.origin[2] + part
    products = symmetric_range(working.products)
    is_grey = before == INPUT and trace.architecture.input_shape[2] == 1
    of = "pixels" if is_grey else f"{before}, {channel_of(before, read)}"
    blocks = [
        Grid(of, width, plain(working.window[:, :, part]), *colors[before], targets, marks, "window"),
        Sign("\u00d7"),
        Grid(
            "kernel slice",
            width,
            plain(working.weights[:, :, part]),
            "signed",
            weights,
            [None] * len(places),
            [""] * len(places),
            "weights",
        ),
        Sign("="),
        Grid(
            formats.count(height * width, "product"),
            width,
            plain(working.products[:, :, part]),
            "signed",
            products,
            targets,
            marks,
            "products",
        ),
    ]
    if channels > 1:
        blocks[-1:] = [
            blocks[-1],
            Sign(f"\u2192 {fixed(working.channel_sums[part])}"),
            _sums(working, part, before == INPUT and channels == len(COLORS)),
        ]
    blocks.append(_result(working, "sum of the products" if channels == 1 else f"sum over {channels} channels"))
    return Working(where(cell), _window_words(trace, cell, working, before, channels), tuple(blocks))


def _window_words(trace, cell, working, before, channels):
    height, width, _ = working.window.shape
    rows, columns = spans(working.origin, (height, width))
    every = trace.values[before].shape[2]
    maps = "the map before it" if channels == 1 else f"each of the {channels} maps before it"
    of = "the input" if before == INPUT else maps
    if every > channels:
        of = f"channel {working.origin[2]} of {before}, and of no other"
    several = "" if channels == 1 else f"{height * width} x {channels} = "
    numbers = formats.count(working.window.size, "number")
    padded = "" if working.inside.all() else f" {_hatched(trace.architecture.layer(cell.layer))}"
    return f"It sees {rows} and {columns} of {of}: {several}{numbers}, each times its weight.{padded}"


def _hatched(layer):
    if isinstance(layer, Conv2DTranspose):
        return "Hatched places paint nothing here: they lie outside the picture, or their kernel ends before."
    return "Hatched numbers lie outside the picture: they are padded zeros."


def spans(origin, sizes):
    """`("rows 3 to 5", "column 7")`."""
    return tuple(_span(*one) for one in zip(("row", "column"), origin[:2], sizes, strict=True))


def _span(word, start, size):
    """`rows 3 to 5`, or `row 3` where there is only one."""
    text = f"{word} {start}" if size == 1 else f"{word}s {start} to {start + size - 1}"
    return text.replace("-", "\u2212")


def _sums(working, part, are_colors):
    sums = working.channel_sums
    each = formats.listed(COLORS) if are_colors else f"each of the {len(sums)} channels"
    verb = "add" if are_colors else "adds"
    marks = ["chosen" if at == part else "" for at in range(len(sums))]
    return Grid(
        f"what {each} {verb} (click one to see its products)",
        8,
        plain(sums),
        "signed",
        symmetric_range(sums),
        [None] * len(sums),
        marks,
        "sums",
        parts=list(range(len(sums))),
    )


def weighed(trace, cell, working, class_names):
    """A row of inputs, each with a weight of its own: the largest products, and all of them as a picture."""
    (before,) = trace.before(cell.layer)
    order = np.argsort(-np.nan_to_num(np.abs(working.products), nan=np.inf), kind="stable")
    top, rest = order[:SHOWN], order[SHOWN:]
    rows = [
        (
            f"unit {unit:,}",
            plain([working.window[unit], working.weights[unit], working.products[unit]]),
            target(Cell(before, (int(unit),))),
            False,
        )
        for unit in top
    ]
    if len(rest):
        others = formats.count(len(rest), "other")
        rows.append((f"the {others} together", [None, None, sayable(working.products[rest].sum())], None, False))
    table = Table(f"the largest of {len(order):,} products", ["", before, "weight", "product"], rows, "products")
    table_of_shares = [shares_of(cell, working.softmax, class_names)] if working.softmax else []
    blocks = [table, *table_of_shares, *_products_map(trace, cell, working), _result(working, "sum of all products")]
    name = class_names[cell.index[0]] if working.softmax and cell.layer == trace.stages[-1] else None
    heading = f"{cell.layer}, class {name}" if name else where(cell)
    sentence = f"It reads {formats.every(len(order), 'number')} of {before}, each with a weight of its own."
    if working.softmax:
        sentence += " The sum is called a logit; softmax compares it with those of the other classes."
    return Working(heading, sentence, tuple(blocks))


def _products_map(trace, cell, working):
    """The products drawn where their inputs came from, if those were once one picture."""
    (before,) = (picture,) = trace.before(cell.layer)
    while trace.values[picture].ndim == 1:
        sources = trace.before(picture)
        if len(sources) > 1 or trace.architecture.layer(picture).reads == "all":
            return []
        (picture,) = sources
    shape = trace.values[picture].shape
    of = "pixel" if picture == INPUT else f"cell of {picture}"
    return [
        Map(
            f"product of every {of}",
            to_base64(working.products),
            shape,
            symmetric_range(working.products),
            before,
        )
    ]


def shares_of(cell, softmax, class_names):
    """The table of softmax: every logit, its power and its share."""
    names = class_names if len(class_names) == len(softmax.logits) else [str(at) for at in range(len(softmax.logits))]
    rows = [
        (name, plain([logit, power, share]), target(Cell(cell.layer, (*cell.index[:-1], at))), at == cell.index[-1])
        for at, (name, logit, power, share) in enumerate(
            zip(names, softmax.logits, softmax.exponentials, softmax.probabilities, strict=True)
        )
    ]
    rows.append(("together", [None, *plain([softmax.total, softmax.probabilities.sum()])], None, False))
    return Table(
        "softmax: e to the power of (logit \u2212 largest logit)", ["class", "logit", "power", "share"], rows, "softmax"
    )


def _result(working, title):
    before, value = plain([working.before, working.value])
    terms = [(title, sayable(working.total), "total")]
    if working.bias is not None:
        terms.append(("+ bias", sayable(working.bias), "bias"))
    if working.activation == "linear":
        return Equation([*terms, ("=", value, "value")])
    equals = "= logit" if working.activation == "softmax" else "="
    return Equation(
        [*terms, (equals, before, "before"), (f"\u2192 {ACTIVATIONS[working.activation].title}", value, "value")]
    )
