"""The confusion matrix as a scene: which class was read as which, every cell a tile with its count."""

import math

import numpy as np

from dashboard.draw import letters
from dashboard.draw.mosaics import color_bar
from dashboard.draw.scenes import Scene, Text, Tiles

GUTTER = 0.06
HEAD = 0.82  # of the page's letters
LARGEST_CELL = 56  # pixels
LINE = 13  # pixels of a line of them
MANY = 20  # classes whose matrix needs a row of the page to itself
FEW = 5  # classes whose names may take more of the width
ROOM = {True: 0.4, False: 0.2}  # of the width, for the names of few classes and of others


def scene(key, confusion, class_names, with_diagonal, chosen):
    """`confusion[true, answered]` counts images; the diagonal is right. `chosen` is a `(true, answered)` or None."""
    count = len(class_names)
    counts = confusion.astype(np.float32)
    limits = (0.0, float(max((counts if with_diagonal else counts - np.diag(np.diag(counts))).max(), 1)))
    names = [f"{true} read as {answered}" for true in class_names for answered in class_names]
    diagonal = np.eye(count, dtype=bool).ravel()
    marks = tuple(np.where(diagonal & (not with_diagonal), "apart", "").tolist())
    selected = chosen[0] * count + chosen[1] if chosen else None
    wrong = int(counts.sum() - np.trace(counts))
    alt = f"Confusion matrix: {wrong} of {int(counts.sum())} images on wrong cells"
    bars = (color_bar("activation", limits, "images; rows: what it is, columns: what it was read as"),)
    values, names = counts.reshape(-1, 1, 1), tuple(names)
    top = 26

    def at(width):
        heads = [letters.shorten(name, ROOM[count <= FEW] * width, HEAD) for name in class_names]
        left = max(letters.width(head, HEAD) for head in heads) + 10
        side = min((width - left) / (count * (1 + GUTTER)), LARGEST_CELL)
        tiles = Tiles(
            key,
            values,
            "activation",
            limits,
            names,
            left,
            top,
            side,
            count,
            GUTTER,
            marks=marks,
            selected=selected,
            decimals=0,
        )
        step = side * (1 + GUTTER)
        every = math.ceil(LINE / step)  # where names would lie over one another, some are left to the pointer
        middles = [index * step + side / 2 for index in range(0, count, every)]
        texts = [
            Text(left - 8, top + middle, head, "right", size=HEAD)
            for middle, head in zip(middles, heads[::every], strict=True)
        ]
        texts += [
            Text(
                left + middle,
                12,
                head if len(head) == 1 else letters.shorten(head, every * step - 3, HEAD),
                "center",
                size=HEAD,
            )
            for middle, head in zip(middles, heads[::every], strict=True)
        ]
        return Scene(width, top + count * step, alt, (tiles,), tuple(texts), bars=bars, largest=1.25)

    return at


def pairs(confusion):
    """`(true, answered)` of every cell that holds images, the mistakes first, the most frequent one in front."""
    cells = [(int(true), int(answered)) for true, answered in np.argwhere(confusion)]
    return sorted(cells, key=lambda cell: (cell[0] == cell[1], -confusion[cell]))
