"""The table of examples at every width: everything is inside it, everything is there, and it is sent once."""

import json
from functools import partial

import numpy as np
import pytest

from dashboard.app_pages.activations import examples_table
from dashboard.components import as_json
from dashboard.draw import letters, scenes

IMAGES, CHANNELS = 5, 13


def contents(classes, name="{}", weights=True):
    generator = np.random.default_rng(0)
    names = tuple(name.format(at) for at in range(classes))
    return examples_table.Contents(
        rows=names[:IMAGES],
        channels=[2 * at for at in range(CHANNELS)],
        images=generator.random((IMAGES, 8, 8)),
        maps=tuple(generator.random((CHANNELS, IMAGES, 7, 7))),
        marks=np.full((IMAGES, CHANNELS), ""),
        weights=tuple(generator.random((CHANNELS, 1, 3, 3))) if weights else (),
        weight_limits=(-1, 1),
        meaning="activation",
        limits=(0, 1),
        probabilities=generator.dirichlet(np.ones(classes), IMAGES),
        class_names=names,
    )


@pytest.mark.parametrize("width", scenes.WIDTHS)
@pytest.mark.parametrize("name", ["{}", "a very long name of a class, number {}"])
@pytest.mark.parametrize("classes", [5, 10, 26, 47, 100])
def test_all_of_it_is_inside_and_every_channel_has_a_place(classes, name, width):
    table = contents(classes, name)
    scene = examples_table._laid_out(table, (), "", width)
    for tiles in scene.tiles:
        tall, wide = tiles.size
        assert tiles.left >= 0
        assert tiles.left + wide <= width
        assert tiles.top + tall <= scene.height
    for box in scene.boxes:
        assert box.left + box.width <= width
    for text in scene.texts:
        wide = letters.width(text.words, text.size)
        begin = text.left - {"left": 0, "center": wide / 2, "right": wide}[text.align]
        assert begin >= 0
        assert begin + wide <= width + 1
    keys = [tiles.key for tiles in scene.tiles if tiles.key.startswith("column")]
    assert keys == [f"column {at}" for at in range(CHANNELS)]
    places = {(round(tiles.left, 6), round(tiles.top, 6)) for tiles in scene.tiles}
    assert len(places) == len(scene.tiles)


@pytest.mark.parametrize("classes", [26, 100])
def test_what_the_network_answers_is_said_as_bars_or_in_words(classes):
    table = contents(classes)
    narrow, wide = (examples_table._laid_out(table, (), "", width) for width in (200, 1400))
    assert len(wide.boxes) == IMAGES * classes
    assert not narrow.boxes
    words = [text.words for text in narrow.texts]
    for probabilities in table.probabilities:
        assert any(text.startswith(f"{probabilities.argmax()} {probabilities.max():.1%}"[:-1]) for text in words)


def test_every_width_is_told_the_same_arrays():
    table = contents(10)
    picture = partial(examples_table._laid_out, table, (), "")
    sent = len(as_json(scenes.to_data(picture)))
    numbers = sum(array.size for array in (table.images, *table.maps, *table.weights))
    once = 4 / 3 * 4 * numbers  # bytes: float32 in base64
    places = sent - sum(len(json.dumps(one)) for one in scenes.to_data(picture)["shared"])
    assert sent - places < 1.5 * once


def test_a_click_finds_its_image_and_channel():
    class Look:
        examples = (70, 80, 90, 100, 110)

    channels = contents(10).channels
    scene = examples_table._laid_out(contents(10), (), "", 350)
    for tiles in scene.tiles:
        if tiles.clickable:
            for tile in range(len(tiles.values)):
                image, channel = examples_table.picked(Look, channels, tiles.key, tile)
                assert image == Look.examples[tile]
                if channel is not None:
                    assert f"channel {channel}" in tiles.names[tile]
