"""The numbers behind a page's figures and tables, opened without a browser."""

import pandas as pd
import pytest

from core import runs
from core.evaluation import comparison

POPOVER = "widget-numbers-{}"


def opened(app, key):
    """The frame that the button shows."""
    app.session_state[POPOVER.format(key)] = True
    app.run()
    assert not app.exception
    assert len(app.dataframe) == 1
    return app.dataframe[0].value


def test_nothing_is_asked_for_before_it_is_opened(open_page):
    assert not open_page("comparison").dataframe


@pytest.mark.usefixtures("mnist")
def test_the_runs_compared(open_page):
    found = opened(open_page("comparison"), "runs")
    pd.testing.assert_frame_equal(found, comparison.frame([runs.load("lesson_cnn"), runs.load("budget_mlp")]))


def test_the_summary_and_its_markdown(open_page):
    app = open_page("summary")
    found = opened(app, "summary")
    assert found["parameters"].tolist() == [320, 0, 18496, 0, 0, 0, 16010]
    assert "| 0 | conv2d | Conv2D |" in app.code[0].value


@pytest.mark.parametrize(("page", "key"), [("summary", "statistics"), ("comparison", "curves")])
def test_other_tables_and_charts(open_page, page, key):
    assert len(opened(open_page(page), key)) > 0
