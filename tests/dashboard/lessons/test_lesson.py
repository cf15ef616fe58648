"""A lesson as TOML and in a link: read as written, and refused in one sentence that says where and why."""

import base64
import zlib
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.questions import KINDS
from dashboard import menu
from dashboard.lessons import catalogue, lesson
from dashboard.lessons.lesson import OPEN, Asked, Lesson, LessonError, Step, pack, read, unpack, write
from dashboard.session import state

VALUES = {
    "text": st.text(max_size=20),
    "whole number": st.integers(-(2**40), 2**40),
    "number": st.floats(allow_nan=False, allow_infinity=False),
    "switch": st.booleans(),
    "list of texts": st.lists(st.text(max_size=9), max_size=3),
    "list of whole numbers": st.lists(st.integers(0, 99), max_size=4),
}
WORDS = st.text(max_size=60).map(lambda words: words.replace("{", "").strip())
PAGES = st.sampled_from([key for key in menu.PAGES if key not in menu.WITHOUT_VIEW])
VIEWS = st.lists(st.sampled_from(list(state.OF_A_LINK.items())), max_size=4, unique=True).flatmap(
    lambda kinds: st.fixed_dictionaries({key: VALUES[kind] for key, kind in kinds})
)
OPEN_ONES = st.builds(Asked, st.just(OPEN), ask=WORDS.filter(bool), answer=WORDS.filter(bool))
QUESTIONS = st.none() | st.builds(Asked, st.sampled_from(list(KINDS)), st.integers(0, 2**31 - 1)) | OPEN_ONES
STEPS = st.builds(
    Step, PAGES, WORDS, VIEWS, st.lists(st.from_regex("[a-z_]{1,9}", fullmatch=True)).map(tuple), QUESTIONS
)
LESSONS = st.builds(Lesson, WORDS.filter(bool), WORDS, st.lists(STEPS, min_size=1, max_size=5).map(tuple))


@given(LESSONS)
@settings(deadline=None)
def test_what_is_written_is_read_again_and_so_is_what_a_link_holds(one):
    assert read(write(one)) == one
    assert unpack(pack(one)) == one


def test_options_count_from_one_in_the_file():
    asked = Asked(OPEN, ask="Which?", answer="The second.", options=("this", "that"), right=1)
    text = write(Lesson("t", steps=(Step("kernels", question=asked),)))
    assert "right = 2" in text
    assert read(text).steps[0].question == asked


