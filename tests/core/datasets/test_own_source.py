"""What a network can learn of a person's data set, and the sentence for each that it cannot."""

from dataclasses import replace

import numpy as np
import pytest

from core.datasets import own_data_set, own_source
from core.datasets.catalogue import DIGITS, class_names_of, name_of_own, source_of
from core.datasets.labelled_images import UNKNOWN
from core.networks.network import as_seen
from core.networks.recipe import TrainingConfig

RANDOM = np.random.default_rng(5)


def letters(train=tuple(range(3)) * 14, test=tuple(range(3)) * 4, names=("A", "B", "Q")):
    """A data set with these labels in both parts; each class has pictures of its own, which a network can tell."""
    prototypes = np.random.default_rng(8).integers(0, 2, (len(names), 28, 28)) * 200
    labels = {"train": np.array(train, np.int64), "test": np.array(test, np.int64)}
    images = {
        part: (prototypes[array] + RANDOM.integers(0, 40, (len(array), 28, 28))).astype(np.uint8)
        for part, array in labels.items()
    }
    return own_data_set.of_parts(images, labels, class_names=names)


def config_of(title, data_set, **more):
    """The recipe that learns the data set."""
    own = own_source.describe(title, data_set)
    return TrainingConfig(name_of_own(title, own.digest), own=own, **{"batch_size": 7, **more})


def test_a_recipe_says_what_it_learnt_without_its_images():
    config = config_of("letters", letters())
    back = TrainingConfig.from_json(config.to_json())
    assert back == config
    own_source.check(back)
    assert class_names_of(back) == ("A", "B", "Q")
    assert source_of(back).title == "letters"
    assert not source_of(back).files
    assert source_of(back).training_images == 42
    assert "own" not in TrainingConfig().to_json()


def test_only_classes_with_images_are_learnt_and_labels_count_those():
    some = letters((7, 1, 3) * 10, (1, 7, 3, 3), DIGITS)
    own = own_source.describe("some digits", some)
    assert own.class_names == ("1", "3", "7")
    assert own_source.labelled(own, some, "test").labels.tolist() == [0, 2, 1, 1]
    np.testing.assert_array_equal(own_source.labelled(own, some, "test").images, some.test.images)
    train = own_source.for_learning(own, some)
    assert [own.class_names[label] for label in train.labels] == [str(some.train.labels[at]) for at in train.indices]
    np.testing.assert_array_equal(train.images, some.train.images[train.indices])


def test_what_to_learn_from_is_shuffled_so_that_a_file_sorted_by_class_shows_all_of_them():
    some = letters(np.repeat([0, 1, 2], 40))
    train = own_source.for_learning(own_source.describe("sorted", some), some)
    assert sorted(train.indices) == list(range(120))
    assert set(train.labels[:12]) == set(train.labels[-12:]) == {0, 1, 2}


@pytest.mark.parametrize(
    ("train", "test", "sentence"),
    [
        ((), (0, 1), "it has no images to learn from: a file needs both parts, or 50 images and more, to be divided"),
        ((0, 1), (), "it has no images to test with"),
        ((0, 1), (UNKNOWN, UNKNOWN), "of its 2 images to test with 2 have no label"),
        ((0, 1, UNKNOWN), (0, 1), "of its 3 images to learn from 1 have no label: leave those out"),
        ((0, 1), (0, 1, 2), "none of its images to learn from shows Q, which its test images do"),
        ((1, 1), (1,), "all its images show B: there is nothing to tell apart"),
    ],
)
def test_what_no_network_can_learn_is_said(train, test, sentence):
    with pytest.raises(ValueError, match=sentence):
        own_source.describe("letters", letters(train, test))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"batch_size": 43}, "42 images to learn from do not fill a batch of 43: choose a smaller batch"),
        ({"batch_size": 40, "validation_share": 0.2}, "33 images to learn from do not fill a batch of 40"),
        ({"batch_size": 1, "training_images": 1}, "of the 1 image to learn from none shows .* and .*: learn from more"),
    ],
)
def test_too_few_images_are_said(changes, sentence):
    some = letters()
    with pytest.raises(ValueError, match=sentence):
        own_source.check_enough(replace(config_of("letters", some), **changes), some)
    own_source.check_enough(config_of("letters", some), some)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": "a*b"}, "title 'a\\*b' must be 1 to 40 letters, digits and spaces"),
        ({"digest": "0"}, "digest '0' is not one of a data set"),
        ({"digest": "0" * 16}, "is not the person's own 'letters' that is described"),
        ({"class_names": ("A",)}, "1 class names must be 2 to"),
        ({"class_names": ("A", "A")}, "each another one"),
        ({"class_names": ("A", "[x](y)")}, "class name .* must have 1 to 40 plain characters"),
        ({"class_names": ("A", 3)}, "class name '3' must have"),
        ({"training_images": 0}, "training_images 0 must be a whole number from 1"),
    ],
)
def test_what_a_stranger_wrote_of_it_is_checked(changes, sentence):
    config = config_of("letters", letters())
    with pytest.raises(ValueError, match=sentence):
        own_source.check(replace(config, own=replace(config.own, **changes)))


def test_what_is_in_colour_is_learnt_in_grey():
    images = np.random.default_rng(2).integers(0, 256, (60, 32, 20, 3), np.uint8)
    labels = {"train": np.arange(60) % 3, "test": np.arange(9) % 3}
    data_set = own_data_set.of_parts({"train": images, "test": images[:9]}, labels)
    learnt = own_source.for_learning(own_source.describe("mine", data_set), data_set)
    assert learnt.images.shape == (60, 28, 28)
    expected = 255 * as_seen(images[learnt.indices[:5]], (28, 28, 1))
    np.testing.assert_allclose(learnt.images[:5], expected, atol=0.5)


def test_a_network_from_elsewhere_may_have_names_and_no_images():
    own = own_source.unknown(("a", "b"))
    assert not own.is_known
    config = TrainingConfig(data_set=name_of_own(own.title, own.digest), own=own, library="elsewhere")
    own_source.check(config)
    with pytest.raises(ValueError, match="digest '' is not one of a data set"):
        own_source.check(replace(config, library="keras"))


def test_a_data_set_fits_a_network_that_has_an_output_for_each_of_its_classes():
    some = letters((0, 1, 2) * 9, (0, 1, 2))
    assert own_source.fitting("letters", some, ("Q", "?", "B", "A")).class_names == ("Q", "?", "B", "A")
    assert own_source.fitting("letters", some, ("A", "B", "C")) is None
    assert own_source.fitting("letters", letters(test=(UNKNOWN, 0)), ("A", "B", "Q")) is None
