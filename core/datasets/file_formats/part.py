"""What one file, or a pair of files, holds: images as they came, what each shows if it is said, and for which part."""

import re
from dataclasses import dataclass

import numpy as np

from core.datasets.file_formats.pixels import Pixels

WORDS = {
    "train": ("train", "training"),
    "test": ("test", "testing", "t10k"),
    "validation": ("val", "valid", "validation", "dev"),
}


@dataclass(frozen=True, eq=False)
class Part:
    """`pixels` or finished `images`, their `labels` `(n,)` or None, and `name`: "train", "test", "validation" or ""."""

    name: str
    pixels: Pixels
    labels: np.ndarray | None


def words_of(name: str) -> list[str]:
    """`x_train`, `trainImages`, `emnist-letters-train-images-idx3-ubyte.gz`: the words in it, small."""
    apart = re.sub(r"^([xyXY])(?=[Tt]rain|[Tt]est|[Vv]al)", r"\1_", name)
    return [word.lower() for word in re.findall(r"t10k|[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+", apart)]


def part_of(name: str) -> str:
    """Which part a file's or array's name says: "train", "test", "validation", or "" for none."""
    found = words_of(name)
    return next((part for part, known in WORDS.items() if set(known) & set(found)), "")
