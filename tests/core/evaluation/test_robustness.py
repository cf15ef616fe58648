"""Changes of images against plain loops and against what must not change; measuring on tiny networks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from core import networks, runs
from core.evaluation import image_transforms, robustness
from core.measures import MEASURES
from core.networks.architecture import Architecture
from core.networks.layers import Conv2D, Dense, Flatten

IMAGES = np.random.default_rng(0).random((3, 28, 28)).astype(np.float32)
NETWORK = networks.initialise(Architecture((Conv2D(2), Flatten(), Dense(5, "softmax"))), seed=1)


@given(some.integers(-8, 8), some.integers(-8, 8))
def test_shift_against_a_plain_loop(down, right):
    images = IMAGES[:1, :7, :5]
    expected = np.zeros_like(images)
    for row in range(7):
        for column in range(5):
            if 0 <= row - down < 7 and 0 <= column - right < 5:
                expected[0, row, column] = images[0, row - down, column - right]
    np.testing.assert_array_equal(image_transforms.shift(images, down, right), expected)


def test_a_quarter_turn_is_a_quarter_turn_counterclockwise():
    turned = image_transforms.rotate(IMAGES, 90)
    np.testing.assert_allclose(turned, np.rot90(IMAGES, 1, axes=(1, 2)), atol=1e-4)


def test_changes_at_rest_change_nothing():
    for name, change in robustness.CHANGES.items():
        assert change.rest in change.strengths
        np.testing.assert_allclose(change.apply(IMAGES, change.rest), IMAGES, atol=1e-5, err_msg=name)
    np.testing.assert_array_equal(image_transforms.change(IMAGES[0]), IMAGES[0])


def test_scaling_keeps_the_middle_and_makes_larger():
    square = np.zeros((1, 29, 29), np.float32)
    square[0, 10:19, 10:19] = 1
    assert image_transforms.scale(square, 2)[0, 6:23, 6:23].min() > 0.99
    assert image_transforms.scale(square, 2).sum() == pytest.approx(4 * square.sum(), rel=0.15)
    assert image_transforms.scale(square, 0.5).sum() == pytest.approx(square.sum() / 4, rel=0.25)


def test_strokes_grow_and_shrink_by_a_pixel_on_each_side():
    stroke = np.zeros((1, 11, 11), np.float32)
    stroke[0, :, 4:7] = 1
    assert image_transforms.thicken(stroke, 1)[0, 5].tolist() == [0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0]
    assert image_transforms.thicken(stroke, -1)[0, 5].tolist() == [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]


def test_noise_is_the_same_again_and_stays_a_picture():
    noisy = image_transforms.add_noise(IMAGES, 0.5)
    np.testing.assert_array_equal(noisy, image_transforms.add_noise(IMAGES, 0.5))
    assert noisy.min() >= 0
    assert noisy.max() <= 1
    assert np.std(noisy - IMAGES) > 0.2


def test_cover_is_a_square_in_the_middle():
    covered = image_transforms.occlude(np.ones((1, 28, 28), np.float32), 8)[0]
    assert covered.sum() == 28 * 28 - 64
    assert covered[10:18, 10:18].sum() == 0


def test_measuring_counts_right_answers():
    images = (IMAGES * 255).astype(np.uint8)
    labels = NETWORK.predict(images).argmax(axis=1)
    heard = []
    found = robustness.measure(NETWORK, images, labels, heard.append)
    assert found.count == 3
    assert found.at_distance(0) == 1
    assert heard[-1] == 1
    assert heard == sorted(heard)
    for name, change in robustness.CHANGES.items():
        assert found.changed[name][change.strengths.index(change.rest)] == 3
    moved = image_transforms.shift(images / np.float32(255), 0, 4)
    right = (NETWORK.predict(moved).argmax(axis=1) == labels).sum()
    assert found.moved[robustness.FARTHEST, robustness.FARTHEST + 4] == right
    again = robustness.Robustness.from_json(found.to_json())
    np.testing.assert_array_equal(again.moved, found.moved)


def test_distance_is_the_mean_of_four_directions():
    moved = np.arange(169).reshape(13, 13)
    found = robustness.Robustness(200, moved, {})
    expected = (moved[6 - 2, 6] + moved[6 + 2, 6] + moved[6, 6 - 2] + moved[6, 6 + 2]) / 4 / 200
    assert found.at_distance(2) == pytest.approx(expected)


def test_shipped_measurements_are_true_and_tell_the_lesson(mnist):
    run = runs.load("budget_mlp")
    some = mnist.test.evenly(robustness.SAMPLE)
    images, labels = some.images, some.labels
    assert len(labels) == 500
    shipped = MEASURES["robustness"].read(run)
    moved = image_transforms.shift(images / np.float32(255), 2, -3)
    right = int((run.network.predict(moved).argmax(axis=1) == labels).sum())
    assert abs(shipped.moved[6 + 2, 6 - 3] - right) <= 1  # one image may tip with another BLAS
    cnn = MEASURES["robustness"].read(runs.load("lesson_cnn"))
    assert cnn.at_distance(2) > 0.9 > 0.75 > shipped.at_distance(2)
    assert cnn.at_distance(4) > 2 * shipped.at_distance(4)


def test_a_damaged_measurement_is_measured_again(tmp_path):
    class Run:
        path, final_step = tmp_path, 7

    for content in ("", "[]", '{"step": 7, "count": 3, "moved": [[1]], "changed": {}}'):
        (tmp_path / "robustness.json").write_text(content)
        assert MEASURES["robustness"].read(Run) is None
    found = robustness.measure(NETWORK, (IMAGES * 255).astype(np.uint8), np.zeros(3, int))
    MEASURES["robustness"].write(Run, found)
    assert MEASURES["robustness"].read(Run).count == 3
    Run.final_step = 8
    assert MEASURES["robustness"].read(Run) is None


def test_a_picture_in_colour_is_changed_colour_by_colour():
    picture = np.random.default_rng(1).random((20, 31, 3), np.float32)
    settings = {"down": 2, "right": -3, "turn": 20, "size": 1.3, "thickness": 1, "cover": 5}
    changed = image_transforms.change(picture, **settings)
    for channel in range(3):
        alone = image_transforms.change(picture[..., channel], **settings)
        np.testing.assert_allclose(changed[..., channel], alone, atol=1e-6)


@pytest.mark.parametrize(("side", "left"), [(0, 56), (5, 31), (7, 7), (8, 0), (9, 0), (20, 0)])
def test_a_cover_covers_what_there_is(side, left):
    assert image_transforms.occlude(np.ones((1, 8, 7), np.float32), side).sum() == left
