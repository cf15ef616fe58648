"""Filter pictures of a whole network, ten perfect digits, and what a person waits for while another's climb goes on.

Climbs are compared by processor time, numpy on one core as in the worker process.
"""

import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import process_time

import numpy as np

from core import runs
from core.datasets import class_means
from core.explanation import class_pictures, filter_pictures, gradient_ascent
from core.explanation.ascent_runs import Climbed
from core.explanation.gradient_ascent import Objective
from core.networks.recipe import fastest_precision
from tests.benchmarks.pages import click
from tests.benchmarks.rows import Row, side_by_side
from tests.servers import BROWSER_FLAGS, CHROMIUM, serve

TEXT, SMOOTH = filter_pictures.RECIPES["as in the text"], filter_pictures.RECIPES["smooth"]
NETWORKS = ("four_conv", "lesson_cnn", "tfjs_recognizer")
ALONE = 3  # filters of a layer that are climbed for one at a time; the others are taken to cost as much


def measure():
    for key in NETWORKS:
        yield from _against_one_at_a_time(key)
    yield from _against_tf_keras_vis(NETWORKS[0])
    yield _digits()
    yield _while_another_climbs()


def _scores(network, name, channels, pictures):
    """In float32, whoever climbed."""
    return gradient_ascent.in_numpy(network, Objective(name, channels))(pictures)[0]


def _all_at_once(network, name, ascent):
    """`(seconds, scores)` as a person gets them."""
    channels = tuple(range(network.architecture.output_shape(name)[-1]))
    climb = replace(filter_pictures.from_noise(network, name, channels, ascent), precision=fastest_precision())
    started = process_time()
    climbed = Climbed.of(list(climb.partial_results()))
    seconds = process_time() - started
    return seconds, _scores(network, name, channels, climbed.pictures[..., None])


def _against_one_at_a_time(key):
    """Every filter of every convolution: ours, smooth and as in the text, beside 256 steps filter by filter."""
    import tensorflow as tf

    from core.keras_io import live_models

    network = runs.load(key).network
    seconds, scores = np.zeros(3), ([], [], [])  # smooth, as in the text, one at a time
    model = live_models.to_keras(network)
    for name in network.architecture.convolutions:
        filters = network.architecture.output_shape(name)[-1]
        chosen = tuple(range(0, filters, -(-filters // ALONE)))
        for at, ascent in enumerate((SMOOTH, TEXT)):
            taken, found = _all_at_once(network, name, ascent)
            seconds[at] += taken
            scores[at].extend(found[list(chosen)])
        part = tf.keras.Model(model.inputs, model.get_layer(name).output)

        @tf.function
        def step(picture, filter_index, part=part):
            with tf.GradientTape() as tape:
                tape.watch(picture)
                loss = tf.reduce_mean(part(picture)[..., filter_index])
            gradient = tape.gradient(loss, picture)
            return picture + TEXT.step_size * gradient / (tf.sqrt(tf.reduce_mean(gradient**2)) + 1e-5)

        pictures = [
            tf.constant(picture[None]) for picture in filter_pictures.start_from_noise(network.architecture, chosen)
        ]
        step(pictures[0], tf.constant(0))
        started = process_time()
        for at, channel in enumerate(chosen):
            for _ in range(TEXT.steps):
                pictures[at] = step(pictures[at], tf.constant(channel))
            pictures[at].numpy()
        seconds[2] += (process_time() - started) * filters / len(chosen)
        scores[2].extend(_scores(network, name, chosen, np.concatenate(pictures)))
    smooth, text, alone = (1 / float(np.mean(of)) for of in scores)
    yield Row(f"all filters of {key}, against one at a time", seconds[0], seconds[2], 10, "s").show()
    yield Row("the inverse of its objective, against the same", smooth, alone, 1, "").show()
    yield Row(f"all filters of {key} as in the text, against same", seconds[1], seconds[2], 3, "s").show()
    yield Row("the inverse of its objective, against the same", text, alone, 0.98, "").show()


def _against_tf_keras_vis(key):
    """256 steps of the text's rule by tf-keras-vis, all filters of a layer in a batch, without what smooths."""
    try:
        from tf_keras_vis.activation_maximization import ActivationMaximization
    except ImportError:
        print("tf-keras-vis is not there: pip install -e '.[benchmarks]'")
        return
    import keras
    import tensorflow as tf

    from core.keras_io import live_models

    network = runs.load(key).network
    ours, theirs, scores = 0.0, 0.0, ([], [])
    model = live_models.to_keras(network)
    for name in network.architecture.convolutions:
        filters = network.architecture.output_shape(name)[-1]
        seconds, found = _all_at_once(network, name, SMOOTH)
        ours += seconds
        part = keras.Model(model.inputs, model.get_layer(name).output)
        started = process_time()
        pictures = ActivationMaximization(part, clone=False)(
            lambda output, filters=filters: [tf.reduce_mean(output[at, ..., at]) for at in range(filters)],
            seed_input=filter_pictures.start_from_noise(network.architecture, range(filters)),
            input_range=(None, None),
            input_modifiers=[],
            regularizers=[],
            steps=TEXT.steps,
            gradient_modifier=_normalised,
            optimizer=keras.optimizers.SGD(TEXT.step_size),
        )
        theirs += process_time() - started
        scores[0].extend(found)
        scores[1].extend(_scores(network, name, tuple(range(filters)), np.asarray(pictures, np.float32)))
    yield Row(f"all filters of {key}, against tf-keras-vis in batches", ours, theirs, 10, "s").show()
    first, second = (1 / float(np.mean(one)) for one in scores)
    yield Row("the inverse of its objective, against the same", first, second, 1, "").show()


def _normalised(gradient):
    """The same rule as ours, for tf-keras-vis."""
    import tensorflow as tf

    return gradient / (tf.sqrt(tf.reduce_mean(gradient**2, axis=(1, 2, 3), keepdims=True)) + gradient_ascent.SMALLEST)


def _digits():
    """Ten perfect digits of lesson_cnn by the quick way."""
    climb = class_pictures.climb(runs.load("lesson_cnn").network, "quick", class_means.load("mnist").mean)
    ours, _ = side_by_side(lambda: list(climb.partial_results()), lambda: None, 5)
    return Row("ten perfect digits, quick, against 1 s", ours, 1000, 1).show()


def _while_another_climbs():
    """Clicks on channels while the filters of four_conv climb 1,024 steps, for a person with another computer."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as server:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=BROWSER_FLAGS)
        climbing, looking = (browser.new_context(viewport={"width": 1366, "height": 768}).new_page() for _ in range(2))
        looking.goto(f"{server.address}/activations")
        looking.wait_for_selector("[data-testid=stMain] canvas[data-tiles='32']")
        climbing.goto(f"{server.address}/filters?network=four_conv&layer=conv2d_3&recipe=my+own&steps=1024")
        climbing.get_by_role("button", name="Climb with 64 filters").click()
        climbing.get_by_text("Climbing: step").wait_for(timeout=60_000)
        address = climbing.url
        climbing.goto("about:blank")
        looking.wait_for_timeout(500)
        clicks = [click(looking, channel) for channel in (3, 30, 9, 21, 14, 27, 6)]
        climbing.goto(address)
        climbing.get_by_text("Climbing: step").wait_for()
        climbing.get_by_role("button", name="Stop").click()
        climbing.get_by_text("Stopped, by you").wait_for()
        browser.close()
    return Row("click to picture while another's climb goes on", median(clicks), 300, 1).show()
