"""From arrays to Plotly figures: curves and points. No streamlit.

A figure is described whole and made once: to change a Figure afterwards takes Plotly ten times as long.
"""

import numpy as np
import plotly.graph_objects as go

from dashboard.draw import letters
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
}
LEGEND = {"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0, "font": FONT}
SHARES = {"range": [0, 1.04], "tickformat": ".0%", "nticks": 5}
CATEGORIES = {"type": "category"}
# of both axes, with `_room`: no number has to be measured, to be turned or left away
IN_ITS_ROOM = {"automargin": False, "ticklabeloverflow": "allow", "tickangle": 0}


def chart(traces, height, across, up, lines=(), **layout):
    """A Figure of `traces`, Plotly's own in dicts, `height` pixels high; `across` and `up` are its axes, from `axis`.

    `lines` are places across at which a line stands, each with its look.
    """
    shapes = [_upright(place, look) for place, look in lines]
    return go.Figure(traces, {**LOOK, "height": height, "xaxis": across, "yaxis": up, "shapes": shapes, **layout})


def axis(title="", **more):
    """One whose numbers are written as elsewhere; `more` is Plotly's."""
    return {**NUMBERS, "tickfont": FONT, "title": {"text": title, "font": FONT}, **more}


def with_legend(traces, height, across, up, lines=(), **layout):
    """A chart with the names of its traces above it."""
    return chart(traces, height, across, up, lines, legend=LEGEND, showlegend=True, **layout)


def _room(widest):
    """A layout whose axes have room for their numbers and titles; `widest` is as wide as any number on the left.

    To find it out Plotly would draw every chart twice.
    """
    line = 1.5 * FONT["size"]
    left = 2 * line + letters.width(widest, FONT["size"] / letters.PIXELS)
    return {"margin": {"l": left, "r": 16, "t": line / 2, "b": 2.5 * line}}


def _upright(place, look):
    return {"type": "line", "x0": place, "x1": place, "y0": 0, "y1": 1, "yref": "y domain", "line": look}


def _dashed(color):
    return {"color": color, "width": 2, "dash": "dash"}


def depth(names, series):
    """Curves over the layers; `series` maps a title to one share (0 to 1 or None) per layer."""
    curves = [
        _shares(title, names, values, color, "%{x}: %{y:.1%}")
        for (title, values), color in zip(series.items(), LINES, strict=False)
    ]
    return with_legend(curves, 400, axis(showgrid=False), axis(**SHARES))


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
    lines = [(epoch, _dashed(colors[name])) for name, epoch in dict(kept).items() if name in colors]
    noted = [curve for curve in curves if curve["x"]]
    return with_legend(noted, 430, axis("epoch", showgrid=False), up, lines)


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


def per_class(accuracies, class_names):
    """`accuracies` maps a run to `(right, count)` arrays, one number per class; later dots are smaller: none hides."""
    dots = [
        {
            "type": "scatter",
            "x": class_names,
            "y": np.where(count > 0, right / np.maximum(count, 1), np.nan),
            "name": name,
            "mode": "markers",
            "marker": {"size": max(21 - 5 * at, 8), "color": color},
            "customdata": list(zip(right, count, strict=True)),
            "hovertemplate": "%{x}: %{y:.2%}, %{customdata[0]:,} of %{customdata[1]:,}<extra>" + name + "</extra>",
        }
        for at, ((name, (right, count)), color) in enumerate(zip(accuracies.items(), LINES, strict=False))
    ]
    return with_legend(dots, 380, axis(**CATEGORIES), axis("right", tickformat=".0%", nticks=6))


def falling(shares, order, unit):
    """Accuracy after each of the channels that are switched off one after the other; the first share is of all on."""
    places = ["all on", *(f"\u2212 {channel}" for channel in order)]
    curve = _shares("switched off one after the other", places, shares, ACCENT, "%{x}: %{y:.1%}")
    return chart([curve], 300, axis(f"{unit} switched off", **CATEGORIES, showgrid=False), axis(**SHARES))


def climb(all_steps, curves, steps, scores, channel):
    """The scores of all pictures over the steps as thin lines, one filter's as a thick one."""
    gaps = [None]
    others = {
        "type": "scatter",
        "x": [x for _ in curves for x in (*all_steps.tolist(), *gaps)],
        "y": [y for curve in curves for y in (*curve.tolist(), *gaps)],
        "name": "the other filters",
        "mode": "lines",
        "line": {"width": 1, "color": "rgba(128, 128, 128, 0.4)"},
        "hoverinfo": "skip",
    }
    one = {
        "type": "scatter",
        "x": steps,
        "y": scores,
        "name": f"filter {channel}",
        "mode": "lines",
        "line": {"width": 4, "color": ACCENT},
        "hovertemplate": "step %{x}: %{y:.3g}<extra></extra>",
    }
    up = axis("mean activation", nticks=5, rangemode="tozero", **IN_ITS_ROOM)
    return with_legend([others, one], 330, axis("step", showgrid=False, **IN_ITS_ROOM), up, **_room("-0.0000"))


def changes(title, unit, strengths, accuracies, chosen):
    """Accuracy over the strength of one change; `accuracies` maps a run to one share per strength."""
    curves = [
        _shares(name, strengths, shares, color, f"{title} %{{x}} {unit}: %{{y:.1%}}")
        for (name, shares), color in zip(accuracies.items(), LINES, strict=False)
    ]
    across, up = axis(f"{title}, {unit}", showgrid=False, **IN_ITS_ROOM), axis(**SHARES, **IN_ITS_ROOM)
    return with_legend(curves, 340, across, up, [(chosen, _dashed(ACCENT))], **_room("100%"))


def fooling(epsilons, found, chosen):
    """Accuracy over epsilon; `found` maps `(against, victim)` to shares. What was made against another is dotted."""
    colors = dict(zip(dict.fromkeys(victim for _, victim in found), LINES, strict=False))
    curves = []
    for (against, victim), shares in found.items():
        own = against == victim
        name = f"{victim}, against itself" if own else f"{victim}, images made against {against}"
        dash = "solid" if own else "dot"
        curves.append(_shares(name, epsilons, shares, colors[victim], "epsilon %{x}: %{y:.1%}", dash))
    across, up = axis("epsilon", showgrid=False, **IN_ITS_ROOM), axis(**SHARES, **IN_ITS_ROOM)
    return with_legend(curves, 360, across, up, [(chosen, _dashed(ACCENT))], **_room("100%"))


def _shares(name, places, shares, color, hover, dash="solid"):
    """A line of shares, for an axis of SHARES."""
    return {
        "type": "scatter",
        "x": places,
        "y": shares,
        "name": name,
        "mode": "lines+markers",
        "line": {"width": 4, "color": color, "dash": dash},
        "marker": {"size": 10},
        "hovertemplate": f"{hover}<extra>{name}</extra>",
    }


def in_legend(figure):
    """The names of its lines, where there are several and a legend names them; else none."""
    names = [trace.name for trace in figure.data]
    return names if figure.layout.showlegend and len(set(names)) == len(names) > 1 else []


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
