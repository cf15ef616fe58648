"""Many people at once: clients that speak Streamlit's own protocol and act as people do, on this machine's loopback.

    python -m tests.benchmarks crowd --people 30 --minutes 5            all together
    python -m tests.benchmarks crowd --people 30 --minutes 5 --busy     while a network is trained and filters climb
    python -m tests.benchmarks crowd --visitors 300 --minutes 60        who come and go, each for some minutes

Everyone opens a page, and then again and again waits some seconds, takes another image, layer or page, and waits for
the end of the rerun. Their pictures are not drawn: this measures the server.
"""

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode

from core import runs
from core.networks.presets import PRESETS
from core.training import queue
from dashboard import menu
from dashboard.session import state
from tests.benchmarks.room import AFTERWARDS, Screen
from tests.benchmarks.rows import Row
from tests.servers import serve

LOOKING = ("journey", "summary", "kernels", "activations", "pixel", "passport", "digits", "comparison")
PAUSE = 3.0  # seconds between two actions, from half to one and a half of it
STAY = 6 * 60  # seconds of a visitor who comes and goes
LAYERS = ("conv2d", "max_pooling2d", "conv2d_1", "max_pooling2d_1", "dense")


@dataclass
class Waits:
    """Seconds from every action to the end of its rerun, and what went wrong."""

    seconds: list = field(default_factory=list)
    errors: list = field(default_factory=list)

    def p95(self):
        return quantiles(self.seconds, n=20)[-1]


