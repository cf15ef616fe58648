"""A classroom: phones that vote on what is asked and hand in drawings, in this process's memory and nowhere else.

Who opens a room has its Classroom and steers it; who has its code gets a Seat, which votes, draws and looks. What
either of them reads is a frozen record.
"""

import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

import numpy as np

from core.checks import choice
from core.datasets.catalogue import DIGITS
from core.datasets.labelled_images import EMPTY, LabelledImages
from core.digits.pen_strokes import Stroke
from core.digits.preparation import prepare_strokes
from core.formats import count
from core.questions import Question

LETTERS = "ACDEFGHJKMNPQRTVWXY34679"  # none that is taken for another, aloud or on the wall
CODE = 5  # letters of a room's code
MOST_ROOMS = 20
MOST_PEOPLE = 60
MOST_DRAWINGS = 10  # of one person
MOST_POINTS = 2_000  # of one drawing; a digit has a hundred or two
MOST_SHOWN = 100  # questions whose votes are kept
HOURS = 3
HERE = 10  # seconds since a phone was last heard of


class ClassroomError(Exception):
    """One sentence on why a room does not do what was asked of it."""


@dataclass(frozen=True, eq=False)
class Drawing:
    """A digit as one person drew it when `digit` was asked for: `image` is uint8 `(28, 28)`."""

    number: int
    digit: int
    image: np.ndarray


@dataclass(frozen=True)
class Shown:
    """What the wall shows: a question with the `key` that tells it from others, or none; `place` says where that is."""

    key: Hashable = None
    question: Question | None = None
    place: str = ""


@dataclass(frozen=True, eq=False)
class Board:
    """What the wall shows: `votes` for each option, `here` of all `people`, the `digit` that is asked for, drawings."""

    people: int
    here: int
    votes: tuple[int, ...]
    is_revealed: bool
    digit: int | None
    drawings: tuple[Drawing, ...]
    hours_left: float


@dataclass(frozen=True)
class Desk:
    """What one person sees: what is shown, which option they have chosen, how many drawings they may still hand in.

    Two that are equal show the same.
    """

    shown: Shown
    chosen: int | None
    is_revealed: bool
    digit: int | None
    drawings_left: int


class Classroom:
    """A room as its teacher has it. `clock` gives seconds; any thread may call anything."""

    def __init__(self, code: str, clock: Callable[[], float]) -> None:
        self.code = code
        self._clock, self._end = clock, clock() + 3600 * HOURS
        self._lock = threading.RLock()
        self._seen: dict[str, float] = {}
        self._shown = Shown()
        self._votes: dict[Hashable, dict[str, int]] = {}
        self._revealed: set[Hashable] = set()
        self._digit: int | None = None
        self._drawings: dict[int, tuple[str, Drawing]] = {}
        self._handed_in = 0
        self._is_closed = False

    @property
    def is_over(self) -> bool:
        """Whether it was closed, or its hours have passed."""
        return self._is_closed or self._clock() >= self._end

    def close(self) -> None:
        """Forget everything."""
        with self._lock:
            self._is_closed = True
            self._seen, self._votes, self._drawings = {}, {}, {}

    def show(self, shown: Shown, is_revealed: bool = False) -> None:
        """Show this from now on. Another question ends the drawing; one that was revealed once is decided for good."""
        with self._lock:
            if shown.key != self._shown.key:
                self._digit = None
            self._shown = shown
            if shown.question is None:
                return
            self._votes[shown.key] = self._votes.pop(shown.key, {})  # the one that was shown last goes last
            if is_revealed:
                self._revealed.add(shown.key)
            while len(self._votes) > MOST_SHOWN:
                oldest = next(key for key in self._votes if key != shown.key)
                del self._votes[oldest]
                self._revealed.discard(oldest)

    def ask_for(self, digit: int | None) -> None:
        """Have this digit drawn from now on, 0 to 9; None goes back to the question."""
        choice("digit", digit, (None, *range(len(DIGITS))))
        with self._lock:
            self._digit = digit

    def remove(self, number: int) -> None:
        """Take a drawing away, for everybody."""
        with self._lock:
            self._drawings.pop(number, None)

    def board(self) -> Board:
        """Everything as it is now."""
        with self._lock:
            now, shown = self._clock(), self._shown
            options = range(len(shown.question.options)) if shown.question else ()
            chosen = list(self._votes.get(shown.key, {}).values())
            return Board(
                len(self._seen),
                sum(now - seen < HERE for seen in self._seen.values()),
                tuple(chosen.count(option) for option in options),
                shown.key in self._revealed,
                self._digit,
                tuple(drawing for _, drawing in self._drawings.values()),
                (self._end - now) / 3600,
            )

    def labelled(self) -> LabelledImages:
        """All drawings, labelled with what was asked for: the class's own test set."""
        drawings = self.board().drawings
        if not drawings:
            return EMPTY
        return LabelledImages(np.stack([one.image for one in drawings]), np.array([one.digit for one in drawings]))

    def _sit(self, person: str) -> None:
        with self._lock:
            self._check_open()
            if person not in self._seen and len(self._seen) >= MOST_PEOPLE:
                raise ClassroomError(f"Room {self.code} is full: it has places for {MOST_PEOPLE} people.")
            self._seen[person] = self._clock()

    def _check_open(self) -> None:
        if self.is_over:
            raise ClassroomError(f"Room {self.code} is closed.")

    def _desk(self, person: str) -> Desk:
        with self._lock:
            self._sit(person)
            key = self._shown.key
            chosen = self._votes.get(key, {}).get(person)
            return Desk(self._shown, chosen, key in self._revealed, self._digit, MOST_DRAWINGS - self._count(person))

    def _vote(self, person: str, key: Hashable, option: int) -> None:
        with self._lock:
            self._sit(person)
            question = self._shown.question
            if question is None or key != self._shown.key:
                raise ClassroomError("The class has moved on: this vote was for a question before.")
            if key in self._revealed:
                raise ClassroomError("The answer is shown already: no vote counts any more.")
            choice("option", option, range(len(question.options)))
            self._votes[key][person] = option

    def _hand_in(self, person: str, digit: int, strokes: tuple[Stroke, ...]) -> None:
        self._check_drawing(person, digit)
        if (points := sum(len(stroke.points) for stroke in strokes)) > MOST_POINTS:
            raise ClassroomError(f"A drawing of {points:,} points is too long: a room takes at most {MOST_POINTS:,}.")
        prepared = prepare_strokes(strokes)
        if prepared is None:
            raise ClassroomError(f"There is no digit on the sheet to hand in: draw a {DIGITS[digit]} first.")
        with self._lock:
            self._check_drawing(person, digit)
            self._handed_in += 1
            self._drawings[self._handed_in] = person, Drawing(self._handed_in, digit, prepared.image)

    def _check_drawing(self, person: str, digit: int) -> None:
        with self._lock:
            self._sit(person)
            if digit != self._digit:
                raise ClassroomError("The class has moved on: this digit is not asked for any more.")
            if self._count(person) >= MOST_DRAWINGS:
                most = count(MOST_DRAWINGS, "drawing")
                raise ClassroomError(f"You have handed in {most}, as many as one person may in a room.")

    def _count(self, person: str) -> int:
        return sum(drawer == person for drawer, _ in self._drawings.values())


