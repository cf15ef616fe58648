"""The bridge to Keras: files are read and written as data, live models by Keras itself.

The same table of layer kinds reads both, so that they accept the same layers. HDF5's library and Keras are imported
only when what needs them is asked for: who looks at a network needs neither.
"""

from importlib import import_module
from typing import Any

ROOMS = {
    "read": "file_reading",
    "write": "file_writing",
    "activation_model": "live_models",
    "build": "live_models",
    "from_keras": "live_models",
    "to_keras": "live_models",
}

__all__ = ["activation_model", "build", "from_keras", "read", "to_keras", "write"]


def __getattr__(name: str) -> Any:
    if name in ROOMS:
        return getattr(import_module(f"core.keras_io.{ROOMS[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
