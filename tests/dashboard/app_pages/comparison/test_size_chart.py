"""Names beside the points of the chart by size: those that are compared first, others where nothing is in the way."""

from dashboard.app_pages.comparison import size_chart
from dashboard.draw.colors import ACCENT

CROWD = [(f"network_{at}", 30_000 + 500 * at, 0.98 + 0.0005 * at, 0.97, 0.99, None) for at in range(20)]
COMPARED = ("lesson", 34_826, 0.985, 0.98, 0.99, ACCENT)
ALONE = ("alone", 6_000, 0.9, 0.89, 0.91, None)


def test_what_is_compared_is_named_in_the_legend_and_others_where_they_have_room():
    others, compared = size_chart.by_size([*CROWD, ALONE, COMPARED]).data
    assert (others.name, compared.name, compared.marker.color) == (size_chart.OTHER, "lesson", ACCENT)
    named = set(others.text) - {""}
    assert "alone" in named
    assert 0 < len(named - {"alone"}) < len(CROWD)
    names = [name for name, _ in others.customdata]
    assert names == [label for label, *_ in (*CROWD, ALONE)], "a touch says what has no room"


def test_where_all_are_compared_there_are_no_others():
    assert [trace.name for trace in size_chart.by_size([COMPARED]).data] == ["lesson"]
