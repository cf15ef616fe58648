"""Curves lie where their values say, and what stands around them stands where it belongs, and in nobody's way."""

import re
from itertools import combinations, pairwise

import numpy as np
import pytest

from core.datasets import SOURCES
from core.evaluation.robustness import CHANGES
from core.explanation.adversarial import EPSILONS
from dashboard.draw import axes, curves, letters, scenes, svg
from dashboard.draw.scenes import WIDTHS

ROWS = [
    {"kind": "batch", "epoch": 0.5, "accuracy": 0.25, "loss": 6.1},
    {"kind": "batch", "epoch": 1.0, "accuracy": 0.75, "loss": float("nan")},
    {"kind": "epoch", "epoch": 1, "accuracy": 0.5, "loss": 3.0, "validation_accuracy": 1.0, "validation_loss": 0.0},
]
CLOTHES = SOURCES["fashion_mnist"].class_names
LONG = "a network with a name that is long, and goes on, and on, and does not end before the page does"
RIGHT, COUNT = np.arange(90, 100), np.full(10, 100)
STEPS = np.arange(0, 257, 8)
SHARES = np.linspace(1, 0.07, 9)
CHARTS = {
    "falling": lambda: curves.falling(SHARES, range(8), "channel", "alt"),
    "falling, of many": lambda: curves.falling(np.linspace(1, 0, 129), range(128), "unit", "alt"),
    "depth": lambda: curves.depth(
        ("conv2d", "max_pooling2d_1", "dense"),
        {"size (100 % = 21,632 numbers)": (1, 0.5, 0), "sparsity": (0, 0.25, 1), "likeness": (0.3, 0.2, None)},
        "alt",
    ),
    "per class": lambda: curves.per_class({"one": (RIGHT, COUNT), LONG: (RIGHT[::-1], COUNT)}, CLOTHES, "alt"),
    "nobody wrong": lambda: curves.per_class({"one": (COUNT, COUNT)}, CLOTHES, "alt"),
    "no image of a class": lambda: curves.per_class({"one": (0 * COUNT, 0 * COUNT)}, CLOTHES, "alt"),
    "climb": lambda: curves.climb(STEPS, np.outer([1, -2, 3], STEPS), STEPS, -1e-7 * STEPS, 7, "alt"),
    "climb that has just begun": lambda: curves.climb([0], np.ones((3, 1)), [0], [1.5], 7, "alt"),
    "climb of none": lambda: curves.climb(STEPS[:2], np.zeros((3, 2)), STEPS[:2], np.zeros(2), 7, "alt"),
    "learning": lambda: curves.learning(ROWS, "accuracy", 2, "alt"),
    "learning, loss": lambda: curves.learning(ROWS, "loss", 200, "alt"),
    "fooling": lambda: curves.fooling(
        EPSILONS, {(one, other): SHARES for one in ("a", LONG, "c") for other in ("a", LONG, "c")}, 0.15, "alt"
    ),
} | {
    kind: lambda change=change: curves.changes(
        change.title,
        change.unit,
        change.strengths,
        {"a": np.linspace(0.2, 1, len(change.strengths)), LONG: np.linspace(1, 0, len(change.strengths))},
        change.strengths[1],
        "alt",
    )
    for kind, change in CHANGES.items()
}


def number(words):
    return float(re.sub(r"[,\u00a0%]", "", words).replace("\u2212", "-"))


def places(curve):
    """Of each point of a curve in its scene, `(n, 2)`."""
    across, up = curve.points.T
    return np.stack([curve.left + across * curve.width, curve.top + (1 - up) * curve.height], axis=1)


def beside(scene):
    """`{height: the number at the side}`, in per cent for shares."""
    return {text.top: number(text.words) for text in scene.texts if text.align == "right"}


@pytest.mark.parametrize("chart", CHARTS)
def test_points_lie_where_the_numbers_at_the_side_say(chart):
    scene = CHARTS[chart]()(690)
    (top, high), *_, (bottom, low) = sorted(beside(scene).items())
    named = [curve for curve in scene.curves if curve.names]
    assert named
    for curve in named:
        meant = high + (places(curve)[:, 1] - top) / (bottom - top) * (low - high)
        shown = np.array(curve.values, float) * (100 if curve.are_shares else 1)
        is_there = np.isfinite(shown)
        np.testing.assert_allclose(meant[is_there], shown[is_there], atol=1e-6 * max(abs(high), abs(low)))
        assert len(curve.names) == len(curve.values) == len(curve.points)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("chart", CHARTS)
