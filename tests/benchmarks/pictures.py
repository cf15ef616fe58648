"""Filter pictures of a whole network, ten perfect digits, and what a person waits for while another's climb goes on."""

import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

from core import runs
from core.datasets import class_means
from core.explanation import class_pictures, filter_pictures, gradient_ascent
from core.explanation.ascent_runs import Climbed
from core.explanation.gradient_ascent import Objective
from core.networks.recipe import fastest_precision
from tests.benchmarks.pages import click
from tests.benchmarks.rows import Row, side_by_side
from tests.servers import BROWSER_FLAGS, serve

ASCENT = filter_pictures.RECIPES["as in the text"]
ALONE = 3  # filters of a layer that are climbed for one at a time; the others are taken to cost as much


def measure(chromium):
    network = runs.load("four_conv").network
    yield from _against_one_at_a_time(network)
    yield from _against_tf_keras_vis(network)
    yield _digits()
    yield _while_another_climbs(chromium)


def _scores(network, name, channels, pictures):
    """In float32, whoever climbed."""
    return gradient_ascent.in_numpy(network, Objective(name, channels))(pictures)[0]


def _all_at_once(network, name, steps):
    """`(seconds, mean score)` as a person gets them."""
    filters = network.architecture.output_shape(name)[-1]
    climb = filter_pictures.from_noise(network, name, tuple(range(filters)), replace(ASCENT, steps=steps))
    started = perf_counter()
    climbed = Climbed.of(list(replace(climb, precision=fastest_precision()).partial_results()))
    seconds = perf_counter() - started
    return seconds, _scores(network, name, tuple(range(filters)), climbed.pictures[..., None])


def _against_one_at_a_time(network):
    """Every filter of every convolution, 256 steps, as the source text does it: filter by filter, compiled once."""
    import tensorflow as tf

    from core.keras_io import live_models

    ours, theirs, better = 0.0, 0.0, []
    model = live_models.to_keras(network)
    for name in network.architecture.convolutions:
        seconds, found = _all_at_once(network, name, ASCENT.steps)
        ours += seconds
        part = tf.keras.Model(model.inputs, model.get_layer(name).output)

        @tf.function
        def step(picture, filter_index, part=part):
            with tf.GradientTape() as tape:
                tape.watch(picture)
                loss = tf.reduce_mean(part(picture)[..., filter_index])
            gradient = tape.gradient(loss, picture)
            return picture + ASCENT.step_size * gradient / (tf.sqrt(tf.reduce_mean(gradient**2)) + 1e-5)

        filters = network.architecture.output_shape(name)[-1]
        chosen = tuple(range(0, filters, filters // ALONE))[:ALONE]
        pictures = [
            tf.constant(picture[None]) for picture in filter_pictures.start_from_noise(network.architecture, chosen)
        ]
        step(pictures[0], tf.constant(0))
        started = perf_counter()
        for at, channel in enumerate(chosen):
            for _ in range(ASCENT.steps):
                pictures[at] = step(pictures[at], tf.constant(channel))
            pictures[at].numpy()
        theirs += (perf_counter() - started) * filters / ALONE
        alone = _scores(network, name, chosen, np.concatenate(pictures))
        better += list((found[list(chosen)] + 1e-6) / (alone + 1e-6))
    yield Row("atlas of four_conv, 256 steps, against one at a time", ours, theirs, 10, "s").show()
    yield Row("the inverse of its objective, against the same", 1 / float(np.mean(better)), 1, 0.98, "").show()


def _against_tf_keras_vis(network, steps=128):
    """The same pictures by tf-keras-vis, all filters of a layer in a batch, without what smooths."""
    try:
        from tf_keras_vis.activation_maximization import ActivationMaximization
    except ImportError:
        print("tf-keras-vis is not there: pip install -e '.[benchmarks]'")
        return
    import keras
    import tensorflow as tf

    from core.keras_io import live_models

    ours, theirs, scores = 0.0, 0.0, ([], [])
    model = live_models.to_keras(network)
    for name in network.architecture.convolutions:
        filters = network.architecture.output_shape(name)[-1]
        seconds, found = _all_at_once(network, name, steps)
        ours += seconds
        part = keras.Model(model.inputs, model.get_layer(name).output)
        started = perf_counter()
        pictures = ActivationMaximization(part, clone=False)(
            lambda output, filters=filters: [tf.reduce_mean(output[at, ..., at]) for at in range(filters)],
            seed_input=filter_pictures.start_from_noise(network.architecture, range(filters)),
            input_range=(None, None),
            input_modifiers=[],
            regularizers=[],
            steps=steps,
            gradient_modifier=_normalised,
            optimizer=keras.optimizers.SGD(ASCENT.step_size),
        )
        theirs += perf_counter() - started
        scores[0].extend(found)
        scores[1].extend(_scores(network, name, tuple(range(filters)), np.asarray(pictures, np.float32)))
    yield Row("the same, 128 steps, against tf-keras-vis in batches", ours, theirs, 3, "s").show()
    first, second = (1 / float(np.mean(one)) for one in scores)
    yield Row("the inverse of its objective, against the same", first, second, 0.98, "").show()


def _normalised(gradient):
    """The same rule as ours, for tf-keras-vis."""
    import tensorflow as tf

    return gradient / (tf.sqrt(tf.reduce_mean(gradient**2, axis=(1, 2, 3), keepdims=True)) + gradient_ascent.SMALLEST)


def _digits():
    """Ten perfect digits of lesson_cnn by the quick way."""
    climb = class_pictures.climb(runs.load("lesson_cnn").network, "quick", class_means.load("mnist").mean)
    ours, _ = side_by_side(lambda: list(climb.partial_results()), lambda: None, 5)
    return Row("ten perfect digits, quick, against 1 s", ours, 1000, 1).show()


def _while_another_climbs(chromium):
    """Clicks on channels while the filters of four_conv climb 1,024 steps, for a person with another computer."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as server:
        browser = playwright.chromium.launch(executable_path=chromium, args=BROWSER_FLAGS)
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
