"""Activations of every layer: numpy against Keras's `predict`, a compiled call, and the products of matrices alone.

Against the compiled call for every preset, both warm.

And a square that covers an image everywhere, against every picture worked out whole.
"""

from math import prod

import numpy as np

from core import datasets, runs
from core.explanation import attribution
from core.networks.network import image_batch
from core.networks.presets import PRESETS
from tests.benchmarks.rows import Row, side_by_side

PREDICTED = ("lesson_cnn", "tfjs_recognizer", "budget_mlp", "four_conv")


def _products(network, count):
    """A function that multiplies matrices as large as those of a forward pass of `count` images, and nothing else."""
    random, pairs = np.random.default_rng(0), []
    for layer in network.architecture.layers:
        if f"{layer.name}/kernel" in network.weights:
            kernel = network.kernel(layer.name)
            weights = kernel.reshape(-1, kernel.shape[-1])
            places = prod(network.architecture.output_shape(layer.name)[:-1])
            inputs = random.random((count * places, len(weights)), dtype=np.float32)
            pairs.append((inputs, weights, np.empty((len(inputs), weights.shape[1]), np.float32)))
    return lambda: [np.matmul(inputs, weights, out=out) for inputs, weights, out in pairs]


def measure():
    import tensorflow as tf

    from core.keras_io import live_models

    image = datasets.load("mnist").test.images[227]
    for key in PRESETS:
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
        yield Row(f"{key}: all activations, against tf.function", *side_by_side(ours, call, 21, 10), 3).show()
        if key in PREDICTED:
            predict()
            yield Row(f"{key}: all activations, against predict", *side_by_side(ours, predict, 31), 40).show()
    images, network = datasets.load("mnist").test.images, runs.load("lesson_cnn").network
    one = side_by_side(lambda: network.activations(images[227]), _products(network, 1), 201)
    yield Row("lesson_cnn: one image, against its matrix products", *one, 1 / 4).show()
    many = side_by_side(lambda: network.predict(images[:1000]), _products(network, 1000), 11)
    yield Row("lesson_cnn: 1,000 images, against their products", *many, 1 / 2).show()
    image = image_batch(images[227])[0]
    whole = np.repeat(image[None], np.count_nonzero(attribution.occlusion(network, image, 4)), axis=0)
    covered = side_by_side(lambda: attribution.occlusion(network, image, 4), lambda: network.logits(whole), 11)
    yield Row("lesson_cnn: occlusion, against whole pictures", *covered, 2).show()
