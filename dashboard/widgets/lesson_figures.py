"""The figures of a lesson's steps as HTML that stands alone, from the views' own arrays, without opening any page."""

from html import escape
from types import MappingProxyType

import numpy as np

from core import formats
from core.evaluation import image_transforms
from core.evaluation.comparison import per_class
from core.explanation import class_pictures, filter_pictures
from core.explanation.attribution import METHODS
from core.inspection import kernels, layer_statistics, tensor_statistics
from core.inspection.kernel_editing import fit
from core.networks.layers import Convolution
from dashboard.compute import inspection, networks, requests
from dashboard.draw import confusion, curves, filter_scenes, letters, mosaics, network_flow, responses, svg
from dashboard.draw.ranges import symmetric_range
from dashboard.draw.scenes import Box, Scene, Text, Tiles
from dashboard.session import state
from dashboard.widgets import filter_climbs, lesson_code

FEW, ALL = 8, 10  # channels of a table of examples on paper; so many are all shown
CELL, GUTTER, HEAD = 64, 0.08, 26  # pixels: the side of a cell of it, its share that lies between two, its head
HISTOGRAM, HIGH = 640, 150  # pixels
HIDES_THE_LAYERS = "summary_table"
CHANGES = (state.DOWN, state.RIGHT, state.TURN, state.SCALE, state.THICKNESS, state.NOISE, state.COVER)


def of_step(step, look, asked=()):
    """HTML of its figures; [] for a page that shows none of its view.

    `asked` are the `(network, layer)` whose parameters a question asks for: they stand in no table.
    """
    view = step.view
    match step.page:
        case "journey":
            return [_journey(look)]
        case "summary" if HIDES_THE_LAYERS in step.hide:
            return _weights(look.network, look.selection.layer)
        case "summary":
            return [_summary(look, asked)]
        case "kernels":
            return _kernels(look, view)
        case "activations":
            return _activations(look, view)
        case "pixel":
            return [_beside(look, look.selection.layer, look.selection.channel)]
        case "filters":
            return _filters(look, view)
        case "digits":
            return _digits(look, view)
        case "why":
            return [_why(look)]
        case "workbench":
            return [_workbench(look, view)]
        case "comparison":
            return _compared(lesson_code.runs_of(view), view.get(state.COMPARED))
        case "robustness":
            return _moved(look, lesson_code.runs_of(view), view)
        case _:
            return []


def _journey(look):
    layers = look.architecture.layers
    marks = {layer.name: look.marks(layer.name) for layer in layers}
    spans = {layer.name: look.extremes_over_run(layer.name) for layer in layers}
    return svg.drawn(
        network_flow.scene(look.picture, look.architecture, look.activations, spans, look.run.class_names, marks)
    )


def _summary(look, asked):
    rows = []
    for row in look.architecture.summary():
        counted = row.arithmetic if row.parameters else "nothing to train"
        told = "?" if (look.run.key, row.name) in asked else counted
        rows.append((row.name, row.kind, formats.shape(row.output_shape), told))
    total = "?" if any(key == look.run.key for key, _ in asked) else f"{look.architecture.parameters:,}"
    head = ("layer", "kind", "output shape", "parameters")
    return table(head, [*rows, ("all layers", "", "", total)], look.selection.layer)


def _weights(network, name):
    """The statistics of a layer's arrays, and the histogram of its kernel."""
    arrays = {key: network.weights[key] for key in network.weights if key.startswith(f"{name}/")}
    if not arrays:
        return []
    rows = []
    for key, array in arrays.items():
        found = tensor_statistics.statistics(array)
        told = (found.minimum, found.maximum, found.mean, found.standard_deviation)
        rows.append((key.removeprefix(f"{name}/"), formats.shape(array.shape), *map(formats.number, told), found.nans))
    head = ("array", "shape", "minimum", "maximum", "mean", "standard deviation", "NaNs")
    counts, edges = tensor_statistics.histogram(next(iter(arrays.values())))
    width = HISTOGRAM / len(counts)
    heights = HIGH * counts / max(counts.max(), 1)
    boxes = tuple(Box(at * width, HIGH - high, width - 1, high, "accent") for at, high in enumerate(heights))
    ends = [(0, "left", edges[0]), (HISTOGRAM, "right", edges[-1])]
    texts = [Text(left, HIGH + 14, formats.number(float(edge)), align) for left, align, edge in ends]
    texts.append(Text(HISTOGRAM / 2, HIGH + 14, f"weights in {name}", "center"))
    picture = Scene(HISTOGRAM, HIGH + 30, f"Histogram of {name}", texts=tuple(texts), boxes=boxes, largest=1)
    return [table(head, rows), svg.drawn(picture)]


