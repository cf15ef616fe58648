"""What is said of a room: how to come in, what it allows, and how the class did."""

from core.classroom import HOURS, MOST_DRAWINGS, MOST_PEOPLE, MOST_POINTS
from core.datasets.catalogue import DIGITS
from core.formats import count

INVITATION = (
    "**Open a room, and the class takes part by phone**: it votes on the questions of a lesson, and draws digits for "
    "the network to read. Nobody needs an account or gives a name."
)
OPENED = "**Room {} is open**: begin a lesson, and the class votes on its questions by phone."
BOUNDS = (
    f"A room takes {MOST_PEOPLE} people, {MOST_DRAWINGS} drawings of each, {MOST_POINTS:,} points in a drawing, and "
    f"ends by itself after {HOURS} hours. It lives in this server's memory: nothing of it is stored, and when it "
    "closes, everything in it is gone."
)
NOTHING_TO_DO = "**You are in.** Look at the wall: as soon as there is something to vote on or to draw, it is here."
NOT_YOURS = "Only who opened room {} steers it. You can join it, and vote and draw."


def way_in(is_of_this_machine, is_server_closed, own_address):
    """Why phones may not reach the link, and what helps; "" where they can."""
    if not is_of_this_machine:
        return ""
    if is_server_closed:
        return (
            "This server answers this machine alone, and no phone. Start it with `--server.address 0.0.0.0` to let a "
            "class in."
        )
    if own_address is None:
        return "You opened this page as `localhost`, which no phone can reach, and this machine is in no network."
    return (
        "You opened this page as `localhost`, which no phone can reach; so the link has this machine's own address. "
        "Phones have to be in the same network. If they find nothing there, start the server with "
        "`--server.address 0.0.0.0`, and look whether a firewall stands before it."
    )


def had_it(counted, right, means):
    """How many of the hands or votes, as `means` calls one, had the answer; "" where there are none."""
    return f"{counted[right]} of {count(sum(counted), means)} had it." if sum(counted) else ""


NOT_VOTED = "Choose one. You may change your mind until the answer is shown."
VOTED = "Your vote is counted. You may change your mind until the answer is shown."


def own_answer(chosen, right):
    """Whether the option that somebody chose, or None, was the right one."""
    if chosen is None:
        return "You have not voted on this one."
    return "**You had it.**" if chosen == right else "**Not this time.**"


def in_the_room(left):
    """How many drawings are there of somebody who may hand in so many more."""
    if left == MOST_DRAWINGS:
        return "It will appear on the wall. Nobody is told whose it is."
    there = MOST_DRAWINGS - left
    said = f":material/check: **{count(there, 'drawing')} of yours {'is' if there == 1 else 'are'} in the room.**"
    return f"{said} You may hand in {left} more." if left else f"{said} You may hand in no more."


def class_read(look, labelled, answers):
    """How a network did on the class's drawings; `answers` are the classes that it gave."""
    names = look.run.class_names
    if not set(DIGITS) & set(names):
        return f"{look.run.key} has never learnt digits: choose another network."
    right = sum(names[answer] == DIGITS[label] for answer, label in zip(answers, labelled, strict=True))
    return f"{look.title} reads {right} of the class's {count(len(labelled), 'drawing')}."


UNDER_DRAWINGS = (
    "Under each drawing: what was asked for, and after an arrow what it was misread as. Click one to take it away."
)
TEST_SET = (
    "They are **the class's own test set**: as long as the room is open, they are among *Your images* on every page "
    "that takes those."
)
