"""Lessons that are given: every step opens, and is walked, left and entered by link; and one that is composed."""

import re

import pytest
import streamlit as st

from dashboard import menu
from dashboard.compute import inspection, networks
from dashboard.lessons import catalogue
from dashboard.lessons.lesson import Lesson, Step, read
from dashboard.session import state
from dashboard.widgets import lesson_code, lesson_shell

pytestmark = pytest.mark.usefixtures("mnist", "fashion_mnist")

STEPS = [(key, number) for key, one in catalogue.shipped().items() for number in range(1, len(one.steps) + 1)]


def texts(app):
    """Everything that is said, without the backslashes and the spaces without width that keep it text."""
    said = (*app.markdown, *app.caption, *app.warning, *app.error, *app.info)
    return " ".join(element.value.replace("\\", "").replace("\u200b", "") for element in said)


@pytest.mark.parametrize(("key", "number"), STEPS)
def test_every_step_opens_with_its_words_and_its_question(open_page, key, number):
    step = catalogue.shipped()[key].steps[number - 1]
    app = open_page(step.page, lesson=key, at=str(number))
    assert f"{number} of {len(catalogue.shipped()[key].steps)}" in texts(app)
    assert not app.warning
    assert not app.error
    for name, value in step.view.items():
        assert app.session_state[name] == value, name
    look = inspection.of_link(step.view)
    assert look.selection == app.session_state[state.INSPECTION].selection
    if (code := lesson_code.of_step(step, look)) and step.view.get(state.DIGITS_VIEW) != "blind test":
        shown = app.session_state[state.VIEW_CODE].view
        assert (code.pasted, code.drawing) == (shown.pasted, shown.drawing)
    assert not re.search(r"[{}]", texts(app))
    assert "No question here" not in texts(app)
    if step.question:
        before = texts(app)
        app.button("lesson_reveal").click().run()
        assert not app.exception
        assert len(texts(app)) > len(before)


SEVEN = [run.key for run in networks.evaluated_runs()][:7]


@pytest.mark.parametrize(
    ("page", "view"),
    [
        ("comparison", {"runs": SEVEN}),
        ("comparison", {"runs": ["lesson_cnn", "lesson_cnn"], "compared": "confusion"}),
        ("robustness", {"runs": ["lesson_cnn", "lesson_cnn"]}),
        ("draw", {"readers": SEVEN}),
        ("ablation", {"off": [3, 3]}),
    ],
)
def test_a_step_that_chooses_too_much_or_twice_opens_as_usual(open_page, page, view):
    app = open_page(page, lesson=catalogue.key_of(Lesson("t", steps=(Step(page, view=view),))))
    assert not app.exception


def first():
    return next(iter(catalogue.shipped().items()))


def test_a_lesson_is_walked_and_left_where_it_stands(open_page):
    key, one = first()
    app = open_page("lessons", lesson=key)
    assert app.button("lesson_back").disabled
    app.button("lesson_next").click().run()
    second = one.steps[1]
    assert (app.query_params["lesson"], app.query_params["at"]) == (key, "2")
    assert [app.session_state[name] for name in second.view] == list(second.view.values())
    app.button("lesson_back").click().run()
    assert f"1 of {len(one.steps)}" in texts(app)
    app.button("lesson_leave").click().run()
    assert f"1 of {len(one.steps)}" not in texts(app)
    assert "lesson" not in app.query_params
    assert [app.session_state[name] for name in one.steps[0].view] == list(one.steps[0].view.values())


def test_keys_that_were_pressed_before_the_page_was_drawn_count_on_from_each_other(monkeypatch):
    key, one = first()
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(st, "query_params", {})
    given = lesson_shell.Given(key, one, 1)
    lesson_shell.open_step(key, one, 1)
    for name in ("next", "next", "back", "next"):
        lesson_shell.press(given, name)
    assert state.lesson_shown() == (key, "3")
    for _ in one.steps:
        lesson_shell.press(given, "next")
    assert state.lesson_shown() == (key, str(len(one.steps)))
    lesson_shell.leave()
    lesson_shell.press(given, "next")
    assert state.lesson_shown() == (None, None)