@dataclass(frozen=True, eq=False)
class Seat:
    """A `person`'s place in a room. Every call raises ClassroomError where the room is closed."""

    person: str
    _room: Classroom

    def look(self) -> Desk:
        """What there is to do now; the room knows from it who is here."""
        return self._room._desk(self.person)

    def vote(self, key: Hashable, option: int) -> None:
        """Choose an option of the question `key`, instead of one that was chosen before.

        Raises ClassroomError once it was revealed or another one is asked, ValueError for no option.
        """
        self._room._vote(self.person, key, option)

    def hand_in(self, digit: int, strokes: Iterable[Stroke]) -> None:
        """Hand in a drawing of the digit that is asked for. Raises ClassroomError where it is not taken."""
        self._room._hand_in(self.person, digit, tuple(strokes))


class Classrooms:
    """All rooms of a server, by code. `owner` and `person` are secrets of a browser."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._rooms: dict[str, Classroom] = {}  # by owner
        self._closed: deque[str] = deque(maxlen=10 * MOST_ROOMS)

    def open(self, owner: str) -> Classroom:
        """The owner's room: a new one where there is none. Raises ClassroomError where there are too many."""
        with self._lock:
            self._forget_over()
            if owner not in self._rooms:
                if len(self._rooms) >= MOST_ROOMS:
                    raise ClassroomError(f"There are {MOST_ROOMS} rooms on this server already: try again later.")
                self._rooms[owner] = Classroom(self._free_code(), self._clock)
            return self._rooms[owner]

    def of(self, owner: str) -> Classroom | None:
        """The room that the owner has opened, or None."""
        with self._lock:
            self._forget_over()
            return self._rooms.get(owner)

    def close(self, owner: str) -> None:
        """End the owner's room, where there is one."""
        with self._lock:
            if owner in self._rooms:
                self._rooms[owner].close()
            self._forget_over()

    def sit(self, code: str, person: str) -> Seat:
        """A person's place, the same whenever they come. Raises ClassroomError for a wrong code, a closed or full room.

        Capitals or not, and spaces, make no difference to a code.
        """
        plain, room = _plain(code), self._find(code)
        if room is None and plain in self._closed:
            raise ClassroomError(f"Room {plain} is closed.")
        if room is None:
            raise ClassroomError(
                f"There is no room {code[:20]!r}: a code has {CODE} letters and digits, look at the wall."
            )
        room._sit(person)
        return Seat(person, room)

    def is_open(self, code: str) -> bool:
        """Whether there is a room with this code now."""
        return self._find(code) is not None

    def _find(self, code: str) -> Classroom | None:
        with self._lock:
            self._forget_over()
            return next((room for room in self._rooms.values() if room.code == _plain(code)), None)

    def _forget_over(self) -> None:
        for owner, room in list(self._rooms.items()):
            if room.is_over:
                room.close()
                self._closed.append(room.code)
                del self._rooms[owner]

    def _free_code(self) -> str:
        taken = {room.code for room in self._rooms.values()} | set(self._closed)
        while (code := "".join(secrets.choice(LETTERS) for _ in range(CODE))) in taken:
            pass
        return code


def _plain(code: str) -> str:
    """A code as it is kept, however it was typed."""
    return "".join(code.split()).upper()
