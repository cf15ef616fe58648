"""The images that networks learn from and are tested on: fetched once, checked by digest, or made by a person."""

from core.datasets.catalogue import SOURCES, class_names_of, source_of
from core.datasets.loading import DataSet, DataSetError, Split, available, class_names, fetch, load, locate

__all__ = [
    "SOURCES",
    "DataSet",
    "DataSetError",
    "Split",
    "available",
    "class_names",
    "class_names_of",
    "fetch",
    "load",
    "locate",
    "source_of",
]
