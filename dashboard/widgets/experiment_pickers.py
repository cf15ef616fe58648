"""The controls of the experiments: how an image is changed, which channels are off, what kernel is tried."""

from random import sample

import streamlit as st

from core.evaluation.robustness import FARTHEST
from core.explanation.gradient_ascent import Ascent
from core.inspection.ablation import TOGETHER
from dashboard.session import state
from dashboard.widgets import link_checks
from dashboard.widgets.pickers import pick

CHANGED = {
    state.DOWN: ("Down", -FARTHEST, FARTHEST, 0, 1),
    state.RIGHT: ("Right", -FARTHEST, FARTHEST, 0, 1),
    state.TURN: ("Turned, degrees", -180, 180, 0, 5),
    state.SCALE: ("Size", 0.4, 1.6, 1.0, 0.1),
    state.THICKNESS: ("Thickness", -2, 3, 0, 1),
    state.NOISE: ("Noise", 0.0, 1.0, 0.0, 0.05),
    state.COVER: ("Covered square", 0, 20, 0, 1),
}


OWN = "my own"
ITS_ANSWER, NONE = "its own answer", "none"
MOST_EPSILON, USUAL_EPSILON = 0.4, 0.2
SHOWN = {state.STEP_SIZE: "%.3f"}


def pick_changes():
    """How the image is changed: one slider for each way; `{key: strength}`."""
    chosen = {}
    places = [*st.columns(4, gap="medium"), *st.columns(4, gap="medium")]
    for place, (key, (label, low, high, rest, step)) in zip(places, CHANGED.items(), strict=False):
        state.settle(key, lambda value, low=low, high=high: low <= value <= high, rest)
        chosen[key] = place.slider(label, low, high, rest, step, key=key, bind="query-params")
    rest = {key: numbers[3] for key, numbers in CHANGED.items()}
    with places[-1]:
        st.space("small")
        st.button("As it was", icon=":material/undo:", on_click=lambda: state.choose(rest), disabled=chosen == rest)
    return chosen


def pick_change(titles):
    """Which kind of change the curves are about; `titles` maps its key to its name."""
    names = list(titles.values())
    chosen = pick("Accuracy when digits are", state.CHANGE, names, names[0])
    return next(key for key, name in titles.items() if name == chosen)


def pick_bench(has_kernels):
    """Whether kernels are edited "in the network" or on their own, "free"."""
    views = ["in the network", "free"] if has_kernels else ["free"]
    state.settle(state.BENCH_VIEW, lambda view: view in views, views[0])
    return pick("Kernel", state.BENCH_VIEW, views, views[0])


def pick_free():
    """`(kernel_size, strides, padding)` of a kernel on its own."""
    sizes = (
        (state.HEIGHT, "Kernel height", 9, 3),
        (state.WIDTH, "Kernel width", 9, 3),
        (state.STRIDE, "Stride", 6, 1),
    )
    for key, _, last, first in sizes:
        link_checks.check_list(key, range(1, last + 1), first)
    with st.container(horizontal=True, gap="small"):
        height, width, stride = (
            st.number_input(label, 1, last, first, key=key, bind="query-params", width=140)
            for key, label, last, first in sizes
        )
        padding = pick("Padding", state.PADDING, ["valid", "same"], "valid")
    return (height, width), (stride, stride), padding


