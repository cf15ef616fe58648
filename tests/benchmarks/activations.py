"""Activations of every layer for one image: numpy against Keras's `predict` and against a compiled call."""

import numpy as np

from core import datasets, runs
from core.networks.network import image_batch
from tests.benchmarks.rows import Row, side_by_side

NETWORKS = ("lesson_cnn", "tfjs_recognizer", "budget_mlp", "four_conv")


def measure():
    import tensorflow as tf

    from core.keras_io import live_models

    image = datasets.load("mnist").test.images[227]
    for key in NETWORKS:
        network = runs.load(key).network
        model = live_models.activation_model(live_models.to_keras(network))
        batch = image_batch(image)
        compiled = tf.function(lambda inputs, model=model: model(inputs, training=False))
        constant = tf.constant(batch)

        def ours(network=network):
            return network.activations(image)

        def predict(model=model, batch=batch):
            return model.predict(batch, verbose=0)

        def call(compiled=compiled, constant=constant):
            return [output.numpy() for output in compiled(constant)]

        for theirs, value in zip(call(), ours().values(), strict=True):
            np.testing.assert_allclose(theirs, value, atol=1e-5 * np.abs(theirs).max())
        predict()
        yield Row(f"{key}: all activations, against predict", *side_by_side(ours, predict, 31), 40).show()
        yield Row(f"{key}: all activations, against tf.function", *side_by_side(ours, call, 201), 1).show()
