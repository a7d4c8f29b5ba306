"""A line over months in the band of its interval."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.look import FONT_SIZE, ONE_COLOUR, figure_of, months_axis, plain_layout
from dashboard.charts.monthly import label_place


def banded_trend(
    points: pd.DataFrame,
    *,
    marked: pd.Timestamp,
    years: dict[pd.Timestamp, str],
    events: dict[pd.Timestamp, str] | None = None,
    height: int = 260,
) -> go.Figure:
    """An estimate over months: the middle as a line in its 50 % and, paler, its 90 % band.

    Parameters
    ----------
    points : `month` (datetime), `value`, `low`, `high`, `low_50`, `high_50` (float; missing breaks
        line and bands), `label` (shown at the marked month), `text` (what the hover says).
    marked : the month with a dot and its label.
    years : text of the axis by the month it stands at.
    events : text over a dotted line by month.
    """
    here = (points["month"] == marked) & points["value"].notna()
    line = {
        "type": "scatter",
        "x": points["month"],
        "y": points["value"],
        "mode": "lines+markers+text",
        "line": {"width": 2, "color": ONE_COLOUR},
        "marker": {"size": here.map({True: 8, False: 0}), "opacity": 1, "color": ONE_COLOUR},
        "connectgaps": False,
        "text": points["label"].where(here, ""),
        "textposition": label_place(points["value"], here),
        "textfont": {"size": FONT_SIZE},
        "hovertext": points["text"],
        "hoverinfo": "text",
        "cliponaxis": False,
    }
    top = float(points["high"].max()) if points["high"].notna().any() else 0.0
    layout = {
        **plain_layout(height),
        "margin": {"l": 8, "r": 12, "t": 22, "b": 8},
        "hovermode": "x",
        "xaxis": months_axis(years),
        "yaxis": {
            "range": [0, top * 1.08 or 1],
            "tickformat": ",d",
            "nticks": 4,
            "tickfont": {"size": FONT_SIZE},
            "automargin": True,
        },
        "shapes": [
            {"type": "line", "x0": month, "x1": month, "xref": "x", "y0": 0, "y1": 1,
             "yref": "paper", "line": {"width": 1, "dash": "dot", "color": "#8d8d96"}}
            for month in events or {}
        ],
        "annotations": [
            {"x": month, "xref": "x", "y": 1, "yref": "paper", "yanchor": "bottom", "text": text,
             "showarrow": False, "font": {"size": FONT_SIZE}}
            for month, text in (events or {}).items()
        ],
    }  # fmt: skip
    traces = [_band(points, "low", "high", 0.18), _band(points, "low_50", "high_50", 0.3), line]
    return figure_of(traces, layout)


def _band(points: pd.DataFrame, low: str, high: str, strength: float) -> dict[str, Any]:
    """The area between two columns, one piece for each run of months without a gap."""
    is_known = points[low].notna() & points[high].notna()
    xs: list[Any] = []
    ys: list[float | None] = []
    for _, run in points[is_known].groupby((~is_known).cumsum()[is_known]):
        xs += [*run["month"], *run["month"][::-1], None]
        ys += [*run[low].astype(float), *run[high].astype(float)[::-1], None]
    return {
        "type": "scatter",
        "x": xs,
        "y": ys,
        "mode": "lines",
        "line": {"width": 0},
        "fill": "toself",
        "fillcolor": f"rgba(135, 103, 194, {strength})",
        "hoverinfo": "skip",
    }
