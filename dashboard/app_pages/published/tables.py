"""A text's numbers beside ours, as a pandas frame. No streamlit."""

import pandas as pd

from core.reproduce import comparing
from core.reproduce.comparing import CLOSE, DIFFERS, SAME

NOT_YET = "not measured"
SIGNS = {DIFFERS: "\u2260 differs", CLOSE: "\u2248 close", SAME: "= same", None: NOT_YET}
TINTS = {
    SIGNS[DIFFERS]: "background-color: rgba(217, 130, 43, .3)",
    SIGNS[CLOSE]: "background-color: rgba(26, 167, 156, .2)",
}
COLUMNS = {"verdict": {"width": 110}, "line": {"width": 50}, "number": {"width": 400}, "why": {"width": 620}}
COLUMNS |= {"published": {"width": 190}, "ours": {"width": 190}}


def numbers(published, measured):
    """A line for each of `published`, as far as `measured`, by key, has it: first those that differ."""
    order = list(SIGNS.values())
    lines = [_line(number, measured.get(number.key)) for number in published]
    return pd.DataFrame(sorted(lines, key=lambda line: order.index(line["verdict"])))


def tinted(frame):
    """With a ground behind the verdicts that are not the same."""
    return frame.style.map(lambda said: TINTS.get(said, ""), subset=["verdict"])


def _line(number, found):
    said = {
        "verdict": verdict(number, found),
        "line": number.line,
        "number": number.what,
        "published": number.written(number.value),
    }
    if found is None:
        return said
    spread = found.spread if number.kind == "accuracy" else None
    return {
        **said,
        "ours": number.written(number.ours(found)),
        "spread": number.written(spread) if spread is not None else "",
        "seeds": ", ".join(map(str, found.seeds)),
        "why": comparing.reason(number, found),
        "date": found.date,
        "seconds": f"{found.seconds:.2f}",
        "machine": found.machine,
    }


def verdict(number, found):
    """With a sign that can be told without colours."""
    return SIGNS[comparing.verdict(number, found) if found else None]
