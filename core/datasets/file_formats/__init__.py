"""Files of other people's data sets, read as data and written: CSV, idx, numpy arrays, zips of pictures."""

from core.datasets.file_formats.reading import READ, read

__all__ = ["READ", "read"]
