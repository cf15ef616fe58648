"""Attribution maps of a person's images are kept for them alone."""

import pytest

from core.explanation.attribution import METHODS
from dashboard.compute import attributions
from tests.dashboard.test_own import STROKES, uploaded
from tests.dashboard.test_pages import text


@pytest.fixture
def asked(monkeypatch):
    """For every map that was asked for: whether it is a person's own."""
    asked, choose = [], attributions._attribution_map
    monkeypatch.setattr(attributions, "_attribution_map", lambda is_own: asked.append(is_own) or choose(is_own))
    return asked


def test_of_a_data_set_they_are_shared(open_page, asked):
    open_page("why", beside="none")
    assert asked == [False] * len(METHODS)


def test_of_a_drawing_they_are_not(open_page, asked):
    app = open_page("why", {"strokes": STROKES}, data="Your images", beside="budget_mlp")
    assert "reads this as 4" in text(app)
    assert asked == [True] * (2 * len(METHODS) - 1)  # budget_mlp has no convolution for Grad-CAM


def test_by_an_uploaded_network_they_are_not(open_page, asked, mnist):
    open_page("why", {"uploaded_networks": uploaded()}, network="mine", beside="none")
    assert asked
    assert all(asked)
