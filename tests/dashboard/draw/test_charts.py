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
        charts.falling((0.9, 0.4), (5,), "unit"),
        charts.changes("turned", "degrees", (-1, 0, 1), {"one": [0.1, 0.9, 0.1]}, 0),
        charts.climb(np.arange(3), np.ones((2, 3)), (0, 1, 2), (0.1, 0.2, 0.3), 7),
    )


def test_numbers_are_written_out_or_as_powers():
    """Plotly's own way says 300n for .0000003."""
    for figure in drawn():
        for axis in (figure.layout.xaxis, figure.layout.yaxis):
            assert axis.exponentformat == "power"


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
    assert [len(charts.in_legend(alone)) for alone in drawn()] == [0, 0, 2]
