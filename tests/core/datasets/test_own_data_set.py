"""A data set that a person brought: its parts, its two ways, its changes, and what is refused."""

import io

import numpy as np
import pytest

from core.datasets import own_data_set
from core.datasets.catalogue import DIGITS
from core.datasets.labelled_images import UNKNOWN
from core.datasets.own_data_set import INVERTED, PREPARED, TRANSPOSED

RANDOM = np.random.default_rng(3)


def made(train=7, test=5, **more):
    images = {
        part: RANDOM.integers(0, 256, (count, 28, 28), np.uint8) for part, count in (("train", train), ("test", test))
    }
    labels = {"train": np.arange(train) % 3, "test": np.full(test, UNKNOWN)}
    return own_data_set.of_parts(images, labels, **more)


def test_what_the_reading_process_writes_is_read_again():
    some = made()
    others = {part: 255 - some.split(part).images for part in ("train", "test")}
    some = own_data_set.of_parts(
        {part: some.split(part).images for part in ("train", "test")},
        {part: some.split(part).labels for part in ("train", "test")},
        class_names=("a", "Ä/b", "c"),
        notes=("One sentence.",),
        other_images=others,
        changes=(PREPARED,),
    )
    file = io.BytesIO()
    own_data_set.save(some, file)
    file.seek(0)
    back = own_data_set.load(file)
    assert back.digest == some.digest
    assert (back.class_names, back.notes, back.changes) == (some.class_names, some.notes, (PREPARED,))
    np.testing.assert_array_equal(back.other_images["test"], others["test"])


def test_one_of_five_is_for_testing_and_stays_so_in_a_longer_set():
    chosen = own_data_set.is_for_testing(1003)
    assert chosen[:1000].reshape(-1, 5).sum(axis=1).tolist() == [1] * 200
    np.testing.assert_array_equal(own_data_set.is_for_testing(60_000)[:1003], chosen)
    assert len(set(np.flatnonzero(chosen) % 5)) == 5


def test_a_change_made_twice_is_taken_back():
    some = made()
    turned = some.changed((TRANSPOSED, INVERTED))
    assert turned.changes == (TRANSPOSED, INVERTED)
    np.testing.assert_array_equal(turned.train.images, 255 - some.train.images.transpose(0, 2, 1))
    assert turned.changed((INVERTED,)).changes == (TRANSPOSED,)
    assert turned.changed((TRANSPOSED, INVERTED)).digest == some.digest != turned.digest


def test_both_ways_of_shrinking_are_kept():
    some = made(other_images={"train": np.zeros((7, 28, 28), np.uint8), "test": np.ones((5, 28, 28), np.uint8)})
    other = some.taken_as_prepared().other_way()
    assert not other.is_prepared
    assert other.test.images.max() == 1
    assert other.other_way().digest == some.digest
    assert other.other_way().is_prepared
    with pytest.raises(ValueError, match="these images are here in one way only"):
        made().other_way()


def test_its_examples_are_digits():
    assert len(made().examples()) == 12
    with pytest.raises(
        ValueError, match=r"its classes are a, b, c; examples are digits, 0 to 9: bring it as a data set"
    ):
        made(class_names=tuple("abc")).examples()
    with pytest.raises(ValueError, match="2,004 images are too many"):
        made(2004, 0).examples()


def test_size_counts_every_array():
    assert made().size == 12 * (784 + 16)
    assert made(other_images={"train": np.zeros((7, 28, 28), np.uint8)}).size == 12 * 800 + 7 * 784


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"class_names": ("a", "b")}, "label 2 is not one of the 2 classes"),
        ({"class_names": ("a", "a", "b")}, "3 class names must be 1 to 100, each another one"),
        ({"class_names": ("a", "b\n", "c")}, "must have 1 to 40 printable characters"),
        ({"train": 0, "test": 0}, "there are no images in it"),
        ({"other_images": {"train": np.zeros((6, 28, 28), np.uint8)}}, "must be as many"),
    ],
)
def test_what_cannot_be_is_refused(settings, said):
    with pytest.raises(ValueError, match=said):
        made(**settings)


def test_names_are_as_many_as_classes():
    assert made().named(tuple("abcdefghij")).class_names[2] == "c"
    with pytest.raises(ValueError, match="2 names were given; the set has 10 classes"):
        made().named(("a", "b"))
    assert made().class_names == DIGITS
    with pytest.raises(ValueError, match="part 'all' is not one of train, test"):
        made().split("all")
