"""What a person has made: a drawing, a photo, the examples they kept. It lives in their session and nowhere else.

Who has a room open has its drawings besides, as long as it is open.
"""

import base64
import binascii
import json
import zlib
from dataclasses import fields

import numpy as np

from core.datasets import labelled_images
from core.datasets.labelled_images import UNKNOWN, LabelledImages
from core.digits import fabric_paths
from core.digits.preparation import SIDE, Steps, prepare_strokes
from dashboard.session import state
from dashboard.text import sentences

PREFIX = "yours:"
MOST_UNDONE = 50
FROM_THE_TAB = "tab"  # the number of a drawing that is on no sheet
STEPS = tuple(field.name for field in fields(Steps))


def are_these(data):
    """Whether a data set's name stands for the images of a session."""
    return data.startswith(PREFIX)


def name():
    """The name of the images as a data set; another whenever they are others."""
    return PREFIX + images().digest


def images():
    """All of them as LabelledImages: the kept ones, the class's, then the digits of the photo, and the drawing last."""
    return state.worked_out(state.IMAGES, (kept(), of_class(), prepared_pieces(), drawing()), lambda of: _joined(*of))


def _joined(kept, of_class, pieces, drawing):
    found = [one.image for one in (*pieces, drawing) if one is not None]
    if not found:
        return kept + of_class
    return kept + of_class + LabelledImages(np.stack(found), np.full(len(found), UNKNOWN))


def labelled():
    """The examples whose label is known, the class's among them."""
    return state.worked_out(state.LABELLED, (kept(), of_class()), lambda of: (of[0] + of[1]).only_labelled)


def kept():
    return state.get(state.KEPT, labelled_images.EMPTY)


def of_class():
    """What the class has drawn in the room that this browser has open, as LabelledImages."""
    return state.get(state.OF_CLASS, labelled_images.EMPTY)


def bring_class(drawings):
    """Before any widget is drawn: this is what the class has drawn by now. The image that is looked at stays."""
    before = of_class()
    if drawings.digest == before.digest:
        return
    state.put(state.OF_CLASS, drawings)
    index, first = state.get(state.IMAGE), len(kept())
    if state.get(state.DATA) == sentences.YOURS and index is not None and index >= first:
        state.put(state.IMAGE, first + _place_in(drawings, before, index - first))
    _look_again()


def _place_in(drawings, before, index):
    """Where the image that stood at `index`, among those before or behind them, is now; near it if it is gone."""
    if index >= len(before):
        return index + len(drawings) - len(before)
    places = [at for at, image in enumerate(drawings.images) if np.array_equal(image, before.images[index])]
    return places[0] if places else max(min(index, len(drawings) - 1), 0)


def evaluated(key, of, evaluate):
    """A run tested on the labelled images; `of` tells both from others."""
    return state.worked_out(state.widget("evaluated", key), of, lambda _: evaluate())


def steps():
    """Which Steps of the preparation are done."""
    return Steps(**{step: step not in state.get(state.LEFT_OUT, ()) for step in STEPS})


def leave_out(step, is_left_out):
    """From a callback: do a step of the preparation or not."""
    left_out = set(state.get(state.LEFT_OUT, ())) - {step}
    state.put(state.LEFT_OUT, tuple(sorted(left_out | ({step} if is_left_out else set()))))
    _look_again()


def strokes():
    """The drawing as it is on the sheet."""
    return state.get(state.STROKES, ())


def drawing():
    """The drawing, Prepared; None for an empty sheet."""
    return state.worked_out(state.DRAWN, (strokes(), steps()), lambda of: prepare_strokes(*of))


def draw(content):
    """From the sheet's callback: what is on it now is what every page looks at. What is too much is taken back."""
    try:
        number, now = fabric_paths.from_json(content)
    except ValueError as error:
        _lay(strokes())
        state.put(state.REFUSED_DRAWING, str(error))
    else:
        if number == sheet_number() and now != strokes():  # else the browser says again what was laid on the sheet
            _keep_for_undo(now)
            _look_at_strokes(now)


def refused_drawing():
    """Why the last stroke was taken back; None if it was not."""
    return state.get(state.REFUSED_DRAWING)


def undo():
    """From a callback: the sheet as it was before the last change."""
    if can_undo():
        *past, before = state.get(state.PAST)
        state.put(state.PAST, past)
        _lay(before)


def can_undo():
    return bool(state.get(state.PAST))


def clear():
    """From a callback: an empty sheet, until `undo`."""
    if strokes():
        _keep_for_undo(())
        _lay(())


def begin_anew():
    """An empty sheet, and no way back to what was on it."""
    state.put(state.PAST, [])
    _lay(())


def is_begun():
    """Whether this session has ever had a sheet, or kept an image; one that a reload began has not."""
    return state.get(state.STROKES) is not None or state.get(state.KEPT) is not None


def for_the_tab():
    """What the browser's tab keeps over a reload, as text: the drawing and the kept images; None for neither."""
    if not strokes() and not len(kept()):
        return None
    return state.worked_out(state.FOR_THE_TAB, (strokes(), kept(), len(images())), lambda of: _told_to_tab(*of))


def _told_to_tab(strokes, kept, count):
    pixels = base64.b64encode(zlib.compress(kept.images.tobytes())).decode()
    told = {"kept": pixels, "labels": kept.labels.tolist()}
    if strokes:
        told |= {"image": count - 1, "drawing": fabric_paths.to_json(strokes, FROM_THE_TAB)}
    return json.dumps(told)


