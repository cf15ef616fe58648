"""The way back as TensorFlow compiles it, for climbs of many pictures and many steps. Imports keras and tensorflow."""

from dataclasses import replace

import numpy as np

from core.explanation.gradient_ascent import GradientFunction, Objective
from core.keras_io import live_models
from core.networks.network import Network

import keras  # isort: skip  (live_models quiets TensorFlow's log first)
import tensorflow as tf  # isort: skip


def compiled(network: Network, objective: Objective, precision: str = "float32") -> GradientFunction:
    """As `gradient_ascent.in_numpy`, compiled. `precision` is Keras's policy of the layers before the last one."""
    model = _up_to(network, objective.layer, precision)
    layer = network.architecture.layer(objective.layer)
    activation = tf.identity if objective.before_activation else getattr(keras.activations, layer.activation)
    leak = 0.0 if objective.before_activation else objective.leak
    chosen = tf.stack([tf.range(len(objective.channels)), tf.constant(objective.channels, tf.int32)], axis=1)

    def own_means(values: tf.Tensor) -> tf.Tensor:
        means = tf.reduce_mean(tf.reshape(values, (len(values), -1, values.shape[-1])), axis=1)
        return tf.gather_nd(means, chosen)

    @tf.function
    def in_tensorflow(pictures: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        with tf.GradientTape() as tape:
            tape.watch(pictures)
            before = tf.cast(model(pictures, training=False), tf.float32)
            scores = own_means(activation(before))
            climbed = scores + leak * own_means(tf.minimum(before, 0)) if leak else scores
        return scores, tape.gradient(climbed, pictures)

    def scores_and_gradient(pictures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        scores, gradient = in_tensorflow(tf.constant(pictures, tf.float32))
        return np.asarray(scores), np.asarray(gradient)

    return scores_and_gradient


def _up_to(network: Network, name: str, precision: str) -> keras.Model:
    """A Keras model that ends at the pre-activation of a layer."""
    architecture = network.architecture
    layers = tuple(
        replace(layer, activation="linear") if layer.name == name and layer.activation != "linear" else layer
        for layer in architecture.layers
    )
    model = live_models.to_keras(Network(replace(architecture, layers=layers), network.weights), precision)
    return keras.Model(model.inputs, model.get_layer(name).output)
