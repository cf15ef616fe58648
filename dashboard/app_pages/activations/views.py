"""The four views of the activations page: all channels, before and after learning, a table of examples, by depth."""

import numpy as np
import streamlit as st

from core import formats
from core.inspection import kernels
from core.inspection.layer_statistics import stages
from dashboard.app_pages.activations import examples_table
from dashboard.components import scene
from dashboard.compute import data_sets
from dashboard.draw import curves, mosaics, network_flow
from dashboard.text import experiment_code, keras_code, sentences, view_code
from dashboard.widgets import code_panel, pickers, playing


def all_channels(look, name, choice, size):
    """All channels of a layer as one mosaic; the chosen one large, and followed through every layer."""
    layer = look.architecture.layer(name)
    left, right = st.columns([5, 3], gap="large")

    def pictures(at):
        mosaic = _mosaic(at, name, choice, look.extremes_over_run, size == "true")
        return {"mosaic": mosaic, "large": _large_scene(at, name, choice)}

    films = {} if layer.activation == "softmax" else playing.films(look, pictures)
    with left:
        picture = _mosaic(look, name, choice, look.extremes_over_run, size == "true")
        scene(picture, "activations", pickers.choose_channel(name), film=films.get("mosaic"))
        st.markdown(sentences.silence(look, name))
    with right:
        if layer.activation == "softmax":
            _probabilities(look)
        else:
            _large(look, name, choice, films.get("large"))
    if look.activations[name].ndim == 3:
        st.header(f"Channel {look.channel_of(name)} through all layers")
        _follow(look, look.channel_of(name))
    code = keras_code.activation(look.architecture, name, look.channel_of(name))
    code_panel.offer(code, view_code.drawn("after"), note=keras_code.MODEL_INPUT)


def before_and_after(look, name, choice):
    """The same layer of the untrained network beside the chosen moment, in the same colours."""
    if 0 not in look.run.moments:
        st.info(sentences.NO_BEFORE)
        return
    if look.selection.moment == 0:
        st.info("This moment is untrained, so both sides are the same: choose a later one.")
    untrained = look.at(0)
    for column, one in zip(st.columns(2, gap="large"), (untrained, look), strict=True):
        with column:
            st.header(one.moment)
            picture = _mosaic(one, name, choice, one.extremes if choice == "channel" else look.extremes_over_run)
            scene(picture, f"mosaic {one is look}", pickers.choose_channel(name))
            st.markdown(f"Read as {sentences.answer_in_short(one)}.")
    if look.selection.moment != 0:
        silent = sentences.silence(look, name)
        st.markdown(f"{sentences.before_and_after(look, name)} {silent and f'On the right: {silent}'}")
    with st.expander(f"Exercise: {sentences.LOOK_BEFORE[0]}"):
        st.markdown(sentences.LOOK_BEFORE[1])
    code_panel.offer(keras_code.activation(look.architecture, name, look.channel_of(name)), view_code.drawn("after"))


def by_examples(look, name):
    """Examples by filters, as a table."""
    channels = pickers.pick_columns(look.architecture.output_shape(name)[-1], keras_code.EXAMPLES)
    table, marks = examples_table.table(look, look.architecture.layer(name), channels)

    def pick(key, tile):
        image, channel = examples_table.picked(look, channels, key, tile)
        pickers.choose_example(name, image, channel)

    scene(table, "examples", pick)
    header = ", under its own weights" if kernels.own_pictures(look.network, name) is not None else ""
    st.markdown(
        f"A row is an image: the chosen one first, then the first of every other class. A column is a channel of {name}"
        f"{header}. Beside each image stand the {len(look.run.class_names)} probabilities. Read down a column to see "
        "what one filter does to all images, along a row to see what all filters do to one. Click a cell to choose "
        "its image and channel. "
        f"{sentences.silence_anywhere({'': marks.ravel()})}"
    )
    code = keras_code.examples(look.architecture, name, channels)
    code_panel.offer(code, keras_code.DRAW_EXAMPLES, indices=look.examples)


def by_depth(look):
    """Size, sparsity and likeness to the input, layer by layer."""
    found = stages(look.network, look.image)
    largest = max(stage.cells for stage in found)
    series = {
        f"size (100 % = {largest:,} numbers)": [stage.cells / largest for stage in found],
        "sparsity: share of zeros": [stage.sparsity for stage in found],
        "likeness to the input": [stage.likeness for stage in found],
    }
    scene(curves.depth([stage.name for stage in found], series, sentences.deeper(found)), "depth")
    st.markdown(sentences.deeper(found))
    code_panel.offer(experiment_code.DEPTH, view_code.drawn("sizes", "sparsity", "likenesses"))
    if said := sentences.habits(look.architecture):
        st.markdown(said)
    if look.activations[look.architecture.names[0]].ndim < 3:
        return
    st.markdown(
        "*Likeness* is the mean size of the correlation between the shrunken input and every channel that shows "
        "anything; it ends where there is no picture any more. One image is one case: shuffle a few times to see what "
        "holds for most."
    )


