"""Letters are larger where a projector is, and lines are chosen without the mouse."""

import json

from streamlit.testing.v1 import AppTest

from dashboard.widgets import projector


def page():
    from dashboard.app_pages.comparison import size_chart
    from dashboard.widgets import plotly_chart

    plotly_chart.show(size_chart.by_size([("one", 300, 0.9, 0.8, 0.95, None)]), "size", "One design")


def test_letters_are_larger_on_a_projector(monkeypatch):
    for is_on, size in ((False, 16), (True, 16 * projector.TIMES)):
        monkeypatch.setattr(projector, "is_on", lambda is_on=is_on: is_on)
        (chart,) = AppTest.from_function(page).run().get("plotly_chart")
        assert json.loads(chart.proto.spec)["layout"]["xaxis"]["tickfont"]["size"] == size


def visible(app):
    """By the name of each line of the chart: whether it is drawn."""
    chart = json.loads(app.get("plotly_chart")[0].proto.spec)
    return {line["name"]: line.get("visible", True) for line in chart["data"]}


def choices(app):
    return [pills for pills in app.pills if pills.label == "Shown are"]


def test_lines_are_chosen_without_the_mouse(open_page):
    app = open_page("comparison")
    names = list(visible(app))
    assert len(names) == 4
    (choice,) = choices(app)
    choice.set_value(names[1:]).run()
    assert visible(app) == dict.fromkeys(names, True) | {names[0]: "legendonly"}


def test_a_chart_of_one_line_offers_no_choice():
    app = AppTest.from_function(page).run()
    assert app.get("plotly_chart")
    assert choices(app) == []