def pick_off(count, ranking, owner):
    """The channels of a layer that are switched off; `ranking` offers some sets of them, None where it is not known.

    Another `owner`, a layer of a network, has others.
    """
    state.belong(owner, state.OFF)
    link_checks.check_list(state.OFF, range(count), "all on")
    state.settle(state.OFF, lambda chosen: all(0 <= channel < count for channel in chosen), [])
    off = st.multiselect(
        "Switched off",
        range(count),
        [],
        key=state.OFF,
        bind="query-params",
        persist_state="session",
        placeholder="Tap a tile, or choose here",
    )
    several = max(min(TOGETHER, count // 2), 1)
    sets = {"all on": [], f"{several} at random": sorted(sample(range(count), several))}
    if ranking is not None:
        sets["the one that costs most"] = [int(ranking.order[0])]
        if several > 1:
            sets[f"the {several} that cost most together"] = ranking.order.tolist()
    with st.container(horizontal=True, gap="small"):
        for name, channels in sets.items():
            st.button(name, key=state.widget(name), on_click=state.put, args=(state.OFF, channels))
    return tuple(off)


def switch_off(channels):
    """From a callback: these channels are off, all others on."""
    state.put(state.OFF, sorted(channels))


def pick_inspection():
    """What is shown below a drawing or a photo."""
    return pick("Below", state.BELOW, ["preparation", "other networks", "every layer"], "preparation")


def pick_recipe(recipes):
    """How pictures climb: by one of our recipes, or by settings of one's own."""
    return pick("How", state.RECIPE, recipes, recipes[0])


def pick_start(starts):
    """What the pictures begin with."""
    link_checks.check_choice(state.START, starts, starts[0])
    state.settle(state.START, lambda start: start in starts, starts[0])
    return st.selectbox("Begin with", starts, key=state.START, bind="query-params", width=190)


def pick_ascent(usual):
    """An Ascent of one's own; at first the `usual` one."""
    chosen = []
    sliders = (
        (state.STEPS, "Steps", 16, 1024, 16, usual.steps, "How often the pixels are moved."),
        (
            state.STEP_SIZE,
            "Step size",
            0.001,
            0.1,
            0.001,
            usual.step_size,
            "How far a pixel moves on average; 1 is white.",
        ),
        (state.JITTER, "Jitter, pixels", 0, 4, 1, usual.jitter, "Moves the picture to and fro while it climbs."),
        (state.BLUR, "Blur, pixels", 0.0, 2.0, 0.1, usual.blur, "Softens the picture at every fourth step."),
        (state.VARIATION, "Evening out", 0.0, 1.0, 0.05, usual.total_variation, "Draws neighbouring pixels together."),
    )
    for place, (key, label, low, high, step, rest, help) in zip(st.columns(5, gap="medium"), sliders, strict=True):
        state.settle(key, lambda value, low=low, high=high: low <= value <= high, rest)
        chosen.append(
            place.slider(label, low, high, rest, step, key=key, bind="query-params", format=SHOWN.get(key), help=help)
        )
    steps, step_size, jitter, blur, total_variation = chosen
    return Ascent(steps, step_size, jitter=jitter, blur=blur, total_variation=total_variation)


def pick_digits_view():
    """Whether the perfect digits are shown, or named by people who do not know them."""
    return pick("Show", state.DIGITS_VIEW, ["pictures", "blind test"], "pictures")


def pick_digits_recipe(recipes):
    return pick("How", state.DIGITS_RECIPE, recipes, recipes[0])


def pick_beside(run, evaluated):
    """Another trained network with the same test images, or "" for none; at first the fair MLP, or the lesson's CNN."""
    others = [one.key for one in evaluated if one.key != run.key and one.test_set == run.test_set]
    usual = next((key for key in ("budget_mlp", "lesson_cnn") if key in others), NONE)
    options = [*others, NONE]
    link_checks.check_choice(state.BESIDE, options, usual)
    state.settle(state.BESIDE, lambda key: key in options, usual)
    chosen = st.selectbox("Beside it", options, options.index(usual), key=state.BESIDE, bind="query-params", width=210)
    return "" if chosen == NONE else chosen


def pick_class(class_names):
    """The class that is asked about, or None for the network's own answer."""
    options = [ITS_ANSWER, *class_names]
    link_checks.check_choice(state.CLASS, options, ITS_ANSWER)
    state.settle(state.CLASS, lambda name: name in options, ITS_ANSWER)
    chosen = st.selectbox("Why", options, key=state.CLASS, bind="query-params", width=210)
    return None if chosen == ITS_ANSWER else chosen


def pick_epsilon():
    """By how much every pixel is changed."""
    state.settle(state.EPSILON, lambda value: 0 <= value <= MOST_EPSILON, USUAL_EPSILON)
    return st.slider(
        "Epsilon: every pixel moves by",
        0.0,
        MOST_EPSILON,
        USUAL_EPSILON,
        0.01,
        key=state.EPSILON,
        bind="query-params",
        width=380,
    )


def pick_against(keys):
    """The network that the change is made against."""
    state.settle(state.AGAINST, lambda key: key in keys, keys[0])
    return pick("Made against", state.AGAINST, keys, keys[0])
