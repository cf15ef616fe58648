"""A channel's passport as pictures and sentences: what it weighs, what fires it, whom it resembles."""

import numpy as np

from core import formats
from core.inspection import kernels
from core.networks.layers import Convolution
from core.networks.network import as_seen
from dashboard.draw.mosaics import as_maps, color_bar, full_range, gallery, large, meaning_of, mosaic
from dashboard.draw.responses import color_slices
from dashboard.text.quotation import isolated


def weights_scene(architecture, network, name, channel, limits):
    """The channel's own weights within `limits`: a kernel, one slice for each input channel, a neuron's picture.

    None where they are no picture.
    """
    weights = network.kernel(name)
    own = weights[..., channel]
    alt = f"The {own.size:,} weights of channel {channel} of {name}"
    if own.ndim == 3 and own.shape[2] > 1:
        if kernels.reads_colors(architecture, name):
            return color_slices(own, limits)
        slices = np.moveaxis(own, -1, 0)
        names = tuple(f"reads input channel {at}" for at in range(len(slices)))
        title = f"weight; a slice for each of the {len(slices)} channels it reads"
        return mosaic("slices", slices, "signed", limits, names, title, alt)
    if own.ndim == 3:
        return large("slices", own[:, :, 0], "signed", limits, "kernel", "weight", alt, decimals=2, side=240)
    if name in kernels.drawable_layers(architecture):
        picture = kernels.neuron_pictures(weights, architecture.input_shape)[channel]
        return large("slices", picture, "signed", limits, "neuron", "weight", alt, side=300)
    return None


def top_scene(architecture, found, name, channel, split, name_of):
    """The nine images that fire the channel most, each with what the firing cell sees."""
    chosen = found.top_images[channel]
    images = as_seen(split.images[chosen], architecture.input_shape)
    captions = [
        f"{isolated(name_of(index))}: {formats.number(value)}"
        for index, value in zip(chosen, found.top_values[channel], strict=True)
    ]
    names = tuple(f"image {index}: {name_of(index)}" for index in chosen)
    is_a_map = isinstance(architecture.layer(name), Convolution)  # a unit sees all pixels: no box
    boxes = [architecture.seen_box(name, place) if is_a_map else None for place in found.top_places[channel]]
    return gallery("top", images, names, captions, columns=9, boxes=boxes, side=95)


def neighbours_scene(layer, activations, found, channel, marks):
    """The feature maps of the channels that correlate most with this one, for the chosen image, with their `marks`."""
    maps = as_maps(activations)
    others, correlations = found.neighbours[channel], found.correlations[channel]
    meaning = meaning_of(layer, maps)
    shown = np.concatenate([[channel], others])
    limits = full_range(meaning, maps)
    captions = [f"channel {channel}"] + [
        f"{other}: {formats.signed(score)}" for other, score in zip(others, correlations, strict=True)
    ]
    return gallery(
        "neighbours",
        maps[shown],
        tuple(f"channel {other}" for other in shown),
        captions,
        columns=7,
        selected=0,
        meaning=meaning,
        limits=limits,
        side=95,
        marks=[marks[other] for other in shown],
        bars=(color_bar(meaning, limits, "activation; one range for the layer"),),
    )


def resembles(found, channel, unit):
    """The neighbours in a sentence."""
    if not len(found.neighbours[channel]):
        return f"It is the only {unit} of its layer."
    others = [
        f"{other} ({formats.signed(score)})"
        for other, score in zip(found.neighbours[channel], found.correlations[channel], strict=True)
    ]
    return f"{unit.capitalize()}s most like it or most unlike it: {', '.join(others)}."


def claim(found, channel, unit, class_names):
    """What this channel answers to, in a sentence."""
    profile = found.profile[:, channel]
    if np.isnan(found.top_values[channel, 0]) or np.isnan(profile).all():
        return f"This {unit} gives numbers that are no numbers: the training went wrong."
    if found.dead[channel]:
        return f"This {unit} is dead: it is zero on all {found.count:,} test images."
    if found.top_values[channel, 0] <= 0:
        return f"This {unit} is never above zero on any of the {found.count:,} test images."
    most, least = class_names[int(np.nanargmax(profile))], class_names[int(np.nanargmin(profile))]
    fires = formats.percent(1 - float(found.silent[channel]))
    where = " somewhere in the picture" if unit == "channel" else ""
    return (
        f"On average it answers most to **{most}** and least to **{least}**; it is above zero{where} on {fires} of "
        f"{found.count:,} test images."
    )


def absent(profile, class_names):
    """A sentence on the classes that no image is of, for a layer's profile `(classes, channels)`; "" for none."""
    names = [name for name, means in zip(class_names, profile, strict=True) if np.isnan(means).all()]
    return f"No bar for {formats.listed(names)}: none of the images shows it." if names else ""


def facts(found, channel, bias, score, cost):
    """`(name, value)` rows; `bias` and `score`, the orientation, may be None, `cost` `(lost, of how many)` or None."""
    rows = [
        ("largest activation", formats.number(found.top_values[channel, 0])),
        ("images on which nothing is above zero", formats.percent(float(found.silent[channel]))),
        ("cells that are zero", formats.percent(float(found.sparsity[channel]))),
        ("bias", "none" if bias is None else formats.number(bias)),
    ]
    if score is not None:
        rows.append(("orientation (+1 upright edges, \u22121 lying)", formats.signed(score)))
    if cost is not None:
        lost, count = cost
        rows.append((f"without it, of {count:,} images", formats.more_misread(lost)))
    return rows
