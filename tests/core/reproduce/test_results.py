"""The file that ships has every number, and cheap ones are measured here again; damaged files are told."""

import pytest

from core.reproduce import NUMBERS, comparing, results

SHIPPED = results.read(results.SHIPPED)


def test_it_has_every_number_and_no_other():
    assert list(SHIPPED) == list(NUMBERS)


@pytest.mark.usefixtures("mnist", "fashion_mnist")
def test_what_is_measured_in_a_moment_is_what_the_file_says():
    quick = [key for key, number in NUMBERS.items() if number.is_quick]
    assert len(quick) > 60
    measured = {key: (NUMBERS[key].measure(),) for key in quick}
    assert measured == {key: SHIPPED[key].values for key in quick}


def test_what_is_not_the_same_says_why():
    said = {
        key: comparing.reason(number, SHIPPED[key])
        for key, number in NUMBERS.items()
        if comparing.verdict(number, SHIPPED[key]) != comparing.SAME
    }
    assert said
    assert min(map(len, said.values())) > 20, said


@pytest.mark.parametrize("key", [key for key, number in NUMBERS.items() if number.trained])
def test_what_is_trained_has_its_seeds(key):
    number, ours = NUMBERS[key], SHIPPED[key]
    assert ours.seeds == tuple(range(number.seeds))
    assert len(ours.values) == number.seeds
    assert len(set(ours.values)) > 1 or number.seeds == 1
    assert ours.seconds > 0


def test_counts_and_shapes_are_all_the_same():
    exact = [number for number in NUMBERS.values() if number.is_quick and not number.why]
    assert len(exact) > 60
    assert {comparing.verdict(number, SHIPPED[number.key]) for number in exact} == {comparing.SAME}


@pytest.mark.parametrize("content", ["", "[]", '{"numbers": {"A1 it": {"values": [1]}}}', '{"numbers": 3}'])
def test_a_damaged_file_is_told(tmp_path, content):
    file = tmp_path / "numbers.json"
    file.write_text(content)
    with pytest.raises(ValueError, match=r"numbers\.json is not what core\.reproduce has written"):
        results.read(file)


def test_where_there_is_none_nothing_is_measured(tmp_path):
    assert results.read(tmp_path / "none.json") == {}


def test_the_machine_says_its_cores():
    assert " cores of " in results.machine()
