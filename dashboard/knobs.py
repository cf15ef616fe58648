"""The controls of the experiments: how an image is changed, which channels are off, what kernel is tried."""

from random import sample

import streamlit as st

from core.ablation import TOGETHER
from core.robustness import FARTHEST
from dashboard import links, state
from dashboard.controls import pick

CHANGED = {
    state.DOWN: ("Down", -FARTHEST, FARTHEST, 0, 1),
    state.RIGHT: ("Right", -FARTHEST, FARTHEST, 0, 1),
    state.TURN: ("Turned, degrees", -180, 180, 0, 5),
    state.SCALE: ("Size", 0.4, 1.6, 1.0, 0.1),
    state.THICKNESS: ("Thickness", -2, 3, 0, 1),
    state.NOISE: ("Noise", 0.0, 1.0, 0.0, 0.05),
    state.COVER: ("Covered square", 0, 20, 0, 1),
}


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
        st.button("As it was", icon=":material/undo:", on_click=lambda: state.choose(**rest), disabled=chosen == rest)
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
        links.check_list(key, range(1, last + 1), first)
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
    links.check_list(state.OFF, range(count), "all on")
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
