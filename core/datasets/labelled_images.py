"""Images of digits that a person made, with what they show: a small test set of one's own."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.datasets.catalogue import DIGITS
from core.datasets.loading import Split
from core.digits.preparation import SIDE

UNKNOWN = -1
MOST = 2000


@dataclass(frozen=True, eq=False)
class LabelledImages:
    """`images` uint8 `(n, 28, 28)` and `labels` int64 `(n,)`: the digit, or UNKNOWN."""

    images: np.ndarray
    labels: np.ndarray

    def __post_init__(self) -> None:
        images, labels = np.asarray(self.images), np.asarray(self.labels)
        if images.dtype != np.uint8 or images.shape[1:] != (SIDE, SIDE):
            raise ValueError(f"images {images.dtype} {images.shape} must be uint8 (n, {SIDE}, {SIDE})")
        if labels.dtype.kind not in "iu" or labels.shape != images.shape[:1]:
            raise ValueError(f"labels {labels.dtype} {labels.shape} must be whole numbers, one for each of the images")
        labels = labels.astype(np.int64)
        if odd := [int(label) for label in labels if not UNKNOWN <= label < len(DIGITS)]:
            raise ValueError(f"label {odd[0]} is no digit from 0 to 9, nor {UNKNOWN} for unknown")
        object.__setattr__(self, "images", images)
        object.__setattr__(self, "labels", labels)

    def __len__(self) -> int:
        return len(self.labels)

    @cached_property
    def digest(self) -> str:
        """Sixteen letters that two different sets do not share."""
        return hashlib.sha256(self.images.tobytes() + self.labels.tobytes()).hexdigest()[:16]

    @cached_property
    def labelled(self) -> Split:
        """Those of which it is known what they show, as a Split."""
        known = np.flatnonzero(self.labels != UNKNOWN)
        return Split(self.images[known], self.labels[known], known)

    @property
    def only_labelled(self) -> "LabelledImages":
        """They, as LabelledImages."""
        known = self.labels != UNKNOWN
        return LabelledImages(self.images[known], self.labels[known])

    def not_in(self, others: "LabelledImages") -> "LabelledImages":
        """Those that `others` do not have with the same label, each once."""
        seen, new = {_key(*item) for item in zip(others.images, others.labels, strict=True)}, []
        for index, item in enumerate(zip(self.images, self.labels, strict=True)):
            if (key := _key(*item)) not in seen:
                seen.add(key)
                new.append(index)
        return LabelledImages(self.images[new], self.labels[new])

    @property
    def split(self) -> Split:
        """All of them as a Split; UNKNOWN stays a label."""
        return Split(self.images, self.labels, np.arange(len(self)))

    def __add__(self, others: "LabelledImages") -> "LabelledImages":
        return LabelledImages(
            np.concatenate([self.images, others.images]), np.concatenate([self.labels, others.labels])
        )

    def without(self, index: int) -> "LabelledImages":
        """All but one."""
        return LabelledImages(np.delete(self.images, index, axis=0), np.delete(self.labels, index))

    def relabelled(self, index: int, label: int) -> "LabelledImages":
        """The same images, one of them with another label."""
        labels = self.labels.copy()
        labels[index] = label
        return LabelledImages(self.images, labels)


def _key(image: np.ndarray, label: int) -> tuple[bytes, int]:
    """What two equal images with equal labels share."""
    return image.tobytes(), int(label)


EMPTY = LabelledImages(np.zeros((0, SIDE, SIDE), np.uint8), np.zeros(0, np.int64))


def single(image: np.ndarray, label: int = UNKNOWN) -> LabelledImages:
    """One image, uint8 `(28, 28)`."""
    return LabelledImages(image[None], np.array([label]))


def check_count(labelled: LabelledImages) -> LabelledImages:
    """The same images, or a ValueError where they are more than a session can hold."""
    if len(labelled) > MOST:
        raise ValueError(f"{len(labelled):,} images are too many: at most {MOST:,}")
    return labelled
