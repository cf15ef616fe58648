"""From arrays to Plotly figures: histograms and curves. No streamlit."""

from itertools import pairwise

import plotly.graph_objects as go

from dashboard.colors import ACCENT, LINES

FONT = {"size": 16}


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
    return _plain(figure, 240)


def depth(names, series):
    """Curves over the layers; `series` maps a title to one share (0 to 1 or None) per layer."""
    figure = go.Figure()
    for (title, values), color in zip(series.items(), LINES, strict=False):
        figure.add_scatter(
            x=names,
            y=values,
            name=title,
            mode="lines+markers",
            line={"width": 4, "color": color},
            marker={"size": 10},
            hovertemplate="%{x}: %{y:.1%}<extra>" + title + "</extra>",
        )
    figure.update_yaxes(range=[0, 1.04], tickformat=".0%", fixedrange=True, tickfont=FONT, nticks=5)
    figure.update_xaxes(fixedrange=True, tickfont=FONT, showgrid=False)
    figure.update_layout(legend={"orientation": "h", "y": 1.18, "font": FONT})
    return _plain(figure, 400)


def _plain(figure, height):
    return figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        bargap=0,
        hoverlabel={"font": FONT},
        dragmode=False,
    )
