"""The arithmetic behind one number of a network: what it reads, what that is multiplied with, and what comes out.

Everything is worked out again from the numbers of the layer before, one product at a time and not by the layers' own
`forward`, so that it can be held against the network.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.networks.architecture import INPUT, Architecture
from core.networks.layers.cell_arithmetic import Arithmetic, Cell, Given
from core.networks.network import Network, image_batch


@dataclass(frozen=True, eq=False)
class Trace:
    """A network looking at one image: every number it used, float64, without the batch."""

    network: Network
    image: np.ndarray

    @cached_property
    def values(self) -> dict[str, np.ndarray]:
        """`{INPUT or layer name: array}`, after each activation."""
        given = image_batch(self.image, self.architecture.input_shape)[0]
        found = self.network.activations(self.image)
        every = {INPUT: given, **{name: values[0] for name, values in found.items()}}
        return {name: values.astype(np.float64) for name, values in every.items()}

    @property
    def architecture(self) -> Architecture:
        return self.network.architecture

    @property
    def stages(self) -> tuple[str, ...]:
        """The input and every layer, in order."""
        return (INPUT, *self.architecture.names)

    def before(self, name: str) -> tuple[str, ...]:
        """The stages that a layer reads."""
        return self.architecture.sources(name)

    def after(self, name: str) -> tuple[str, ...]:
        """The layers that read a stage; none behind the last one."""
        return self.architecture.readers(name)

    def inputs(self, name: str) -> np.ndarray:
        """What a layer reads: of one that reads several stages, as its `join` puts them together."""
        batches = [self.values[stage][None] for stage in self.before(name)]
        return self.architecture.layer(name).join(batches)[0]

    def value(self, cell: Cell) -> float:
        return float(self.values[cell.layer][cell.index])

    def has(self, cell: Cell) -> bool:
        """Whether the network has such a cell."""
        shape = self.values[cell.layer].shape if cell.layer in self.stages else ()
        return len(cell.index) == len(shape) > 0 and all(0 <= i < n for i, n in zip(cell.index, shape, strict=True))

    def check(self, cell: Cell) -> None:
        """Raises ValueError for a cell that the network does not have."""
        if cell.layer not in self.stages:
            raise ValueError(f"layer {cell.layer!r} is not one of {', '.join(self.stages)}")
        if not self.has(cell):
            shape = self.values[cell.layer].shape
            raise ValueError(f"cell {cell.index} is outside {cell.layer}, which has the shape {shape}")

    def arithmetic(self, cell: Cell) -> Arithmetic:
        """How the cell's value came about. Raises ValueError for a cell that the network does not have."""
        self.check(cell)
        if cell.layer == INPUT:
            return Given(self.value(cell))
        sources = [(stage, self.values[stage]) for stage in self.before(cell.layer)]
        return self.architecture.layer(cell.layer).arithmetic(cell, sources, self.network.arrays(cell.layer))
