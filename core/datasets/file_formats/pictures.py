"""Pictures in a zip: what each shows is the name of its folder, or how its own name begins."""

import re
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import unquote

import numpy as np

from core.datasets.file_formats import pixels
from core.datasets.file_formats.part import WORDS
from core.datasets.own_data_set import Report
from core.digits import photo_decoding
from core.digits.preparation import SIDE, prepare, resize
from core.networks.image_fitting import COLORS
from core.networks.image_fitting import LARGEST as LARGEST_SIDE
from core.untrusted.sources import Source

MOST = 20_000
LARGEST = 16 << 20  # bytes of one
PREPARING = 60  # seconds
COLOR_SIDE = 32  # pixels a side of photos that stay in colour, as CIFAR-10 has them
TRIED = 40  # pictures that are looked at for colours
TENTH, CLEAR, FEW = 10, 0.2, 0.02  # pictures with colours among others; how far apart those are; in how many pixels
NAMED = 3  # bad pictures that are named
STARTS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"RIFF")


@dataclass(frozen=True, eq=False)
class Pictures:
    """Images of one part, uint8 `(n, 28, 28)`, shrunk as they are, with their labels; `prepared` as drawings are.

    Of those in colour the shrunk ones are `(n, height, width, 3)`. `is_photo` where they are larger than such images.
    """

    name: str
    shrunk: np.ndarray
    prepared: np.ndarray | None
    labels: np.ndarray
    is_photo: bool = True


def is_picture(head: bytes) -> bool:
    """Whether a file begins as a picture of a kind that is read."""
    return head.startswith(STARTS) and (head[:4] != b"RIFF" or head[8:12] == b"WEBP")


def read(
    sources: Sequence[Source], report: Report, class_names: Collection[str] = ()
) -> tuple[list[Pictures], list[str]]:
    """The pictures of each part, and sentences; a bad one is named and left out.

    A folder that is called as one of the `class_names` that are known is one, whatever stands beside it.

    They are prepared besides where they are not all 28 x 28, as far as that takes no longer than PREPARING seconds.
    Where several of them show clear colours, they are not made grey when they are shrunk.
    """
    if len(sources) > MOST:
        raise ValueError(
            f"{len(sources):,} pictures are too many: at most {MOST:,} are read; in an .npz there may be 100,000 images"
        )
    sizes, bad = _sizes(sources)
    good = [source for source in sources if source in sizes]
    if not good:
        raise ValueError(f"none of its {len(sources):,} pictures can be read; of {bad[0][0]!r}: {bad[0][1]}")
    decoded = _Decoded(len(good), set(sizes.values()), _are_colorful(good))
    for source in good:
        try:
            decoded.add(source.name, source.read(LARGEST))
        except ValueError as error:
            bad.append((source.name, str(error)))
        if decoded.count % 50 == 0:
            report(decoded.count / len(good))
    if not decoded.count:
        raise ValueError(f"none of its {len(sources):,} pictures can be read; of {bad[0][0]!r}: {bad[0][1]}")
    return decoded.parts(class_names), _notes(bad, decoded)


def _sizes(sources: Sequence[Source]) -> tuple[dict[Source, tuple[int, int]], list[tuple[str, str]]]:
    """Width and height of each by its header, and what is wrong with the others."""
    sizes, bad = {}, []
    for source in sources:
        try:
            sizes[source] = photo_decoding.size(source.read(LARGEST))
        except ValueError as error:
            bad.append((source.name, str(error)))
    return sizes, bad


