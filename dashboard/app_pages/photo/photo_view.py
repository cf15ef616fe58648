"""A photo on its page: bringing it, the boxes around its digits, and what each is read as."""

import numpy as np
import streamlit as st

from core import formats
from core.digits import preparation, segmentation
from dashboard.components import scene
from dashboard.compute import inspection, workers
from dashboard.draw.mosaics import gallery
from dashboard.draw.scenes import Box, Scene, Text, Tiles
from dashboard.session import own_images, state
from dashboard.text import sentences
from dashboard.text.quotation import isolated
from dashboard.widgets import file_drop, label_picker

LONGEST = 420


def bring():
    """Where a photo is dropped; after one that cannot be read the one before stays."""
    file_drop.drop("A photo or a picture of one digit or several", state.PHOTO_FILE, _take)


def _take(name, content):
    try:
        own_images.bring_photo(segmentation.segment(workers.reader().read("image", content)))
    except ValueError as error:
        raise ValueError(
            f"{error}. Still shown is the photo before it" if own_images.photo() else str(error)
        ) from error
    choose(0)


def choose(piece):
    """From a callback: this digit of the photo becomes the image of every page."""
    state.put(state.CHOSEN_PIECE, piece)
    label_picker.ask_anew()
    own_images.look_at(own_images.place_of_piece(piece))


def keep(image, label):
    """From a callback: a digit becomes an example, and the next one is looked at."""
    own_images.keep(image, label)
    choose(min(chosen() + 1, len(own_images.pieces()) - 1))


def chosen():
    """Which digit of the photo is looked at."""
    return min(state.get(state.CHOSEN_PIECE, 0), len(own_images.pieces()) - 1)


def read():
    """What the network reads, digit by digit: `[(answer, probability), ...]`."""
    look = inspection.current()
    probabilities = look.network.predict(np.stack([one.image for one in own_images.prepared_pieces()]))
    return [(sentences.likeliest(look.run.class_names, one), float(one.max())) for one in probabilities]


def show(found):
    """The photo with a frame around each digit, and the digits as the network gets them; which one is chosen."""
    pieces, at = own_images.pieces(), chosen()
    captions = tuple(f"{isolated(answer)}: {formats.percent(share)}" for answer, share in found)
    left, right = st.columns([5, 6], gap="large")
    with left:
        scene(_boxed(own_images.photo().grey, [piece.box for piece in pieces], at), "photographed")
    with right:
        images = np.stack([one.image for one in own_images.prepared_pieces()]) / np.float32(255)
        names = tuple(f"digit {number + 1}" for number in range(len(pieces)))
        picture = gallery("pieces", images, names, captions, columns=6, selected=at, side=95)
        scene(picture, "read_pieces", lambda _, piece: choose(piece))
        if len(own_images.photo().digits) > 1:
            state.put(state.CUTTING, own_images.is_cut())
            st.toggle(
                f"Cut into {len(own_images.photo().digits)} digits",
                key=state.CUTTING,
                on_change=lambda: _cut(state.get(state.CUTTING)),
            )
        st.button("Forget the photo", icon=":material/delete:", on_click=lambda: own_images.bring_photo(None))
    return at


def _cut(wanted):
    own_images.cut_photo(wanted)
    choose(0)


def _boxed(grey, boxes, selected):
    """The photo, at most 420 pixels wide or high, with its digits boxed and numbered."""
    small = preparation.shrink(grey, LONGEST)
    share = small.shape[0] / grey.shape[0]
    height, width = small.shape
    tiles = Tiles("photo", small[None], "ink", (0, 1), ("the photo",), columns=1, clickable=False)
    around, numbers = [], []
    for at, box in enumerate(boxes):
        top, bottom, left, right = (edge * share for edge in box)
        around.append(Box(left, top, right - left, bottom - top, "accent", hollow=True))
        numbers.append(Text(left, top, str(at + 1), tone="accent", size=0.85, lift=10, bold=at == selected))
    alt = f"A photo with {formats.count(len(boxes), 'digit')}"
    largest = LONGEST / max(small.shape)
    return Scene(width, height, alt, (tiles,), tuple(numbers), tuple(around), largest=largest, margin=(22, 2))
