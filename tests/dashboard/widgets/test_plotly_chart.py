"""A figure is drawn anew for other arguments only, and letters grow once, however often it is shown."""

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
