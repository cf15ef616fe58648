"""The page of the data set: its tables hold the images' own numbers, and its code makes them."""

import keras
import numpy as np
import pytest

from core import datasets
from core.datasets import class_means
from dashboard.app_pages.data_set import tables, text
from tests.dashboard.test_pages import text as words


def test_the_tables_are_the_images(open_page, mnist):
    app = open_page("data_set")
    pixels, rows, counts = (table.value for table in app.dataframe)
    np.testing.assert_array_equal(pixels.to_numpy(), mnist.test.images[227])
    assert rows.index.tolist() == list(range(220, 240))
    assert rows["label"].tolist() == [str(label) for label in mnist.test.labels[220:240]]
    folded = rows.drop(columns="label").to_numpy().reshape(20, 28, 28)
    np.testing.assert_array_equal(folded, mnist.test.images[220:240])
    assert counts["all"].tolist() == [60_000, 10_000]
    assert counts["5"].tolist() == [(split.labels == 5).sum() for split in (mnist.train, mnist.test)]
    assert "MNIST test: 10,000 images of 10 classes; each is 28 x 28 = 784 numbers" in words(app)


def test_the_last_images_are_fewer_than_twenty(open_page):
    app = open_page("data_set", data="UCI digits test", image="359")
    assert app.dataframe[1].value.index.tolist() == list(range(340, 360))
    assert len(open_page("data_set", data="UCI digits training", image="1436").dataframe[1].value) == 17


def test_chosen_classes_keep_their_numbers(open_page, fashion_mnist):
    said = words(open_page("data_set", network="fashion_kernels"))
    assert "classes 0 (T-shirt/top), 3 (Dress) and 9 (Ankle boot) only" in said
    assert "Image 3, Ankle boot, is number 23 of the whole part" in said
    assert fashion_mnist.class_names[fashion_mnist.test.labels[23]] == "Ankle boot"


@pytest.mark.parametrize(
    ("name", "classes", "count"),
    [("mnist", None, 70_000), ("fashion_mnist", (0, 3, 9), 21_000), ("uci_digits", None, 1797)],
)
@pytest.mark.usefixtures("mnist", "fashion_mnist")
def test_the_lines_make_the_table(name, classes, count, monkeypatch):
    if name != "uci_digits":
        data = datasets.load(name)
        splits = tuple((split.images, split.labels) for split in (data.train, data.test))
        monkeypatch.setattr(getattr(keras.datasets, name), "load_data", lambda: splits)
    made = {}
    exec(text.code(name, classes), made)
    assert made["table"].shape == (count, made["images"][0].size)
    np.testing.assert_array_equal(made["picture"], made["images"][0])


@pytest.mark.parametrize("name", datasets.SOURCES)
def test_the_answer_of_the_task_is_true(name):
    means = class_means.load(name)
    names = datasets.class_names(name)
    _, answer = text.try_ink(names, means)
    ink = {title: image.sum() for title, image in zip(names, means.images, strict=True)}
    assert answer.startswith(f"**{max(ink, key=ink.get)}**")
    assert f"those of {min(ink, key=ink.get)} at" in answer
    assert ("as many images" in answer) == (len(set(means.counts.tolist())) == 1)


def test_every_data_set_says_where_it_comes_from():
    assert text.ORIGIN.keys() == datasets.SOURCES.keys()


def test_a_class_may_be_called_all():
    counted = tables.counts(("none", "all", "some"), np.array([10, 20, 30]), np.array([0, 1, 1]))
    assert counted.loc["training images"].to_dict() == {"none": 10, "all": 20, "some": 30, "all classes": 60}
    assert counted.loc["test images"].tolist() == [1, 2, 0, 3]
