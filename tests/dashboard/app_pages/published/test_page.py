"""The page of published numbers: every text's table, what is said of it, and what was measured here."""

from dataclasses import replace

import pytest

from core.reproduce import NUMBERS, TEXTS, comparing, results
from dashboard.app_pages.published import tables, text
from tests.dashboard.test_pages import text as words

SHIPPED = results.read(results.SHIPPED)


@pytest.mark.parametrize("source", TEXTS, ids=lambda source: source.letter)
def test_every_text_has_its_table(open_page, source):
    app = open_page("published", text=f"{source.letter}: {source.title}")
    table = app.dataframe[0].value
    assert sorted(table["number"]) == sorted(number.what for number in source.numbers)
    said = words(app)
    for number in source.numbers:
        row = table[(table["number"] == number.what) & (table["line"] == number.line)].iloc[0]
        ours = SHIPPED[number.key]
        assert row["verdict"].endswith(comparing.verdict(number, ours))
        assert (row["published"], row["ours"]) == (number.written(number.value), number.written(number.ours(ours)))
        assert row["why"] in said
    assert f"convscope reproduce --only {source.letter}" in app.code[0].value
    assert not app.warning


def test_the_claim_counts_all(open_page):
    verdicts = [comparing.verdict(number, SHIPPED[key]) for key, number in NUMBERS.items()]
    same, close, differ = map(verdicts.count, comparing.VERDICTS)
    claim = f"{same} of {len(NUMBERS)} published numbers are the same here, {close} are close, {differ} differ."
    assert f"**{claim}**" in words(open_page("published"))


def test_those_that_differ_come_first():
    order = [sign.split()[-1] for sign in tables.numbers(NUMBERS.values(), SHIPPED)["verdict"]]
    assert order == sorted(order, key=["differs", "close", "same"].index)


def test_what_is_measured_here_stands_in_place_of_ours(open_page):
    key = "A2 epochs"
    results.write(results.own(), {key: replace(SHIPPED[key], values=(9,)), "A2 forgotten": SHIPPED[key]})
    app = open_page("published", text="A: Looking inside a digit recognizer")
    assert app.dataframe[0].value.iloc[0][["verdict", "number", "ours"]].tolist() == ["\u2260 differs", "epochs", "9"]
    assert "1 number of these tables was measured with this installation" in words(app)


def test_a_damaged_file_of_ones_own_is_told(open_page):
    results.own().parent.mkdir(parents=True)
    results.own().write_text("{")
    app = open_page("published")
    assert "published\\_numbers\\.json is not what core\\.reproduce has written" in app.warning[0].value
    assert len(app.dataframe[0].value)


def test_what_is_not_measured_yet_is_told():
    some = {key: number for key, number in SHIPPED.items() if not NUMBERS[key].trained}
    assert text.claim(NUMBERS.values(), some).endswith(f", and {len(NUMBERS) - len(some)} not measured yet.")
    assert tables.NOT_YET in tables.numbers(NUMBERS.values(), some)["verdict"].tolist()