def _are_colorful(sources: Sequence[Source]) -> bool:
    """Whether of some pictures one in TENTH shows colours in more than a few of its pixels."""
    some = sources[:: max(len(sources) // TRIED, 1)][:TRIED]
    colorful = 0
    for source in some:
        with suppress(ValueError):
            colors = photo_decoding.decode_in_color(source.read(LARGEST))
            colorful += bool((np.ptp(colors, axis=2) > CLEAR).mean() > FEW)
    return colorful * TENTH >= max(len(some), TENTH)


class _Decoded:
    """Pictures that come in one by one, of these `(width, height)`."""

    def __init__(self, room: int, sizes: set[tuple[int, int]], are_colorful: bool) -> None:
        self.count, self.without_ink, self.was_too_slow = 0, 0, False
        self._names: list[str] = []
        shape = _color_shape(room, sizes) if are_colorful else (SIDE, SIDE)
        self._shrunk = np.empty((room, *shape), np.uint8)
        self._prepared = None if sizes == {(SIDE, SIDE)} else np.empty((room, SIDE, SIDE), np.uint8)
        self._are_photos = not are_colorful or sizes != {shape[1::-1]}
        self._begin = time.monotonic()

    def add(self, name: str, content: bytes) -> None:
        picture = photo_decoding.decode(content)
        if self._shrunk.ndim == 4:
            self._shrunk[self.count] = in_color(photo_decoding.decode_in_color(content), self._shrunk.shape[1:3])
        else:
            self._shrunk[self.count] = as_it_is(picture)
        if self._prepared is not None and time.monotonic() - self._begin > PREPARING:
            self._prepared, self.was_too_slow = None, True
        if self._prepared is not None:
            try:
                self._prepared[self.count] = prepare(picture).image
            except ValueError:
                self._prepared[self.count] = as_it_is(picture)
                self.without_ink += 1
        self._names.append(name)
        self.count += 1

    def parts(self, class_names: Collection[str]) -> list[Pictures]:
        parts, labels = _said(self._names, class_names)
        of_part = {part: np.flatnonzero(np.array(parts) == part) for part in sorted(set(parts))}
        return [
            Pictures(
                part,
                self._shrunk[at],
                None if self._prepared is None else self._prepared[at],
                labels[at],
                self._are_photos,
            )
            for part, at in of_part.items()
        ]


def _color_shape(room: int, sizes: set[tuple[int, int]]) -> tuple[int, int, int]:
    """That of pictures in colour: their own where they are all of one, and small; else COLOR_SIDE pixels a side."""
    width, height = next(iter(sizes))
    numbers = room * height * width * len(COLORS)
    is_own = len(sizes) == 1 and max(width, height) <= LARGEST_SIDE and numbers <= pixels.MOST_PIXELS
    return (height, width, len(COLORS)) if is_own else (COLOR_SIDE, COLOR_SIDE, len(COLORS))


def in_color(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """As `as_it_is`, of a picture in colour: uint8 `(*size, 3)`."""
    if picture.shape[:2] == size:
        return np.rint(picture * 255).astype(np.uint8)
    return np.stack([as_it_is(picture[..., channel], size) for channel in range(len(COLORS))], axis=-1)


def as_it_is(picture: np.ndarray, size: tuple[int, int] = (SIDE, SIDE)) -> np.ndarray:
    """A grey picture in [0, 1] shrunk to uint8 of a `size`; its paper fills the square where it is none."""
    height, width = picture.shape
    if (height, width) != size:
        side = max(height, width)
        border = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
        square = np.full((side, side), np.median(border), np.float32)
        top, left = (side - height) // 2, (side - width) // 2
        square[top : top + height, left : left + width] = picture
        picture = resize(square, size)
    return np.rint(picture * 255).astype(np.uint8)


def _said(names: Sequence[str], class_names: Collection[str]) -> tuple[list[str], np.ndarray]:
    """The part and the label that each name says; all labels are "" where names say nothing that could be one."""
    folders = [tuple(name.split("/")[:-1]) for name in names]
    are_classes = {path for path in set(folders) if path and unquote(path[-1]) in class_names} | _classes(set(folders))
    parts = [_part(path[:-1] if path in are_classes else path) for path in folders]
    last = [path[-1] if path in are_classes else _no_part(path) for path in folders]
    labels = [unquote(folder) for folder in last]
    if len(set(labels)) < 2 and not re.fullmatch(r"\d|unknown", labels[0]) and labels[0] not in class_names:
        labels = [re.match(r"[^\W_]*", name.split("/")[-1].rsplit(".", 1)[0])[0] for name in names]  # type: ignore[index]
        if len(set(labels)) > max(10, len(labels) // 2) or (len(set(labels)) == 1 and len(labels[0]) > 1):
            labels = [""] * len(names)
    return parts, np.array(labels, dtype=np.str_)


def _classes(paths: Collection[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """Of the folders that hold pictures those that are classes, though one of them may be called `train`.

    It is one where it stands among classes, and is the only one there that is called as a part is.
    """
    beside: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for path in filter(None, paths):
        beside.setdefault(path[:-1], []).append(path)
    classes: set[tuple[str, ...]] = set()
    for together in beside.values():
        called_as_parts = [path for path in together if _is_part(path[-1])]
        if len(called_as_parts) < len(together):
            classes.update(together if len(called_as_parts) == 1 else set(together) - set(called_as_parts))
    return classes


def _no_part(folders: Sequence[str]) -> str:
    return next((folder for folder in reversed(folders) if not _is_part(folder)), "")


def _part(folders: Sequence[str]) -> str:
    return next((part for part in WORDS for folder in folders if _is_part(folder) == part), "")


def _is_part(folder: str) -> str:
    return next((part for part, words in WORDS.items() if folder.lower() in words), "")


def _notes(bad: Sequence[tuple[str, str]], decoded: _Decoded) -> list[str]:
    notes = []
    if bad:
        named = "; ".join(f"{name}: {why}" for name, why in bad[:NAMED])
        more = f"; and {len(bad) - NAMED:,} more" if len(bad) > NAMED else ""
        notes.append(f"{len(bad):,} of its pictures {'is' if len(bad) == 1 else 'are'} left out ({named}{more}).")
    if decoded.without_ink and not decoded.was_too_slow:
        notes.append(f"In {decoded.without_ink:,} of its pictures no ink stands out: prepared, they are as they were.")
    if decoded.was_too_slow:
        notes.append(
            f"To prepare its pictures as drawings are takes more than {PREPARING} seconds: they are shrunk only."
        )
    return notes
