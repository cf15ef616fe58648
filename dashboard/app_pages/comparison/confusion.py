"""The confusion matrix as a scene: which class was read as which, every cell a tile with its count."""

import numpy as np

from dashboard.draw.mosaics import color_bar
from dashboard.draw.scenes import Scene, Text, Tiles

GUTTER = 0.06
LETTERS = 5  # of a class's name, where there are many classes


def scene(key, confusion, class_names, with_diagonal, chosen):
    """`confusion[true, answered]` counts images; the diagonal is right. `chosen` is a `(true, answered)` or None."""
    count = len(class_names)
    counts = confusion.astype(np.float32)
    limits = (0.0, float(max((counts if with_diagonal else counts - np.diag(np.diag(counts))).max(), 1)))
    names = [f"{true} read as {answered}" for true in class_names for answered in class_names]
    diagonal = np.eye(count, dtype=bool).ravel()
    heads = [_short(name, count) for name in class_names]
    edge = 0.4 + 0.22 * max(map(len, heads))
    tiles = Tiles(
        key,
        counts.reshape(-1, 1, 1),
        "activation",
        limits,
        tuple(names),
        left=edge,
        top=0.7,
        columns=count,
        gutter=GUTTER,
        marks=tuple(np.where(diagonal & (not with_diagonal), "apart", "").tolist()),
        selected=chosen[0] * count + chosen[1] if chosen else None,
        decimals=0,
    )
    middles = [index * (1 + GUTTER) + 0.5 for index in range(count)]
    texts = [
        Text(edge - 0.15, 0.7 + middle, head, "right", size=0.9) for middle, head in zip(middles, heads, strict=True)
    ]
    texts += [
        Text(edge + middle, 0.35, head, "center", size=0.9 if count <= 10 and len(head) < 4 else 0.75)
        for middle, head in zip(middles, heads, strict=True)
    ]
    wrong = int(counts.sum() - np.trace(counts))
    side = count * (1 + GUTTER)
    words = "images; rows: what it is, columns: what it was read as"
    return Scene(
        edge + side,
        0.7 + side,
        f"Confusion matrix: {wrong} of {int(counts.sum())} images on wrong cells",
        (tiles,),
        tuple(texts),
        bars=(color_bar("activation", limits, words),),
        largest=560 / (count + 1.5),
        margin=(6, 0),
    )


def _short(name, count):
    return name if count <= 5 or len(name) <= LETTERS else f"{name[: LETTERS - 1]}\u2026"


def pairs(confusion):
    """`(true, answered)` of every cell that holds images, the mistakes first, the most frequent one in front."""
    cells = [(int(true), int(answered)) for true, answered in np.argwhere(confusion)]
    return sorted(cells, key=lambda cell: (cell[0] == cell[1], -confusion[cell]))
