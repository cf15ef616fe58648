"""Many people at once: clients that speak Streamlit's own protocol and act as people do, on this machine's loopback.

    python -m tests.benchmarks crowd --people 30 --minutes 5

Everyone opens a page, and then again and again waits some seconds, takes another image, layer or page, and waits for
the end of the rerun. Their pictures are not drawn: this measures the server.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from dashboard import menu
from tests.benchmarks.rows import Row
from tests.servers import serve

LOOKING = ("journey", "summary", "kernels", "activations", "pixel", "passport", "digits", "comparison")
PAUSE = 3.0  # seconds between two actions, from half to one and a half of it
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
        match self.chance.randrange(4):
            case 0:
                self.page = self.chance.choice(LOOKING)
            case 1 if "Layer" in self.ids:
                self.values[self.ids["Layer"]] = "string_value", self.chance.choice(LAYERS)
            case _ if "Image" in self.ids:
                self.values[self.ids["Image"]] = "double_value", self.chance.randrange(10_000)
        await self.rerun()

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

    await asyncio.sleep(chance.uniform(0, PAUSE))
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


def visits(address, people, seconds, seed=0):
    """The Waits of so many `people` who come together and stay so long."""
    waits = Waits()

    async def all_of_them():
        tasks = (_visit(address, seconds, random.Random(1000 * seed + number), waits) for number in range(people))
        await asyncio.gather(*tasks)

    asyncio.run(all_of_them())
    return waits


def measure(people=30, minutes=5.0):
    """Rows of p95 and memory, for one person alone, then for the crowd; errors end it."""
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as server:
        alone = visits(server.address, 1, 30)
        begin = server.memory()
        waits = visits(server.address, people, 60 * minutes, seed=1)
        peak = server.memory()
    if errors := alone.errors + waits.errors:
        sys.exit(f"error: {len(errors)} went wrong, the first: {errors[0]}")
    middle, slowest = 1000 * median(waits.seconds), 1000 * waits.p95()
    rate = len(waits.seconds) / (60 * minutes)
    print(f"{people} people, {minutes:g} minutes: {rate:.1f} actions a second, median {middle:.0f} ms")
    yield Row(f"{people} people: 95 % of reruns within, against 500 ms", slowest, 500, 1).show()
    yield Row(f"{people} people: memory of the server, against 400 MB", peak, 400, 1, "MB").show()
    yield Row("memory of the server after one person, against 250 MB", begin, 250, 1, "MB").show()


def main(arguments):
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks crowd")
    parser.add_argument("--people", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=5.0)
    settings = parser.parse_args(arguments)
    return list(measure(settings.people, settings.minutes))
