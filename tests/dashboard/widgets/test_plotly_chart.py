"""A figure is drawn anew for other arguments only, letters grow once, and lines are chosen without the mouse."""

import json

import plotly.graph_objects as go
from streamlit.testing.v1 import AppTest

from dashboard.widgets import projector

DRAWN = []


def draw(lengths):
    DRAWN.append(lengths)
    return go.Figure(go.Bar(y=lengths)).update_layout(xaxis={"tickfont": {"size": 15}})


def page():
    from dashboard.widgets import plotly_chart
    from tests.dashboard.widgets.test_plotly_chart import draw

    plotly_chart.show_again("bars", "Two bars", draw, [3, 5])


def test_a_figure_is_kept_until_its_arguments_are_others(monkeypatch):
    DRAWN.clear()
    monkeypatch.setattr(projector, "is_on", lambda: True)
    app = AppTest.from_function(page).run().run()
    assert DRAWN == [[3, 5]]
    sizes = [chart.proto.spec.count('"size":20') for chart in app.get("plotly_chart")]
    assert sizes == [1]


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


def test_a_chart_of_one_line_offers_no_choice(open_page):
    app = open_page("summary")
    assert app.get("plotly_chart")
    assert choices(app) == []
