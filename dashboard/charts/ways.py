"""What is made of what, in layers from left to right."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.look import FONT_SIZE, LEGEND, figure_of


def layered(
    nodes: pd.DataFrame,
    edges: list[tuple[str, str]],
    kinds: dict[str, str],
    *,
    row_height: int = 46,
) -> go.Figure:
    """A graph from left to right: each node in its layer, a line from what it is made of.

    Parameters
    ----------
    nodes : `name`, `x` (layer), `y` (row from the top), `label`, `hover`, `kind` (a key of
        `kinds`; each has its own shape).
    edges : (from, to), names of nodes.
    kinds : words by key, for the legend.
    """
    places = zip(nodes["x"].astype(float), nodes["y"].astype(float), strict=True)
    at = dict(zip(nodes["name"], places, strict=True))
    lines: list[tuple[float | None, float | None]] = []
    for start, end in edges:
        (left, top), (right, bottom) = at[start], at[end]
        lines += [(left, top), (right, bottom), (None, None)]
    traces: list[dict[str, Any]] = []
    traces.append(
        {
            "type": "scatter",
            "x": [x for x, _ in lines],
            "y": [y for _, y in lines],
            "mode": "lines",
            "line": {"width": 1, "color": "#9a9aa3"},
            "hoverinfo": "skip",
            "showlegend": False,
        }
    )
    symbols = dict(zip(kinds, ("square", "diamond", "circle", "star"), strict=False))
    for kind, name in kinds.items():
        own = nodes[nodes["kind"] == kind]
        traces.append(
            {
                "type": "scatter",
                "x": own["x"],
                "y": own["y"],
                "mode": "markers+text",
                "name": name,
                "text": own["label"],
                # neighbours in a row have their names on different sides, so that they fit
                "textposition": ["bottom center" if x % 2 else "top center" for x in own["x"]],
                "textfont": {"size": FONT_SIZE},
                "hovertext": own["hover"],
                "hoverinfo": "text",
                "cliponaxis": False,
                "marker": {"symbol": symbols[kind], "size": 11},
            }
        )
    last, lowest = nodes["x"].max(), nodes["y"].max()
    hidden = {"visible": False, "fixedrange": True}
    layout = {
        "height": int((lowest + 1) * row_height) + 80,
        "margin": {"l": 8, "r": 8, "t": 40, "b": 8},
        "font": {"size": FONT_SIZE},
        "legend": LEGEND,
        "showlegend": True,
        "dragmode": False,
        "hoverlabel": {"font": {"size": FONT_SIZE}},
        "xaxis": hidden | {"range": [-0.5, last + 0.6]},
        "yaxis": hidden | {"range": [lowest + 0.7, -0.7]},
    }
    # handed over whole: plotly looks each later update of a figure through again
    return figure_of(traces, layout)