def test_a_step_shows_its_own_view_and_nothing_of_what_was_set_before(open_page):
    steps = (
        Step("activations", view={"range": "network", "image": 3}),
        Step("activations", view={"image": 5}),
        Step("kernels"),
        Step("robustness", view={"down": 2, "scale": 1.2, "network": "lesson_mlp"}),
        Step("robustness"),
        Step("workbench", view={"bench_view": "free", "height": 5}),
        Step("workbench", view={"bench_view": "free"}),
        Step("comparison", view={"runs": ["mlp_40", "lesson_cnn"], "compared": "confusion", "diagonal": True}),
        Step("comparison", view={"compared": "confusion"}),
        Step("ablation", view={"off": [1, 3]}),
        Step("ablation"),
    )
    app = open_page("lessons", lesson=catalogue.key_of(Lesson("t", steps=steps)))
    seen = []
    for _ in steps:
        names = ("range", "image", "down", "scale", "network", "height", "runs", "diagonal", "off")
        seen.append({name: app.session_state[name] for name in names if name in app.session_state})
        if not app.button("lesson_next").disabled:
            app.button("lesson_next").click().run()
        assert not app.exception
    assert (seen[0]["range"], seen[0]["image"]) == ("network", 3)
    assert (seen[1]["range"], seen[1]["image"]) == ("layer", 5)
    assert seen[2]["image"] == 227
    assert (seen[3]["down"], seen[3]["scale"], seen[3]["network"]) == (2, 1.2, "lesson_mlp")
    assert (seen[4]["down"], seen[4]["scale"], seen[4]["network"]) == (0, 1.0, "lesson_cnn")
    assert (seen[5]["height"], seen[6]["height"]) == (5, 3)
    assert (seen[7]["runs"], seen[7]["diagonal"]) == (["mlp_40", "lesson_cnn"], True)
    assert (seen[8]["runs"], seen[8]["diagonal"]) == (["lesson_cnn", "budget_mlp"], False)
    assert (seen[9]["off"], seen[10]["off"]) == ([1, 3], [])


def test_steps_of_one_page_compare_other_runs(open_page):
    """The widget of the runs is there already when the next step asks for others."""
    pairs = (["mlp_40", "lesson_cnn"], ["lesson_mlp"], ["three_conv", "mlp_40"])
    pages = ("comparison", "comparison", "robustness")
    steps = tuple(Step(page, view={"runs": pair}) for page, pair in zip(pages, pairs, strict=True))
    app = open_page("lessons", lesson=catalogue.key_of(Lesson("t", steps=steps)))
    for pair in pairs[1:]:
        app.button("lesson_next").click().run()
        assert not app.exception
        assert app.session_state["runs"] == pair


def test_a_step_beyond_the_last_is_the_first_and_that_is_told_as_an_unknown_lesson_is(open_page):
    key, one = first()
    for odd in ("99", "0", "-1", "x", "1e9", "\u0664"):
        said = texts(open_page("kernels", lesson=key, at=odd))
        assert f"1 of {len(one.steps)}" in said
        assert f"asks for step `{odd}`, which is not a whole number from 1 to {len(one.steps)}. Shown is 1." in said
    app = open_page("kernels", lesson="[a](http://b)")
    assert "There is no lesson to show: lesson '[a](http://b)' is not one of" in texts(app)
    assert "[a](" not in app.warning[0].value
    assert app.button(key="add_to_lesson")
    assert "damaged" in open_page("kernels", lesson="~AAAA").warning[0].value


def test_what_a_foreign_lesson_says_is_text(open_page):
    evil = "<img src=x onerror=alert(1)> [a](http://b) $x$ :red[b] ![c](http://d) **bold** {network}"
    one = Lesson("t", steps=(Step("kernels", evil, {"network": "lesson_mlp"}),))
    app = open_page("lessons", lesson=catalogue.key_of(one))
    words = " ".join(element.value for element in app.markdown)
    assert "\\<img src\\=x onerror\\=alert\\(1\\)\\> \\[a\\]\\(http" in words
    assert "**bold** lesson\\_mlp" in words


def test_values_that_no_widget_has_show_the_pages_own(open_page):
    views = (
        ("kernels", {"network": "nobody", "image": 10**9, "layer": "x", "channel": -4, "order": "?"}),
        ("activations", {"range": "?", "view": "?", "size": "?", "columns": "?"}),
        ("pixel", {"row": 999, "column": -1}),
        ("robustness", {"down": 99, "scale": 9.0, "change": "?", "data": "?"}),
        ("filters", {"recipe": "?", "start": "?", "steps": 7, "step": 9.0}),
        ("comparison", {"runs": ["?"], "compared": "?", "rival": "?", "misread": "?"}),
        ("workbench", {"bench_view": "?", "height": 99, "padding": "?"}),
        ("why", {"class": "?", "beside": "?"}),
        ("ablation", {"off": [999]}),
        ("fool", {"epsilon": 5.0, "against": "?"}),
        ("train", {"training": "?"}),
    )
    steps = tuple(Step(page, view=view) for page, view in views)
    app = open_page("lessons", lesson=catalogue.key_of(Lesson("t", steps=steps)))
    for _ in steps[1:]:
        app.button("lesson_next").click().run()
        assert not app.exception


