"""Whether a kernel of the network is edited, or one on its own and of what size."""

import streamlit as st

from dashboard.session import state
from dashboard.widgets import link_checks
from dashboard.widgets.pickers import pick

SIDE_BY_SIDE = 5  # columns of a kernel whose numbers have room beside the pictures


def beside(columns):
    """Where a kernel of so many columns is edited, and where what it makes is seen."""
    return st.columns([2, 3], gap="large") if columns <= SIDE_BY_SIDE else (st.container(), st.container())


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
        state.settle(key, lambda size, last=last: 1 <= size <= last, first)
    with st.container(horizontal=True, gap="small", key="free_sizes"):
        height, width, stride = (
            st.number_input(label, 1, last, first, key=key, bind="query-params", width=140)
            for key, label, last, first in sizes
        )
        padding = pick("Padding", state.PADDING, ["valid", "same"], "valid")
    return (height, width), (stride, stride), padding
