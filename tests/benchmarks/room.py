"""A class with phones: clients that speak Streamlit's own protocol, one of them the wall, in rounds of a question each.

    python -m tests.benchmarks room --phones 30 --minutes 5
    python -m tests.benchmarks room --phones 6 --rooms 5 --minutes 1

In each round every phone votes once, at any moment of it, and polls as a browser would. The votes that the wall has
shown at the end of a round are all that were given, each once; of several rooms at once, each wall those of its own.
"""

import argparse
import asyncio
import random
import re
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from functools import partial
from itertools import chain
from pathlib import Path
from statistics import quantiles

from dashboard.lessons import catalogue
from dashboard.lessons.lesson import MOST_STEPS, Asked, Lesson, Step
from tests.benchmarks.rows import Row
from tests.servers import serve

ROUND = 10.0  # seconds
FIRST_OPTION = "-widget-vote-.*-0$"
LATE = 3.0  # of them at the end, without votes
LESSON = catalogue.key_of(
    Lesson("t", steps=tuple(Step("summary", question=Asked("parameters of layer", seed)) for seed in range(MOST_STEPS)))
)


class Screen:
    """A browser's tab: a page, the buttons and the HTML on it, and the fragments that it runs again and again."""

    def __init__(self, socket, page, query):
        self.socket, self.page, self.query, self.page_hash = socket, page, query, ""
        self.buttons, self.errors, self.polls = {}, [], {}
        self.on_html = lambda body: None

    async def run(self, fragment="", pressed=None):
        """One run of the page or of a fragment, perhaps because a button was pressed."""
        from streamlit.proto.BackMsg_pb2 import BackMsg

        message = BackMsg()
        rerun = message.rerun_script
        rerun.page_script_hash, rerun.query_string = self.page_hash, self.query
        rerun.page_name = "" if self.page_hash else self.page
        rerun.fragment_id, rerun.is_auto_rerun = fragment, bool(fragment)
        if pressed:
            rerun.widget_states.widgets.add(id=pressed, trigger_value=True)
        await self.socket.send(message.SerializeToString())

    async def press(self, pattern):
        """Press the button whose key matches, as soon as it is there."""
        await self.run(pressed=(await self.button(pattern)).id)

    async def button(self, pattern):
        while not (found := [button for button in self.buttons.values() if re.search(pattern, button.id)]):
            await asyncio.sleep(0.05)
        return found[0]

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
            case "button":
                self.buttons[element.button.id] = element.button
            case "html":
                self.on_html(element.html.body)
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


async def _lesson(address, phones, rounds):
    """`(seconds from each vote to the wall, votes that the wall never showed, errors)`."""
    chance, waits, lost = random.Random(0), [], 0
    async with AsyncExitStack() as stack:
        wall = await _open(stack, address, "summary", f"lesson={LESSON}&at=1")
        await wall.press("-lesson_room$")
        code = (await wall.button("-lesson_door$")).label
        people = [await _open(stack, address, "join", f"room={code}") for _ in range(phones)]
        for _ in range(rounds):
            given, seen = [], []
            wall.on_html = partial(_note_votes, seen)
            await asyncio.gather(*(_vote(phone, chance.uniform(0, ROUND - LATE), given) for phone in people))
            await asyncio.sleep(LATE)
            lost += abs(len(given) - len(seen))
            waits += [shown - voted for voted, shown in zip(sorted(given), seen, strict=False)]
            for phone in people:
                phone.buttons.clear()
            await wall.press("-lesson_next$")
            await asyncio.sleep(LATE)
        return waits, lost, [error for screen in (wall, *people) for error in screen.errors]


def _note_votes(seen, body):
    """Note the moment at which the wall shows one vote more, for each of them."""
    if counts := re.search(r"aria-label='Votes: ([^;]*);", body):
        shown = sum(map(int, re.findall(r": (\d+)", counts[1])))
        seen += [time.monotonic()] * (shown - len(seen))


async def _vote(phone, after, given):
    await asyncio.sleep(after)
    await phone.button(FIRST_OPTION)
    given.append(time.monotonic())
    await phone.press(FIRST_OPTION)


async def _lessons(address, phones, rounds, rooms):
    """The same of several rooms at once, together."""
    given = await asyncio.gather(*(_lesson(address, phones, rounds) for _ in range(rooms)))
    waits, lost, errors = zip(*given, strict=True)
    return list(chain(*waits)), sum(lost), list(chain(*errors))


def measure(phones=30, minutes=5.0, rooms=1):
    """Rows of the votes' way to the wall and of the memory; lost or doubled votes and errors end it."""
    rounds = max(round(60 * minutes / (ROUND + LATE)), 1)
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as server:
        before = server.memory()
        waits, lost, errors = asyncio.run(_lessons(server.address, phones, min(rounds, MOST_STEPS - 1), rooms))
        memory = server.memory() - before
    if errors or lost:
        sys.exit(f"error: {lost} votes were lost or doubled, {len(errors)} runs failed: {errors[:1]}")
    of = f"{rooms} rooms of {phones} phones" if rooms > 1 else f"{phones} phones"
    print(f"{len(waits)} votes of {of}, every one on its wall once")
    slowest = 1000 * quantiles(waits, n=20)[-1]
    yield Row(f"{of}: 95 % of votes on the wall within, against 2 s", slowest, 2000, 1).show()
    yield Row("memory for each phone, against 2 MB besides 100", memory, 100 + 2 * phones * rooms, 1, "MB").show()


def main(arguments):
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks room")
    parser.add_argument("--phones", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--rooms", type=int, default=1, help="as many at once, each with its own phones")
    settings = parser.parse_args(arguments)
    return list(measure(settings.phones, settings.minutes, settings.rooms))