HEAD = 'title = "t"\n'
REFUSED = {
    "title = ": "this is no TOML: Invalid value",
    'title = "t"': r"a lesson has 1 to 60 steps, each below a line \[\[step\]\]",
    '[[step]]\npage = "kernels"': "line 1: title '' is not a text of 1 to 80 letters",
    HEAD + '[[step]]\npage = "kitchen"': "step 1, line 2: page 'kitchen' is not one of journey, ",
    HEAD + '[[step]]\npage = "lessons"': "page 'lessons' is not one of journey",
    HEAD + '[[step]]\npage = "kernels"\n\n[[step]]\npage = 7': "step 2, line 5: page 7 is not one of",
    HEAD
    + '[[step]]\npage = "kernels"\nvew = {}': "step 1, line 2: 'vew' is not one of hide, page, question, view, words",
    HEAD
    + '[[step]]\npage = "kernels"\nview = {uploaded_networks = 3}': "'uploaded_networks' is not one of network, data",
    HEAD + '[[step]]\npage = "kernels"\nview = {image = "3"}': "image '3' is not a whole number",
    HEAD + '[[step]]\npage = "kernels"\nview = {image = 3.5}': r"image 3\.5 is not a whole number",
    HEAD + '[[step]]\npage = "kernels"\nview = {image = true}': "image True is not a whole number",
    HEAD + '[[step]]\npage = "kernels"\nview = {epsilon = nan}': "epsilon nan is not a number",
    HEAD + '[[step]]\npage = "kernels"\nview = {off = [1, "2"]}': r"off \[1, '2'\] is not a list of whole numbers",
    HEAD + '[[step]]\npage = "kernels"\nview = 3': "view 3 is not a table of values",
    HEAD + '[[step]]\npage = "kernels"\nhide = ["} body {"]': "is not a list of names of controls",
    HEAD + '[[step]]\npage = "kernels"\nwords = "{secret}"': "{secret} in words is not one of network, parameters",
    HEAD + f'[[step]]\npage = "kernels"\nwords = "{701 * "a"}"': "is not a text of 0 to 700 letters",
    HEAD + '[[step]]\npage = "kernels"\nquestion = {kind = "riddle"}': "question 'riddle' is not one of kernel of map",
    HEAD + '[[step]]\npage = "kernels"\nquestion = {kind = "open", ask = "a"}': "answer '' is not a text of 1 to 700",
    HEAD
    + '[[step]]\npage = "kernels"\nquestion = {kind = "kernel of map", seed = -1}': "seed -1 is not a whole number",
    HEAD
    + '[[step]]\npage = "kernels"\nquestion = {kind = "open", ask = "a", answer = "b", options = ["c"], right = 2}': (
        "right 2 is not the number of one of the 1 options"
    ),
    HEAD
    + '[[step]]\npage = "kernels"\nquestion = {kind = "open", ask = "a", answer = "b", right = 1}': "of the 0 options",
    HEAD + '[[step]]\npage = "kernels"\nquestion = 3': "step 1, line 2, its question is 3, not a table",
    "step = 3\n" + HEAD: "a lesson has 1 to 60 steps",
    "step = [3]\n" + HEAD: "step 1 is 3, not a table",
    HEAD + 61 * '[[step]]\npage = "kernels"\n': "a lesson has 1 to 60 steps",
    "#" * 64_001: "it has 64,001 bytes; a lesson has at most 64,000",
    "x = " + 40_000 * "[": "this is no TOML",
    30_000 * "x." + "b = 1": "a key has 30,001 parts, with a dot between each two; in a lesson it has at most 8",
    "[" + 7_500 * '"x" . ' + "b]": "a key has 7,501 parts",
    f"x = {{{9 * 'x.'}b = 1}}": "a key has 10 parts",
    f"title = 0x{30_000 * 'f'}": "outside quotes stands something of 30,002 letters or digits; at most 40 may",
    f'title = "{20 * "a.b "}"\n# {20 * "c.d."}': "a lesson has 1 to 60 steps",
    b"\xff\xfe": "this is no text in UTF-8",
}


@pytest.mark.parametrize("content", REFUSED, ids=range(len(REFUSED)))
def test_what_is_no_lesson_is_refused_in_a_sentence(content):
    with pytest.raises(LessonError, match=REFUSED[content]) as refusal:
        read(content)
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 700


def packed(content):
    return base64.urlsafe_b64encode(zlib.compress(content)).decode().rstrip("=")


@pytest.mark.parametrize("quote", ['"', "'"])
def test_a_text_that_does_not_end_is_not_looked_through_again_and_again(quote):
    """It was, from every quotation mark in it to its end: most of a minute, for everybody on the server."""
    with pytest.raises(LessonError, match=r"Unterminated|Expected|Illegal|Invalid"):
        read(f"title = {quote}" + f"\\{quote}" * 31_000)


def test_a_link_that_is_damaged_or_swells_is_refused():
    whole = pack(Lesson("t", steps=(Step("kernels"),)))
    for text in (whole[:-9], "", "!", "\u00e4"):
        with pytest.raises(LessonError, match="the lesson in this link is damaged"):
            unpack(text)
    with pytest.raises(LessonError, match="a lesson has at most 64,000"):
        unpack(packed(b"#" * 50_000_000))
    with pytest.raises(LessonError, match="lesson 'other' is not one of looking_inside"):
        catalogue.find("other")
    assert catalogue.find(catalogue.key_of(Lesson("t", steps=(Step("kernels"),)))).title == "t"
    long = Lesson("t", steps=tuple(Step("kernels", Random(at).randbytes(300).hex()) for at in range(60)))
    assert lesson.pack(long) is None
