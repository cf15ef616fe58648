"""Designing a training in the page: where it starts from, its name, and a row of widgets for every layer."""

from dataclasses import replace
from functools import partial

import streamlit as st

from core import formats
from core.datasets import own_source
from core.networks.layers import Conv2D, Dense, Dropout, MaxPooling2D
from core.networks.layers.sliding_windows import PADDINGS
from core.training import compatibility, queue
from dashboard.app_pages.train import text
from dashboard.app_pages.train.training_draft import OWN, PRESET_KEYS, RECIPE_WORDS, begin, recipes_of
from dashboard.compute import inspection, networks
from dashboard.session import own_data_sets, state, visitor
from dashboard.text import sentences
from dashboard.text.quotation import escaped, quoted

HEAD = ("layer", "filters, units, rate", "kernel, window", "padding", "gives", "parameters", "")
MOST_FILTERS, MOST_UNITS = 256, 2048


def current():
    """The draft of this session."""
    return state.get(state.DRAFT) or begin()


def settle():
    """At the start of a run of the page: one's own images may have been chosen elsewhere, changed or forgotten."""
    wanted, own = state.take(state.TO_LEARN), current().config.own
    if wanted is None and own is None:
        return
    can, _ = own_data_sets.to_learn()
    now = {source.title: name for name, source in can.items()}
    name = wanted if wanted in can else own and now.get(own.title)
    draft = current()
    if name and can[name] != own:
        state.put(state.DRAFT, draft.learning(name, can[name]))
    elif own and not name:
        state.put(state.DRAFT, replace(begin(draft.preset, draft.recipe, draft.version + 1), layers=draft.layers))


def pick_start():
    """Which preset to start from, and by which recipe to train it: that one leaves the layers alone."""
    draft = current()
    recipes = recipes_of(draft.preset)
    keys = [state.widget("start", name, draft.version) for name in ("preset", "recipe")]

    def changed():
        before, preset, recipe = current(), state.get(keys[0]), state.get(keys[1])
        draft = begin(preset, recipe if recipe in recipes_of(preset) else OWN, before.version + 1)
        if before.config.own:
            draft = draft.learning(before.config.data_set, before.config.own)
        if preset == before.preset:
            draft = replace(draft, layers=before.layers, inbound=before.inbound)
        state.put(state.DRAFT, draft)

    st.selectbox("Start from", PRESET_KEYS, PRESET_KEYS.index(draft.preset), key=keys[0], on_change=changed, width=240)
    st.segmented_control(
        "Recipe",
        recipes,
        default=draft.recipe,
        required=True,
        key=keys[1],
        on_change=changed,
        help="\n".join(f"- **{name}**: {RECIPE_WORDS[name]}" for name in recipes),
    )


def plan_and_start():
    """What the training will be, its name and the button that starts it; or why it cannot be."""
    config, most = current().config, visitor.limits()
    try:
        architecture = current().architecture()
    except ValueError as error:
        st.error(f"This network cannot be built: {escaped(str(error))}.")
        return
    try:
        compatibility.check(architecture, config)
        if config.own:
            own_source.check_enough(config, own_data_sets.find(config.data_set))
        seconds, is_measured_here = networks.training_seconds(architecture, config)
    except ValueError as error:
        st.error(f"This network cannot be trained: {escaped(str(error))}.")
        return
    st.markdown(sentences.plan(architecture, config, seconds, is_measured_here))
    if config.library == "scikit-learn":
        st.markdown(text.OF_SCIKIT_LEARN)
    if config.own:
        st.markdown(text.learns_own(config.own, visitor.is_visitor()))
    if visitor.is_visitor():
        st.caption(text.of_a_visitor(most, visitor.HOURS_KEPT))
    try:
        most.check_size(architecture, config, seconds)
    except ValueError as error:
        st.error(f"This network cannot be trained: {error}.")
        return
    _name_and_start()


def _name_and_start():
    default, key = _name()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.text_input("Name of the run", default, key=key, width=360)
        st.button(
            "Start training",
            type="primary",
            icon=":material/play_arrow:",
            on_click=_want,
        )
        if current().config.own and not visitor.is_visitor():
            st.toggle("Keep its images with the run", key=state.KEEPS_IMAGES, help=text.WHY_KEEP)


def _want():
    """From a callback: start it as soon as the page is drawn again, and look at what it learns meanwhile."""
    state.put(state.WANTED, True)
    config = current().config
    if config.own and inspection.current().selection.data != config.data_set:
        state.choose({state.DATA: sentences.split_name(config.data_set, "test"), state.IMAGE: 0})


def start_if_wanted():
    """Start what was designed, once every change made with the same click is in the draft, and show it."""
    if not state.take(state.WANTED):
        return
    default, key = _name()
    config, most = current().config, visitor.limits()
    try:
        architecture = current().architecture()
        seconds, _ = networks.training_seconds(architecture, config)
        most.check_size(architecture, config, seconds)
        queue.remove_left_behind(visitor.HOURS_KEPT)
        name = (state.get(key) or default).strip()
        run = queue.start(architecture, config, name, visitor.identity(), most, **_images(config))
        state.choose({state.TRAIN_VIEW: "watch", state.WATCHED: run})
    except (ValueError, OSError) as error:
        state.put(state.REFUSED, str(error))


def _images(config):
    """What `queue.start` is given of one's own images."""
    if not config.own:
        return {}
    return {"brought": own_data_sets.find(config.data_set), "keep": bool(state.get(state.KEEPS_IMAGES))}


