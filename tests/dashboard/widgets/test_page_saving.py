"""A page in one file can be asked for on every page that has the button, those that end early too."""

import pytest

from dashboard.session import state


@pytest.mark.parametrize("query", [{}, {"bench_view": "free"}], ids=["whole", "ended early"])
def test_the_browser_is_told_to_save_once(open_page, query):
    app = open_page("workbench", {state.SAVING: True}, **query)
    assert [element.proto.id for element in app.get("bidi_component") if "page_file" in element.proto.id]
    app.run()
    assert not [element.proto.id for element in app.get("bidi_component") if "page_file" in element.proto.id]


def test_a_page_without_a_sidebar_has_the_button_too(open_page):
    app = open_page("published").button("widget-ask-saving-page").click().run()
    assert [element.proto.id for element in app.get("bidi_component") if "page_file" in element.proto.id]
