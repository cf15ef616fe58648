"""A room: one page on the wall and the pages of phones, which vote on what is shown."""

import re

import pytest
import streamlit as st

from core import classroom
from core.datasets import labelled_images
from core.questions import KINDS
from dashboard.compute import classrooms
from dashboard.lessons import catalogue
from dashboard.lessons.lesson import OPEN, Asked, Lesson, Step
from dashboard.session import own_images
from tests.core.test_classroom import FOUR_DRAWN, SEVEN_DRAWN, scribble
from tests.dashboard.test_lessons import texts

pytestmark = pytest.mark.usefixtures("mnist", "fashion_mnist")

TEACHER = {"visitor": b"the teacher's browser"}
STEPS = (
    Step("summary", question=Asked("parameters of layer")),
    Step("kernels", "Nothing is asked here."),
    Step("journey", question=Asked(OPEN, ask="What do you see?", answer="A **4**.")),
)
LESSON = catalogue.key_of(Lesson("t", steps=STEPS))


@pytest.fixture(autouse=True)
def _no_rooms_of_before():
    classrooms.rooms.cache_clear()


@pytest.fixture
def wall(open_page):
    """`wall(page, **query)` in the teacher's browser, with a room that is open."""
    app = open_page("room", TEACHER)
    app.button("open_room").click().run()
    assert not app.exception
    return lambda page, **query: open_page(page, TEACHER, **query)


def code():
    (room,) = classrooms.rooms()._rooms.values()
    return room.code


def board():
    (room,) = classrooms.rooms()._rooms.values()
    return room.board()


def options(phone):
    """The buttons to vote with."""
    return [one for one in phone.button if one.key.startswith("widget-vote")]


def again(phone):
    """As the phone's poll has it."""
    phone.run()
    assert not phone.exception
    return phone


def html(app):
    return " ".join(element.value for element in app.get("html"))


def test_a_class_votes_changes_its_mind_and_is_told(open_page, wall):
    lesson = wall("summary", lesson=LESSON, at="1")
    phones = [open_page("join", room=code()) for _ in range(3)]
    asked = "How many parameters has conv2d, which reads 28 x 28 x 1 and gives 26 x 26 x 32?"
    right = next(at for at, one in enumerate(options(phones[0])) if one.label.endswith(": 320"))
    wrong = (right + 1) % 4
    for phone in phones:
        assert asked in texts(phone)
        assert "step 1 of 3" in texts(phone)
        assert [one.label for one in options(phone)] == lesson.segmented_control[0].options
    for phone, choice in zip(phones, (right, wrong, wrong), strict=True):
        options(phone)[choice].click().run()
        assert "Your vote is counted" in texts(phone)
    assert (board().votes[right], board().votes[wrong]) == (1, 2)
    options(phones[1])[right].click().run()
    assert (board().votes[right], board().votes[wrong]) == (2, 1)
    lesson.button("lesson_reveal").click().run()
    assert "2 of 3 votes had it." in texts(lesson)
    for phone, told in zip(phones, ("You had it", "You had it", "Not this time"), strict=True):
        late = options(phone)[wrong]
        late.click().run()
        assert "The answer is shown already: no vote counts any more." in texts(phone)
        assert told in texts(phone)
        assert "3 x 3 x 1 x 32 + 32 = 320" in texts(phone)
        assert not options(phone)
    assert sum(board().votes) == 3
    assert "You have not voted on this one." in texts(open_page("join", room=code()))


def test_the_wall_shows_bars_and_a_second_look_at_a_step_finds_its_votes(open_page, wall):
    lesson = wall("summary", lesson=LESSON, at="1")
    phone = open_page("join", room=code())
    options(phone)[2].click().run()
    lesson.run()
    assert re.search(r"aria-label='Votes: A: 0, B: 0, C: 1, D: 0; 1 of 1 phone voted'", html(lesson))
    lesson.button("lesson_next").click().run()
    assert "Look at the wall" in texts(again(phone))
    assert "step 2 of 3" in texts(phone)
    lesson.button("lesson_next").click().run()
    assert "What do you see?" in texts(again(phone))
    assert "There is nothing to press" in texts(phone)
    assert not options(phone)
    lesson.button("lesson_reveal").click().run()
    assert "A **4**." in texts(again(phone)).replace("\\", "")
    lesson.button("lesson_back").click().run()
    lesson.button("lesson_back").click().run()
    assert "C: 1" in html(lesson)
    assert "Your vote is counted" in texts(again(phone))


def test_a_vote_for_a_question_before_is_told(open_page, wall):
    lesson = wall("summary", lesson=LESSON, at="1")
    phone = open_page("join", room=code())
    lesson.button("lesson_next").click().run()
    options(phone)[0].click().run()
    assert "The class has moved on: this vote was for a question before." in texts(phone)


def test_a_phone_that_comes_back_has_its_vote_and_no_second_one(open_page, wall):
    wall("summary", lesson=LESSON, at="1")
    browser = {"visitor": b"a phone's browser"}
    options(open_page("join", browser, room=code()))[1].click().run()
    back = open_page("join", browser, room=code().lower())
    assert "Your vote is counted" in texts(back)
    options(back)[3].click().run()
    assert board().votes == (0, 0, 0, 1)
    assert board().people == 1


