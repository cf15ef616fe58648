"""Names of classes, as they are typed and pasted."""

import string

import pytest

from core.datasets import own_data_set, typed_names

LETTERS = tuple(string.ascii_uppercase)


@pytest.mark.parametrize(
    "text",
    [
        ", ".join(LETTERS),
        "\n".join(LETTERS),
        "".join(LETTERS),
        " ".join(LETTERS),
        str(list(LETTERS)),
        "A,B,C,D,E,F,G,\nH,I,J,K,L,M,N\nO;P;Q\tR\tS\tT\n\nU V".replace("U V", "U,V") + ",W,X,Y,Z,\n",
    ],
)
def test_names_are_read_as_people_paste_them(text):
    assert typed_names.read(text, 26) == LETTERS


def test_a_text_without_names_numbers_the_outputs():
    assert typed_names.read(" \n", 3) == ("0", "1", "2")


@pytest.mark.parametrize("names", [("a", "b"), ("cat, small", "dog"), ("two words", "x")])
def test_what_is_written_is_read_back(names):
    assert typed_names.read(typed_names.written(names), 2) == names


def test_signs_of_markdown_are_written_wide():
    assert typed_names.read("*, _", 2) == ("\uff0a", "\uff3f")
    assert typed_names.read("_a_, #1 :b: :c, f[d](e)", 3) == (
        "\uff3fa\uff3f",
        "\uff031 \uff1ab: \uff1ac",
        "f\uff3bd\uff3d(e",
    )
    assert own_data_set.plain_name("&lt;") == "\uff06lt;"


@pytest.mark.parametrize(
    "name", ["red_fox", "C#", "n01440764_10", "a > b", "small: cat", "AT&T", "stop!", "2^3", "\u00e9_\u00e9"]
)
def test_a_sign_that_means_nothing_where_it_stands_stays(name):
    assert own_data_set.plain_name(name) == name


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a, b", "2 names are given, and the network has 3 outputs: it needs 3, with commas or lines between them"),
        ("sheep", "1 name is given, and the network has 3 outputs"),
        ("a, b, a", "2 outputs are called 'a': each needs a name of its own"),
        (f"a, b, {'c' * 41}", "the name 'c{41}' must have 1 to 40 characters that can be printed"),
        ("a, b, \u200ec", "must have 1 to 40 characters that can be printed"),
    ],
)
def test_names_that_do_not_fit_are_refused(text, said):
    with pytest.raises(ValueError, match=said):
        typed_names.read(text, 3)