def table(head, rows, chosen=None):
    """A table of words; the row that begins with `chosen` is marked."""

    def line(tag, cells):
        return "".join(f"<{tag}>{escape(str(cell))}</{tag}>" for cell in cells)

    marks = {True: " class='chosen'", False: ""}
    body = "".join(f"<tr{marks[row[0] == chosen]}>{line('td', row)}</tr>" for row in rows)
    return f"<table><thead><tr>{line('th', head)}</tr></thead><tbody>{body}</tbody></table>"


def _kernels(look, view):
    architecture = look.architecture
    name = inspection.nearest_layer(architecture, kernels.drawable_layers(architecture), look.selection.layer)
    layer, weights = architecture.layer(name), look.network.kernel(name)
    is_convolution, channel = isinstance(layer, Convolution), look.channel_of(name)
    maps = kernels.slices(weights, 0) if is_convolution else kernels.neuron_pictures(weights, architecture.input_shape)
    order = range(len(maps))
    if is_convolution and view.get(state.ORDER) == "orientation":
        order = kernels.orientation(weights).argsort(kind="stable")
    captions = tuple(str(index) for index in order)
    words, limits = responses.range_words(layer, weights), look.weight_limits(name)
    bar = (mosaics.color_bar("signed", limits, words),)
    every = mosaics.gallery(
        "kernels", maps[list(order)], captions, captions, FEW, None, "signed", limits, side=70, bars=bar
    )
    seen = [look.selection.image, *([view[state.SECOND_IMAGE]] if state.SECOND_IMAGE in view else [])]
    found = [
        responses.scene(
            responses.of_channel(look.network, look.split.images[index], layer, channel), look.name_of(index)
        )
        for index in seen
    ]
    return [
        svg.drawn(every),
        f"<p>{layer.unit.capitalize()} {channel}:</p>{svg.drawn(found[0])}",
        *map(svg.drawn, found[1:]),
    ]


def _activations(look, view):
    name = look.selection.layer
    match view.get(state.VIEW):
        case "by depth":
            return [_depth(look)]
        case "examples":
            return [_examples(look, name)]
        case "before and after" if 0 in look.run.moments:
            untrained, extremes = look.at(0), look.extremes_over_run(name)
            return [f"<p>{one.moment}:</p>{_mosaic(one, name, extremes)}" for one in (untrained, look)]
        case _:
            pictured = look.activations[name].ndim == 3
            large = [_beside(look, name, look.selection.channel)] if pictured else []
            return [_mosaic(look, name, look.extremes_over_run(name), view), *large]


def _mosaic(look, name, extremes, view=MappingProxyType({})):
    layer, maps = look.architecture.layer(name), mosaics.as_maps(look.activations[name])
    meaning = mosaics.meaning_of(layer, extremes)
    choice = "channel" if view.get(state.RANGE) == "channel" else "layer"
    limits = mosaics.ranges(choice, meaning, list(map(mosaics.as_maps, extremes)), [])
    names, words = tuple(map(str, range(len(maps)))), f"activation in {name}"
    alt, true_size = f"{len(maps)} {_unit(maps[0])}s of {name}", view.get(state.SIZE) == "true"
    marks = look.marks(name)
    return svg.drawn(mosaics.mosaic(name, maps, meaning, limits, names, words, alt, marks=marks, true_size=true_size))


def _unit(values):
    """What a layer has several of, by one of them."""
    return "channel" if values.size > 1 else "unit"


