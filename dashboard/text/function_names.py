"""What every activation is called, and what it does to a number, in a clause."""

from typing import NamedTuple

from core.networks.layers import ReLU


class Function(NamedTuple):
    name: str
    does: str


FUNCTIONS = {
    "linear": Function("linear", "the number stays as it is"),
    "relu": Function("ReLU", "a number below zero becomes zero, any other stays"),
    "relu6": Function("ReLU6", "a number below zero becomes zero, one above 6 becomes 6, any other stays"),
    "leaky_relu": Function("leaky ReLU", "of a number below zero a fifth is left, any other stays"),
    "elu": Function("ELU", "a number below zero is bent towards \u22121, any other stays"),
    "selu": Function("SELU", "a number below zero is bent towards \u22121.76, any other grows by a twentieth"),
    "gelu": Function("GELU", "a number far below zero fades to zero, one far above stays, smoothly in between"),
    "sigmoid": Function("sigmoid", "any number is squeezed between 0 and 1"),
    "hard_sigmoid": Function("hard sigmoid", "any number is squeezed between 0 and 1, along a straight line"),
    "tanh": Function("tanh", "any number is squeezed between \u22121 and 1"),
    "softplus": Function("softplus", "a ReLU without a corner: far below zero a number fades to zero"),
    "softsign": Function("softsign", "any number is squeezed between \u22121 and 1, gently"),
    "silu": Function("SiLU", "the number times its own sigmoid: far below zero it fades, far above it stays"),
    "exponential": Function("exponential", "e to the power of the number"),
    "softmax": Function("softmax", "the numbers become shares: none below 0, and together 1"),
}


def name_of(layer):
    """`ReLU`, `sigmoid`: what the function of a layer is called."""
    return "ReLU" if isinstance(layer, ReLU) else FUNCTIONS[layer.activation].name


def of_layer(layer):
    """What the layer's function does to one number."""
    if not isinstance(layer, ReLU):
        return FUNCTIONS[layer.activation].does
    where = f"{layer.threshold:g}" if layer.threshold else "zero"
    low = f"of what a number lacks to {where}, {layer.negative_slope:g} is left" if layer.negative_slope else ""
    if layer.negative_slope and not layer.threshold:
        low = f"a number below zero is multiplied with {layer.negative_slope:g}"
    low = low or f"a number below {where} becomes zero"
    high = "" if layer.max_value is None else f", one above {layer.max_value:g} becomes {layer.max_value:g}"
    return f"{low}{high}, any other stays"
