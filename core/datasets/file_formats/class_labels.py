"""From what a file says of each image to a label and the names of the classes: numbers, texts, one-hot rows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from core.datasets.catalogue import DIGITS
from core.datasets.labelled_images import UNKNOWN
from core.datasets.own_data_set import LONGEST_NAME, MOST_CLASSES, plain_name

UNSAID = ("", "unknown", "?")


def flat(labels: np.ndarray, where: str) -> np.ndarray:
    """Labels `(n,)`, `(n, 1)` or one-hot `(n, classes)` as `(n,)`, int64 or texts. Raises ValueError for others."""
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.ndim == 2 and labels.shape[1] <= MOST_CLASSES and labels.dtype.kind in "iufb":
        ones = np.isin(labels, (0, 1)).all() and (labels.sum(axis=1) == 1).all()
        if not ones:
            raise ValueError(f"{where} has rows of {labels.shape[1]} numbers that are not a single 1 among zeros")
        return labels.argmax(axis=1)
    if labels.ndim != 1:
        raise ValueError(
            f"{where} has shape {labels.shape}; labels are one number or word an image, or rows of one-hot numbers"
        )
    if labels.dtype.kind == "S":
        return np.char.decode(labels, "utf-8", "replace")
    if labels.dtype.kind == "U":
        return labels
    if labels.dtype.kind not in "iufb":
        raise ValueError(f"{where} holds {labels.dtype}, not numbers or words")
    if labels.dtype.kind == "f" and not (np.isfinite(labels).all() and (labels == np.rint(labels)).all()):
        odd = labels[~(labels == np.rint(labels)) | ~np.isfinite(labels)][0]
        raise ValueError(f"label {odd:g} of {where} is not a whole number")
    if len(labels) and (labels.min() < UNKNOWN or labels.max() > 10**6):
        odd = labels.min() if labels.min() < UNKNOWN else labels.max()
        raise ValueError(f"label {odd:.0f} of {where} is not a number from 0 to 1,000,000, nor {UNKNOWN} for unknown")
    return labels.astype(np.int64)


def named(
    labels: Mapping[str, np.ndarray], names: Sequence[str] | None = None
) -> tuple[dict[str, np.ndarray], tuple[str, ...]]:
    """Labels `(n,)` by part as int64 into the class names, and those.

    Names are plain ones, of which Markdown makes nothing. They are the file's own `names` where it has some,
    0 to 9 where all labels are among these, else the different labels in order. Raises ValueError for more than
    MOST_CLASSES.
    """
    names = names and list(map(plain_name, names))
    if all(array.dtype.kind == "i" for array in labels.values()):
        return _numbered(labels, names)
    texts = {part: _plain(array.astype(np.str_)) for part, array in labels.items()}
    said = _different(texts.values(), UNSAID)
    if names is not None and set(said) <= set(names):
        order = list(names)
    elif set(said) <= set(DIGITS):
        order = list(DIGITS)
    else:
        order = sorted(said, key=lambda name: (0, int(name), name) if _is_number(name) else (1, 0, name))
    _check_classes(order)
    place = {name: index for index, name in enumerate(order)}
    return (
        {
            part: np.array([place.get(str(text), UNKNOWN) for text in array], np.int64)
            if len(array)
            else np.zeros(0, int)
            for part, array in texts.items()
        },
        tuple(order),
    )


def _numbered(
    labels: Mapping[str, np.ndarray], names: Sequence[str] | None
) -> tuple[dict[str, np.ndarray], tuple[str, ...]]:
    values = _different(labels.values(), (UNKNOWN,))
    if names is not None:
        _check_classes(names)
        if values and values[-1] >= len(names):
            raise ValueError(
                f"label {values[-1]} has no name: the file names {len(names)} classes, 0 to {len(names) - 1}"
            )
        return dict(labels), tuple(names)
    if not values or values[-1] < len(DIGITS):
        return dict(labels), DIGITS
    _check_classes([str(value) for value in values])
    order = np.array(values)
    return (
        {part: np.where(array == UNKNOWN, UNKNOWN, np.searchsorted(order, array)) for part, array in labels.items()},
        tuple(map(str, values)),
    )


def _different(arrays: Iterable[np.ndarray], but: Sequence[Any]) -> list[Any]:
    """What is in any of the arrays, sorted, each once."""
    found = sorted(set().union(*(np.unique(array).tolist() for array in arrays)) - set(but))
    if len(found) > MOST_CLASSES:
        raise ValueError(
            f"its labels have {len(found):,} different values, such as {str(found[0])[:LONGEST_NAME]!r}; at most "
            f"{MOST_CLASSES} classes are read"
        )
    return found


def _plain(texts: np.ndarray) -> np.ndarray:
    """Without spaces around, as plain names."""
    different, places = np.unique(texts, return_inverse=True)
    return np.array([plain_name(str(text).strip()) for text in different], np.str_)[places.reshape(texts.shape)]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _check_classes(names: Sequence[str]) -> None:
    if not 1 <= len(names) <= MOST_CLASSES:
        raise ValueError(f"the file names {len(names)} classes; 1 to {MOST_CLASSES} are read")
    for name in names:
        if len(name) > LONGEST_NAME:
            raise ValueError(f"class name {name[:60]!r} has {len(name)} characters; at most {LONGEST_NAME} are read")
        if not name.strip() or not name.isprintable():
            raise ValueError(f"class name {name!r} must have 1 to {LONGEST_NAME} characters that can be printed")
    if len(set(names)) < len(names):
        raise ValueError("two classes of the file have the same name")
