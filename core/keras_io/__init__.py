"""The bridge to Keras: files are read and written as data, live models by Keras itself, which is imported only then.

The same table of layer kinds reads both, so that they accept the same layers.
"""

from importlib import import_module
from typing import Any

from core.keras_io.file_reading import read
from core.keras_io.file_writing import write

LIVE = ("activation_model", "build", "from_keras", "to_keras")

__all__ = ["activation_model", "build", "from_keras", "read", "to_keras", "write"]


def __getattr__(name: str) -> Any:
    """What works on live models imports Keras, and only when it is asked for."""
    if name in LIVE:
        return getattr(import_module("core.keras_io.live_models"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
