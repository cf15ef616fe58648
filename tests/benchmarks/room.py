"""A class with phones: clients that speak Streamlit's own protocol, one of them the wall, in rounds.

    python -m tests.benchmarks room --phones 30 --minutes 5
    python -m tests.benchmarks room --phones 6 --rooms 5 --minutes 1

Half of the rounds ask a question each, half a digit: every phone votes or draws once, at any moment of the round, and
polls as a browser would. What the wall has shown at the end of a round is all that was given, each once; of several
rooms at once, each wall shows what came from its own phones.
"""

import argparse
import asyncio
import json
import random
import re
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from statistics import quantiles

from core.classroom import MOST_DRAWINGS
from core.datasets.catalogue import DIGITS
from core.digits import fabric_paths
from dashboard.lessons import catalogue
from dashboard.lessons.lesson import MOST_STEPS, Asked, Lesson, Step
from tests.benchmarks.rows import Row
from tests.core.test_classroom import FOUR_DRAWN
from tests.servers import serve

ROUND = 10.0  # seconds
LATE = 3.0  # of them at the end, in which nothing is given
PEN_LIFTED = 0.5  # seconds from the last stroke to the button
AFTERWARDS = 5 * 60  # seconds in which what people held is given back
FIRST_OPTION, HAND_IN, SHEET, ASKED = "-widget-vote-.*-0$", "-hand_in$", "-paper$", "-widget-asked-room$"
LESSON = catalogue.key_of(
    Lesson("t", steps=tuple(Step("summary", question=Asked("parameters of layer", seed)) for seed in range(MOST_STEPS)))
)


class Screen:
    """A browser's tab: a page, the widgets and the words on it, and the fragments that it runs again and again."""

    def __init__(self, socket, page, query):
        self.socket, self.page, self.query, self.page_hash = socket, page, query, ""
        self.widgets, self.errors, self.polls = {}, [], {}
        self.on_words = lambda words: None

    async def run(self, fragment="", pressed=None, **values):
        """One run of the page or of a fragment, perhaps because a button was pressed.

        `values` are those of the widget `pressed`, of any other kind than a button, under the protocol's own names.
        """
        from streamlit.proto.BackMsg_pb2 import BackMsg

        message = BackMsg()
        rerun = message.rerun_script
        rerun.page_script_hash, rerun.query_string = self.page_hash, self.query
        rerun.page_name = "" if self.page_hash else self.page
        rerun.fragment_id, rerun.is_auto_rerun = fragment, bool(fragment)
        if pressed:
            rerun.widget_states.widgets.add(id=pressed, **values or {"trigger_value": True})
        await self.socket.send(message.SerializeToString())

    async def walk(self, page):
        """To another page, as from the menu."""
        self.page, self.page_hash, self.query = page, "", ""
        await self.run()

    async def press(self, pattern, **values):
        """Press the button whose key matches, or give another widget its value, as soon as it is there."""
        await self.run(pressed=(await self.widget(pattern)).id, **values)

    async def widget(self, pattern):
        while not (found := [widget for key, widget in self.widgets.items() if re.search(pattern, key)]):
            await asyncio.sleep(0.05)
        return found[-1]

    async def listen(self):
        """Read what the server sends, and poll what it says is to be polled, until the socket closes."""
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

        async for content in self.socket:
            message = ForwardMsg.FromString(content)
            match message.WhichOneof("type"):
                case "delta":
                    self._look(message.delta.new_element)
                case "navigation":
                    self.page_hash = message.navigation.page_script_hash
                case "page_info_changed":
                    self.query = message.page_info_changed.query_string
                case "auto_rerun":
                    self._poll(message.auto_rerun)

    def _look(self, element):
        match element.WhichOneof("type"):
            case "button" | "button_group" | "bidi_component" as kind:
                widget = getattr(element, kind)
                self.widgets[widget.id] = widget
            case "html":
                self.on_words(element.html.body)
            case "markdown":
                self.on_words(element.markdown.body)
            case "exception":
                self.errors.append(element.exception.message)

    def _poll(self, wanted):
        if wanted.fragment_id not in self.polls:
            self.polls[wanted.fragment_id] = asyncio.create_task(self._again(wanted.fragment_id, wanted.interval))

    async def _again(self, fragment, interval):
        while True:
            await asyncio.sleep(interval)
            await self.run(fragment)

    def close(self):
        for task in self.polls.values():
            task.cancel()


async def _open(stack, address, page, query):
    """A Screen whose page was run, listening."""
    from websockets.asyncio.client import connect

    url = f"{address.replace('http', 'ws')}/_stcore/stream"
    socket = await stack.enter_async_context(connect(url, subprotocols=["streamlit"], max_size=None))
    screen = Screen(socket, page, query)
    listening = asyncio.create_task(screen.listen())
    stack.callback(listening.cancel)
    stack.callback(screen.close)
    await screen.run()
    return screen


@dataclass
class Given:
    """Seconds from what phones gave to the wall; how much it showed too little or too often; and runs that failed."""

    votes: list = field(default_factory=list)
    drawings: list = field(default_factory=list)
    lost: int = 0
    errors: list = field(default_factory=list)


