"""Images with their labels as files that `reading` reads back equal: .npz, CSV, idx, a zip of folders of pictures."""

import gzip
import io
import zipfile
from collections.abc import Mapping, Sequence
from urllib.parse import quote

import numpy as np
from PIL import Image

from core.datasets.file_formats.pictures import MOST
from core.datasets.labelled_images import UNKNOWN
from core.datasets.loading import Split

DATED = (1980, 1, 1, 0, 0, 0)
SAFE = " +-_()&,"
UNSAID = "unknown"
FILES = {"train": "train", "test": "t10k", "": "all"}


def to_npz(parts: Mapping[str, Split], class_names: Sequence[str]) -> bytes:
    """`x_train`, `y_train`, `x_test`, `y_test` as far as there are; of a part "" `images`, `labels`."""
    arrays: dict[str, np.ndarray] = {}
    for part, split in parts.items():
        images, labels = (f"x_{part}", f"y_{part}") if part else ("images", "labels")
        arrays |= {images: split.images, labels: split.labels}
    file = io.BytesIO()
    np.savez_compressed(file, **arrays, class_names=np.array(class_names))  # type: ignore[arg-type]
    return file.getvalue()


def to_csv(parts: Mapping[str, Split], class_names: Sequence[str]) -> bytes:
    """A zip of `train.csv` and `test.csv`, as far as there are: a header, then `label` and 784 pixels a line.

    And of `class_names.txt`, first: a class that is called 07, or that no image shows, is one then too.
    """
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        _add_names(archive, class_names)
        for part, split in parts.items():
            with archive.open(zipfile.ZipInfo(f"{part or 'images'}.csv", DATED), "w") as lines:
                for first in range(0, len(split), 2000):
                    lines.write(_lines(split, slice(first, first + 2000), class_names, has_header=first == 0))
    return file.getvalue()


def _lines(split: Split, some: slice, class_names: Sequence[str], has_header: bool) -> bytes:
    import pandas as pd

    flat = split.images[some].reshape(len(split.images[some]), -1)
    frame = pd.DataFrame(flat, columns=[f"pixel{at}" for at in range(flat.shape[1])])
    frame.insert(0, "label", [UNSAID if label == UNKNOWN else class_names[label] for label in split.labels[some]])
    return frame.to_csv(index=False, header=has_header, lineterminator="\n").encode()


def to_idx(parts: Mapping[str, Split], class_names: Sequence[str]) -> bytes:
    """A zip of gzipped idx files, called as MNIST's are, and `class_names.txt`, which idx files have no place for."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for part, split in parts.items():
            for name, array in (
                (f"{FILES[part]}-images-idx3-ubyte.gz", split.images),
                (f"{FILES[part]}-labels-idx1-ubyte.gz", _small(split.labels)),
            ):
                archive.writestr(zipfile.ZipInfo(name, DATED), gzip.compress(_idx(array), mtime=0))
        _add_names(archive, class_names)
    return file.getvalue()


def _add_names(archive: zipfile.ZipFile, class_names: Sequence[str]) -> None:
    archive.writestr(zipfile.ZipInfo("class_names.txt", DATED), "\n".join(class_names))


def _small(labels: np.ndarray) -> np.ndarray:
    return labels.astype(np.int8 if (labels == UNKNOWN).any() else np.uint8)


def _idx(array: np.ndarray) -> bytes:
    kind = {np.dtype(np.uint8): 0x08, np.dtype(np.int8): 0x09}[array.dtype]
    return bytes([0, 0, kind, array.ndim]) + np.array(array.shape, ">u4").tobytes() + array.tobytes()


def to_pngs(parts: Mapping[str, Split], class_names: Sequence[str]) -> bytes:
    """A zip of PNG pictures in a folder for each class: `train/4/00007.png`, and of `class_names.txt`.

    Raises ValueError for more pictures than such a zip is read with.
    """
    count = sum(map(len, parts.values()))
    if count > MOST:
        raise ValueError(f"{count:,} pictures are too many for a zip of folders: at most {MOST:,}")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        _add_names(archive, class_names)
        for part, split in parts.items():
            for index, (image, label) in enumerate(zip(split.images, split.labels, strict=True)):
                picture = io.BytesIO()
                Image.fromarray(image).save(picture, "PNG")
                folder = UNSAID if label == UNKNOWN else _folder(class_names[label])
                name = f"{part}/{folder}/{index:05}.png".lstrip("/")
                archive.writestr(zipfile.ZipInfo(name, DATED), picture.getvalue())
    return file.getvalue()


def _folder(name: str) -> str:
    """A class's name as that of a folder on every system."""
    return quote(name, safe=SAFE).replace(".", "%2E")


FORMATS = {"npz": to_npz, "csv": to_csv, "idx": to_idx, "png": to_pngs}
