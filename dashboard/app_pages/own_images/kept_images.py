"""The kept examples on their page: what each shows and is read as; changing a label, dropping one; files of all."""

import numpy as np
import streamlit as st

from core import formats
from core.datasets.catalogue import DIGITS
from core.datasets.labelled_images import UNKNOWN
from dashboard.components import scene
from dashboard.compute import inspection, workers
from dashboard.draw.mosaics import gallery, meant_and_read
from dashboard.session import own_images, state
from dashboard.text import sentences
from dashboard.widgets import file_drop

PER_ROW = 12
AT_ONCE = 96


def bring():
    """Where a file of examples is dropped."""
    file_drop.drop("Examples from a file (.npz or .zip)", state.EXAMPLES_FILE, _take)


def _take(name, content):
    found = workers.reader().read("data set", content, name).examples()
    new = own_images.add(found)
    again = len(found) - new
    return f"{formats.count(new, 'example')} added{f', {again:,} were here already' if again else ''}."


def show(look, chosen):
    """The examples around the chosen one with what they are and what the network says; a click chooses one."""
    kept = own_images.kept()
    first = chosen // AT_ONCE * AT_ONCE if chosen is not None else 0
    shown = slice(first, first + AT_ONCE)
    answers = look.network.predict(kept.images[shown]).argmax(axis=1)
    names = [look.run.class_names[answer] for answer in answers]
    meant = [sentences.UNSAID if label == UNKNOWN else DIGITS[label] for label in kept.labels[shown]]
    captions = tuple(_caption(*pair) for pair in zip(meant, names, strict=True))
    picture = gallery(
        "kept",
        kept.images[shown] / np.float32(255),
        tuple(f"example {index}" for index in range(len(kept)))[shown],
        captions,
        columns=PER_ROW,
        selected=None if chosen is None else chosen - first,
        side=62,
    )
    scene(picture, "kept_examples", lambda _, tile: own_images.look_at(first + tile))
    if len(kept) > AT_ONCE:
        last = min(first + AT_ONCE, len(kept)) - 1
        st.caption(f"Examples {first} to {last} of {len(kept):,}; the image in the sidebar leads to the others.")


def _caption(meant, read):
    if meant == sentences.UNSAID:
        return f"? {read}"
    return meant_and_read(meant, read)


def edit(index):
    """Change what an example is said to show, or drop it."""
    label = own_images.kept().labels[index]
    key = state.widget("label", index, own_images.kept().digest)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.segmented_control(
            f"Example {index} shows",
            DIGITS,
            default=None if label == UNKNOWN else DIGITS[label],
            key=key,
            on_change=lambda: _relabel(index, state.get(key)),
        )
        st.button("Drop it", icon=":material/delete:", on_click=own_images.drop, args=(index,))
        st.button("Drop all", icon=":material/delete_sweep:", on_click=own_images.drop, args=(slice(None),))


def _relabel(index, chosen):
    own_images.relabel(index, UNKNOWN if chosen is None else DIGITS.index(chosen))


def chosen():
    """The kept example that is the sidebar's image, or None."""
    selection = inspection.current().selection
    is_kept = own_images.are_these(selection.data) and selection.image < len(own_images.kept())
    return selection.image if is_kept else None