def _mosaic(look, name, choice, extremes, true_size=False):
    """The scene of a layer; `extremes(layer)` are of all that shares the colour range."""
    maps = mosaics.as_maps(look.activations[name])
    layer = look.architecture.layer(name)
    meaning, limits = _colors(look.architecture, layer, choice, extremes)
    unit = "channel" if look.activations[name].ndim == 3 else "unit"
    words, chosen = sentences.range_chosen(choice), look.channel_of(name)
    if layer.activation == "softmax" and len(maps) == len(look.run.class_names):
        names = tuple(f"class {one}" for one in look.run.class_names)
        bars = (mosaics.color_bar(meaning, limits, words),)
        return mosaics.gallery(
            name,
            maps,
            names,
            look.run.class_names,
            selected=chosen,
            meaning=meaning,
            limits=limits,
            side=60,
            bars=bars,
        )
    return mosaics.mosaic(
        name,
        maps,
        meaning,
        limits,
        tuple(f"{unit} {index}" for index in range(len(maps))),
        words,
        f"{formats.count(len(maps), unit)} of {name} for a picture of {look.truth}. {sentences.silence(look, name)}",
        marks=look.marks(name),
        selected=chosen,
        true_size=true_size,
    )


def _colors(architecture, layer, choice, extremes):
    """What the numbers of a layer mean, and the colour range of all that has these `extremes(layer)`."""
    meaning = mosaics.meaning_of(layer, extremes(layer.name))
    whole = [extremes(name).ravel() for name in architecture.names[:-1]] if choice == "network" else []
    return meaning, mosaics.ranges(choice, meaning, list(map(mosaics.as_maps, extremes(layer.name))), whole)


def _large_scene(look, name, choice):
    """The chosen channel, large, in the same colours as in the mosaic."""
    channel, maps = look.channel_of(name), mosaics.as_maps(look.activations[name])
    meaning, limits = _colors(look.architecture, look.architecture.layer(name), choice, look.extremes_over_run)
    limits = np.broadcast_to(limits, (len(maps), 2))[channel]
    alt = f"Channel {channel} of {name}, largest value {formats.number(maps[channel].max())}"
    title, mark = f"channel {channel}", look.marks(name)[channel]
    return mosaics.large("large", maps[channel], meaning, limits, title, "activation", alt, mark=mark)


def _large(look, name, choice, film):
    """The chosen channel, and what is to say of it."""
    channel, marks = look.channel_of(name), look.marks(name)
    maps = mosaics.as_maps(look.activations[name])
    unit = "Channel" if look.activations[name].ndim == 3 else "Unit"
    st.header(f"{unit} {channel}")
    top = formats.number(maps[channel].max())
    if maps[channel].size == 1:
        st.markdown(f"Its activation is **{top}**.")
    else:
        scene(_large_scene(look, name, choice), "large", film=film)
        firing = formats.percent(float((maps[channel] > 0).mean()))
        st.markdown(f"It reaches {top}; {firing} of its {maps[channel].size} cells are above zero.")
    if marks[channel]:
        st.markdown(sentences.why_blank(look, name, channel, marks[channel]))
        _where_it_fires(look, name, channel)
    source = look.source_of(name)
    if source and look.architecture.output_shape(source.name)[-1] == look.architecture.output_shape(name)[-1]:
        pickers.open_passport(source.name, channel)


def _where_it_fires(look, name, channel):
    """The test image that wakes a silent channel."""
    peaks, split = look.peaks_behind(name), data_sets.test_images(look.selection.network)
    if peaks is None or split is None or not peaks.maximum[channel] > 0:
        return
    index = int(peaks.image_index[channel])
    truth = look.run.class_names[split.labels[index]]
    picture = mosaics.gallery("peak", split.images[[index]] / 255, (f"image {index}",), (f"{truth}, {index}",))
    scene(picture, "peak", lambda *_: pickers.choose_test_image(look, index))
    st.caption("Click it to choose it.")


def _follow(look, channel):
    """One channel number through all layers that still have pictures, all at one height."""
    maps, meanings, limits, captions, marks = [look.picture], ["ink"], [(0, 1)], ["input"], [""]
    for layer in look.architecture.layers:
        values = look.activations[layer.name]
        if values.ndim == 3 and channel < values.shape[2]:
            meaning, span = _colors(look.architecture, layer, "layer", look.extremes_over_run)
            maps.append(values[:, :, channel])
            meanings.append(meaning)
            limits.append(span)
            captions.append(layer.name)
            marks.append(look.marks(layer.name)[channel])
    height, width = maps[-1].shape
    through = f"Channel {channel} through {len(maps) - 1} layers"
    meant = sentences.silence_anywhere({"": marks})
    alt = f"{through}, from {formats.times(look.picture.shape[:2])} to {height}x{width}. {meant}".rstrip()
    scene(mosaics.row("follow", maps, meanings, limits, captions, alt, marks), "follow")
    st.markdown(
        "Each in the colours of its own layer. The same number does not make them the same thing: a later "
        f"convolution's channel {channel} reads *all* channels before it. Pooling, dropout and whatever else takes the "
        "channels one by one only pass it on."
    )


def _probabilities(look):
    """The answer as bars."""
    st.header(f"Answer: {sentences.likeliest(look.run.class_names, look.probabilities)}")
    scene(network_flow.bars(look.probabilities, look.run.class_names), "bars")