def test_a_lesson_is_composed_of_views_and_begins(open_page):
    app = open_page("kernels", image="5", network="lesson_mlp")
    app.button("add_to_lesson").click().run()
    app.session_state[state.IMAGE] = 7
    app.run()
    app.button("add_to_lesson").click().run()
    app.switch_page("app_pages/lessons/page.py").run()
    steps = app.session_state[state.MY_LESSON].steps
    assert [step.view["image"] for step in steps] == [5, 7]
    assert steps[0].view["network"] == "lesson_mlp"
    app.text_area("widget-lesson-2-words-0").set_value("{answer} is what **it** says").run()
    app.text_area("widget-lesson-2-words-1").set_value("{secret}").run()
    assert "This was not kept: step 2: {secret} in words is not one of" in texts(app)
    app.selectbox("widget-lesson-2-kind-0").set_value("open").run()
    app.text_area("widget-lesson-2-options-0").set_value("one\n\n two ").run()
    app.number_input("widget-lesson-2-right-0").set_value(2).run()
    app.button("widget-lesson-2-Down-0").click().run()
    kept = app.session_state[state.MY_LESSON]
    assert [step.view["image"] for step in kept.steps] == [7, 5]
    asked = kept.steps[1].question
    assert (asked.options, asked.right) == (("one", "two"), 1)
    assert kept.steps[1].words == "{answer} is what **it** says"
    assert kept.steps[0].words == ""
    app.button("widget-lesson-3-Take away-1").click().run()
    assert len(app.session_state[state.MY_LESSON].steps) == 1
    app.button("widget-lesson-4-back").click().run()
    assert app.session_state[state.MY_LESSON] == kept
    assert "widget-lesson-5-back" not in {one.key for one in app.button}
    app.text_input("widget-lesson-5-title").set_value("").run()
    assert "This was not kept: title '' is not a text of 1 to 80 letters." in texts(app).replace("\\", "")
    app.button("begin_own").click().run()
    assert not app.exception
    assert "1 of 2" in texts(app)
    assert app.session_state[state.IMAGE] == 7


def test_a_step_has_nothing_of_what_its_page_does_not_use(open_page):
    app = open_page("fool", channel="3", layer="conv2d", image="5")
    app.button("add_to_lesson").click().run()
    (step,) = app.session_state[state.MY_LESSON].steps
    assert step.view["image"] == 5
    assert not {"channel", "layer"} & set(step.view)


def test_a_question_that_the_view_does_not_give_is_told_and_the_page_stays(open_page):
    view = {"network": "lesson_mlp"}
    one = read(
        'title = "t"\n[[step]]\npage = "kernels"\nview = {network = "lesson_mlp"}\nquestion = {kind = "kernel of map"}'
    )
    assert one.steps[0].view == view
    app = open_page("lessons", lesson=catalogue.key_of(one))
    assert "No question here: this network has no convolution" in texts(app)


def test_hands_are_counted_and_a_choice_is_told(open_page):
    one = read('title = "t"\n[[step]]\npage = "summary"\nquestion = {kind = "parameters of layer"}')
    key = catalogue.key_of(one)
    app = open_page("summary", lesson=key, at="1")
    choice = app.segmented_control(f"widget-choice-{key}-1")
    right = next(at for at, option in enumerate(choice.options) if option.endswith(": 320"))
    for chosen, told in ((right, "That was your choice."), (1 - min(right, 1), "You chose")):
        choice.set_value(choice.options[chosen]).run()
        app.number_input(f"widget-hands-{right}-{key}-1").set_value(3).run()
        app.number_input(f"widget-hands-{1 - min(right, 1)}-{key}-1").set_value(4).run()
        app.button("lesson_reveal").click().run()
        assert told in texts(app)
        assert "3 of 7 hands had it." in texts(app)
        assert "3 x 3 x 1 x 32 + 32 = 320" in texts(app)
        app.button("lesson_reveal").click().run()
        assert "hands had it" not in texts(app)


@pytest.mark.parametrize("page", [key for key in menu.PAGES if key not in (*menu.WITHOUT_VIEW, "train")])
def test_every_value_of_a_link_can_be_in_a_lesson(open_page, page):
    app = open_page(page)
    bound = {one.proto.query_param_key for one in widgets(app.main) if getattr(one.proto, "query_param_key", "")}
    assert bound <= set(state.OF_A_LINK)


def widgets(block):
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from widgets(child)
        else:
            yield child
