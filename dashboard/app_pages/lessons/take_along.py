"""What a person takes along of a lesson: its notebook, its worksheet, and the whole of it in one file."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import streamlit as st

from dashboard.session import state
from dashboard.widgets import lesson_parts


@dataclass(frozen=True)
class Kind:
    """A button: its `title` and `icon`, the `ending` of the file, its MIME type, and what `make` makes of a lesson."""

    title: str
    icon: str
    ending: str
    mime: str
    make: Callable
    about: str


KINDS = (
    Kind(
        "Notebook",
        "code_blocks",
        ".zip",
        "application/zip",
        lesson_parts.notebook,
        "A .zip: all steps as one Jupyter notebook with questions and answers, and the networks that it loads.",
    ),
    Kind(
        "Worksheet",
        "print",
        "_worksheet.html",
        "text/html",
        lesson_parts.worksheet,
        "To be printed on A4 or Letter: figures, questions and room to write, and the answers on a page apart.",
    ),
    Kind(
        "One file",
        "save",
        ".html",
        "text/html",
        lesson_parts.file,
        "The whole lesson for a browser without a server or a network: the arrow keys lead on, space reveals.",
    ),
)


def offer(key):
    """The buttons of a lesson that comes along; what they give is made when they are clicked."""
    for kind in KINDS:
        st.download_button(
            kind.title,
            partial(kind.make, key),
            f"{key}{kind.ending}",
            kind.mime,
            icon=f":material/{kind.icon}:",
            key=state.widget(kind.title, key),
            help=kind.about,
            type="tertiary",
            on_click="ignore",
        )
