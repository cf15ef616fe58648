"""The images that networks learn from and are tested on: fetched once, checked by digest, or made by a person."""

from core.datasets.catalogue import SOURCES
from core.datasets.loading import DataSet, DataSetError, Split, available, class_names, fetch, load, locate

__all__ = ["SOURCES", "DataSet", "DataSetError", "Split", "available", "class_names", "fetch", "load", "locate"]
