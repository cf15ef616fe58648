"""Activation functions: those that Keras knows by name, in numpy, how steep each is, and what it does in words.

Each takes and gives float32 of any shape; all but softmax treat every number by itself. `scipy.special` takes .2 s to
import, as `scipy` alone does not: it is imported by the first that is asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy

LEAK = 0.2
SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772


def relu(values: np.ndarray) -> np.ndarray:
    """Numbers below zero become zero."""
    return np.maximum(values, 0)


def leaky_relu(values: np.ndarray) -> np.ndarray:
    """Keras lets a fifth of a negative number through."""
    return np.maximum(values, LEAK * values)


def elu(values: np.ndarray) -> np.ndarray:
    """Below zero, the exponential less one."""
    return np.where(values > 0, values, np.expm1(np.minimum(values, 0)))


def selu(values: np.ndarray) -> np.ndarray:
    """As elu, scaled so that mean and spread of a layer keep themselves (Klambauer and others 2017)."""
    return SELU_SCALE * np.where(values > 0, values, SELU_ALPHA * np.expm1(np.minimum(values, 0)))


def gelu(values: np.ndarray) -> np.ndarray:
    """The number times the share of a standard normal distribution that lies below it (not the tanh formula)."""
    return values * _share_below(values)


def sigmoid(values: np.ndarray) -> np.ndarray:
    """Between 0 and 1: one over one and the exponential of the negative."""
    return scipy.special.expit(values)


def silu(values: np.ndarray) -> np.ndarray:
    """The number times its sigmoid."""
    return values * sigmoid(values)


def softmax(values: np.ndarray) -> np.ndarray:
    """Exponentials over the last axis, divided by their sum; the largest logit is subtracted first against overflow."""
    exponentials = np.exp(values - values.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


@dataclass(frozen=True)
class ActivationFunction:
    """A function called as numpy's are; `slope` is its derivative, `does` says in a clause what becomes of a number.

    Softmax has no slope of its own, because it mixes numbers. `silences` where all that is not above zero becomes zero.
    """

    function: Callable[[np.ndarray], np.ndarray]
    slope: Callable[[np.ndarray], np.ndarray] | None
    title: str
    does: str
    silences: bool = False

    def __call__(self, values: np.ndarray | np.floating) -> np.ndarray:
        return self.function(np.asarray(values))


def _share_below(values: np.ndarray) -> np.ndarray:
    return scipy.special.erfc(-values / np.sqrt(2).astype(values.dtype)) / 2


ACTIVATIONS = {
    "linear": ActivationFunction(lambda values: values, np.ones_like, "linear", "the number stays as it is"),
    "relu": ActivationFunction(
        relu, lambda values: values > 0, "ReLU", "a number below zero becomes zero, any other stays", silences=True
    ),
    "relu6": ActivationFunction(
        lambda values: np.clip(values, 0, 6),
        lambda values: (values > 0) & (values < 6),
        "ReLU6",
        "a number below zero becomes zero, one above 6 becomes 6, any other stays",
        silences=True,
    ),
    "leaky_relu": ActivationFunction(
        leaky_relu,
        lambda values: np.where(values > 0, np.float32(1), np.float32(LEAK)),
        "leaky ReLU",
        "of a number below zero a fifth is left, any other stays",
    ),
    "elu": ActivationFunction(
        elu,
        lambda values: np.exp(np.minimum(values, 0)),
        "ELU",
        "a number below zero is bent towards \u22121, any other stays",
    ),
    "selu": ActivationFunction(
        selu,
        lambda values: SELU_SCALE * np.where(values > 0, 1, SELU_ALPHA * np.exp(np.minimum(values, 0))),
        "SELU",
        "a number below zero is bent towards \u22121.76, any other grows by a twentieth",
    ),
    "gelu": ActivationFunction(
        gelu,
        lambda values: _share_below(values) + values * np.exp(-np.square(values) / 2) / np.sqrt(2 * np.pi),
        "GELU",
        "a number far below zero fades to zero, one far above stays, smoothly in between",
    ),
    "sigmoid": ActivationFunction(
        sigmoid, lambda values: sigmoid(values) * sigmoid(-values), "sigmoid", "any number is squeezed between 0 and 1"
    ),
    "hard_sigmoid": ActivationFunction(
        lambda values: np.clip(values + 3, 0, 6) / 6,
        lambda values: (np.abs(values) < 3) / 6,
        "hard sigmoid",
        "any number is squeezed between 0 and 1, along a straight line",
    ),
    "tanh": ActivationFunction(
        np.tanh, lambda values: 1 - np.square(np.tanh(values)), "tanh", "any number is squeezed between \u22121 and 1"
    ),
    "softplus": ActivationFunction(
        lambda values: np.logaddexp(values, 0),
        sigmoid,
        "softplus",
        "a ReLU without a corner: far below zero a number fades to zero",
    ),
    "softsign": ActivationFunction(
        lambda values: values / (1 + np.abs(values)),
        lambda values: 1 / np.square(1 + np.abs(values)),
        "softsign",
        "any number is squeezed between \u22121 and 1, gently",
    ),
    "silu": ActivationFunction(
        silu,
        lambda values: sigmoid(values) * (1 + values * sigmoid(-values)),
        "SiLU",
        "the number times its own sigmoid: far below zero it fades, far above it stays",
    ),
    "exponential": ActivationFunction(np.exp, np.exp, "exponential", "e to the power of the number"),
    "softmax": ActivationFunction(softmax, None, "softmax", "the numbers become shares: none below 0, and together 1"),
}


def backward(name: str, before: np.ndarray, gradient: np.ndarray) -> np.ndarray:
    """The gradient by `before`, what an activation is given, from the one by what it gives; all of one shape."""
    if name == "linear":
        return gradient
    slope = ACTIVATIONS[name].slope
    if slope is None:
        probabilities = softmax(before)
        return probabilities * (gradient - (probabilities * gradient).sum(axis=-1, keepdims=True))
    return (gradient * slope(before)).astype(gradient.dtype, copy=False)
