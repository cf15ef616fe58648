"""What a room allows and refuses, with the clock in our hands and many threads at once."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from core import classroom
from core.classroom import ClassroomError, Classrooms, Shown
from core.digits import preparation
from core.digits.pen_strokes import Stroke
from core.questions import Option, Question
from tests.core.digits.test_preparation import FOUR, SEVEN

FOUR_DRAWN, SEVEN_DRAWN = (tuple(Stroke(line, 0.1) for line in digit) for digit in (FOUR, SEVEN))


class Clock:
    """Seconds that pass when they are told to."""

    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def rooms(clock):
    return Classrooms(clock)


@pytest.fixture
def room(rooms):
    return rooms.open("teacher")


def shown(key="first", options=3):
    return Shown(key, Question("Which?", tuple(Option(f"option {at}") for at in range(options)), 1, "because"))


def test_a_vote_may_change_until_the_answer_is_shown_and_counts_once(rooms, room):
    room.show(shown())
    seats = [rooms.sit(room.code, f"person {number}") for number in range(4)]
    for seat, option in zip(seats, (0, 1, 1, 2), strict=True):
        seat.vote("first", option)
    assert room.board().votes == (1, 2, 1)
    seats[0].vote("first", 1)
    seats[0].vote("first", 1)
    assert room.board().votes == (0, 3, 1)
    assert [seat.look().chosen for seat in seats] == [1, 1, 1, 2]
    room.show(shown(), is_revealed=True)
    assert seats[3].look().is_revealed
    with pytest.raises(ClassroomError, match="The answer is shown already: no vote counts any more"):
        seats[3].vote("first", 1)
    room.show(shown(), is_revealed=False)
    with pytest.raises(ClassroomError, match="shown already"):
        seats[3].vote("first", 1)
    assert room.board().votes == (0, 3, 1)


def test_who_comes_back_is_the_same_voter(rooms, room):
    room.show(shown())
    rooms.sit(room.code, "person").vote("first", 2)
    back = rooms.sit(f" {room.code[:2].lower()} {room.code[2:].lower()}\n", "person")
    assert back.look().chosen == 2
    back.vote("first", 0)
    assert room.board().votes == (1, 0, 0)
    assert room.board().people == 1
    assert rooms.is_open(room.code.lower())


def test_a_vote_for_a_question_before_is_told_and_its_votes_are_found_again(rooms, room):
    seat = rooms.sit(room.code, "person")
    with pytest.raises(ClassroomError, match="The class has moved on"):
        seat.vote("first", 0)
    room.show(shown())
    seat.vote("first", 2)
    room.show(shown("second", 2))
    assert seat.look().chosen is None
    assert room.board().votes == (0, 0)
    with pytest.raises(ClassroomError, match="The class has moved on"):
        seat.vote("first", 1)
    room.show(shown())
    assert room.board().votes == (0, 0, 1)


@pytest.mark.parametrize("option", [-1, 3, None, "A", 1.5])
def test_an_option_that_there_is_not_is_refused(rooms, room, option):
    room.show(shown())
    with pytest.raises(ValueError, match=f"option {option!r} is not one of 0, 1, 2"):
        rooms.sit(room.code, "person").vote("first", option)
    assert room.board().votes == (0, 0, 0)


def test_no_vote_of_many_threads_is_lost_or_counted_twice(rooms, room):
    room.show(shown(options=4))
    people = [f"person {number}" for number in range(classroom.MOST_PEOPLE)]

    def act(person):
        for option in range(20):
            rooms.sit(room.code, person).vote("first", option % 4)
        rooms.sit(room.code, person).vote("first", len(person) % 4)

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(act, [*people, *people]))
    last = [len(person) % 4 for person in people]
    assert room.board().votes == tuple(last.count(option) for option in range(4))
    assert room.board().people == len(people)


def test_a_full_room_is_told_and_those_in_it_stay(rooms, room):
    seats = [rooms.sit(room.code, f"person {number}") for number in range(classroom.MOST_PEOPLE)]
    with pytest.raises(ClassroomError, match=f"Room {room.code} is full: it has places for 60 people"):
        rooms.sit(room.code, "one more")
    assert rooms.sit(room.code, "person 0").look() == seats[0].look()


@pytest.mark.parametrize("code", ["", "?", "0O1IL", "x" * 500, "../..", "\x00", "<b>"])
def test_a_wrong_code_is_told(rooms, room, code):
    with pytest.raises(ClassroomError, match=r"There is no room .*: a code has 5 letters and digits"):
        rooms.sit(code, "person")


def test_a_closed_room_is_told_and_forgets_everything(rooms, room):
    room.show(shown())
    room.ask_for(4)
    seat = rooms.sit(room.code, "person")
    seat.hand_in(4, FOUR_DRAWN)
    rooms.close("teacher")
    for act in (seat.look, lambda: seat.vote("first", 0), lambda: seat.hand_in(4, FOUR_DRAWN)):
        with pytest.raises(ClassroomError, match=f"Room {room.code} is closed"):
            act()
    with pytest.raises(ClassroomError, match=f"Room {room.code} is closed"):
        rooms.sit(room.code, "person")
    assert rooms.of("teacher") is None
    assert not rooms.is_open(room.code)
    assert room.board().drawings == ()
    assert len(room.labelled()) == 0
    rooms.close("teacher")
    assert rooms.open("teacher").code != room.code


def test_a_room_ends_by_itself_after_its_hours(rooms, room, clock):
    clock.now += 3600 * classroom.HOURS - 1
    seat = rooms.sit(room.code, "person")
    assert room.board().hours_left == pytest.approx(1 / 3600)
    clock.now += 1
    with pytest.raises(ClassroomError, match="is closed"):
        seat.look()
    assert rooms.of("teacher") is None


def test_who_was_not_heard_of_for_some_seconds_is_not_here(rooms, room, clock):
    first, _ = (rooms.sit(room.code, name) for name in ("first", "second"))
    clock.now += classroom.HERE - 1
    first.look()
    assert (room.board().here, room.board().people) == (2, 2)
    clock.now += 1
    assert (room.board().here, room.board().people) == (1, 2)


def test_rooms_see_nothing_of_each_other(rooms):
    opened = [rooms.open(f"teacher {number}") for number in range(5)]
    assert len({room.code for room in opened}) == 5
    for number, room in enumerate(opened):
        room.show(shown(options=5))
        room.ask_for(4)
        for person in range(number + 1):
            seat = rooms.sit(room.code, f"person {person}")
            seat.vote("first", number)
            seat.hand_in(4, FOUR_DRAWN)
    for number, room in enumerate(opened):
        board = room.board()
        assert board.votes == tuple((number + 1) * (option == number) for option in range(5))
        assert len(board.drawings) == board.people == number + 1
    assert rooms.open("teacher 3") is opened[3] is rooms.of("teacher 3")


def test_there_are_only_so_many_rooms_until_one_closes(rooms):
    for number in range(classroom.MOST_ROOMS):
        rooms.open(f"teacher {number}")
    with pytest.raises(ClassroomError, match="There are 20 rooms on this server already"):
        rooms.open("one more")
    rooms.close("teacher 7")
    assert rooms.open("one more")


def test_a_code_has_no_letters_that_are_taken_for_others(rooms):
    codes = {Classrooms().open("teacher").code for _ in range(200)}
    assert len(codes) > 190
    assert all(len(code) == 5 for code in codes)
    assert not set("".join(codes)) & set("0OIL1B8S5Z2U")


def test_a_drawing_is_prepared_as_every_drawing_and_labelled_as_asked(rooms, room):
    room.ask_for(4)
    rooms.sit(room.code, "first").hand_in(4, FOUR_DRAWN)
    room.ask_for(7)
    rooms.sit(room.code, "second").hand_in(7, SEVEN_DRAWN)
    found = room.labelled()
    assert found.labels.tolist() == [4, 7]
    for image, strokes in zip(found.images, (FOUR_DRAWN, SEVEN_DRAWN), strict=True):
        np.testing.assert_array_equal(image, preparation.prepare_strokes(strokes).image)


def test_the_teacher_removes_a_drawing_and_its_place_is_free_again(rooms, room):
    room.ask_for(4)
    seat = rooms.sit(room.code, "person")
    for _ in range(classroom.MOST_DRAWINGS):
        seat.hand_in(4, FOUR_DRAWN)
    assert seat.look().drawings_left == 0
    with pytest.raises(ClassroomError, match="You have handed in 10 drawings, as many as one person may"):
        seat.hand_in(4, FOUR_DRAWN)
    room.remove(3)
    room.remove(3)
    assert [one.number for one in room.board().drawings] == [1, 2, 4, 5, 6, 7, 8, 9, 10]
    seat.hand_in(4, FOUR_DRAWN)
    assert room.board().drawings[-1].number == 11


def test_three_hundred_drawings_of_thirty_people_at_once_are_all_there(rooms, room):
    room.ask_for(7)

    def draw(number):
        rooms.sit(room.code, f"person {number % 30}").hand_in(7, SEVEN_DRAWN)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(draw, range(300)))
    assert sorted(one.number for one in room.board().drawings) == list(range(1, 301))
    with pytest.raises(ClassroomError, match="You have handed in 10 drawings"):
        draw(300)


def scribble(points):
    return (Stroke(tuple((0.5, 0.001 * (at % 900)) for at in range(points)), 0.05),)


@pytest.mark.parametrize(
    ("strokes", "told"),
    [
        (scribble(4500), "A drawing of 4,500 points is too long: a room takes at most 2,000"),
        ((), "There is no digit on the sheet to hand in: draw a 7 first"),
        ((Stroke(((0.5, 0.5), (0.5, 0.6)), 1.0),), "There is no digit on the sheet"),
    ],
)
def test_a_drawing_that_is_none_is_told(rooms, room, strokes, told):
    room.ask_for(7)
    with pytest.raises(ClassroomError, match=told):
        rooms.sit(room.code, "person").hand_in(7, strokes)
    assert room.board().drawings == ()


def test_a_drawing_of_a_digit_before_is_told(rooms, room):
    seat = rooms.sit(room.code, "person")
    for asked_for in (None, 4):
        room.ask_for(asked_for)
        with pytest.raises(ClassroomError, match="this digit is not asked for any more"):
            seat.hand_in(7, SEVEN_DRAWN)


def test_another_question_ends_the_drawing(rooms, room):
    room.show(shown())
    room.ask_for(4)
    room.show(shown(), is_revealed=True)
    assert rooms.sit(room.code, "person").look().digit == 4
    room.show(shown("second"))
    assert rooms.sit(room.code, "person").look().digit is None


@pytest.mark.parametrize("digit", [-1, 10, "4"])
def test_what_is_no_digit_cannot_be_asked_for(room, digit):
    with pytest.raises(ValueError, match=f"digit {digit!r} is not one of None, 0, 1"):
        room.ask_for(digit)


def test_votes_of_old_questions_are_forgotten_in_time(rooms, room):
    for number in range(classroom.MOST_SHOWN + 5):
        room.show(shown(number), is_revealed=number == 0)
        if number:
            rooms.sit(room.code, "person").vote(number, 0)
    room.show(shown(classroom.MOST_SHOWN))
    assert room.board().votes == (1, 0, 0)
    room.show(shown(0))
    assert room.board().votes == (0, 0, 0)


def test_votes_of_a_question_that_is_shown_again_stay(rooms, room):
    for number in range(classroom.MOST_SHOWN):
        room.show(shown(number))
        rooms.sit(room.code, "person").vote(number, 0)
    for number in (0, classroom.MOST_SHOWN, 0):
        room.show(shown(number))
    assert room.board().votes == (1, 0, 0)


def test_a_desk_is_equal_as_long_as_there_is_nothing_new(rooms, room):
    one = shown()
    room.show(one)
    seat, other = rooms.sit(room.code, "person"), rooms.sit(room.code, "other")
    before = seat.look()
    other.vote("first", 1)
    room.show(one)
    assert seat.look() == before
    seat.vote("first", 1)
    assert seat.look() != before
