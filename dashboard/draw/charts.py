"""From arrays to Plotly figures that people zoom in: curves over the epochs, points. No streamlit.

A figure is described whole and made once: to change a Figure afterwards takes Plotly ten times as long.
"""

import plotly.graph_objects as go

from dashboard.draw.colors import ACCENT, LINES

FONT = {"size": 16}  # letters that can be read from the back row
# of Plotly's own buttons the one that saves the picture, twice as sharp, and those that zoom: only when one of them
# was pressed does a finger's way over a chart mean the chart, and not the page
ZOOM = ["zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "resetScale2d"]
CONFIG = {
    "displaylogo": False,
    "modeBarButtons": [ZOOM, ["toImage"]],
    "toImageButtonOptions": {"scale": 2},
}
# As they are written elsewhere on the pages: Plotly would say 300n for 0.0000003, and 10k for 10,000.
NUMBERS = {"exponentformat": "power", "minexponent": 5, "separatethousands": True}
LOOK = {
    "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
    "paper_bgcolor": "rgba(0,0,0,0)",
    "plot_bgcolor": "rgba(0,0,0,0)",
    "hoverlabel": {"font": FONT},
    "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": "rgb(128,128,128)", "activecolor": ACCENT},
    "dragmode": False,
    "showlegend": True,
    "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0, "font": FONT},
}


def chart(traces, height, across, up, lines=()):
    """A Figure of `traces`, Plotly's own in dicts, `height` pixels high, with their names above it.

    `across` and `up` are its axes, from `axis`; `lines` are places across at which a line stands, each with its color.
    """
    shapes = [_upright(place, color) for place, color in lines]
    return go.Figure(traces, {**LOOK, "height": height, "xaxis": across, "yaxis": up, "shapes": shapes})


def axis(title="", **more):
    """One whose numbers are written as elsewhere; `more` is Plotly's."""
    return {**NUMBERS, "tickfont": FONT, "title": {"text": title, "font": FONT}, **more}


def _upright(place, color):
    ends = {"x0": place, "x1": place, "y0": 0, "y1": 1, "yref": "y domain"}
    return {"type": "line", **ends, "line": {"color": color, "width": 2, "dash": "dash"}}


def learning_curves(histories, quantity, kept=(), other_seeds=()):
    """Curves over the epochs; `histories` maps a run to its rows, `kept` a run to the epoch that early stopping kept.

    Thin and dotted is what was learnt from, thick is the validation; a run without validation has only the first.
    `other_seeds` maps a run to `{seed: rows}`, whose validation is thin.
    """
    validation, curves = f"validation_{quantity}", []
    colors = dict(zip(histories, LINES, strict=False))
    for name, color in colors.items():
        learning = _over_epochs(histories[name], quantity, f"{name}, training", color, 3, 5)
        learning["line"]["dash"] = "dot"
        held_out = _over_epochs(histories[name], validation, f"{name}, validation", color, 4, 7)
        curves += [learning, held_out]
        for seed, rows in dict(other_seeds).get(name, {}).items():
            thin = _over_epochs(rows, validation, f"{name}, seed {seed}", color, 1.5)
            curves.append({**thin, "mode": "lines", "showlegend": False})
    up = axis(quantity, tickformat=".1%" if quantity == "accuracy" else None, nticks=6)
    lines = [(epoch, colors[name]) for name, epoch in dict(kept).items() if name in colors]
    noted = [curve for curve in curves if curve["x"]]
    return chart(noted, 430, axis("epoch", showgrid=False), up, lines)


def _over_epochs(rows, key, name, color, width, dots=0):
    """The curve of one quantity of a history, as far as it was noted."""
    points = [(row["epoch"], row[key]) for row in rows if row["kind"] == "epoch" and key in row]
    return {
        "type": "scatter",
        "x": [epoch for epoch, _ in points],
        "y": [value for _, value in points],
        "name": name,
        "mode": "lines+markers",
        "line": {"width": width, "color": color},
        "marker": {"size": dots},
        "hovertemplate": f"epoch %{{x}}: %{{y:{'.2%' if 'accuracy' in key else '.4f'}}}<extra>{name}</extra>",
    }


def in_legend(figure):
    """The names of its lines, where there are several, each with its own; else none."""
    names = [trace.name for trace in figure.data]
    return names if len(set(names)) == len(names) > 1 else []


def with_lines(figure, names):
    """The figure with these lines alone, the others left away as a click on the legend does."""
    described = figure.to_plotly_json()
    traces = [{**trace, "visible": True if trace["name"] in names else "legendonly"} for trace in described["data"]]
    return go.Figure(traces, described["layout"])


def enlarged(figure, times):
    """The figure with all its letters so many times as large, wherever it says a size for them, and their room."""

    def larger(part):
        if isinstance(part, dict):
            return {
                name: {**of, "size": of["size"] * times} if name.endswith("font") and "size" in of else larger(of)
                for name, of in part.items()
            }
        return [larger(of) for of in part] if isinstance(part, list | tuple) else part

    described = figure.to_plotly_json()
    layout = {name: of if name == "template" else larger(of) for name, of in described["layout"].items()}
    layout["margin"] = {side: times * room for side, room in layout["margin"].items()}
    return go.Figure(larger(described["data"]), layout)
