"""Images as lines of a CSV: Kaggle's with a header, the older ones with the label first, others like them."""

import csv
import re
import warnings
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core import formats
from core.datasets.file_formats import class_labels, pixels
from core.datasets.file_formats.part import Part, part_of
from core.datasets.file_formats.pixels import Pixels
from core.untrusted.sources import Source

LABELS = ("label", "labels", "class", "target", "digit", "letter", "character", "y")
NUMBERS = ("", "id", "index", "imageid", "image_id")
AT_ONCE = 2000  # lines
LONGEST_LINE = 4 << 20
STEADY = 0.9
NOTHING = ("", "NA", "NaN", "nan", "null", "None")  # where a pixel should be; a class may be called so
NUMBERED = re.compile("0[0-9]")  # 01, 02: a name that a number would not give again
SHAPES = "read are lines of 784 pixels, or another square number, with or without a label first or last"


@dataclass(frozen=True)
class Columns:
    """How the lines of a file are laid out. `label` is a column, or None; `either` says that it is first or last."""

    separator: str
    count: int
    has_header: bool
    label: int | None
    either: bool
    pixels: tuple[int, ...]


def read(source: Source, names: Collection[str] = ()) -> Part:
    """The Part in a CSV; a label that is one of the class `names` is no number.

    Raises ValueError, one sentence with the line, for what is no CSV.
    """
    columns = _columns(source)
    found = Pixels((pixels.side_of(len(columns.pixels)),) * 2, repr(source.name))
    labels = []
    for first_line, chunk in _chunks(source, columns):
        if columns.either:
            columns = _decided(columns, chunk)
        found.add(_numbers(source, columns, chunk, first_line))
        if columns.label is not None:
            labels.append(chunk[columns.label].to_numpy(dtype=np.str_))
    if not len(found):
        raise ValueError(f"{source.name!r} has a header and no line of pixels")
    return Part(part_of(source.name), found, _labels(source, np.concatenate(labels), names) if labels else None)


def _labels(source: Source, texts: np.ndarray, names: Collection[str]) -> np.ndarray:
    different = set(np.unique(texts).tolist())
    if (names and different <= {*names, *class_labels.UNSAID}) or any(map(NUMBERED.match, different)):
        return texts
    try:
        numbers = texts.astype(np.float64)
    except ValueError:
        return texts
    return class_labels.flat(numbers, f"{source.name!r}")


def _columns(source: Source) -> Columns:
    stream = source.open()
    lines = [_line(source, stream.readline(LONGEST_LINE)) for _ in range(2)]
    separator = max((",", ";", "\t"), key=lines[0].count)
    if separator not in lines[0]:
        separator = r"\s+"
    names, second = (_fields(line, separator) for line in lines)
    if second != [""] and len(second) != len(names):
        raise ValueError(
            f"line 2 of {source.name!r} has {len(second):,} values and line 1 {len(names):,}; all lines have as many"
        )
    has_header = _is_header(names)
    known = [name.lower() for name in names] if has_header else [str(at) for at in range(len(names))]
    of_pixels = [at for at, name in enumerate(known) if name not in NUMBERS and not name.startswith("unnamed")]
    label = next((at for at in of_pixels if known[at] in LABELS), None)
    of_pixels = [at for at in of_pixels if at != label]
    either = label is None and not _is_square(len(of_pixels)) and _is_square(len(of_pixels) - 1)
    if not either and not _is_square(len(of_pixels)):
        raise ValueError(f"line 1 of {source.name!r} has {formats.count(len(names), 'value')}; {SHAPES}")
    if either:
        label, *of_pixels = of_pixels
    return Columns(separator, len(names), has_header, label, either, tuple(of_pixels))


def _line(source: Source, content: bytes) -> str:
    if len(content) >= LONGEST_LINE:
        raise ValueError(f"a line of {source.name!r} has more than {LONGEST_LINE >> 20} MB; an image is one line")
    if b"\0" in content:
        raise ValueError(f"{source.name!r} is no plain text: save it as CSV in UTF-8")
    return content.decode("utf-8-sig", errors="replace").strip("\r\n")


