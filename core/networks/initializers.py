"""The weights of a network that has learnt nothing: Keras's initializers, drawn from a seed."""

from math import prod, sqrt

import numpy as np

from core.networks.architecture import Architecture
from core.networks.network import Network


def initialise(architecture: Architecture, seed: int) -> Network:
    """The untrained network of a seed: biases zero, kernels by each layer's initialiser (a normalisation's are ones).

    The stream is numpy's legacy RandomState because that one is frozen for good (NEP 19): a run need not store its
    untrained weights, its seed gives them back.
    """
    random = np.random.RandomState(seed)
    weights = {}
    for key, shape in architecture.weight_shapes.items():
        name, weight = key.rsplit("/", 1)
        draw = INITIALIZERS[architecture.layer(name).initializer]
        weights[key] = np.zeros(shape) if weight == "bias" else draw(random, shape)
    return Network(architecture, weights)


def _fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """How many inputs feed a cell and how many cells an input feeds."""
    places = prod(shape[:-2])
    return places * shape[-2], places * shape[-1]


def glorot_uniform(random: np.random.RandomState, shape: tuple[int, ...]) -> np.ndarray:
    """Uniform within sqrt(6 / (fan in + fan out)). Glorot and Bengio 2010; Keras's default."""
    limit = sqrt(6 / sum(_fans(shape)))
    return random.uniform(-limit, limit, shape)


def variance_scaling(random: np.random.RandomState, shape: tuple[int, ...]) -> np.ndarray:
    """Normal with variance 1 / fan in, redrawn beyond two standard deviations; TensorFlow.js's default of that name."""
    deviation_of_truncated = 0.87962566103423978
    values = random.standard_normal(shape)
    while (outside := np.abs(values) > 2).any():
        values[outside] = random.standard_normal(outside.sum())
    return values * sqrt(1 / _fans(shape)[0]) / deviation_of_truncated


def ones(random: np.random.RandomState, shape: tuple[int, ...]) -> np.ndarray:
    """All 1: a normalisation that changes nothing."""
    return np.ones(shape)


def zeros(random: np.random.RandomState, shape: tuple[int, ...]) -> np.ndarray:
    """All 0."""
    return np.zeros(shape)


INITIALIZERS = {function.__name__: function for function in (glorot_uniform, variance_scaling, ones, zeros)}