def test_leaving_the_lesson_leaves_phones_nothing_to_do_and_a_second_tab_does_not_disturb(open_page, wall):
    lesson = wall("summary", lesson=LESSON, at="1")
    phone = open_page("join", room=code())
    wall("kernels")
    assert options(again(phone))
    lesson.button("lesson_leave").click().run()
    assert "Look at the wall" in texts(again(phone))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_question_is_the_same_on_a_phone(open_page, wall, kind):
    lessons = ((key, number, step) for key, one in catalogue.shipped().items() for number, step in enumerate(one.steps))
    found = ((key, number, step) for key, number, step in lessons if step.question and step.question.kind == kind)
    key, number, step = next(found, (None, 0, Step("kernels", question=Asked(kind))))
    key = key or catalogue.key_of(Lesson("t", steps=(step,)))
    lesson = wall(step.page, lesson=key, at=str(number + 1))
    phone = open_page("join", room=code())
    assert [one.label for one in options(phone)] == lesson.segmented_control[0].options
    lesson.button("lesson_reveal").click().run()
    assert "You have not voted on this one." in texts(again(phone))


@pytest.mark.parametrize("typed", ["ABCDE", "[a](http://b)", "0" * 400])
def test_a_wrong_code_is_told_and_another_can_be_typed(open_page, wall, typed):
    phone = open_page("join", room=typed)
    assert "There is no room '" in phone.error[0].value.replace("\\", "")
    assert "[a](" not in phone.error[0].value
    phone.text_input(key="code_typed").set_value(f" {code().lower()} ").run()
    assert "You are in" in texts(phone)
    assert phone.query_params["room"] == code().lower()


def test_without_a_code_there_is_a_place_for_one(open_page):
    assert open_page("join").text_input(key="code_typed").label == "The code on the wall"


def test_a_closed_room_is_told_on_every_phone(open_page, wall):
    lesson = wall("summary", lesson=LESSON, at="1")
    phone, name = open_page("join", room=code()), code()
    room = wall("room")
    room.button("close_room").click().run()
    assert not room.exception
    assert room.button("open_room")
    assert not room.warning
    options(phone)[0].click().run()
    assert f"Room {name} is closed." in texts(phone)
    lesson.run()
    assert lesson.button("lesson_room")
    assert not lesson.exception


def test_a_full_room_is_told(open_page, wall):
    for number in range(classroom.MOST_PEOPLE):
        classrooms.rooms().sit(code(), str(number))
    assert f"Room {code()} is full: it has places for 60 people." in texts(open_page("join", room=code()))


def test_a_full_server_is_told(open_page):
    for number in range(classroom.MOST_ROOMS):
        classrooms.rooms().open(str(number))
    app = open_page("room")
    app.button("open_room").click().run()
    assert "There are 20 rooms on this server already" in app.error[0].value


def test_a_student_with_the_teachers_link_steers_nothing(open_page, wall):
    wall("summary", lesson=LESSON, at="1")
    asked = classrooms.rooms().sit(code(), "student").look()
    student = open_page("room", room=code())
    assert f"Only who opened room {code()} steers it. You can join it, and vote and draw." in texts(student)
    assert student.get("link_button")[0].proto.url.endswith(f"/join?room={code()}")
    assert "close_room" not in [one.key for one in student.button]
    lesson = open_page("kernels", lesson=LESSON, at="2")
    lesson.button("lesson_next").click().run()
    lesson.button("lesson_reveal").click().run()
    assert classrooms.rooms().sit(code(), "student").look() == asked


def test_a_room_says_its_bounds(open_page, wall):
    for app in (open_page("room"), wall("room")):
        said = texts(app)
        for bound in ("60 people", "10 drawings of each", "2,000 points", "after 3 hours", "nothing of it is stored"):
            assert bound in said


def test_a_phones_page_has_no_sidebar_and_no_menu(open_page, wall):
    phone = open_page("join", room=code())
    assert not phone.sidebar.children
    assert "[data-testid=stHeader]" in html(phone)


def hand_in(phone, strokes):
    """Draw on the phone's sheet, which a browser would do, and press the button."""
    phone.session_state["strokes"] = strokes
    phone.button("hand_in").click().run()
    assert not phone.exception
    return phone


def test_drawings_arrive_are_read_and_can_be_taken_away(open_page, wall):
    room = wall("room")
    room.segmented_control("widget-asked-room").set_value("7").run()
    phones = [open_page("join", room=code()) for _ in range(2)]
    for phone, strokes in zip(phones, (SEVEN_DRAWN, FOUR_DRAWN), strict=True):
        assert "Draw a 7" in texts(phone)
        hand_in(phone, strokes)
        assert phone.session_state["strokes"] == ()
        assert "**1 drawing of yours is in the room.** You may hand in 9 more." in texts(phone)
    assert "lesson_cnn reads 1 of the class's 2 drawings." in texts(room.run())
    assert "the 1 misread" in room.segmented_control("widget-drawings-shown").options
    room.session_state["picked_drawing"] = 2
    room.run()
    room.button("remove_drawing").click().run()
    assert "It will appear on the wall." in texts(again(phones[1]))
    assert "lesson_cnn reads 1 of the class's 1 drawing." in texts(room)
    room.selectbox(key="network").set_value("fashion_kernels").run()
    assert "fashion_kernels has never learnt digits" in texts(room)
    room.segmented_control("widget-asked-room").set_value(None).run()
    assert "Look at the wall" in texts(again(phones[0]))


