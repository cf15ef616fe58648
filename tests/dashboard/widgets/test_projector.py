"""The projector's switch: by link, by its button, and beside a lesson."""

import pytest

from dashboard.session import state
from dashboard.widgets import lesson_shell, projector

pytestmark = pytest.mark.usefixtures("mnist", "fashion_mnist")


def styles(app):
    return [element for element in app.get("html") if element.proto.body == projector.LARGER]


def test_a_link_opens_the_page_for_the_projector_and_a_button_leads_back(open_page):
    assert not styles(open_page("kernels"))
    app = open_page("kernels", projector="true")
    assert styles(app)
    app.button("projector_off").click().run()
    assert not styles(app)
    assert app.session_state[state.PROJECTOR] is False


def test_a_lesson_is_given_for_the_projector(open_page):
    app = open_page("kernels", projector="true", lesson="looking_inside", at="2")
    assert styles(app)
    app.button("lesson_next").click().run()
    assert not app.exception
    assert styles(app)


def test_every_key_is_known():
    assert set(lesson_shell.KEYS.values()) == {"next", "back", "reveal", "projector"}
    assert set(projector.KEYS.items()) <= set(lesson_shell.KEYS.items())


def test_the_link_of_a_lesson_opens_it_for_the_projector(open_page):
    app = open_page("lessons", projector="true", lesson="looking_inside", at="2")
    assert not app.exception
    assert styles(app)