def test_nothing_leaves_the_picture_and_no_words_touch(chart, width):
    scene = CHARTS[chart]()(width)
    boxes = []
    for text in scene.texts:
        wide = letters.width(text.words, text.size)
        left = text.left - {"left": 0, "center": wide / 2, "right": wide}[text.align]
        boxes.append((left, text.top - 7, left + wide, text.top + 7))
        assert left >= -1e-6
        assert left + wide <= width
        assert 0 <= text.top - 7 < text.top + 7 <= scene.height
    for one, other in combinations(boxes, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    for curve in scene.curves:
        across, down = places(curve)[np.isfinite(curve.points).all(axis=1)].T
        assert across.min(initial=0) >= -1e-6
        assert across.max(initial=0) <= width
        assert curve.dots <= down.min(initial=scene.height)
        assert down.max(initial=0) <= scene.height
    assert all(0 <= box.left < box.left + box.width <= width for box in scene.boxes)


@pytest.mark.parametrize("kind", CHANGES)
def test_numbers_below_stand_under_the_points_they_mean(kind):
    change = CHANGES[kind]
    scene = CHARTS[kind]()(690)
    first, *_ = scene.curves
    across = places(first)[:, 0]
    [title] = [text for text in scene.texts if text.words == f"{change.title}, {change.unit}"]
    below = [text for text in scene.texts if text.align == "center" and text is not title]
    assert 3 <= len(below) <= curves.MOST + 1
    for text in below:
        meant = np.interp(text.left, [across[0], across[-1]], [change.strengths[0], change.strengths[-1]])
        if change.strengths[0] <= number(text.words) <= change.strengths[-1]:
            assert number(text.words) == pytest.approx(meant)
    [line] = [curve for curve in scene.curves if curve.dotted]
    np.testing.assert_allclose(places(line)[:, 0], across[1])


@pytest.mark.parametrize("chart", CHARTS)
def test_points_are_sent_once_for_all_widths(chart):
    sent = scenes.to_data(CHARTS[chart]())
    for at in range(len(sent["scenes"][0]["curves"])):
        assert len({(scene["curves"][at]["points"], scene["curves"][at]["names"]) for scene in sent["scenes"]}) == 1


def test_each_name_above_has_its_curves_look():
    scene = CHARTS["fooling"]()(1400)
    *drawn, line = scene.curves[:10]
    samples = scene.curves[10:]
    assert [(one.tone, one.dotted, one.thickness) for one in samples] == [
        (one.tone, one.dotted, one.thickness) for one in drawn
    ]
    assert [one.dotted for one in drawn] == [at % 4 != 0 for at in range(9)]
    assert len({one.tone for one in drawn}) == 3
    assert line.dotted
    assert not line.names
    assert [one.names for one in samples] == [()] * 9
    names = [text for text in scene.texts if text.align == "left" and text.words != "accuracy"]
    assert [text.top for text in names] == [one.top for one in samples]
    assert all(text.left > one.left + one.width for text, one in zip(names, samples, strict=True))


def test_of_points_in_one_place_each_is_seen():
    runs = curves.per_class(dict.fromkeys("abcdef", (RIGHT, COUNT)), CLOTHES, "alt")(690).curves[:6]
    assert all(one.dots - other.dots > 1 for one, other in pairwise(runs))
    assert runs[-1].dots >= 3
    assert {one.thickness for one in runs} == {0}
    assert runs[0].names[0] == "a, T-shirt/top, 90 of 100"


def test_other_filters_are_apart_from_each_other():
    others, one, *_ = CHARTS["climb"]()(690).curves
    gaps = np.flatnonzero(~np.isfinite(others.points).all(axis=1))
    assert gaps.tolist() == [33, 67, 101]
    assert not others.names
    assert one.names[-1] == "filter 7, step 256"


def learnt(rows, quantity, total=2, width=450):
    return curves.learning(rows, quantity, total, "alt")(width)


def test_epochs_are_points_and_batches_a_thin_line():
    batches, training, validation, *_ = learnt(ROWS, "accuracy").curves
    np.testing.assert_allclose(batches.points, [[0.25, 0.25], [0.5, 0.75]])
    np.testing.assert_allclose(training.points, [[0.5, 0.5]])
    np.testing.assert_allclose(validation.points, [[0.5, 1.0]])
    assert batches.dots == 0
    assert batches.thickness < training.thickness
    assert training.dots == validation.dots > 0


def test_a_loss_that_is_no_number_is_left_out():
    batches, *_ = learnt(ROWS, "loss").curves
    np.testing.assert_allclose(batches.points, [[0.25, 1]])


@pytest.mark.parametrize("highest", [0.003, 0.09, 0.5, 1.0, 2.31, 2.5, 7, 99.9, 1e6])
def test_a_side_has_few_round_numbers(highest):
    scene = learnt([{"kind": "batch", "epoch": 1, "loss": highest}], "loss")
    said = [text.words for text in scene.texts if text.align == "right"]
    assert 3 <= len(said) <= 6
    assert all(len(words.replace(",", "").lstrip("0.").rstrip("0").replace(".", "")) <= 2 for words in said)


@pytest.mark.parametrize("total", [1, 2, 7, 40, 200])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("quantity", ["accuracy", "loss"])
def test_axes_stand_before_the_first_batch(total, width, quantity):
    scene = learnt([], quantity, total, width)
    assert scene.curves == ()
    epochs = [number(text.words) for text in scene.texts if text.align == "center" and text.words != "epoch"]
    assert epochs[0] == 0
    assert epochs[-1] > total / 2
    assert len(epochs) <= curves.MOST + 1
    assert all(epoch == round(epoch) for epoch in epochs)


@pytest.mark.parametrize(("low", "high"), [(0, 1), (0.9, 1.003), (0.996, 1.002), (0, 1.03)])
def test_shares_are_written_in_so_many_figures_as_tell_them_apart(low, high):
    said = axes.of_shares("accuracy", low, high).marked
    assert 2 <= len(said) <= 6
    for value, words in said:
        assert words.endswith("\u00a0%")
        assert number(words) == pytest.approx(100 * value)
        assert number(words) <= 100


@pytest.mark.parametrize("steps", [[0], [0, 1], range(4), STEPS])
def test_there_are_no_steps_before_the_first_and_none_between_two(steps):
    scene = curves.climb(steps, np.ones((2, len(steps))), steps, np.ones(len(steps)), 7, "alt")(690)
    said = [number(text.words) for text in scene.texts if text.align == "center" and text.words != "step"]
    assert said[0] == 0
    assert len(said) >= 2
    assert all(step == round(step) for step in said)


@pytest.mark.parametrize("high", [0.3, 0.6, 0.7, 1.2, 3, 7])
def test_each_number_at_the_side_has_its_line(high):
    scene = learnt([{"kind": "batch", "epoch": 1, "loss": high}], "loss")
    lines = {box.top + 0.5 for box in scene.boxes}
    assert {text.top for text in scene.texts if text.align == "right"} == lines


def test_on_paper_there_is_a_line_with_gaps_and_a_spot_for_each_point():
    picture = svg.drawn(curves.depth(("a", "b", "c", "d"), {"likeness": (1, None, 0.5, 0.25)}, "alt"))
    [path] = re.findall(r'<path d="(M[^"]+)" fill="none" stroke="#1aa79c" stroke-width="4"/>', picture)[:1]
    assert path.count("M") == 2
    assert path.count("L") == 1
    assert picture.count("<circle ") == 3
    dotted = svg.drawn(curves.fooling((0, 1), {("a", "b"): (1, 0)}, 1, "alt"))
    assert dotted.count("stroke-dasharray") == 3
    assert "<path" not in svg.drawn(curves.per_class({"one": (RIGHT, COUNT)}, CLOTHES, "alt"))


def test_where_all_are_read_the_axis_shows_no_small_difference():
    scene = curves.per_class({"a": (np.array([5, 0]), np.array([5, 0]))}, ("7", "8"), "")(560)
    words = {text.words for text in scene.texts}
    assert {"0\u00a0%", "100\u00a0%"} <= words
