"""Charts for the back of a room."""

import numpy as np

from dashboard.draw import charts


def sizes(part):
    """Every size of letters that a figure's layout says."""
    for name, of in part.items():
        if name.endswith("font") and "size" in of:
            yield of["size"]
        elif isinstance(of, dict) and name != "template":
            yield from sizes(of)


def drawn():
    return (
        charts.histogram(np.array([1, 4, 2]), np.arange(4.0) / 1e7, "weights"),
        charts.bars(("a", "b"), [0.2, 0.3], "mean", "a"),
        charts.changes("turned", "degrees", (-1, 0, 1), {"one": [0.1, 0.9, 0.1]}, 0),
    )


def test_numbers_are_written_out_or_as_powers():
    """Plotly's own way says 300n for .0000003."""
    for figure in drawn():
        for axis in (figure.layout.xaxis, figure.layout.yaxis):
            assert axis.exponentformat == "power"


def test_only_names_that_may_have_to_be_turned_are_measured():
    """And a class that no image is of has no mean."""
    short = charts.bars(("0", "1"), [0.5, np.nan], "mean")
    assert not short.layout.xaxis.automargin
    assert charts.bars(("0", "1"), [12345.0, np.nan], "mean").layout.margin.l > short.layout.margin.l
    assert charts.bars(("Ankle boot", "Bag"), [0.5, 0.1], "mean").layout.xaxis.automargin is None


def test_nothing_is_counted_in_halves():
    """Plotly would write .5 between none and one."""
    edges = np.arange(4.0)
    for most in range(1, 300):
        weights = charts.histogram(np.array([most, 0, 1]), edges, "weights")
        without = charts.losses([0, 1], [-most, 1], (), "channel")
        for figure in (weights, without):
            axis = figure.layout.yaxis
            assert axis.dtick == 1 or most >= axis.nticks


def test_every_letter_is_enlarged():
    for figure in drawn():
        before = list(sizes(figure.layout.to_plotly_json()))
        assert before
        larger = charts.enlarged(figure, 1.5)
        assert list(sizes(larger.layout.to_plotly_json())) == [1.5 * size for size in before]
        assert list(sizes(figure.layout.to_plotly_json())) == before


def test_lines_of_a_legend_are_named_and_left_away():
    figure = charts.changes("turned", "degrees", (0, 1), {"one": [0.9, 0.1], "two": [0.8, 0.2]}, 0)
    assert charts.in_legend(figure) == ["one", "two"]
    assert [trace.visible for trace in charts.with_lines(figure, ["two"]).data] == ["legendonly", True]
    assert [charts.in_legend(alone) for alone in drawn()] == [[], [], []]


def test_a_chart_zooms_unless_it_has_a_few_large_bars():
    histogram, bars, changes = drawn()
    assert [charts.config(one)["modeBarButtons"][-1] for one in drawn()] == [["toImage"]] * 3
    assert [len(charts.config(one)["modeBarButtons"]) for one in (histogram, bars, changes)] == [2, 1, 2]
    assert [one.layout.dragmode for one in drawn()] == [False] * 3, "a finger scrolls the page until it asks to zoom"