def _beside(look, name, channel):
    """The image, and one channel of a layer."""
    extremes, layer = look.extremes_over_run(name), look.architecture.layer(name)
    values = mosaics.as_maps(look.activations[name])[channel]
    meaning = mosaics.meaning_of(layer, extremes)
    limits = [(0, 1), mosaics.full_range(meaning, extremes)]
    captions = (f"image: {look.truth}", f"{name}, {_unit(values)} {channel}")
    if values.size == 1:
        shown = f"<p>{escape(captions[1])}: {formats.number(float(values.max()))}</p>"
        return shown + svg.drawn(mosaics.row("image", [look.picture], ["ink"], limits[:1], captions[:1], "", [""]))
    maps, marks = [look.picture, values], ["", look.marks(name)[channel]]
    return svg.drawn(mosaics.row("beside", maps, ["ink", meaning], limits, captions, ", ".join(captions), marks, 200))


def _examples(look, name):
    """A row for each image, under the numbers of the channels."""
    layer, shown = look.architecture.layer(name), look.examples
    values = look.network.activations(look.split.images[shown])[name]
    values = values if values.shape[-1] <= ALL else values[..., :FEW]
    maps = np.moveaxis(values, -1, 1).reshape(-1, *(values.shape[1:3] if values.ndim == 4 else (1, 1)))
    meaning, columns = mosaics.meaning_of(layer, values), values.shape[-1]
    labels = [look.name_of(index) for index in shown]
    limits = mosaics.full_range(meaning, values)
    left, step, own = (
        max(map(letters.width, labels)) + 12,
        CELL * (1 + GUTTER),
        kernels.own_pictures(look.network, name),
    )
    top = HEAD + (step if own is not None else 0)
    texts = [Text(left - 12, top + (at + 0.5) * step, label, "right") for at, label in enumerate(labels)]
    texts += [Text(left + (at + 0.5) * step, HEAD / 2, str(at), "center") for at in range(columns)]

    def cells(key, maps, meaning, limits, top):
        scale, gutter = CELL / max(maps.shape[1:]), GUTTER * maps.shape[2]
        return Tiles(key, maps, meaning, limits, ("",) * len(maps), left, top, scale, columns, gutter)

    tiles = [cells("examples", maps, meaning, limits, top)]
    if own is not None:
        tiles.append(cells("header", own[:columns], "signed", symmetric_range(own), HEAD))
    bars = (mosaics.color_bar(meaning, limits, f"activation in {name}; a column for each {_unit(maps[0])}"),)
    size = left + columns * step, top + len(shown) * step
    alt = f"What {name} makes of {len(shown)} images"
    return svg.drawn(Scene(*size, alt, tuple(tiles), tuple(texts), bars=bars, largest=1))


def _depth(look):
    stages = layer_statistics.stages(look.network, look.image)
    rows = [
        (
            stage.name,
            f"{stage.cells:,}",
            formats.percent(stage.sparsity),
            "" if stage.likeness is None else formats.percent(stage.likeness),
        )
        for stage in stages
    ]
    return table(("layer", "numbers", "share of zeros", "likeness to the input"), rows)


def _filters(look, view):
    name = inspection.nearest_layer(look.architecture, look.architecture.convolutions, look.selection.layer)
    recipe = view.get(state.RECIPE, next(iter(filter_pictures.RECIPES)))
    channels = tuple(range(look.architecture.output_shape(name)[-1]))
    chosen = look.selection
    request = requests.Filters(chosen.network, chosen.moment, name, channels, filter_pictures.RECIPES[recipe])
    sheet = filter_climbs.kept_sheet(request, look.dead(name))
    if sheet is None:
        return []
    return [svg.drawn(filter_scenes.sheet_scene(name, sheet, filter_scenes.contrast_of(recipe), None))]


