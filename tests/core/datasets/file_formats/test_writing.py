"""What is written is read back equal, in every format."""

import numpy as np
import pytest

from core.datasets import file_formats
from core.datasets.catalogue import DIGITS
from core.datasets.file_formats import writing
from core.datasets.labelled_images import UNKNOWN
from core.datasets.loading import Split

RANDOM = np.random.default_rng(4)
LETTERS = (*"ABC", "T-shirt/top", "Ä. b")
ODD = [
    ("None", "NA"),
    ("shirt, top", 'a "b"'),
    ("01", "02", "03"),
    ("1.5", "2.5"),
    ("inf", "nan", "-1"),
    ("3", "7"),
    ("train", "bus"),
    ("train", "test", "dev"),
    ("0x1", "1e3", "+4", "007"),
]


def split(labels):
    return Split(RANDOM.integers(0, 256, (len(labels), 28, 28), np.uint8), np.array(labels), np.arange(len(labels)))


@pytest.mark.parametrize("name", writing.FORMATS)
@pytest.mark.parametrize("labels", [range(10), [3, UNKNOWN, 9, 9, 0]])
@pytest.mark.parametrize("class_names", [DIGITS, LETTERS, *ODD], ids=repr)
def test_what_is_written_is_read_back_equal(name, labels, class_names):
    parts = {part: split([label if label < len(class_names) else 1 for label in labels]) for part in ("train", "test")}
    back = file_formats.read(writing.FORMATS[name](parts, class_names))
    order = [back.class_names.index(said) if said in back.class_names else None for said in class_names]
    for part, written in parts.items():
        read = back.split(part)
        by_image = np.lexsort(read.images.reshape(len(read), -1).T), np.lexsort(written.images.reshape(len(read), -1).T)
        np.testing.assert_array_equal(read.images[by_image[0]], written.images[by_image[1]])
        expected = [label if label == UNKNOWN else order[label] for label in written.labels[by_image[1]]]
        assert read.labels[by_image[0]].tolist() == expected
        if name != "png":  # whose order is that of names
            np.testing.assert_array_equal(read.images, written.images)
    assert back.class_names == class_names
    assert back.notes == ()


@pytest.mark.parametrize("name", writing.FORMATS)
def test_equal_images_give_equal_files(name):
    parts = {"": split([4, 2, 4])}
    assert writing.FORMATS[name](parts, DIGITS) == writing.FORMATS[name](dict(parts), DIGITS)


def test_too_many_pictures_are_not_written():
    many = Split(np.zeros((20_001, 28, 28), np.uint8), np.zeros(20_001, int), np.arange(20_001))
    with pytest.raises(ValueError, match="20,001 pictures are too many for a zip of folders: at most 20,000"):
        writing.to_pngs({"train": many}, DIGITS)
