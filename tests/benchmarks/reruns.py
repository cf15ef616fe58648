"""A rerun that shows the next image: the server's processor time on each page, beside a bare page with as many widgets.

python -m tests.benchmarks reruns
"""

import asyncio
import random
import re
import tempfile
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

import psutil

from dashboard import menu
from tests.benchmarks.crowd import Person, Waits
from tests.benchmarks.rows import Row
from tests.servers import ROOT, serve

BARE = "tests/benchmarks/bare_app.py"
WARM, TIMES = 3, 15
BUDGET = 1 / 8
KINDS = set(re.findall(r'^    "(\w+)": lambda', (ROOT / BARE).read_text(), re.MULTILINE))


class Counting(Person):
    """Who also counts what stands on the page."""

    def __init__(self, socket, page, query=""):
        super().__init__(socket, random.Random(0), Waits())
        self.page, self.query, self.seen = page, query, Counter()

    def _look(self, element):
        super()._look(element)
        self.seen[element.WhichOneof("type")] += 1

    async def next_images(self, first, count):
        for image in range(first, first + count):
            self.values[self.ids["Image"]] = "double_value", image
            await self.rerun()


async def cost(server, page, query=""):
    """`(milliseconds of a rerun, what stands on the page)`; None where the page shows no image."""
    from websockets.asyncio.client import connect

    process = psutil.Process(server.process.pid)
    url = f"{server.address.replace('http', 'ws')}/_stcore/stream"
    async with connect(url, subprotocols=["streamlit"], max_size=None) as socket:
        person = Counting(socket, page, query)
        await person.rerun()
        if "Image" not in person.ids:
            return None
        person.seen.clear()
        await person.next_images(100, 1)
        seen = Counter(person.seen)
        await person.next_images(200, WARM)
        before = sum(process.cpu_times()[:2])
        await person.next_images(300, TIMES)
        await asyncio.sleep(0.3)
        return 1000 * (sum(process.cpu_times()[:2]) - before) / TIMES, seen


def measure():
    """A Row for each page that shows an image."""
    with (
        tempfile.TemporaryDirectory() as ours,
        tempfile.TemporaryDirectory() as bare,
        serve(Path(ours)) as server,
        serve(Path(bare), app=BARE) as peer,
    ):
        for page in (one.key for one in menu.EVERY_PAGE if menu.IMAGE in one.uses):
            found = asyncio.run(cost(server, page))
            if found:
                taken, seen = found
                query = urlencode({kind: count for kind, count in seen.items() if kind in KINDS})
                least, _ = asyncio.run(cost(peer, "", query))
                yield Row(f"the next image on {page}, against a bare page", taken, least, BUDGET).show()