def test_a_drawing_is_asked_for_in_a_lesson_and_the_next_question_ends_it(open_page, wall):
    lesson = wall("summary", lesson=LESSON, at="1")
    phone = open_page("join", room=code())
    lesson.button("lesson_door").click().run()
    lesson.segmented_control("widget-asked-door").set_value("4").run()
    assert not lesson.exception
    hand_in(again(phone), FOUR_DRAWN)
    assert "lesson_cnn reads 1 of the class's 1 drawing." in texts(lesson.run())
    assert "Votes" not in html(lesson)
    lesson.button("lesson_next").click().run()
    assert "Look at the wall" in texts(again(phone))
    assert "drawing" not in texts(lesson)


def test_the_drawings_of_a_class_are_a_test_set_until_the_room_closes(open_page, wall):
    (room,) = classrooms.rooms()._rooms.values()
    room.ask_for(7)
    for person, strokes in enumerate((SEVEN_DRAWN, FOUR_DRAWN, SEVEN_DRAWN)):
        classrooms.rooms().sit(code(), str(person)).hand_in(7, strokes)
    mine = {**TEACHER, "kept": labelled_images.single(room.labelled().images[1], 4)}
    app = open_page("comparison", mine, tests="your images", runs="lesson_cnn")
    assert not app.warning
    assert "lesson_cnn misreads 1 of 4 test images." in texts(app)
    own = open_page("own_images", mine)
    assert "3 drawings of the class are among your images" in texts(own)
    assert "Your images" in own.selectbox(key="data").options
    page = wall("room")
    assert "the class's own test set" in texts(page)
    page.button("close_room").click().run()
    assert "the class's own test set" not in texts(page)
    assert "Your images" not in page.selectbox(key="data").options
    assert "drawings of the class" not in texts(own.run())


def test_the_image_that_is_looked_at_stays_as_drawings_arrive(open_page, wall):
    (room,) = classrooms.rooms()._rooms.values()
    room.ask_for(7)
    app = open_page("journey", {**TEACHER, "strokes": FOUR_DRAWN}, data="Your images", image="0")
    assert "Read as **4**" in texts(app)
    for expected in (1, 2):
        classrooms.rooms().sit(code(), "person").hand_in(7, SEVEN_DRAWN)
        app.run()
        assert app.number_input(key="image").value == expected
        assert "Read as **4**" in texts(app)
    room.remove(1)
    assert app.run().number_input(key="image").value == 1
    assert "Read as **4**" in texts(app)


@pytest.mark.parametrize(
    ("strokes", "told"),
    [
        (scribble(4500), "A drawing of 4,500 points is too long: a room takes at most 2,000."),
        ((), "There is no digit on the sheet to hand in: draw a 7 first."),
    ],
)
def test_a_drawing_that_is_not_taken_is_told(open_page, wall, strokes, told):
    (room,) = classrooms.rooms()._rooms.values()
    room.ask_for(7)
    phone = hand_in(open_page("join", room=code()), strokes)
    assert told in texts(phone)
    assert phone.session_state["strokes"] == strokes
    assert not board().drawings


def test_who_draws_too_many_or_too_late_is_told(open_page, wall):
    (room,) = classrooms.rooms()._rooms.values()
    room.ask_for(7)
    phone = open_page("join", room=code())
    for _ in range(classroom.MOST_DRAWINGS):
        hand_in(phone, SEVEN_DRAWN)
    assert "You may hand in no more." in texts(phone)
    assert "You have handed in 10 drawings, as many as one person may in a room." in texts(hand_in(phone, SEVEN_DRAWN))
    late = open_page("join", room=code())
    room.ask_for(4)
    assert "The class has moved on: this digit is not asked for any more." in texts(hand_in(late, SEVEN_DRAWN))
    assert late.session_state["strokes"] == ()
    assert len(board().drawings) == classroom.MOST_DRAWINGS


@pytest.mark.parametrize("content", [None, 7, "x", [{}], [{"points": [[0, "a"]], "width": 1, "erases": 0}], {"a": 1}])
def test_a_malformed_message_of_a_sheet_is_an_empty_sheet(monkeypatch, content):
    monkeypatch.setattr(st, "session_state", {})
    own_images.draw(content)
    assert own_images.strokes() == ()


def test_of_three_hundred_drawings_the_wall_shows_the_newest_and_reads_all(open_page, wall):
    (room,) = classrooms.rooms()._rooms.values()
    room.ask_for(7)
    for number in range(300):
        classrooms.rooms().sit(code(), str(number // 10)).hand_in(7, SEVEN_DRAWN)
    assert "lesson_cnn reads 300 of the class's 300 drawings." in texts(wall("room"))
