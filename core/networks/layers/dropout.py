"""Dropout: only a network that learns feels it."""

from dataclasses import dataclass

from core.formats import percent
from core.networks.layers.base import Shape, Sources, Weightless, Weights
from core.networks.layers.cell_arithmetic import Cell, Passed
from core.networks.layers.keras_settings import Reading, Settings

# Keras's layers that act while learning and do nothing else.
NOISE = ("GaussianDropout", "AlphaDropout", "GaussianNoise", "ActivityRegularization")
AUGMENTATION = tuple(
    f"Random{change}" for change in ("Flip", "Rotation", "Translation", "Zoom", "Contrast", "Brightness")
)


@dataclass(frozen=True)
class Dropout(Weightless):
    """While learning, switch off a random share (`rate`) of the cells; when looking, do nothing at all."""

    rate: float
    name: str = ""

    kind = "Dropout"
    passes_silence = True

    def __post_init__(self) -> None:
        if not 0 <= self.rate < 1:
            raise ValueError(f"rate (={self.rate}) must be at least 0 and below 1")

    def arithmetic(self, cell: Cell, sources: Sources, weights: Weights) -> Passed:
        ((before, inputs),) = sources
        return self.passed(Cell(before, cell.index), inputs)

    def sentence(self, input_shape: Shape) -> str:
        return (
            f"While learning, {percent(self.rate)} of the numbers are switched off at random. "
            "Now, when looking, nothing is changed."
        )

    def cell_code(self, index: Shape, input_shape: Shape) -> str:
        return f"after = inputs[{', '.join(map(str, index))}]"


def _read(settings: Settings, input_shape: Shape) -> Reading:
    return Reading((Dropout(settings.number("rate", 0), name=settings.name),))


def _read_nothing(settings: Settings, input_shape: Shape) -> Reading:
    """It acts while learning and on nothing that is looked at: it is left out."""
    return Reading(())


Dropout.keras_readers = {
    **{"Dropout": _read, "SpatialDropout2D": _read},
    **dict.fromkeys((*NOISE, *AUGMENTATION), _read_nothing),
}