class Person:
    """One browser: its page, its widgets' values, and its socket."""

    def __init__(self, socket, chance, waits):
        self.socket, self.chance, self.waits = socket, chance, waits
        self.page = chance.choice(LOOKING)
        self.ids, self.values, self.query = {}, {}, ""

    async def act(self):
        """Another image, or, once in four times each, another page or layer, where the page shows one."""
        uses = menu.page(self.page).uses
        match self.chance.randrange(4):
            case 1 if menu.LAYER in uses and "Layer" in self.ids:
                self._choose("Layer", "string_value", LAYERS)
            case 2 | 3 if menu.IMAGE in uses and "Image" in self.ids:
                self._choose("Image", "double_value", range(10_000))
            case _:
                self.page = self.chance.choice([page for page in LOOKING if page != self.page])
        await self.rerun()

    def _choose(self, label, kind, offered):
        """Something that is not there already."""
        before = self.values.get(self.ids[label])
        self.values[self.ids[label]] = kind, self.chance.choice([one for one in offered if (kind, one) != before])

    async def rerun(self):
        from streamlit.proto.BackMsg_pb2 import BackMsg
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

        message = BackMsg()
        message.rerun_script.page_name = "" if self.page == menu.START.key else self.page
        message.rerun_script.query_string = self.query
        for identity, (kind, value) in self.values.items():
            state = message.rerun_script.widget_states.widgets.add(id=identity)
            setattr(state, kind, value)
        begun = time.monotonic()
        await self.socket.send(message.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(await self.socket.recv())
            match answer.WhichOneof("type"):
                case "delta":
                    self._look(answer.delta.new_element)
                case "script_finished":
                    break
        self.waits.seconds.append(time.monotonic() - begun)

    def _look(self, element):
        match element.WhichOneof("type"):
            case "number_input" if element.number_input.label == "Image":
                self.ids["Image"] = element.number_input.id
            case "selectbox" if element.selectbox.label == "Layer":
                self.ids["Layer"] = element.selectbox.id
            case "exception":
                self.waits.errors.append(element.exception.message)


async def _visit(address, seconds, chance, waits):
    from websockets.asyncio.client import connect

    url = f"{address.replace('http', 'ws')}/_stcore/stream"
    try:
        async with connect(url, subprotocols=["streamlit"], max_size=None) as socket:
            person, end = Person(socket, chance, waits), time.monotonic() + seconds
            await person.rerun()
            while time.monotonic() < end:
                await asyncio.sleep(chance.uniform(0.5, 1.5) * PAUSE)
                await person.act()
    except OSError as error:
        waits.errors.append(repr(error))


async def _visits(address, comings, seconds, seed):
    """The Waits of people who come after so many seconds each, and stay so long."""
    waits = Waits()

    async def visit(number, coming):
        await asyncio.sleep(coming)
        await _visit(address, seconds, random.Random(1000 * seed + number), waits)

    await asyncio.gather(*(visit(number, coming) for number, coming in enumerate(comings)))
    return waits


def _comings(people, seconds):
    """Spread over so many seconds."""
    chance = random.Random(people)
    return [chance.uniform(0, seconds) for _ in range(people)]


def visits(address, people, seconds, seed=0):
    """The Waits of so many `people` who come together and stay so long."""
    return asyncio.run(_visits(address, _comings(people, PAUSE), seconds, seed))


@contextmanager
def _training(home):
    """A network is trained in that home; gives a function that says how many steps it has made."""
    os.environ["CONVSCOPE_HOME"] = str(home)
    preset = PRESETS["three_conv"]
    key = queue.start(preset.architecture, replace(preset.recipe, epochs=200, patience=None), "busy")
    try:
        yield lambda: max((row["step"] for row in runs.load(key).history), default=0)
    finally:
        queue.stop(key)
        while queue.status(key).is_active:
            time.sleep(0.2)


@asynccontextmanager
async def _climbing(address):
    """Somebody has the filters of two large layers climb, one after the other."""
    from websockets.asyncio.client import connect

    url = f"{address.replace('http', 'ws')}/_stcore/stream"
    async with connect(url, subprotocols=["streamlit"], max_size=None) as socket:
        for layer in ("conv2d_3", "conv2d_2"):
            asked = {state.NETWORK: "four_conv", state.LAYER: layer, state.RECIPE: "my own", state.STEPS: 1024}
            screen = Screen(socket, "filters", urlencode(asked))
            listening = asyncio.create_task(screen.listen())
            await screen.run()
            await screen.press("-climb$")
            await asyncio.sleep(2)
            listening.cancel()
        listening = asyncio.create_task(screen.listen())
        yield
        listening.cancel()


def measure(people=30, minutes=5.0, is_busy=False):
    """Rows of p95 and memory, for one person alone, then for the crowd; errors end it."""
    reached = {(30, False): 500, (30, True): 1000, (100, False): 2000}.get((people, is_busy), 500)
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as server:
        alone = visits(server.address, 1, 30)
        begin = server.memory()
        if is_busy:
            waits, steps = _busy_crowd(server.address, Path(folder) / "home", people, 60 * minutes)
        else:
            waits, steps = visits(server.address, people, 60 * minutes, seed=1), None
        peak = server.memory()
    _end_on_errors(alone.errors + waits.errors)
    middle, slowest = 1000 * median(waits.seconds), 1000 * waits.p95()
    rate = len(waits.seconds) / (60 * minutes)
    print(f"{people} people, {minutes:g} minutes: {rate:.1f} actions a second, median {middle:.0f} ms")
    yield Row(f"{people} people: 95 % of reruns within, against {reached} ms", slowest, reached, 1).show()
    yield Row(f"{people} people: memory of the server, against 400 MB", peak, 400, 1, "MB").show()
    yield Row("memory of the server after one person, against 250 MB", begin, 250, 1, "MB").show()
    if steps:
        yield Row("training beside them, ms a step, against alone", *steps, 1 / 2).show()


def _busy_crowd(address, home, people, seconds):
    """`(Waits, milliseconds of a training's step beside them and alone)`."""

    async def all_of_them():
        async with _climbing(address):
            return await _visits(address, _comings(people, PAUSE), seconds, seed=1)

    with _training(home) as steps:
        while not steps():
            time.sleep(0.5)
        alone = _step_time(steps, lambda: time.sleep(30))
        waits = []
        beside = _step_time(steps, lambda: waits.append(asyncio.run(all_of_them())))
    return waits[0], (beside, alone)


def _step_time(steps, go):
    """Milliseconds of a training's step while something goes on."""
    before, begun = steps(), time.monotonic()
    go()
    return 1000 * (time.monotonic() - begun) / (steps() - before)


def measure_visitors(visitors, minutes):
    """Rows of p95 and memory for people who come and go."""
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as server:
        visits(server.address, 1, 30)
        before = server.memory()
        waits, peak = asyncio.run(_come_and_go(server, visitors, 60 * minutes))
        time.sleep(AFTERWARDS)
        left = server.memory() - before
    _end_on_errors(waits.errors)
    print(f"{visitors} visitors, {minutes:g} minutes: median {1000 * median(waits.seconds):.0f} ms")
    yield Row("visitors: 95 % of reruns within, against 500 ms", 1000 * waits.p95(), 500, 1).show()
    yield Row("visitors: memory of the server at its peak, against 450 MB", peak, 450, 1, "MB").show()
    yield Row("visitors: memory that stays after the last has left, against 50 MB", left, 50, 1, "MB").show()


async def _come_and_go(server, visitors, seconds):
    visiting = asyncio.create_task(_visits(server.address, _comings(visitors, seconds - STAY), STAY, seed=2))
    peak = 0
    while not visiting.done():
        peak = max(peak, server.memory())
        await asyncio.sleep(5)
    return await visiting, peak


def _end_on_errors(errors):
    if errors:
        sys.exit(f"error: {len(errors)} went wrong, the first: {errors[0]}")


def main(arguments):
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks crowd")
    parser.add_argument("--people", type=int, default=30)
    parser.add_argument("--visitors", type=int)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--busy", action="store_true")
    settings = parser.parse_args(arguments)
    if settings.visitors:
        return list(measure_visitors(settings.visitors, settings.minutes))
    return list(measure(settings.people, settings.minutes, settings.busy))
