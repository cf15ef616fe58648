"""What the sidebar says of the next moment is worked out before it is asked for."""

from dataclasses import replace

import pytest

from core.evaluation import accuracy
from dashboard import menu
from dashboard.compute import accuracy as kept_accuracy
from dashboard.compute.inspection import Inspection
from dashboard.session.state import Selection
from dashboard.widgets import sidebar

LOOK = Inspection(Selection("lesson_cnn", "mnist", "test", 227, 0, "conv2d", 0))


@pytest.fixture
def tried(monkeypatch):
    """The number of images each time that a network is tried on some."""
    found = []

    def evaluate(network, images, labels):
        found.append(len(images))
        return accuracy.evaluate(network, images, labels)

    monkeypatch.setattr(kept_accuracy, "evaluate", evaluate)
    return found


@pytest.mark.usefixtures("mnist")
def test_the_next_moment_is_tried_ahead_where_the_page_tells_of_it(tried):
    uses = menu.page("kernels").uses
    ahead = LOOK.next_moment(3)
    assert list(sidebar.ahead(ahead, (menu.IMAGE,))) == []
    assert tried == []
    [found] = sidebar.ahead(ahead, uses)
    assert tried == [kept_accuracy.SCRUBBED]
    again = Inspection(replace(ahead.selection, image=5))
    assert any(f"{100 * found[0] / found[1]:.1f}" in words for words in sidebar._said(again, uses))
    assert tried == [kept_accuracy.SCRUBBED]
