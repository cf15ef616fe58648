"""For the back of a room: larger letters in texts and pictures, and the page without its sidebar."""

import streamlit as st

from dashboard.session import state
from dashboard.widgets import link_checks

KEYS = {"p": "projector"}
TIMES = 4 / 3  # letters of at least 14 px have at least 18
LARGER = (
    f"<style>html {{font-size: {18 * TIMES}px !important}} .stMainBlockContainer {{padding-top: 3rem}} "
    # a page without a line above its title would begin behind the menu
    ".stMainBlockContainer:not(:has(.st-key-looked_at, .st-key-lesson_panel)) {padding-top: 3.9rem} "
    "[data-testid=stSidebar] {display: none} "
    "[data-testid=stCaptionContainer] code {font-size: 0.76rem} "
    "[class*=st-key-close-methods] p {min-height: 0 !important} "  # each name has room in one line
    # the picture is to stand on the first screen: what is chosen stands beside its name, and nobody hovers over help
    ".stMainBlockContainer [data-testid=stVerticalBlock] {gap: 0.5rem} "
    ".stMainBlockContainer [data-testid=stHorizontalBlock] {column-gap: 1rem} "
    "[data-testid=stButtonGroup], [data-testid=stMultiSelect] "
    "{display: flex; flex-direction: row; align-items: center; gap: 0 0.5rem} "
    ":is([data-testid=stButtonGroup], [data-testid=stMultiSelect]) > label {flex: none; margin: 0} "
    "[data-testid=stButtonGroup] button {padding-inline: 0.5rem} "
    "[data-testid=stWidgetLabel]:has([data-testid=stTooltipIcon]) > :not(:first-child) {display: none} "
    # nobody moves a table sideways on a wall: it is as wide as the page
    ".wide .sideways {display: none} .wide table {min-width: 0; font-size: 0.76rem} "
    ".wide table.figures small {font-size: 1em} "
    ".wide table :is(th, td) {padding-inline: 0.2rem !important; white-space: normal !important}</style>"
)


def is_on():
    """Whether the page is shown for a projector."""
    return bool(state.get(state.PROJECTOR))


def toggle():
    """From a callback: the other way."""
    state.put(state.PROJECTOR, not is_on())


def switch():
    """The switch in the sidebar; it is in the address, so that a link can open a page for the projector."""
    link_checks.check_switch(state.PROJECTOR)
    state.settle(state.PROJECTOR, lambda on: on in (True, False), False)
    st.toggle(
        "For the projector",
        key=state.PROJECTOR,
        bind="query-params",
        help="Larger letters and pictures, without the sidebar. The key p switches it on and off.",
    )


def show():
    """What makes the page larger, where it is on."""
    if is_on():
        st.html(LARGER)


def offer_the_way_back():
    """A button for those who have no keyboard at hand."""
    if is_on():
        st.button(
            "Projector off",
            icon=":material/close_fullscreen:",
            key="projector_off",
            type="tertiary",
            on_click=toggle,
            help="Also the key p",
        )
