"""From arrays to Plotly figures: histograms and curves. No streamlit."""

from itertools import pairwise

import numpy as np
import plotly.graph_objects as go

from dashboard.draw.colors import ACCENT, LINES

FONT = {"size": 16}
# of Plotly's own buttons the one that saves the picture, twice as sharp
CONFIG = {"displaylogo": False, "modeBarButtons": [["toImage"]], "toImageButtonOptions": {"scale": 2}}


def histogram(counts, edges, title):
    """How many weights lie in each interval."""
    widths = edges[1:] - edges[:-1]
    figure = go.Figure(
        go.Bar(
            x=edges[:-1] + widths / 2,
            y=counts,
            width=widths,
            marker={"color": ACCENT, "line": {"width": 0}},
            customdata=list(pairwise(edges)),
            hovertemplate="%{y} from %{customdata[0]:.3f} to %{customdata[1]:.3f}<extra></extra>",
        )
    )
    figure.update_xaxes(title=title, zeroline=True, fixedrange=True, tickfont=FONT, title_font=FONT)
    figure.update_yaxes(showgrid=False, title="how many", fixedrange=True, tickfont=FONT, title_font=FONT, nticks=4)
    return plain(figure, 240)


def depth(names, series):
    """Curves over the layers; `series` maps a title to one share (0 to 1 or None) per layer."""
    figure = go.Figure()
    for (title, values), color in zip(series.items(), LINES, strict=False):
        _add_shares(figure, title, names, values, color, "%{x}: %{y:.1%}")
    figure.update_xaxes(fixedrange=True, showgrid=False)
    return plain(lettered(figure), 400)


def learning_curves(histories, quantity, kept=(), other_seeds=()):
    """Curves over the epochs; `histories` maps a run to its rows, `kept` a run to the epoch that early stopping kept.

    Thin and dotted is what was learnt from, thick is the validation; a run without validation has only the first.
    `other_seeds` maps a run to `{seed: rows}`, whose validation is thin.
    """
    figure = go.Figure()
    share = quantity == "accuracy"
    for (name, rows), color in zip(histories.items(), LINES, strict=False):
        epochs = [row for row in rows if row["kind"] == "epoch"]
        for key, label, line in (
            (quantity, "training", {"width": 3, "dash": "dot"}),
            (f"validation_{quantity}", "validation", {"width": 4}),
        ):
            points = [(row["epoch"], row[key]) for row in epochs if key in row]
            if points:
                figure.add_scatter(
                    x=[epoch for epoch, _ in points],
                    y=[value for _, value in points],
                    name=f"{name}, {label}",
                    mode="lines+markers",
                    line={**line, "color": color},
                    marker={"size": 7 if label == "validation" else 5},
                    hovertemplate=f"epoch %{{x}}: %{{y:{'.2%' if share else '.4f'}}}<extra>{name}, {label}</extra>",
                )
        for seed, others in dict(other_seeds).get(name, {}).items():
            key = f"validation_{quantity}"
            points = [(row["epoch"], row[key]) for row in others if row["kind"] == "epoch" and key in row]
            figure.add_scatter(
                x=[epoch for epoch, _ in points],
                y=[value for _, value in points],
                name=f"{name}, seed {seed}",
                mode="lines",
                line={"width": 1.5, "color": color},
                showlegend=False,
                hovertemplate=f"epoch %{{x}}: %{{y:{'.2%' if share else '.4f'}}}<extra>{name}, seed {seed}</extra>",
            )
        if name in dict(kept):
            figure.add_vline(dict(kept)[name], line={"color": color, "width": 2, "dash": "dash"})
    figure.update_yaxes(title=quantity, tickformat=".1%" if share else None, fixedrange=True, nticks=6)
    figure.update_xaxes(title="epoch", fixedrange=True, showgrid=False)
    return plain(lettered(figure), 430)


def per_class(accuracies, class_names):
    """`accuracies` maps a run to `(right, count)` arrays, one number per class; later dots are smaller: none hides."""
    figure = go.Figure()
    for at, ((name, (right, count)), color) in enumerate(zip(accuracies.items(), LINES, strict=False)):
        figure.add_scatter(
            x=class_names,
            y=np.where(count > 0, right / np.maximum(count, 1), np.nan),
            name=name,
            mode="markers",
            marker={"size": max(21 - 5 * at, 8), "color": color},
            customdata=list(zip(right, count, strict=True)),
            hovertemplate="%{x}: %{y:.2%}, %{customdata[0]:,} of %{customdata[1]:,}<extra>" + name + "</extra>",
        )
    figure.update_yaxes(title="right", tickformat=".0%", fixedrange=True, nticks=6)
    figure.update_xaxes(type="category", fixedrange=True)
    return plain(lettered(figure), 380)


def bars(names, values, title, chosen=None):
    """One bar for each name; the `chosen` name's is darker."""
    figure = go.Figure(
        go.Bar(
            x=list(names),
            y=list(values),
            marker={"color": ACCENT, "opacity": [1.0 if chosen in (None, name) else 0.45 for name in names]},
            hovertemplate="%{x}: %{y:.4g}<extra></extra>",
        )
    )
    figure.update_xaxes(type="category", fixedrange=True, tickfont=FONT)
    figure.update_yaxes(title=title, fixedrange=True, tickfont=FONT, title_font=FONT, nticks=4, rangemode="tozero")
    return plain(figure, 230).update_layout(bargap=0.25)


