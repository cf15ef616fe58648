"""A run's curves while it learns: every point at its place, and axes before there is any."""

import numpy as np
import pytest

from dashboard.draw import learning_curve, scenes
from dashboard.draw.scenes import WIDTHS

ROWS = [
    {"kind": "batch", "epoch": 0.5, "accuracy": 0.25, "loss": 6.1},
    {"kind": "batch", "epoch": 1.0, "accuracy": 0.75, "loss": float("nan")},
    {"kind": "epoch", "epoch": 1, "accuracy": 0.5, "loss": 3.0, "validation_accuracy": 1.0, "validation_loss": 0.0},
]


def drawn(rows, quantity, total=2, width=450):
    return learning_curve.scene(rows, quantity, total, "alt")(width)


def test_points_lie_at_their_shares_of_the_axes():
    batches, training, validation = drawn(ROWS, "accuracy").curves
    np.testing.assert_allclose(batches.points, [[0.25, 0.25], [0.5, 0.75]])
    np.testing.assert_allclose(training.points, [[0.5, 0.5]])
    np.testing.assert_allclose(validation.points, [[0.5, 1.0]])
    assert [curve.dots for curve in (batches, training, validation)] == [False, True, True]


def test_points_are_sent_once_for_all_widths():
    sent = scenes.to_data(learning_curve.scene(ROWS, "accuracy", 2, "alt"))
    assert len(sent["shared"]) == 3


def test_a_loss_that_is_no_number_is_left_out_and_the_axis_ends_at_a_round_one():
    scene = drawn(ROWS, "loss")
    np.testing.assert_allclose(scene.curves[0].points, [[0.25, 6.1 / 8]])
    assert {"0", "2", "4", "6", "8", "batches", "validation"} <= {text.words for text in scene.texts}


@pytest.mark.parametrize("highest", [0.003, 0.09, 0.5, 1.0, 2.31, 2.5, 7, 99.9, 1e6])
def test_an_axis_has_few_round_numbers_and_little_room_above(highest):
    scene = drawn([{"kind": "batch", "epoch": 1, "loss": highest}], "loss")
    ticks = [text.words for text in scene.texts if text.align == "right"]
    assert 3 <= len(ticks) <= 6
    assert all(len(tick.lstrip("0.").rstrip("0").replace(".", "")) <= 2 for tick in ticks if "e" not in tick)
    assert scene.curves[0].points[0, 1] >= 0.6


@pytest.mark.parametrize("total", [1, 2, 7, 40, 200])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("quantity", ["accuracy", "loss"])
def test_axes_stand_before_the_first_batch_and_nothing_leaves_the_picture(total, width, quantity):
    scene = drawn([], quantity, total, width)
    assert scene.curves == ()
    epochs = [int(text.words) for text in scene.texts if text.align == "center" and text.words != "epoch"]
    assert epochs[0] == 0
    assert total - epochs[-1] < epochs[1] <= max(total / 3, 1)
    assert all(box.left >= 0 and box.left + box.width <= width for box in scene.boxes)
