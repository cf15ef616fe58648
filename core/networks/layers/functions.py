"""Activations: the functions that Keras knows by name, in numpy, and how steep each of them is.

Each takes and gives float32 of any shape; all but softmax treat every number by itself.
"""

import numpy as np
from scipy.special import erfc, expit

LEAK = 0.2
SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772


def relu(values):
    return np.maximum(values, 0)


def leaky_relu(values):
    """Keras lets a fifth of a negative number through."""
    return np.maximum(values, LEAK * values)


def elu(values):
    return np.where(values > 0, values, np.expm1(np.minimum(values, 0)))


def selu(values):
    return SELU_SCALE * np.where(values > 0, values, SELU_ALPHA * np.expm1(np.minimum(values, 0)))


def gelu(values):
    """The number times the share of a standard normal distribution that lies below it (not the tanh formula)."""
    return values * _share_below(values)


def silu(values):
    return values * expit(values)


def softmax(values):
    """Exponentials over the last axis, divided by their sum; the largest logit is subtracted first against overflow."""
    exponentials = np.exp(values - values.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


ACTIVATIONS = {
    "linear": lambda values: values,
    "relu": relu,
    "relu6": lambda values: np.clip(values, 0, 6),
    "leaky_relu": leaky_relu,
    "elu": elu,
    "selu": selu,
    "gelu": gelu,
    "sigmoid": expit,
    "hard_sigmoid": lambda values: np.clip(values + 3, 0, 6) / 6,
    "tanh": np.tanh,
    "softplus": lambda values: np.logaddexp(values, 0),
    "softsign": lambda values: values / (1 + np.abs(values)),
    "silu": silu,
    "exponential": np.exp,
    "softmax": softmax,
}

SLOPES = {
    "relu": lambda values: values > 0,
    "relu6": lambda values: (values > 0) & (values < 6),
    "leaky_relu": lambda values: np.where(values > 0, np.float32(1), np.float32(LEAK)),
    "elu": lambda values: np.exp(np.minimum(values, 0)),
    "selu": lambda values: SELU_SCALE * np.where(values > 0, 1, SELU_ALPHA * np.exp(np.minimum(values, 0))),
    "gelu": lambda values: _share_below(values) + values * np.exp(-np.square(values) / 2) / np.sqrt(2 * np.pi),
    "sigmoid": lambda values: expit(values) * expit(-values),
    "hard_sigmoid": lambda values: (np.abs(values) < 3) / 6,
    "tanh": lambda values: 1 - np.square(np.tanh(values)),
    "softplus": expit,
    "softsign": lambda values: 1 / np.square(1 + np.abs(values)),
    "silu": lambda values: expit(values) * (1 + values * expit(-values)),
    "exponential": np.exp,
}


def back(name, before, gradient):
    """The gradient by `before`, what an activation is given, from the one by what it gives; all of one shape."""
    if name == "linear":
        return gradient
    if name == "softmax":
        shares = softmax(before)
        return shares * (gradient - (shares * gradient).sum(axis=-1, keepdims=True))
    return (gradient * SLOPES[name](before)).astype(gradient.dtype, copy=False)


def _share_below(values):
    return erfc(-values / np.sqrt(2).astype(values.dtype)) / 2
