"""How large a network may be that a stranger brings: a server has to work it out, for many pictures at once."""

from math import prod

from core.keras_io import config
from core.networks.architecture import Architecture
from core.networks.layers.base import Layer, Shape

LARGEST_SIDE = 64  # pixels
MOST_PARAMETERS = 8_000_000
MOST_VALUES = 2_000_000
MOST_PRODUCTS = 500_000_000


def check(architecture: Architecture) -> None:
    """Raises ValueError for a network that is too large for a server to work out."""
    if len(architecture.layers) > config.MOST_LAYERS:
        raise ValueError(f"the network has {len(architecture.layers)} layers, more than {config.MOST_LAYERS}")
    check_names(architecture)
    for layer, shape in zip(architecture.layers, architecture.input_shapes, strict=True):
        output_shape(layer, shape)
    _check_total("parameters", architecture.parameters, MOST_PARAMETERS)
    _check_total("numbers for one picture", sum(map(prod, architecture.shapes)), MOST_VALUES)
    _check_total("multiply-adds for one picture", architecture.multiply_adds, MOST_PRODUCTS)


def check_names(architecture: Architecture) -> None:
    """Raises ValueError for a layer's name that Markdown or a program could take for more than a name."""
    for name in architecture.names:
        if config.harmless(config.check_name(name)) != name:
            raise ValueError(f"layer name {name!r} must be of letters, digits, spaces and _ ( ) + -")


def output_shape(layer: Layer, input_shape: Shape) -> Shape:
    """The layer's output shape, if a server can work it out for many pictures at once. Raises ValueError otherwise."""
    shape = layer.output_shape(input_shape)
    window = prod(layer.window or (1, 1))
    values = prod(shape[:2]) * window * input_shape[-1] if window > 1 else prod(shape)
    if max(values, prod(shape)) > MOST_VALUES:
        raise ValueError(f"it would handle {max(values, prod(shape))} numbers for one picture, more than {MOST_VALUES}")
    if layer.multiply_adds(input_shape) > MOST_PRODUCTS:
        raise ValueError(f"one picture would cost more than {MOST_PRODUCTS} multiply-adds")
    return shape


def _check_total(what: str, number: int, most: int) -> None:
    if number > most:
        raise ValueError(f"the network has {number:,} {what}, more than {most:,}")
