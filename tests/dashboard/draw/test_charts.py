"""Charts for the back of a room."""

from core import runs
from dashboard.app_pages.comparison import size_chart
from dashboard.draw import charts


def sizes(part):
    """Every size of letters that a figure's layout says."""
    for name, of in part.items():
        if name.endswith("font") and "size" in of:
            yield of["size"]
        elif isinstance(of, dict) and name != "template":
            yield from sizes(of)


def drawn():
    histories = {key: runs.load(key).history for key in ("lesson_cnn", "budget_mlp")}
    return (
        charts.learning_curves(histories, "accuracy", {"lesson_cnn": 5}),
        charts.learning_curves(histories, "loss"),
        size_chart.by_size([("one", 3000, 0.9, 0.8, 0.95, "#1aa79c")]),
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
    figure, _, alone = drawn()
    names = [f"{run}, {of}" for run in ("lesson_cnn", "budget_mlp") for of in ("training", "validation")]
    assert charts.in_legend(figure) == names
    assert [trace.visible for trace in charts.with_lines(figure, names[1:2]).data] == [
        True if name == names[1] else "legendonly" for name in names
    ]
    assert charts.in_legend(alone) == []
