"""What figures and tables show, as pandas frames and as Markdown. No streamlit.

pandas is 80 MB of a server's memory: it is imported when the first frame is made.
"""

import re
from dataclasses import asdict

import numpy as np

from core import formats


def of_chart(figure):
    """A Plotly figure's points, a line each: whose they are, where there are several, then what the axes say.

    A trace whose points are not all of one has each point's own name first in its `customdata`.
    """
    import pandas as pd

    across, up = figure.layout.xaxis.title.text, figure.layout.yaxis.title.text
    frames = [
        pd.DataFrame({"of": _whose(trace), across: np.asarray(trace.x), up: np.asarray(trace.y)}).dropna(subset=[up])
        for trace in figure.data
    ]
    if not frames:
        return pd.DataFrame({across: [], up: []})
    frame = pd.concat(frames, ignore_index=True)
    return frame if frame["of"].nunique() > 1 else frame.drop(columns="of")


def _whose(trace):
    return (trace.name or "") if trace.customdata is None else [str(name) for name, *_ in trace.customdata]


def summary(architecture):
    """An architecture's summary; shapes as they are written."""
    frame = architecture.summary_frame()
    frame = frame.assign(inbound=frame["inbound"].map(", ".join))
    return frame.assign(**{name: frame[name].map(formats.shape) for name in ("output_shape", "receptive_field")})


def statistics(rows):
    """`rows` maps a tensor's name and shape to its `TensorStatistics`."""
    import pandas as pd

    lines = [{"tensor": name, "shape": formats.shape(shape), **asdict(found)} for (name, shape), found in rows.items()]
    return pd.DataFrame(lines)


def without_formulas(frame):
    """The frame with an apostrophe before each text that a spreadsheet would take for a formula."""
    import pandas as pd

    frame = frame.rename(index=_as_text, columns=_as_text)
    texts = [name for name in frame.columns if not pd.api.types.is_numeric_dtype(frame[name])]
    return frame.assign(**{name: frame[name].map(_as_text) for name in texts})


def _as_text(cell):
    if not isinstance(cell, str) or not cell.lstrip().startswith(("=", "+", "-", "@")):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell


def markdown(frame):
    """The frame as a table to paste into a text, where nothing that a name has in it comes alive."""
    rows = frame.astype(str).to_numpy().tolist()
    lines = [_escaped(map(str, frame.columns)), ["---"] * len(frame.columns), *map(_escaped, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _escaped(cells):
    return [re.sub(r"([\\`*<>\[\]|$])", r"\\\1", " ".join(cell.split())) for cell in cells]
