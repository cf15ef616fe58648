"""A data set that a person brought: images, labels, class names, a part to learn from and one to test with."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import BinaryIO

import numpy as np

from core.datasets.catalogue import DIGITS
from core.datasets.labelled_images import UNKNOWN, LabelledImages, check_count
from core.datasets.loading import Split
from core.digits.preparation import SIDE
from core.networks.image_fitting import COLORS, LARGEST

MOST_CLASSES = 100
LONGEST_NAME = 40
LONGEST_NOTE = 300
MOST_NOTES = 12
MARKUP = re.compile(  # of what Markdown makes something
    r"[\\`*{}\[\]<$~|@]|^[#>]|:(?!\s)|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])"
)
SPLIT_SEED = 0
TOO_FEW = 50  # images to have some of them learnt from: all are for testing
BLOCK = 5  # of so many images in a row, one is for testing
PARTS = ("train", "test")
CHANGES = PREPARED, TRANSPOSED, INVERTED = "prepared", "transposed", "inverted"

Report = Callable[[float], None]


def plain_name(name: str) -> str:
    """A class name of which Markdown makes nothing: MARKUP becomes its full-width form; `red_fox` stays as it is."""
    return MARKUP.sub(lambda sign: chr(ord(sign[0]) + 0xFEE0), name)


def silent(share: float) -> None:
    """A Report that nobody hears."""


@dataclass(frozen=True, eq=False)
class OwnDataSet:
    """`train` and `test` as Splits whose labels point into `class_names`, or are UNKNOWN.

    Images are uint8 `(n, 28, 28)`, in colour `(n, height, width, 3)`. `notes` are sentences on what was done with the
    file. `other_images` has the same images by part, prepared as drawings are where these are only shrunk, and the
    reverse. `changes` are the CHANGES that were made.
    """

    train: Split
    test: Split
    class_names: tuple[str, ...] = DIGITS
    notes: tuple[str, ...] = ()
    other_images: dict[str, np.ndarray] | None = None
    changes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= len(self.class_names) <= MOST_CLASSES or len(set(self.class_names)) < len(self.class_names):
            raise ValueError(f"{len(self.class_names)} class names must be 1 to {MOST_CLASSES}, each another one")
        for name in self.class_names:
            if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
                raise ValueError(f"class name {name[:60]!r} must have 1 to {LONGEST_NAME} printable characters")
        for part in PARTS:
            split, others = self.split(part), (self.other_images or {}).get(part)
            for images in (split.images, *([] if others is None else [others])):
                if images.dtype != np.uint8 or not is_image(images.shape[1:]):
                    raise ValueError(f"images {images.dtype} {images.shape} must be uint8 (n, {SIDE}, {SIDE})")
                if len(images) != len(split.labels):
                    raise ValueError(f"images {images.shape} must be as many as there are labels, {len(split.labels)}")
            odd = split.labels[(split.labels < UNKNOWN) | (split.labels >= len(self.class_names))]
            if len(odd):
                raise ValueError(f"label {odd[0]} is not one of the {len(self.class_names)} classes")
        if self.train.images.shape[1:] != self.test.images.shape[1:]:
            shapes = f"{self.train.images.shape} and {self.test.images.shape}"
            raise ValueError(f"images to learn from and to test with must be of one kind, not {shapes}")
        if not len(self):
            raise ValueError("there are no images in it")

    def __len__(self) -> int:
        return len(self.train) + len(self.test)

    def split(self, part: str) -> Split:
        """The part "train" or "test". Raises ValueError for another one."""
        if part not in PARTS:
            raise ValueError(f"part {part!r} is not one of {', '.join(PARTS)}")
        return self.train if part == "train" else self.test

    @property
    def parts(self) -> dict[str, Split]:
        """The parts that have images."""
        return {part: self.split(part) for part in PARTS if len(self.split(part))}

    @property
    def size(self) -> int:
        """Bytes in memory."""
        others = sum(images.nbytes for images in (self.other_images or {}).values())
        return others + sum(split.images.nbytes + 16 * len(split) for split in (self.train, self.test))

    @cached_property
    def digest(self) -> str:
        """Sixteen letters that two different sets do not share."""
        digest = hashlib.sha256("\n".join(self.class_names).encode())
        for part in PARTS:
            split = self.split(part)
            for array in (split.images, split.labels):
                digest.update(f"{part}{array.shape}".encode())
                digest.update(np.ascontiguousarray(array).data)
        return digest.hexdigest()[:16]

    @property
    def image_shape(self) -> tuple[int, ...]:
        """`(height, width)` of every image, in colour `(height, width, 3)`."""
        return self.test.images.shape[1:]

    @property
    def is_in_color(self) -> bool:
        """Whether its images are in colour."""
        return len(self.image_shape) == 3

    @property
    def is_prepared(self) -> bool:
        """Whether the images shown are the prepared ones."""
        return PREPARED in self.changes

    def taken_as_prepared(self) -> "OwnDataSet":
        """The same, where it is known that the images that are shown are the prepared ones."""
        return replace(self, changes=(PREPARED,))

    def other_way(self) -> "OwnDataSet":
        """Prepared images as they were, and the reverse. Raises ValueError where there are no others."""
        if self.other_images is None:
            raise ValueError("these images are here in one way only")
        shown = {part: self.split(part).images for part in PARTS}
        return replace(self._with(self.other_images, (PREPARED,)), other_images=shown)

    def changed(self, changes: tuple[str, ...]) -> "OwnDataSet":
        """Every picture transposed, inverted or both; doing it again takes it back."""
        images = {part: change(self.split(part).images, changes) for part in PARTS}
        others = self.other_images and {part: change(array, changes) for part, array in self.other_images.items()}
        return replace(self._with(images, changes), other_images=others)

    def _with(self, images: dict[str, np.ndarray], changes: tuple[str, ...]) -> "OwnDataSet":
        train, test = (replace(self.split(part), images=images[part]) for part in PARTS)
        kept = tuple(change for change in CHANGES if (change in self.changes) != (change in changes))
        return replace(self, train=train, test=test, changes=kept)

    def named(self, class_names: tuple[str, ...]) -> "OwnDataSet":
        """The same labels under other names. Raises ValueError where they are not as many."""
        if len(class_names) != len(self.class_names):
            raise ValueError(f"{len(class_names)} names were given; the set has {len(self.class_names)} classes")
        return replace(self, class_names=class_names)

    def examples(self) -> LabelledImages:
        """All of it as LabelledImages. Raises ValueError where it is no small set of grey digits."""
        if self.is_in_color:
            raise ValueError("its images are in colour; examples are grey: bring it as a data set")
        if self.class_names != DIGITS:
            raise ValueError(
                f"its classes are {', '.join(self.class_names[:5])}{'...' if len(self.class_names) > 5 else ''}; "
                "examples are digits, 0 to 9: bring it as a data set"
            )
        splits = list(self.parts.values())
        return check_count(
            LabelledImages(
                np.concatenate([split.images for split in splits]), np.concatenate([split.labels for split in splits])
            )
        )


def is_image(shape: tuple[int, ...]) -> bool:
    """Whether `shape` is that of an image of a data set: grey of 28 x 28 pixels, or in colour of up to 64 a side."""
    return shape == (SIDE, SIDE) or (len(shape) == 3 and shape[2] == len(COLORS) and 1 <= max(shape) <= LARGEST)


def change(images: np.ndarray, changes: tuple[str, ...]) -> np.ndarray:
    """uint8 images `(n, height, width)`, or in colour, with rows and columns exchanged, or dark for light."""
    if TRANSPOSED in changes:
        images = images.swapaxes(1, 2)
    return np.ascontiguousarray(255 - images if INVERTED in changes else images)


def is_for_testing(count: int) -> np.ndarray:
    """Boolean `(count,)`: one image of every BLOCK in a row, drawn with SPLIT_SEED; the same for a longer set."""
    blocks = -(-count // BLOCK)
    drawn = np.random.default_rng(SPLIT_SEED).integers(0, BLOCK, blocks)
    chosen = np.zeros((blocks, BLOCK), bool)
    chosen[np.arange(blocks), drawn] = True
    return chosen.ravel()[:count]


def of_parts(images: dict[str, np.ndarray], labels: dict[str, np.ndarray], **more: object) -> OwnDataSet:
    """An OwnDataSet of what a file has for "train", "test", or both."""
    images = every_part(images)
    splits = {part: _split(images[part], labels.get(part, np.zeros(0))) for part in PARTS}
    return OwnDataSet(**splits, **more)  # type: ignore[arg-type]


def every_part(images: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """None of the same kind for a part that there is not."""
    any_of_them = next(iter(images.values()))
    return {part: images.get(part, any_of_them[:0]) for part in PARTS}


def _split(images: np.ndarray, labels: np.ndarray) -> Split:
    return Split(images, labels.astype(np.int64), np.arange(len(labels)))


def save(data_set: OwnDataSet, file: BinaryIO) -> None:
    """Write all of it as a plain .npz, which `load` reads."""
    arrays = {"class_names": np.array(data_set.class_names), "notes": np.array(data_set.notes, dtype=np.str_)}
    for part in PARTS:
        split = data_set.split(part)
        arrays |= {f"x_{part}": split.images, f"y_{part}": split.labels.astype(np.int16)}
        if data_set.other_images:
            arrays[f"other_{part}"] = data_set.other_images[part]
    arrays["changes"] = np.array(data_set.changes, dtype=np.str_)
    np.savez(file, **arrays)  # type: ignore[arg-type]  # numpy's stub takes any name for its own `allow_pickle`


def load(file: BinaryIO) -> OwnDataSet:
    """What `save` wrote. The process that wrote it has read a stranger's bytes, so everything is checked again."""
    with np.load(file, allow_pickle=False) as archive:
        images = {part: archive[f"x_{part}"] for part in PARTS}
        labels = {part: archive[f"y_{part}"] for part in PARTS}
        others = {part: archive[f"other_{part}"] for part in PARTS if f"other_{part}" in archive}
        changes = tuple(change for change in CHANGES if change in archive["changes"])
        notes = tuple(str(note)[:LONGEST_NOTE] for note in archive["notes"][:MOST_NOTES])
        names = tuple(map(str, archive["class_names"]))
        return of_parts(images, labels, class_names=names, notes=notes, other_images=others or None, changes=changes)
