"""An image found by what it is: the next of a class, one that the network misreads, one that fires the channel."""

import numpy as np
import streamlit as st

from core.datasets.labelled_images import UNKNOWN
from core.inspection import image_search
from dashboard import menu
from dashboard.compute import inspection
from dashboard.session import state
from dashboard.text import sentences
from dashboard.widgets import stepping

LOOKED_THROUGH = 2000  # images that are looked at for a misread one
FIRED = 200  # images of which the one that fires a channel most is taken


def place():
    """Where it will be offered, once the page's selection is known."""
    words = "Find an image"
    return st.popover(words, icon=":material/search:", help=words, key="find_image", width="stretch", on_change="rerun")


def offer(popover, look, uses):
    """The choices, where they are asked for."""
    if not popover.open:
        return
    with popover, st.container(gap="xsmall"):
        st.markdown("**Find the next image**")
        _classes(look)
        if menu.NETWORK in uses and (look.wanted >= 0).any():
            _button("misread", f"misread by {look.title}", misread)
        if menu.CHANNEL in uses:
            _button("fires", f"that fires {sentences.chosen_channel(look)} most (of {FIRED})", strongest)
        if said := state.take(state.NOT_FOUND):
            st.caption(said)


def _classes(look):
    with st.container(horizontal=True, gap="xxsmall"):
        for label in np.unique(look.split.labels[look.split.labels != UNKNOWN]):
            _button(label, look.label_names[label], of_class, int(label))


def _button(name, words, find, *args):
    st.button(words, key=state.widget("find", name), on_click=find, args=args)


def of_class(label):
    """From a callback, as the others: the next image of a class."""
    look = inspection.current()
    found = image_search.next_where(look.split.labels == label, look.selection.image)
    _go(look, found, f"there is no other {look.label_names[label]}")


def misread():
    """The next image that the network, at this moment, reads wrong."""
    look = inspection.current()
    found = image_search.next_misread(
        look.network, look.split.images, look.wanted, look.selection.image, LOOKED_THROUGH
    )
    count = min(LOOKED_THROUGH, len(look.split) - 1)
    _go(look, found, f"{look.title} misreads none of the next {count:,}")


def strongest():
    """The one of the next images that fires the chosen channel most."""
    look = inspection.current()
    selection = look.selection
    found = image_search.strongest(
        look.network, look.split.images, selection.layer, selection.channel, selection.image, FIRED
    )
    count = min(FIRED, len(look.split) - 1)
    _go(look, found, f"none of the next {count:,} fires it")


def _go(look, found, why_not):
    if found is None:
        state.put(state.NOT_FOUND, f"Not found: {why_not}.")
    else:
        stepping.to_image(look, found)