def _name():
    """`(proposed name, key of its field)`: another proposal is another field."""
    default = queue.free_name(f"my_{current().preset}")
    return default, state.widget("name", default)


def edit_layers():
    """A row for every layer, with what it gives and costs; and buttons that add layers.

    The cells of all rows stand in one container, which the style sheet lays in columns: as columns of the page they
    are ten times as many blocks, and every click waits for them.
    """
    draft = current()
    row = next(at for at, layer in enumerate(draft.layers) if layer.reads in ("flattened", "all"))
    with st.container(key="layers"), st.container(key="rows_of_layers"):
        for title in HEAD:
            st.caption(title, text_alignment="right" if title in ("gives", "parameters") else "left")
        for index, (layer, (gives, learnt)) in enumerate(zip(draft.layers, _shapes(draft), strict=True)):
            st.markdown(f"**{layer.kind}**")
            numbers = _numbers(layer, last=index == len(draft.layers) - 1)
            if others := dict(draft.inbound).get(layer.name, ())[1:]:
                st.markdown(f"and {formats.listed(map(quoted, others))}")
            else:
                _number(draft, index, numbers.get("how many"))
            _number(draft, index, numbers.get("how large"))
            _padding(draft, index, layer)
            st.markdown(gives, text_alignment="right")
            st.markdown(learnt, text_alignment="right")
            st.button(
                f"Take {layer.kind} of layer {index} out",
                icon=":material/close:",
                key=state.widget("remove", index, draft.version),
                type="tertiary",
                help="Take this layer out",
                disabled=index in (row, len(draft.layers) - 1),
                on_click=partial(_put, draft.without_layer, index),
            )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("Add:", width="content")
        end = len(draft.layers) - 1
        for name, at, layer in (
            ("convolution", row, Conv2D(16)),
            ("pooling", row, MaxPooling2D()),
            ("dense", end, Dense(32)),
            ("dropout", end, Dropout(0.2)),
        ):
            if draft.config.library == "scikit-learn" and name != "dense":
                continue
            key, act = state.widget("add", name), partial(_put, draft.with_layer, at, layer)
            st.button(name, icon=":material/add:", key=key, on_click=act)
        if draft.config.library == "keras":
            key, act = (
                state.widget("add", "block"),
                partial(_put, draft.with_residual_block, row, _channels(draft, row)),
            )
            words = "Two convolutions, and a shortcut past them that is added to what they give"
            st.button("residual block", icon=":material/add:", key=key, on_click=act, help=words)


def _numbers(layer, last):
    """`{what it says: (field, label, lowest, highest, value)}` of what can be changed as a number."""
    match layer:
        case Conv2D():
            filters = ("filters", "filters", 1, MOST_FILTERS, layer.filters)
            return {"how many": filters, "how large": ("kernel_size", "kernel", 1, 28, layer.kernel_size[0])}
        case MaxPooling2D():
            return {"how large": ("pool_size", "window", 1, 28, layer.pool_size[0])}
        case Dropout():
            return {"how many": ("rate", "rate", 0.0, 0.95, layer.rate)}
        case Dense() if not last:
            return {"how many": ("units", "units", 1, MOST_UNITS, layer.units)}
    return {}


def _number(draft, index, number):
    """The cell of one of `_numbers`; without one it is empty."""
    if number is None:
        st.markdown("")
        return
    field, label, low, high, value = number
    key = state.widget(field, index, draft.version)

    def changed():
        wanted = state.get(key)
        if wanted is None:
            return
        pair = {"kernel_size": {"kernel_size": (wanted, wanted)}, "pool_size": {"pool_size": (wanted, wanted)}}
        changes = pair.get(field, {field: wanted})
        if field == "pool_size":
            changes["strides"] = (wanted, wanted)
        _change_layer(index, changes)

    step = 0.05 if isinstance(value, float) else 1
    st.number_input(
        f"{label} of layer {index}",
        low,
        high,
        value,
        step,
        key=key,
        on_change=changed,
        label_visibility="collapsed",
    )


def _padding(draft, index, layer):
    """The cell of a layer's padding; empty where it has none."""
    if not isinstance(layer, Conv2D | MaxPooling2D):
        st.markdown("")
        return
    key = state.widget("padding", index, draft.version)
    st.selectbox(
        f"padding of layer {index}",
        PADDINGS,
        PADDINGS.index(layer.padding),
        key=key,
        on_change=lambda: _change_layer(index, {"padding": state.get(key)}),
        label_visibility="collapsed",
        help="*valid*: windows stay inside the picture, which shrinks. *same*: zeros around keep its size.",
    )


def _shapes(draft):
    """For each layer `(what it gives, its parameters)` in words, as far as the layers fit."""
    fitting = draft.fitting()
    names = fitting.names if fitting else ()
    said = [(formats.shape(fitting.output_shape(name)), _learnt(fitting.parameters_of(name))) for name in names]
    return said + [("does not fit", "")] * (len(draft.layers) - len(said))


def _learnt(parameters):
    return f"{parameters:,}" if parameters else ""


def _channels(draft, row):
    """How many channels the layer at that place reads; 16 where nothing fits yet."""
    try:
        return draft.up_to(row).shapes[-1][-1] if row else 1
    except ValueError:
        return 16


def _put(change, *arguments):
    """From a callback: the draft as one of its methods changes it."""
    state.put(state.DRAFT, change(*arguments))


def _change_layer(index, changes):
    draft = current()
    changed = (*draft.layers[:index], replace(draft.layers[index], **changes), *draft.layers[index + 1 :])
    state.put(state.DRAFT, replace(draft, layers=changed))