def losses(names, lost, off, unit):
    """How many more images are misread without each channel or `unit`, those that cost most first; `off` are marked."""
    figure = go.Figure(
        go.Bar(
            x=[str(name) for name in names],
            y=list(lost),
            marker={"color": [LINES[1] if name in off else ACCENT for name in names]},
            hovertemplate=f"without {unit} %{{x}}: %{{y}} more misread<extra></extra>",
        )
    )
    figure.update_xaxes(type="category", title=unit, fixedrange=True, dtick=1, tickangle=-90 if max(names) > 99 else 0)
    figure.update_yaxes(title="more misread", fixedrange=True, nticks=5)
    return plain(lettered(figure), 300).update_layout(bargap=0.2, showlegend=False)


def falling(shares, order, unit):
    """Accuracy after each of the channels that are switched off one after the other; the first share is of all on."""
    figure = go.Figure()
    places = ["all on", *(f"\u2212 {channel}" for channel in order)]
    _add_shares(figure, "switched off one after the other", places, shares, ACCENT, "%{x}: %{y:.1%}")
    figure.update_xaxes(type="category", title=f"{unit} switched off", fixedrange=True, showgrid=False)
    return plain(lettered(figure), 300).update_layout(showlegend=False)


def climb(all_steps, curves, steps, scores, channel):
    """The scores of all pictures over the steps as thin lines, one filter's as a thick one."""
    figure = go.Figure()
    gaps = [None]
    figure.add_scatter(
        x=[x for _ in curves for x in (*all_steps.tolist(), *gaps)],
        y=[y for curve in curves for y in (*curve.tolist(), *gaps)],
        name="the other filters",
        mode="lines",
        line={"width": 1, "color": "rgba(128, 128, 128, 0.4)"},
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=steps,
        y=scores,
        name=f"filter {channel}",
        mode="lines",
        line={"width": 4, "color": ACCENT},
        hovertemplate="step %{x}: %{y:.3g}<extra></extra>",
    )
    figure.update_yaxes(title="mean activation", fixedrange=True, nticks=5, rangemode="tozero")
    figure.update_xaxes(title="step", fixedrange=True, showgrid=False)
    return plain(lettered(figure), 330)


def changes(title, unit, strengths, accuracies, chosen):
    """Accuracy over the strength of one change; `accuracies` maps a run to one share per strength."""
    figure = go.Figure()
    for (name, shares), color in zip(accuracies.items(), LINES, strict=False):
        _add_shares(figure, name, strengths, shares, color, f"{title} %{{x}} {unit}: %{{y:.1%}}")
    figure.add_vline(chosen, line={"color": ACCENT, "width": 2, "dash": "dash"})
    figure.update_xaxes(title=f"{title}, {unit}", fixedrange=True, showgrid=False)
    return plain(lettered(figure), 340)


def fooling(epsilons, found, chosen):
    """Accuracy over epsilon; `found` maps `(against, victim)` to shares. What was made against another is dotted."""
    figure = go.Figure()
    colors = dict(zip(dict.fromkeys(victim for _, victim in found), LINES, strict=False))
    for (against, victim), shares in found.items():
        own = against == victim
        name = f"{victim}, against itself" if own else f"{victim}, images made against {against}"
        _add_shares(figure, name, epsilons, shares, colors[victim], "epsilon %{x}: %{y:.1%}")
        figure.data[-1].line.dash = "solid" if own else "dot"
    figure.add_vline(chosen, line={"color": ACCENT, "width": 2, "dash": "dash"})
    figure.update_xaxes(title="epsilon", fixedrange=True, showgrid=False)
    return plain(lettered(figure), 360)


def _add_shares(figure, name, places, shares, color, hover):
    """A line of shares from 0 to 1, and the axis for them."""
    figure.add_scatter(
        x=places,
        y=shares,
        name=name,
        mode="lines+markers",
        line={"width": 4, "color": color},
        marker={"size": 10},
        hovertemplate=f"{hover}<extra>{name}</extra>",
    )
    figure.update_yaxes(range=[0, 1.04], tickformat=".0%", fixedrange=True, nticks=5)


def in_legend(figure):
    """The names of its lines, where there are several and a legend names them; else none."""
    names = [trace.name for trace in figure.data]
    return names if figure.layout.showlegend and len(set(names)) == len(names) > 1 else []


def show_only(figure, names):
    """Leave the other lines away, as a click on the legend does."""
    for trace in figure.data:
        trace.visible = True if trace.name in names else "legendonly"


def lettered(figure):
    """Letters that can be read from the back row, and the names above the picture."""
    figure.update_xaxes(tickfont=FONT, title_font=FONT)
    figure.update_yaxes(tickfont=FONT, title_font=FONT)
    return figure.update_layout(
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0, "font": FONT}, showlegend=True
    )


def plain(figure, height):
    """Numbers as they are written elsewhere on the pages: Plotly would say 300n for 0.0000003, and 10k for 10,000."""
    numbers = {"exponentformat": "power", "minexponent": 5, "separatethousands": True}
    return figure.update_layout(
        xaxis=numbers,
        yaxis=numbers,
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        bargap=0,
        hoverlabel={"font": FONT},
        modebar={"bgcolor": "rgba(0,0,0,0)", "color": "rgb(128,128,128)", "activecolor": ACCENT},
        dragmode=False,
    )


def enlarge(figure, times):
    """All letters of a figure so many times as large, wherever it says a size for them."""

    def enlarged(part):
        if isinstance(part, dict):
            return {
                name: {**of, "size": of["size"] * times} if name.endswith("font") and "size" in of else enlarged(of)
                for name, of in part.items()
            }
        return [enlarged(of) for of in part] if isinstance(part, list | tuple) else part

    figure.update_layout(
        enlarged({name: of for name, of in figure.layout.to_plotly_json().items() if name != "template"})
    )
    for trace in figure.data:
        if "textfont" in trace and trace.textfont.size:
            trace.textfont.size *= times