async def _class(address, phones, rounds):
    """What came to the wall of a room in so many rounds of questions, and as many of digits, until it is closed."""
    given, chance = Given(), random.Random(0)
    async with AsyncExitStack() as stack:
        wall = await _open(stack, address, "summary", f"lesson={LESSON}&at=1")
        await wall.press("-lesson_room$")
        code = (await wall.widget("-lesson_door$")).label
        people = [await _open(stack, address, "join", f"room={code}") for _ in range(phones)]
        for _ in range(rounds):
            await _round(wall, people, chance, _vote, _votes, given.votes, given)
            await wall.press("-lesson_next$")
            await asyncio.sleep(LATE)
        await wall.walk("room")
        for digit in (DIGITS * 2)[:rounds]:
            await wall.press(ASKED, string_array_value={"data": [digit]})
            await asyncio.sleep(LATE)
            await _round(wall, people, chance, _draw, _drawings, given.drawings, given, before=len(given.drawings))
        await wall.press("-close_room$")
        await asyncio.sleep(LATE)
        given.errors += [error for screen in (wall, *people) for error in screen.errors]
    return given


async def _round(wall, people, chance, give, count, waits, given, before=0):
    """Every phone gives one thing, at a moment left to chance; the wall's words `count` them and those `before`."""
    moments, seen = [], []

    def look(words):
        shown = count(words)
        if shown is not None:
            seen.extend([time.monotonic()] * (shown - before - len(seen)))

    wall.on_words = look
    await asyncio.gather(*(give(phone, chance.uniform(0, ROUND - LATE), moments) for phone in people))
    await asyncio.sleep(LATE)
    for phone in people:
        phone.widgets.clear()
    given.lost += abs(len(moments) - len(seen))
    waits += [shown - gave for gave, shown in zip(sorted(moments), seen, strict=False)]


def _votes(words):
    """How many votes the wall shows."""
    if counts := re.search(r"aria-label='Votes: ([^;]*);", words):
        return sum(map(int, re.findall(r": (\d+)", counts[1])))
    return None


def _drawings(words):
    """How many drawings the wall shows."""
    return int(found[1]) if (found := re.search(r"of the class's (\d+) drawing", words)) else None


async def _vote(phone, after, moments):
    await asyncio.sleep(after)
    await phone.widget(FIRST_OPTION)
    moments.append(time.monotonic())
    await phone.press(FIRST_OPTION)


async def _draw(phone, after, moments):
    await asyncio.sleep(after)
    sheet = await phone.widget(SHEET)
    number = json.loads(sheet.json)["initialDrawing"]["objects"][0]["stroke"]
    drawing = {"drawing": {"raw": fabric_paths.to_json(FOUR_DRAWN, number)}}
    await phone.press(SHEET, json_value=json.dumps(drawing))
    await asyncio.sleep(PEN_LIFTED)
    moments.append(time.monotonic())
    await phone.press(HAND_IN)


async def _classes(address, phones, rounds, rooms):
    """The same of several rooms at once, together."""
    of_each = await asyncio.gather(*(_class(address, phones, rounds) for _ in range(rooms)))
    return Given(
        votes=list(chain.from_iterable(given.votes for given in of_each)),
        drawings=list(chain.from_iterable(given.drawings for given in of_each)),
        lost=sum(given.lost for given in of_each),
        errors=list(chain.from_iterable(given.errors for given in of_each)),
    )


def measure(phones=30, minutes=5.0, rooms=1):
    """Rows of the way to the wall and of the memory that stays; what is lost or doubled and errors end it."""
    rounds = min(max(round(60 * minutes / (ROUND + LATE) / 2), 1), MOST_STEPS - 1, MOST_DRAWINGS)
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as server:
        asyncio.run(_classes(server.address, 2, 1, 1))
        time.sleep(AFTERWARDS)
        before = server.memory()
        given = asyncio.run(_classes(server.address, phones, rounds, rooms))
        time.sleep(AFTERWARDS)
        stays = server.memory() - before
    if given.errors or given.lost:
        sys.exit(f"error: {given.lost} were lost or doubled, {len(given.errors)} runs failed: {given.errors[:1]}")
    of = f"{rooms} rooms of {phones} phones" if rooms > 1 else f"{phones} phones"
    print(f"{len(given.votes)} votes and {len(given.drawings)} drawings of {of}, every one on its wall once")
    for name, waits in (("votes", given.votes), ("drawings", given.drawings)):
        slowest = 1000 * quantiles(waits, n=20)[-1]
        yield Row(f"{of}: 95 % of {name} on the wall within, against 2 s", slowest, 2000, 1).show()
    yield Row("memory that stays for all phones, against 2 MB each", stays, 2 * phones * rooms, 1, "MB").show()


def main(arguments):
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks room")
    parser.add_argument("--phones", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--rooms", type=int, default=1, help="as many at once, each with its own phones")
    settings = parser.parse_args(arguments)
    return list(measure(settings.phones, settings.minutes, settings.rooms))