def come_back(text):
    """From the callback of a tab that kept a drawing and images: they are here again, and looked at if the link asks.

    What is no such thing is forgotten. Everything else that the link asks for, it asks for once more.
    """
    if is_begun():
        return
    try:
        told = dict(json.loads(text))
    except (ValueError, TypeError, RecursionError):
        told = {}
    state.ask_again()
    state.put(state.KEPT, _kept_by_tab(told))
    state.put(state.STROKES, _drawn_in_tab(told))
    state.put(state.SHEET_NUMBER, state.get(state.SHEET_NUMBER, 0) + 1)
    place = _asked_of_tab(told)
    if place is not None:
        look_at(place)
        state.ask_again(but=(state.DATA, state.IMAGE))


def _drawn_in_tab(told):
    try:
        return fabric_paths.from_json(told["drawing"])[1]
    except (ValueError, TypeError, KeyError, RecursionError):
        return ()


def _kept_by_tab(told):
    try:
        labels = np.array(told["labels"], np.int64)
        size = labelled_images.MOST * SIDE * SIDE
        pixels = zlib.decompressobj().decompress(base64.b64decode(told["kept"]), size)
        images = np.frombuffer(pixels, np.uint8).reshape(-1, SIDE, SIDE)
        return labelled_images.check_count(LabelledImages(images, labels))
    except (ValueError, TypeError, KeyError, OverflowError, zlib.error, binascii.Error):
        return labelled_images.EMPTY


def _asked_of_tab(told):
    """Where the image now stands that the link asks for and the tab has kept; None where it asks for another."""
    image = state.last_asked(state.IMAGE)
    if state.last_asked(state.DATA) != sentences.YOURS:
        return None
    if drawing() and image in (None, str(told.get("image"))):
        return len(images()) - 1
    places = {str(place): place for place in range(len(kept()))}
    return places.get(image if image is not None else "0")


def _keep_for_undo(now):
    """The sheet before it becomes `now`. Quick strokes come together, and are taken back one by one all the same."""
    before = strokes()
    is_longer = now[: len(before)] == before
    changed = [now[:count] for count in range(len(before), len(now))] if is_longer else [before]
    state.put(state.PAST, [*state.get(state.PAST, ()), *changed][-MOST_UNDONE:])


def _lay(now):
    """Put strokes on the sheet that were not drawn there."""
    state.put(state.SHEET_NUMBER, state.get(state.SHEET_NUMBER, 0) + 1)
    _look_at_strokes(now)


def _look_at_strokes(now):
    before = drawing()
    state.put(state.STROKES, now)
    state.put(state.REFUSED_DRAWING, None)
    if drawing():
        look_at(len(images()) - 1)
    elif before:
        _look_again()


def laid():
    """The strokes that the sheet begins with: those that were there when its `sheet_number` became another."""
    return state.worked_out(state.LAID, sheet_number(), lambda _: strokes())


def sheet_number():
    """Another one when the page is opened, and when something else than the person has changed the sheet."""
    return f"{state.visit()}-{state.get(state.SHEET_NUMBER, 0)}"


def bring_photo(photo):
    """A `segmentation.Segmentation`, or None for none."""
    state.put(state.PHOTO, photo)
    _look_again()


def photo():
    return state.get(state.PHOTO)


def is_cut():
    """Whether the photo is cut into its digits."""
    return state.get(state.CUT, True)


def cut_photo(cut):
    state.put(state.CUT, cut)
    _look_again()


def pieces():
    """The Pieces of the photo that are read, in reading order."""
    if photo() is None:
        return ()
    return photo().digits if is_cut() else (photo().whole,)


def prepared_pieces():
    """They, Prepared."""
    done = steps()
    return state.worked_out(state.PREPARED, (pieces(), done), lambda _: [piece.prepare(done) for piece in pieces()])


def place_of_piece(at):
    """Where a digit of the photo stands among all images."""
    return len(kept()) + len(of_class()) + at


def keep_drawing(label):
    """From a callback: the drawing becomes an example, and the sheet is empty again."""
    keep(drawing().image, label)
    begin_anew()
    look_at(len(kept()) - 1)


def has_room():
    return len(kept()) < labelled_images.MOST


def keep(image, label):
    state.put(state.KEPT, kept() + labelled_images.single(image, label))


def add(more):
    """From a callback: LabelledImages from a file, after those that are there, and how many of them were new.

    Raises ValueError for too many.
    """
    new = more.not_in(kept())
    if len(new):
        state.put(state.KEPT, labelled_images.check_count(kept() + new))
        look_at(len(kept()) - 1)
    return len(new)


def drop(index):
    """From a callback: forget a kept example."""
    state.put(state.KEPT, kept().without(index))
    _look_again()


def relabel(index, label):
    state.put(state.KEPT, kept().relabelled(index, label))


def look_at(index):
    """From a callback: one of the images becomes that of every page."""
    state.choose({state.DATA: sentences.YOURS, state.IMAGE: index})


def _look_again():
    """What the sidebar shows may be gone: then it falls back to the network's own images."""
    if state.get(state.DATA) == sentences.YOURS and not len(images()):
        state.forget(state.DATA, state.IMAGE)
