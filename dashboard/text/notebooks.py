"""Jupyter notebooks: a view that loads, computes, draws and explains; written by nbformat, once one is asked for."""

import numpy as np

from core.networks.layers.base import literal
from dashboard.text import sentences, view_code
from dashboard.text.lesson_parts import LETTERS
from dashboard.text.quotation import escaped, quoted

DRAWING = '''import matplotlib.pyplot as plt
import numpy as np


def show(pictures):
    """Arrays side by side under their titles: a picture, the channels of a layer as tiles, or a row of bars."""
    figure, places = plt.subplots(1, len(pictures), figsize=(4 * len(pictures), 3.6), squeeze=False)
    for place, (title, values) in zip(places[0], pictures.items()):
        values = np.squeeze(np.asarray(values, dtype=float))
        if values.ndim == 3:
            values = tiled(values)
        if values.ndim == 2:
            largest, signed = np.nanmax(np.abs(values)) or 1, np.nanmin(values) < 0
            colours, lowest = ("RdBu_r", -largest) if signed else ("magma", 0)
            drawn = place.imshow(values, cmap=colours, vmin=lowest, vmax=largest)
            figure.colorbar(drawn, ax=place)
            place.set_axis_off()
        else:
            (place.bar if values.size <= 64 else place.plot)(range(values.size), values.ravel())
        place.set_title(title, parse_math=False)
    plt.show()


def tiled(values):
    """All channels `(height, width, channels)` as one picture."""
    height, width, channels = values.shape
    columns = int(np.ceil(np.sqrt(channels)))
    rows = -(-channels // columns)
    picture = np.full((rows * (height + 1) - 1, columns * (width + 1) - 1), np.nan)
    for channel in range(channels):
        top, left = channel // columns * (height + 1), channel % columns * (width + 1)
        picture[top : top + height, left : left + width] = values[:, :, channel]
    return picture
'''
UNPACKING = """import base64
import zlib


def unpacked(text, shape):
    \"\"\"A picture that a question is about.\"\"\"
    return np.frombuffer(zlib.decompress(base64.b64decode(text)), np.float32).reshape(shape)
"""
SHOW_IMAGE = 'plt.imshow(images[0].squeeze(), cmap="gray", vmin=0, vmax=1)\nplt.axis("off")\nplt.show()'
NEEDS = (
    "It needs `keras` with TensorFlow, `numpy` and `matplotlib`: `pip install tensorflow matplotlib`. {files}Numbers "
    "are as on the page but for the last digits, which depend on the order in which a machine adds."
)
FILES = (
    "Put {files} beside this notebook: the page gives {it} below its code, and so does *Your own network* for any "
    "network. "
)
LOADS = "## The network and the image\n\nThe whole network is in the file: layers, weights and what they were called."
IMAGE = "The image as the network reads it: 0 is black, 1 is white."
COMPUTES = "## What the page shows\n\nOn the page: {shows}. The lines below stand there too."
DRAWS = "## Drawn\n\nBlue is below zero and red above; where nothing is below, dark is zero."


def about(look, uses):
    """What is looked at, in Markdown; `uses` are the parts of the selection that the page depends on."""
    chosen = look.selection
    parts = {
        "network": f"network {quoted(look.title)}",
        "image": f"image {chosen.image:,} of {sentences.split_name(chosen.data, chosen.part)}, {escaped(look.truth)}",
        "layer": f"layer {quoted(chosen.layer)}",
        "channel": f"channel {chosen.channel}",
    }
    about = f"Chosen: {', '.join(words for part, words in parts.items() if part in uses)}."
    return f"{about}\n\n{look.architecture.sentence(chosen.layer)}" if "layer" in uses else about


def of_view(title, about, shows, view):
    """The notebook of a ViewCode, as JSON; `title`, `about` and what the page `shows` are Markdown."""
    cells = [f"# {title}\n\n{about}\n\n{needs(view.files)}", ("code", DRAWING)]
    if view.loading:
        cells += [LOADS, ("code", view.loading)]
    if view.images:
        cells += [IMAGE, ("code", f"{view.images}\n{SHOW_IMAGE}")]
    cells += [COMPUTES.format(shows=shows) + (f"\n\n{view.note}" if view.note else ""), ("code", view.lines)]
    cells += [DRAWS, ("code", view.drawing)]
    return written(cells)


def of_lesson(title, about, parts):
    """The notebook of a lesson, as JSON: its Parts in order, and the answers at its end."""
    files = dict.fromkeys(file for part in parts if part.code for file in part.code.files)
    cells = [f"# {title}\n\n{about}\n\n{needs(files)}", ("code", DRAWING), ("code", UNPACKING)]
    loading = images = ""
    for number, part in enumerate(parts, 1):
        cells.append(f"## {number}. {part.title}\n\n{part.words}")
        if code := part.code:
            is_other = code.loading != loading
            cells += [("code", code.loading)] * is_other
            if code.images and (is_other or code.images != images):
                cells.append(("code", f"{code.images}\n{SHOW_IMAGE}"))
            loading, images = code.loading, code.images or images
            cells += [("code", code.lines), ("code", code.drawing)]
        if part.question:
            cells += _asked(part.question)
    answers = [f"**{number}.** {part.answer}" for number, part in enumerate(parts, 1) if part.question]
    return written([*cells, "\n\n".join(["## Answers", *answers])])


def _asked(question):
    """A question, with its pictures as they are."""
    pictures = [("this", question.picture)] if question.picture is not None else []
    pictures += [(option.words, option.picture) for option in question.options if option.picture is not None]
    words = [f"- {letter}: {option.words}" for letter, option in zip(LETTERS, question.options, strict=False)]
    cells = ["\n".join([f"**Question.** {question.ask}", "", *words])]
    if pictures:
        shown = "\n".join(f"    {_title(title)}: {_unpacking(picture)}," for title, picture in pictures)
        cells.append(("code", f"show({{\n{shown}\n}})"))
    return cells


def _title(words):
    """What Markdown shows of words that were escaped, quoted for Python."""
    return literal(words.replace("\\", "").replace("\u200b", ""))


def _unpacking(picture):
    return f"unpacked({view_code.packed(picture.astype(np.float32))}, {picture.shape})"


def needs(files):
    """What has to be there, in Markdown."""
    them = ", ".join(map(quoted, files))
    return NEEDS.format(files=FILES.format(files=them, it="them" if len(files) > 1 else "it") if files else "")


def written(cells):
    """A notebook's JSON; `cells` are Markdown, or `("code", lines)`."""
    from nbformat import v4

    made = [
        v4.new_markdown_cell(cell, id=f"cell-{at}")
        if isinstance(cell, str)
        else v4.new_code_cell(cell[1].strip("\n"), id=f"cell-{at}")
        for at, cell in enumerate(cells)
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return v4.writes(v4.new_notebook(cells=made, metadata=kernel))
