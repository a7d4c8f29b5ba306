"""Bars made of parts: lying, and standing in pairs by year."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.look import FONT_SIZE, LEGEND, ONE_COLOUR, figure_of

_HATCHED = {
    "color": "rgba(135, 103, 194, 0.12)",
    "line": {"color": ONE_COLOUR, "width": 1},
    "pattern": {"shape": "/", "fgcolor": ONE_COLOUR, "size": 5, "solidity": 0.25},
}


def stacked_bars(
    rows: pd.DataFrame,
    series: dict[str, str],
    *,
    ends: dict[str, str],
    hatched: str | None = None,
    row_height: int = 30,
) -> go.Figure:
    """Horizontal bars from zero, each split by series; the order and the texts are those of `ends`.

    Parameters
    ----------
    rows : `label` (what the bar is), `series` (a key of `series`), `value` (float), `hover`.
    series : words by key, in the order in which the parts follow each other.
    ends : text at the end of each bar by label, the top one first.
    hatched : the series that is not part of the official count, and looks it.
    """
    totals = rows.groupby("label")["value"].sum().reindex(list(ends), fill_value=0.0)
    longest = float(totals.max()) if len(totals) and totals.max() > 0 else 1.0
    traces: list[dict[str, Any]] = []
    for key, name in series.items():
        own = rows[rows["series"] == key]
        traces.append(
            {
                "type": "bar",
                "x": own["value"],
                "y": own["label"],
                "name": name,
                "orientation": "h",
                "hovertext": own["hover"],
                "hoverinfo": "text",
                "marker": _HATCHED if key == hatched else {},
            }
        )
    traces.append(
        {
            "type": "scatter",
            "x": totals,
            "y": list(ends),
            "mode": "text",
            "text": [f" {text}" for text in ends.values()],
            "textposition": "middle right",
            "textfont": {"size": FONT_SIZE},
            "hoverinfo": "skip",
            "showlegend": False,
            "cliponaxis": False,
        }
    )
    layout = {
        "height": len(ends) * row_height + 60,
        "barmode": "stack",
        "margin": {"l": 8, "r": 8, "t": 34, "b": 6},
        "font": {"size": FONT_SIZE},
        "legend": LEGEND,
        "showlegend": True,
        "dragmode": False,
        "bargap": 0.28,
        "hoverlabel": {"font": {"size": FONT_SIZE}},
        "xaxis": {
            "range": [0, longest * 1.75],
            "showticklabels": False,
            "showgrid": False,
            "zeroline": True,
        },
        "yaxis": {
            "categoryorder": "array",
            "categoryarray": list(ends)[::-1],
            "type": "category",
            "automargin": True,
            "tickfont": {"size": FONT_SIZE},
            "ticksuffix": " ",
        },
    }
    # handed over whole: plotly looks each later update of a figure through again
    return figure_of(traces, layout)


def yearly_pairs(
    rows: pd.DataFrame,
    series: dict[str, str],
    *,
    ticks: dict[float, str],
    hatched: str | None = None,
    height: int = 340,
) -> go.Figure:
    """Two stacked columns a year beside each other, public and private, on one scale.

    Parameters
    ----------
    rows : `label` (the year), `side` (public, private), `series` (a key of `series`), `value`
        (float), `hover`.
    series, hatched : as for `stacked_bars`.
    ticks : text of the axis by the amount it stands at.
    """
    traces: list[dict[str, Any]] = []
    for key, name in series.items():
        own = rows[rows["series"] == key]
        traces.append(
            {
                "type": "bar",
                "x": own["label"],
                "y": own["value"],
                "name": name,
                "offsetgroup": own["side"].iloc[0],
                "hovertext": own["hover"],
                "hoverinfo": "text",
                "marker": _HATCHED if key == hatched else {},
            }
        )
    layout = {
        "height": height,
        "barmode": "stack",
        "margin": {"l": 8, "r": 8, "t": 60, "b": 8},
        "font": {"size": FONT_SIZE},
        "legend": LEGEND,
        "showlegend": True,
        "dragmode": False,
        "bargap": 0.25,
        "hoverlabel": {"font": {"size": FONT_SIZE}},
        "xaxis": {"type": "category", "tickfont": {"size": FONT_SIZE}},
        "yaxis": {
            "tickvals": list(ticks),
            "ticktext": list(ticks.values()),
            "tickfont": {"size": FONT_SIZE},
            "automargin": True,
            "rangemode": "tozero",
        },
    }
    # handed over whole: plotly looks each later update of a figure through again
    return figure_of(traces, layout)