def _fields(line: str, separator: str) -> list[str]:
    try:
        fields = line.split() if separator == r"\s+" else next(csv.reader([line], delimiter=separator), [])
    except csv.Error:  # a field is too long, or lines end otherwise: then at least it can be counted
        fields = line.split(separator)
    return [field.strip().strip('"') for field in fields] or [""]


def _is_header(names: list[str]) -> bool:
    """Whether most of the first line are words, or it counts its columns as pandas does."""
    numbers = [name for name in names if _is_number(name)]
    if len(numbers) < len(names) / 2:
        return True
    counted = {",".join(map(str, range(first, first + len(numbers)))) for first in (0, 1)}
    return len(numbers) > 3 and ",".join(numbers) in counted


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _is_square(count: int) -> bool:
    try:
        pixels.side_of(count)
    except ValueError:
        return False
    return True


def _chunks(source: Source, columns: Columns) -> Iterator[tuple[int, pd.DataFrame]]:
    """`(number of the first line, frame)` again and again."""
    stream = source.open()
    as_text = {columns.label: str} if columns.label is not None else {}
    if columns.either:
        as_text[columns.pixels[-1]] = str
    line = 1 + columns.has_header
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            frames = pd.read_csv(
                stream,
                sep=columns.separator,
                header=None,
                names=range(columns.count),
                index_col=False,
                skiprows=int(columns.has_header),
                chunksize=AT_ONCE,
                dtype=as_text,
                keep_default_na=False,
                na_values=dict.fromkeys(columns.pixels, NOTHING),
                encoding_errors="replace",
                low_memory=False,
            )
            for frame in frames:
                yield line, frame
                line += len(frame)
    except pd.errors.EmptyDataError:
        return
    except ValueError as error:
        if stream.closed:  # pandas closes it where memory ends, and then says so of the file
            raise MemoryError from error
        if not isinstance(error, pd.errors.ParserError):
            raise
        raise ValueError(stream.failure or _of_pandas(source, str(error))) from error


def _of_pandas(source: Source, said: str) -> str:
    if match := re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", said):
        expected, line, saw = match.groups()
        return f"line {line} of {source.name!r} has {saw} values and line 1 {expected}; all lines have as many"
    return f"{source.name!r} is no CSV that can be read: a quotation mark may not be closed"


def _decided(columns: Columns, chunk: pd.DataFrame) -> Columns:
    """The label is last where the first column hardly ever changes, as a picture's corner, and the last does."""
    first, last = columns.label, columns.pixels[-1]
    is_last = _steadiness(chunk[first]) > STEADY >= _steadiness(chunk[last])
    everywhere = (first, *columns.pixels)
    label, of_pixels = (last, everywhere[:-1]) if is_last else (first, everywhere[1:])
    return Columns(columns.separator, columns.count, columns.has_header, label, False, of_pixels)  # type: ignore[arg-type]


def _steadiness(column: pd.Series) -> float:
    """The share of its most frequent value."""
    return float(column.value_counts(normalize=True).iloc[0])


def _numbers(source: Source, columns: Columns, chunk: pd.DataFrame, first_line: int) -> np.ndarray:
    frame = chunk[list(columns.pixels)]
    texts = [name for name, kind in frame.dtypes.items() if kind.kind not in "iufb"]
    if texts:
        frame = frame.copy()
        for name in texts:
            frame[name] = pd.to_numeric(frame[name], errors="coerce")
    numbers = frame.to_numpy()
    if numbers.dtype.kind == "f" and np.isnan(numbers).any():
        row, at = np.argwhere(np.isnan(numbers))[0]
        value = chunk[columns.pixels[at]].iloc[row]
        has = "nothing" if pd.isna(value) else repr(str(value)[:40])
        where = f"line {first_line + row} of {source.name!r}"
        raise ValueError(f"{where} has {has} in column {columns.pixels[at] + 1}; a pixel is a number")
    return numbers
