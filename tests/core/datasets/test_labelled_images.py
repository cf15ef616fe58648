"""A test set of one's own: what is refused, how runs are tested on it, and why a digit was misread."""

import numpy as np
import pytest

from core import runs
from core.datasets import class_means, labelled_images
from core.datasets.labelled_images import UNKNOWN, LabelledImages
from core.digits import misreading, preparation
from core.digits.pen_strokes import Stroke, ink
from core.digits.preparation import Steps
from core.runs import other_images

RANDOM = np.random.default_rng(5)
SEVEN = LabelledImages(RANDOM.integers(0, 256, (7, 28, 28), np.uint8), np.array([3, UNKNOWN, 0, 9, 9, UNKNOWN, 4]))


def test_what_is_labelled_keeps_its_place():
    labelled = SEVEN.labelled
    np.testing.assert_array_equal(labelled.labels, [3, 0, 9, 9, 4])
    np.testing.assert_array_equal(labelled.indices, [0, 2, 3, 4, 6])
    np.testing.assert_array_equal(labelled.images, SEVEN.images[labelled.indices])


def test_sets_grow_shrink_and_change():
    more = SEVEN + labelled_images.single(SEVEN.images[3], 8)
    assert more.labels.tolist() == [*SEVEN.labels, 8]
    assert more.without(0).labels.tolist() == [*SEVEN.labels[1:], 8]
    assert more.relabelled(1, 2).labels[1] == 2
    assert SEVEN.labels[1] == UNKNOWN
    assert more.digest != SEVEN.digest


@pytest.mark.parametrize(
    ("images", "labels", "said"),
    [
        (np.zeros((2, 28, 28)), [1, 2], r"images float64 \(2, 28, 28\) must be uint8"),
        (np.zeros((2, 28, 27), np.uint8), [1, 2], r"must be uint8 \(n, 28, 28\)"),
        (np.zeros((2, 28, 28), np.uint8), [1], r"labels int64 \(1,\) must be whole numbers, one for each"),
        (np.zeros((2, 28, 28), np.uint8), [1.0, 2.0], "labels float64"),
        (np.zeros((2, 28, 28), np.uint8), [1, 10], "label 10 is no digit from 0 to 9"),
    ],
)
def test_impossible_sets_are_refused(images, labels, said):
    with pytest.raises(ValueError, match=said):
        LabelledImages(images, np.array(labels))


def test_more_than_a_session_keeps_are_refused():
    many = LabelledImages(np.zeros((2001, 28, 28), np.uint8), np.ones(2001, int))
    with pytest.raises(ValueError, match="2,001 images are too many: at most 2,000"):
        labelled_images.check_count(many)


def test_a_run_is_tested_on_other_images(mnist):
    some = mnist.test.evenly(41)
    run = runs.load("mlp_40")
    found = other_images.evaluate_on(run, some, ("ours", "today"))
    answers = run.network.predict(some.images).argmax(axis=1)
    assert found.evaluation.correct == (answers == some.labels).sum()
    assert found.evaluation.count == 41
    np.testing.assert_array_equal(found.answers.classes, answers)
    assert (found.key, found.test_set, found.class_names) == ("mlp_40", ("ours", "today"), run.class_names)
    assert run.evaluation.count == 10_000


FOUR = [Stroke(((0.6, 0.12), (0.52, 0.36), (0.78, 0.36)), 0.05), Stroke(((0.75, 0.14), (0.73, 0.62)), 0.05)]


def test_a_misread_digit_is_traced_to_the_step_that_is_missing():
    network, means = runs.load("lesson_cnn").network, class_means.load("mnist").images
    paper = 1 - ink(FOUR)

    def prepare(steps):
        return preparation.prepare(paper, steps)

    assert misreading.find(network, prepare, Steps(), 4, means) is None
    found = misreading.find(network, prepare, Steps(ink=False), 4, means)
    assert found.missing == ("ink",)
    assert found.answer == network.predict(prepare(Steps(ink=False)).image).argmax()
    several = misreading.find(network, prepare, Steps(ink=False, crop=False), 4, means)
    assert several.missing in (("crop",), ("ink", "crop"))


def test_a_digit_that_was_meant_otherwise_is_compared_with_the_means():
    network, means = runs.load("lesson_cnn").network, class_means.load("mnist").images
    found = misreading.find(network, lambda steps: preparation.prepare(1 - ink(FOUR), steps), Steps(), 7, means)
    assert found.missing == ()
    assert found.answer == 4
    image = preparation.prepare(1 - ink(FOUR)).image
    expected = [np.corrcoef(image.ravel(), mean.ravel())[0, 1] for mean in means]
    np.testing.assert_allclose(found.likeness, expected, atol=1e-9)
