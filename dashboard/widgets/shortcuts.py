"""Keys for what is stepped through most, on every page outside of lessons."""

import random

from dashboard import menu
from dashboard.compute import inspection
from dashboard.session import state
from dashboard.widgets import projector, stepping

LETTERS = {"i": menu.IMAGE, "l": menu.LAYER, "c": menu.CHANNEL, "m": menu.MOMENT, "g": "page"}
STEPS = {letter: (part, 1) for letter, part in LETTERS.items()}
STEPS |= {letter.upper(): (part, -1) for letter, part in LETTERS.items()}
KEYS = {key: key for key in (*STEPS, "r", "?")} | projector.KEYS


def press(name):
    """From a callback: a key was pressed; one for a part of the selection that the page does not use does nothing."""
    uses = (*state.page().uses, "page")
    match name:
        case step if step in STEPS:
            part, by = STEPS[step]
            if part in uses:
                stepping.step(part, by)
        case "r":
            look = inspection.current()
            if menu.IMAGE in uses:
                stepping.to_image(look, random.randrange(len(look.split)))
        case "?":
            state.put(state.HELP, "Keys")
        case "projector":
            projector.toggle()
        case _:
            raise ValueError(f"{name!r} is no key: {', '.join(KEYS)}")


def as_text():
    """The list of keys, for the page."""
    rows = [f"| `{letter}` | `{letter.upper()}` | {part} |" for letter, part in LETTERS.items()]
    return "\n".join(
        [
            "| next | previous | |",
            "| --- | --- | --- |",
            *rows,
            "",
            "`r` a random image · `p` for the projector and back · `?` this list",
            "",
            "On a picture: the arrow keys choose another tile, with Shift they read its cells, and bars and the "
            "points of curves one after the other; `Enter` presses a tile, `f` fills the screen; `+` and `-` bring it "
            "nearer, as Ctrl and the wheel or two fingers do, and `0` or a double click shows it whole. Keys for what "
            "a page does not use do nothing; where you type none is heard.",
        ]
    )