def _digits(look, view):
    recipe = view.get(state.DIGITS_RECIPE, next(iter(class_pictures.RECIPES)))
    climbed = requests.Digits(look.selection.network, look.selection.moment, recipe).kept()
    if climbed is None:
        return []
    fed_back, names = class_pictures.de_averaged(climbed.pictures), look.run.class_names
    if view.get(state.DIGITS_VIEW) == "blind test":
        numbers = tuple(str(at + 1) for at in range(len(fed_back)))
        shuffled = np.random.default_rng(1).permutation(len(fed_back))
        return [svg.drawn(mosaics.gallery("blind", fed_back[shuffled], numbers, numbers, 5, side=120))]
    answers = look.network.predict(fed_back)
    captions = tuple(
        f"{name}: read as {names[int(probabilities.argmax())]}"
        for name, probabilities in zip(names, answers, strict=True)
    )
    return [svg.drawn(mosaics.gallery("digits", fed_back, captions, captions, 5, side=120))]


def _why(look):
    label = look.run.class_names.index(look.answer)
    methods = [method for method in METHODS.values() if look.architecture.convolutions or not method.needs_convolution]
    found = [method.attribute(look.network, np.atleast_3d(look.picture), label) for method in methods]
    meanings = ["ink", *(method.meaning for method in methods)]
    limits = [(0, 1), *(mosaics.full_range(method.meaning, one) for method, one in zip(methods, found, strict=True))]
    captions = ["image", *(method.title for method in methods)]
    maps, marks = [look.picture, *found], [""] * len(meanings)
    return svg.drawn(mosaics.row("why", maps, meanings, limits, captions, ", ".join(captions), marks, 150))


def _workbench(look, view):
    names = look.architecture.convolutions
    if view.get(state.BENCH_VIEW) == "free" or not names:
        size, stride = (view.get(state.HEIGHT, 3), view.get(state.WIDTH, 3)), view.get(state.STRIDE, 1)
        kernel = fit(kernels.HAND_MADE["vertical edges"], size)
        response = responses.by_hand(look.image, kernel, (stride, stride), view.get(state.PADDING, "valid"))
    else:
        name = inspection.nearest_layer(look.architecture, names, look.selection.layer)
        layer = look.architecture.layer(name)
        response = responses.of_channel(look.network, look.image, layer, look.channel_of(name))
    return svg.drawn(responses.scene(response, look.truth))


def _compared(runs, shown):
    rows = [
        (
            run.key,
            f"{run.architecture.parameters:,}",
            f"{run.evaluation.correct:,} of {run.evaluation.count:,}",
            formats.percent(run.evaluation.accuracy),
        )
        for run in runs
        if run.evaluation
    ]
    figures = [table(("network", "parameters", "test images read right", "accuracy"), rows)]
    for run in runs:
        if shown == "confusion" and run.evaluation:
            picture = confusion.scene("confusion", run.evaluation.confusion, run.class_names, False, None)
        elif shown in (None, "learning curves") and run.history:
            last = max(row["epoch"] for row in run.history) or 1
            picture = curves.learning(run.history, "accuracy", last, f"Accuracy of {run.key}")
        elif shown == "classes" and run.evaluation:
            right, count = per_class(run.evaluation.confusion)
            rows = [(name, f"{r:,} of {n:,}") for name, r, n in zip(run.class_names, right, count, strict=True)]
            figures.append(table((f"class, as {run.key} reads it", "right"), rows))
            continue
        else:
            continue
        kept = "" if shown == "confusion" or run.kept_epoch is None else f" Epoch {run.kept_epoch:g} is kept."
        figures.append(f"<p>{escape(run.key)}:{kept}</p>{svg.drawn(picture)}")
    return figures


def _moved(look, runs, view):
    rest = {state.SCALE: 1.0}
    changed = image_transforms.change(look.picture, *(view.get(key, rest.get(key, 0)) for key in CHANGES))
    both = mosaics.row("moved", [look.picture, changed], ["ink"] * 2, [(0, 1)] * 2, ("image", "changed"), "", [""] * 2)
    rows = []
    for run in runs:
        probabilities = networks.network(run.key, run.moments[-1]).predict(changed)[0]
        rows.append(
            (run.key, run.class_names[int(probabilities.argmax())], formats.percent(float(probabilities.max())))
        )
    return [svg.drawn(both), table(("network", "reads the changed image as", "with"), rows)]
