"""The glossary is of these pages: each word is said on them, and each of the code's own words is explained."""

import re
from pathlib import Path

import pytest

from core.networks.layers import KINDS
from dashboard.text import glossary

ROOT = Path(__file__).parents[3]
WORDS = [word for words in glossary.GROUPS.values() for word in words]


@pytest.fixture(scope="module")
def said():
    """All that pages, lessons and the summary of a network can say."""
    files = (ROOT / "dashboard").rglob("*.*")
    read = [file for file in files if file.suffix in (".py", ".toml", ".js") and file.name != "glossary.py"]
    read += (ROOT / "core" / "networks").rglob("*.py")
    return "\n".join(file.read_text() for file in read).lower()


def test_there_are_at_least_sixty_words_none_of_them_twice():
    assert len(WORDS) >= 60
    assert len({word.lower() for word in WORDS}) == len(WORDS)


@pytest.mark.parametrize("word", WORDS)
def test_each_is_a_word_of_the_pages(said, word):
    assert re.search(rf"\b{re.escape(word.lower())}", said)


def test_the_words_of_the_code_are_explained():
    """The table of CONTRIBUTING, less what only a programmer says."""
    table = (ROOT / "CONTRIBUTING.md").read_text().split("## Words")[1].split("## Adding")[0]
    named = {name.strip() for row in re.findall(r"^\| ([\w, -]+) \|", table, re.M) for name in row.split(",")}
    named -= {"word", "image batch", "kernel weights", "kernel slice", "---"}
    assert len(named) > 8
    assert {name.lower().removesuffix("s") for name in named} <= {word.lower().removesuffix("s") for word in WORDS}


def test_kinds_of_layers_are_explained_where_their_name_says_nothing():
    explained = set(glossary.LAYERS)
    for kind in ("Conv2D", "MaxPooling2D", "Flatten", "Dropout", "Dense", "BatchNormalization", "Rescaling"):
        assert kind in KINDS
        assert kind in explained
    said = " ".join((*explained, *glossary.LAYERS.values()))
    assert [kind for kind in KINDS if not re.search(rf"\b{kind}\b", said)] == []


def test_every_sentence_is_one_or_two_and_ends():
    for words in glossary.GROUPS.values():
        for word, sentence in words.items():
            assert sentence.endswith("."), word
            assert len(sentence) <= 125, word


def test_a_word_is_found_by_its_name_or_sentence():
    assert glossary.found("") == glossary.GROUPS
    assert "Overfitting" in glossary.found(" HEART ")["Learning"]
    assert set(glossary.found("kernel")["Layers"]) == {"Conv2D", "DepthwiseConv2D"}
    assert glossary.found("xyzzy") == {}
