"""Any file that people keep a data set in, told by its bytes: what is in it becomes an OwnDataSet, or one sentence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from core.datasets.file_formats import pictures as picture_files
from core.datasets.file_formats import pixels, stored_arrays
from core.datasets.file_formats.class_labels import named
from core.datasets.file_formats.part import WORDS, Part, part_of, words_of
from core.datasets.file_formats.stored_arrays import StoredArray
from core.datasets.labelled_images import UNKNOWN
from core.datasets.own_data_set import (
    LONGEST_NOTE,
    MOST_NOTES,
    SPLIT_SEED,
    TOO_FEW,
    OwnDataSet,
    Report,
    every_part,
    is_for_testing,
    of_parts,
    silent,
)
from core.untrusted import sources
from core.untrusted.file_types import describe_file
from core.untrusted.sources import GZIP, Source, Unreadable
from core.untrusted.zip_files import START as ZIP
from core.untrusted.zip_files import Limits

READ = "CSV, idx files, .npz, .npy, and a .zip of these or of pictures"
UNPACKED = 640 << 20  # bytes
LIMITS = Limits(entries=picture_files.MOST + 500, entry=UNPACKED, total=UNPACKED, ratio=10_000)
SYSTEM = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".git", ".ipynb_checkpoints")
NAMES = ("class_names.txt", "classes.txt")
LARGEST_NAMES = 1 << 16
IMAGES = {"x", "images", "image", "data", "pixels", "features", "imgs"}
LABELS = {"y", "labels", "label", "targets", "target"}
OF_CLASSES = {"names", "classes"}
MEANINGLESS = {"idx", "ubyte", "npy", "npz", "arr", "set", "gz", "csv", "dataset", "mnist", "all"}


@dataclass
class Found:
    """What the files held so far: parts, arrays still to be paired, pictures, names of classes, sentences."""

    parts: list[Part] = field(default_factory=list)
    arrays: list[StoredArray] = field(default_factory=list)
    pictures: list[Source] = field(default_factory=list)
    names: list[str] | None = None
    left_out: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read(content: bytes, name: str = "", report: Report = silent) -> OwnDataSet:
    """The data set in `content`, the bytes of a file called `name`; `report(share)` hears how far it is.

    Raises ValueError, one sentence, for everything else. Nothing is deserialised but plain numbers, words and pictures.
    """
    found, name = Found(), name or "the file"
    if content.startswith(ZIP):
        inside = [source for source in sources.of_zip(content, LIMITS, report) if not _is_of_a_system(source.name)]
        for source in inside:
            try:
                _sort_in(found, source, is_alone=len(inside) == 1)
            except Unreadable as error:
                if len(inside) == 1:
                    raise
                found.left_out.append(str(error))
        if not inside:
            raise ValueError(f"there is no file in this archive; read are {READ}")
    else:
        _sort_in(found, sources.of_content(name, content, UNPACKED, report), is_alone=True)
    if found.pictures and not (found.arrays or found.parts):
        return _of_pictures(found, report)
    found.parts += _paired(found)
    if not found.parts:
        raise ValueError(
            f"there is no data set in it ({_few(found.left_out) or 'no file that is known'}); read are {READ}"
        )
    return _of_numbers(found)


def _is_of_a_system(name: str) -> bool:
    folders = name.split("/")
    return bool(set(folders) & set(SYSTEM)) or folders[-1].startswith("._")


def _sort_in(found: Found, source: Source, is_alone: bool) -> None:
    """What a file is, by its first bytes. One among others that is nothing known is left out and named."""
    head = source.head
    if head.startswith(GZIP):
        source = source.unzipped()
        head = source.head
    last = source.name.split("/")[-1]
    if picture_files.is_picture(head):
        found.pictures.append(source)
    elif head.startswith(stored_arrays.NPY):
        array = stored_arrays.npy(source, last.removesuffix(".npy"))
        if set(words_of(array.name)) & OF_CLASSES and array.dtype.kind in "US":
            found.names = _names(array)
        else:
            found.arrays.append(array)
    elif stored_arrays.is_idx(head):
        found.arrays.append(stored_arrays.idx(source))
    elif last.lower() in NAMES:
        found.names = source.read(LARGEST_NAMES).decode("utf-8-sig", "replace").split("\n")
        found.names = [name.strip() for name in found.names if name.strip()]
    elif describe_file(head) in ("a plain text", "a JSON text") and last.lower() not in (
        "readme",
        "readme.txt",
        "readme.md",
    ):
        _add_text(found, source, is_alone)
    elif is_alone:
        raise ValueError(f"this seems to be {describe_file(head)}; read are {READ}")
    else:
        found.left_out.append(f"{source.name}: {describe_file(head)}")


def _add_text(found: Found, source: Source, is_alone: bool) -> None:
    from core.datasets.file_formats import csv_text  # pandas, which only whoever brings a CSV needs

    try:
        found.parts.append(csv_text.read(source, found.names or ()))
    except ValueError as error:
        if is_alone:
            raise
        found.left_out.append(f"{source.name}: {error}")


def _names(array: StoredArray) -> list[str]:
    return [str(name) for name in array.labels()]


def _paired(found: Found) -> list[Part]:
    """Arrays of images with those of labels that are called alike."""
    roles = {id(array): _role(array) for array in found.arrays}
    images = [array for array in found.arrays if roles[id(array)] == "images"]
    labels = [array for array in found.arrays if roles[id(array)] == "labels"]
    families = {_family(array) for array in images}
    if len(families) > 1 and len(images) > 1 and len({_key(array) for array in images}) == len(images) and labels:
        sets = [" ".join(family) or "one without a name" for family in sorted(families)]
        raise ValueError(f"there are several data sets in it, {', '.join(sets[:5])}: bring one at a time")
    if found.arrays and not images:
        shapes = ", ".join(f"{array.name} {array.shape}" for array in found.arrays[:6])
        raise ValueError(
            f"there are no images among its arrays ({shapes}); images are (n, 28, 28), (n, 28, 28, 1) or (n, 784), "
            "and in colour (n, 32, 32, 3)"
        )
    parts = [part_of(array.name) for array in images]
    if len(set(parts)) < len(parts):
        shapes = ", ".join(f"{array.name} {array.shape}" for array in found.arrays[:6])
        raise ValueError(
            f"its arrays ({shapes}) do not say what they are; x_train, y_train, x_test, y_test or images, labels do"
        )
    return [_pair(array, labels, len(images)) for array in images]


def _pair(array: StoredArray, labels: Sequence[StoredArray], count: int) -> Part:
    part = part_of(array.name)
    its = [other for other in labels if part_of(other.name) == part] or (list(labels) if count == 1 else [])
    if len(its) > 1:
        raise ValueError(f"array {array.name!r} has labels in {its[0].name!r} and in {its[1].name!r}; one is read")
    said = its[0].labels() if its else None
    if said is not None and len(said) != array.shape[0]:
        raise ValueError(f"{array.name!r} has {array.shape[0]:,} images and {its[0].name!r} {len(said):,} labels")
    return Part(part, array.images(), said)


def _role(array: StoredArray) -> str:
    words = set(words_of(array.name))
    named_as = {"images": bool(words & IMAGES), "labels": bool(words & LABELS)}
    if len(array.shape) < 2 or named_as == {"images": False, "labels": True}:
        return "labels" if len(array.shape) else "neither"
    if named_as["images"] and not named_as["labels"]:
        return "images"
    return "images" if array.could_be_images else "labels"


def _family(array: StoredArray) -> tuple[str, ...]:
    known = IMAGES.union(LABELS, MEANINGLESS, *WORDS.values(), "tk")
    return tuple(word for word in words_of(array.name) if word not in known and not word.isdigit())


def _key(array: StoredArray) -> tuple[object, ...]:
    return _family(array), part_of(array.name)


def _of_pictures(found: Found, report: Report) -> OwnDataSet:
    """Prepared, where they were, and else shrunk as they are; so are small ones in colour, which are no photos."""
    several, notes = picture_files.read(found.pictures, report, found.names or ())
    found.notes += notes
    names, labels = [pictures.name for pictures in several], [pictures.labels for pictures in several]
    shrunk = [pictures.shrunk for pictures in several]
    prepared = [pictures.prepared for pictures in several if pictures.prepared is not None]
    if not prepared:
        return _arranged(found, names, shrunk, labels)
    if not several[0].is_photo:
        return _arranged(found, names, shrunk, labels, prepared)
    return _arranged(found, names, prepared, labels, shrunk).taken_as_prepared()


def _of_numbers(found: Found) -> OwnDataSet:
    labelled = [part for part in found.parts if part.labels is not None and _says_anything(part.labels)]
    for part in found.parts:
        if labelled and part not in labelled:
            of = {"": "images"}.get(part.name, f"{part.name} images")
            found.notes.append(f"{len(part.pixels):,} {of} have no labels and are left out; alone, they are read.")
    kept = labelled or found.parts
    images, notes = pixels.finish([part.pixels for part in kept])
    found.notes += notes
    labels = [np.full(len(part.pixels), UNKNOWN) if part.labels is None else part.labels for part in kept]
    return _arranged(found, [part.name for part in kept], images, labels)


def _says_anything(labels: np.ndarray) -> bool:
    return bool((labels != (UNKNOWN if labels.dtype.kind == "i" else "")).any())


def _arranged(
    found: Found,
    names: Sequence[str],
    images: Sequence[np.ndarray],
    labels: Sequence[np.ndarray],
    others: Sequence[np.ndarray] = (),
) -> OwnDataSet:
    """Every image in the part to learn from or the one to test with."""
    if not sum(map(len, labels)):
        raise ValueError("there are no images in it")
    numbered, class_names = named({str(at): array for at, array in enumerate(labels)}, found.names)
    labels = list(numbered.values())
    goes = _destinations(names)
    if "test" not in goes and all((array == UNKNOWN).all() for array in labels):
        goes = ["test"] * len(goes)
        found.notes.append("It does not say what its images show: they are looked at, and nothing is counted.")
    columns = {"images": list(images), "labels": labels, "others": list(others)}
    by_part = {
        kind: {
            part: _joined([array for array, to in zip(arrays, goes, strict=True) if to == part]) for part in set(goes)
        }
        for kind, arrays in columns.items()
        if arrays
    }
    if set(goes) == {"train"} and len(by_part["labels"]["train"]) < TOO_FEW:
        by_part = {kind: {"test": arrays["train"]} for kind, arrays in by_part.items()}
    if set(goes) == {"train"} and "train" in by_part["labels"]:
        for kind in by_part:
            by_part[kind] = _divided(by_part[kind]["train"])
        tested = len(by_part["labels"]["test"])
        found.notes.append(
            f"It has no part to test with: one image of every five, {tested:,} in all, was drawn for that "
            f"(seed {SPLIT_SEED}), and the others are for learning."
        )
    if found.left_out:
        found.notes.append(f"Left out: {_few(found.left_out)}.")
    notes = tuple(note[:LONGEST_NOTE] for note in found.notes[:MOST_NOTES])
    return of_parts(
        by_part["images"],
        by_part["labels"],
        class_names=class_names,
        notes=notes,
        other_images=every_part(by_part["others"]) if others else None,
    )


def _destinations(names: Sequence[str]) -> list[str]:
    """ "train" or "test" for each part; validation images are for testing where nothing else is."""
    has_test = "test" in names
    where = {"test": "test", "train": "train", "": "train", "validation": "train" if has_test else "test"}
    return [where[name] for name in names]


def _joined(arrays: Sequence[np.ndarray]) -> np.ndarray:
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)


def _divided(array: np.ndarray) -> dict[str, np.ndarray]:
    """Into "train" and "test"; the rest stays in the memory where all were."""
    is_tested = is_for_testing(len(array))
    tested, left = array[is_tested], np.flatnonzero(~is_tested)
    for first in range(0, len(left), 1000):
        places = left[first : first + 1000]
        array[first : first + len(places)] = array[places]
    return {"train": array[: len(left)], "test": tested}


def _few(things: Iterable[str], most: int = 3) -> str:
    things = list(things)
    more = f"; and {len(things) - most:,} more" if len(things) > most else ""
    return "; ".join(things[:most]) + more
