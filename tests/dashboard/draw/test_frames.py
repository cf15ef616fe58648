"""Numbers behind figures and tables: those that the figure was made of."""

import pandas as pd
import pytest

from core import runs
from core.inspection import tensor_statistics
from dashboard.app_pages.comparison import size_chart
from dashboard.draw import charts, frames


def test_a_chart_gives_its_points_under_its_axes_names():
    """Those that are not compared are one trace of the chart, and have their own names among the numbers."""
    others = [("one", 300, 0.9, 0.8, 0.95, None), ("three", 500, 0.91, 0.8, 0.95, None)]
    points = [*others, ("two", 9000, 0.97, 0.96, 0.98, "#1aa79c")]
    frame = frames.of_chart(size_chart.by_size(points))
    assert list(frame.columns) == ["of", "parameters", "test accuracy"]
    assert frame.to_numpy().tolist() == [["one", 300, 0.9], ["three", 500, 0.91], ["two", 9000, 0.97]]


def test_learning_curves_are_the_histories():
    run = runs.load("lesson_cnn")
    frame = frames.of_chart(charts.learning_curves({run.key: run.history}, "accuracy"))
    validation = frame[frame["of"] == "lesson_cnn, validation"].set_index("epoch")["accuracy"]
    noted = {row["epoch"]: row["validation_accuracy"] for row in run.history if "validation_accuracy" in row}
    assert validation.to_dict() == noted


def test_a_chart_without_a_curve_gives_no_line():
    """Of networks that were brought nobody knows how they learnt."""
    frame = frames.of_chart(charts.learning_curves({"mine": []}, "accuracy"))
    assert list(frame.columns) == ["epoch", "accuracy"]
    assert len(frame) == 0


def test_the_summary_as_markdown():
    lines = frames.markdown(frames.summary(runs.load("lesson_cnn").architecture)).splitlines()
    assert lines[0].startswith("| index | name | kind | inbound | output_shape | parameters ")
    assert lines[2].startswith("| 0 | conv2d | Conv2D | input | 26 x 26 x 32 | 320 ")
    assert len(lines) == 2 + 7


def test_a_bar_in_a_name_ends_no_cell():
    assert frames.markdown(pd.DataFrame({"a|b": ["c|d"]})).splitlines()[::2] == [r"| a\|b |", r"| c\|d |"]


def test_no_name_comes_alive_in_a_spreadsheet_or_a_text():
    names = ["=cmd|'x'!A1", " +1+1", "@SUM(1)", "-1.5", "4", "a-b"]
    frame = pd.DataFrame({"=name": names, "value": range(-3, 3)}, index=names)
    plain = frames.without_formulas(frame)
    safe = ["'=cmd|'x'!A1", "' +1+1", "'@SUM(1)", "-1.5", "4", "a-b"]
    assert plain["'=name"].tolist() == plain.index.tolist() == safe
    assert plain["value"].tolist() == list(range(-3, 3))
    evil = pd.DataFrame({"name": ["a\nb <b>[c](d)` $x$"]})
    assert frames.markdown(evil).splitlines()[2] == r"| a b \<b\>\[c\](d)\` \$x\$ |"


def test_statistics_are_those_of_the_tensors():
    kernel = runs.load("lesson_cnn").network.kernel("conv2d")
    frame = frames.statistics({("kernel", kernel.shape): tensor_statistics.statistics(kernel)})
    assert frame["shape"].tolist() == ["3 x 3 x 1 x 32"]
    assert frame["mean"][0] == pytest.approx(kernel.mean())
    assert frame["size"][0] == 288
