"""Paths as Fabric wrote them in a browser, curves against their definition, and what is no drawing."""

import json

import numpy as np
import pytest

from core.digits import fabric_paths
from core.digits.fabric_paths import INK, PAPER, SIDE
from core.digits.pen_strokes import Stroke


def drawing(*paths, number="3-1"):
    return {"version": "7.4.0", "objects": [{"type": "Path", "stroke": number, "path": [["M", 0, 0]]}, *paths]}


def path(*pieces, stroke=INK, width=83.2):
    return {"type": "Path", "path": list(pieces), "stroke": stroke, "strokeWidth": width, "fill": None, "angle": 0}


def read(*paths):
    return fabric_paths.from_json(drawing(*paths))[1]


def test_a_line_a_curve_a_click_and_an_eraser_as_the_browser_sends_them():
    line = path(["M", 99.92, 99.92], ["Q", 100, 100, 120, 102], ["Q", 220, 112, 260, 116], ["L", 300.08, 120.08])
    click = path(["M", 499.92, 520], ["L", 500.08, 520], width=104, stroke=PAPER)
    number, (stroke, dot) = fabric_paths.from_json(drawing(line, click))
    assert number == "3-1"
    assert (stroke.width, stroke.erases) == (0.08, False)
    np.testing.assert_allclose(stroke.points[0], (99.92 / SIDE, 99.92 / SIDE), atol=1e-4)
    np.testing.assert_allclose(stroke.points[-1], (300.08 / SIDE, 120.08 / SIDE), atol=1e-4)
    assert dot == Stroke(((0.4807, 0.5),), 0.1, erases=True)


def test_a_curve_is_followed():
    start, bend, end = np.array([(100, 900), (500, -300), (900, 900)])
    (stroke,) = read(path(["M", *start.tolist()], ["Q", *bend.tolist(), *end.tolist()]))
    at = np.linspace(0, 1, 1001)[:, None]
    curve = ((1 - at) * ((1 - at) * start + at * bend) + at * ((1 - at) * bend + at * end)) / SIDE
    corners = np.array(stroke.points)
    between = np.concatenate([corners[:-1] + share * np.diff(corners, axis=0) for share in np.linspace(0, 1, 9)])
    for these, those in ((curve, between), (between, curve)):
        assert np.linalg.norm(these[:, None] - those, axis=2).min(axis=1).max() < 0.02


def test_strokes_are_the_same_when_they_come_back():
    strokes = (Stroke(((0.1, 0.2), (0.3, 0.4), (0.3, 0.9)), 0.05), Stroke(((0.5, 0.5),), 0.2, True))
    written = json.loads(json.dumps(fabric_paths.to_json(strokes, "5-0")))
    assert fabric_paths.from_json(written) == ("5-0", strokes)
    (curved,) = read(path(["M", 7, 7], *(["Q", 9 * step, step**2, 9 * step + 4, step**2] for step in range(30))))
    assert fabric_paths.from_json(fabric_paths.to_json([curved], "")) == ("", (curved,))
    assert fabric_paths.from_json(fabric_paths.to_json([], "1")) == ("1", ())


def test_far_off_the_sheet_is_as_good_as_beside_it_and_a_hand_at_rest_adds_nothing():
    (stroke,) = read(path(["M", 520, 520], ["L", 1e300, -(10**12)]))
    assert stroke.points == ((0.5, 0.5), (1.5, -0.5))
    (rest,) = read(path(["M", 520, 520], *[["Q", 520.5, 520, 521, 520]] * 15_000))
    assert rest.points == ((0.5, 0.5),)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (7, "no drawing of paths"),
        (None, "no drawing of paths"),
        ([], "no drawing of paths"),
        ({"objects": 3}, "no drawing of paths"),
        ({"objects": []}, "not enough values"),
        ({"objects": "paths"}, "no drawing of paths"),
        (drawing("M 0 0"), "no drawing of paths"),
        (drawing({"type": "Rect", "stroke": INK}), "no drawing of paths: 'path'"),
        (drawing(path(["M", 1, 2], stroke="red")), r"stroke \(='red'\) must be #1d1f24"),
        (drawing(path(["M", 1, 2], stroke=None)), "must be #1d1f24"),
        (drawing(path()), "at least one point"),
        (drawing(path(["L", 1, 2])), r"begins with M, x, y and goes on with L or Q, not \['L', 1, 2\]"),
        (drawing(path(["M", 1, 2], ["M", 1, 2])), "begins with M"),
        (drawing(path(["M", 1, 2], ["C", 1, 2, 3, 4, 5, 6])), "goes on with L or Q"),
        (drawing(path(["M", 1])), "begins with M"),
        (drawing(path([])), "not enough values"),
        (drawing({**path(), "path": "M 0 0 L 1 1"}), "begins with M"),
        (drawing(path(["M", "1", 2])), "no drawing of paths: must be real number, not str"),
        (drawing(path(["M", None, 2])), "no drawing of paths"),
        (drawing(path(["M", float("nan"), 2])), "must be finite, not nan and 2"),
        (drawing(path(["M", 1, float("inf")])), "must be finite"),
        (drawing(path(["M", 10**400, 0])), "no drawing of paths: int too large"),
        (drawing(path(["M", 1, 2], width=0)), r"width \(=0.0\) must be above 0"),
        (drawing(path(["M", 1, 2], width=float("nan"))), r"width \(=nan\) must be above 0"),
        (drawing(path(["M", 1, 2], width=9_999)), "at most 1, the sheet's side"),
        (drawing(path(["M", 1, 2], width=None)), "no drawing of paths"),
        (drawing(path(["M", 0, 0], *[["L", 9, 9]] * 20_000)), "20,001 pieces is too long: at most 20,000"),
        (drawing(path(["M", 0, 0], *[["L", 9, 9], ["L", 0, 0]] * 2_500)), "5,001 points is too long"),
        (drawing(path(["M", 0, 0], *[["L", 9, 9], ["L", 0, 0]] * 250, width=1040)), "501 points as wide as the sheet"),
    ],
)
def test_what_is_no_drawing_is_refused(content, said):
    with pytest.raises(ValueError, match=said):
        fabric_paths.from_json(content)
