"""Scores by wave and arm, as small charts on one scale. Tables in, plotly figures out."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import (
    CONTROL,
    FONT_SIZE,
    LEGEND,
    TREATED,
    figure_of,
    panel_place,
    panel_title,
    plain_layout,
)

_ARMS = {"treated": TREATED, "control": CONTROL}


def arm_panels(
    points: pd.DataFrame,
    panels: dict[str, str],
    waves: dict[str, str],
    arms: dict[str, str],
    *,
    columns: int = 5,
    row_height: int = 180,
) -> go.Figure:
    """One small chart for each panel: a score by wave, a line for each arm, all on one scale.

    Parameters
    ----------
    points : `panel`, `wave`, `arm` (keys of the three), `value`, `low`, `high` (float; missing
        breaks the line), `hover`.
    """
    row_count = -(-len(panels) // columns)
    ends = points[["value", "low", "high"]].stack().dropna().astype(float)
    span = [ends.min() - 0.15, ends.max() + 0.15] if len(ends) else [1.0, 5.0]
    traces: list[dict[str, Any]] = []
    axes: dict[str, Any] = {}
    titles: list[dict[str, Any]] = []
    for place, (panel, title) in enumerate(panels.items()):
        number = "" if place == 0 else str(place + 1)
        left, right, bottom, top = panel_place(place, columns, row_count)
        titles.append(panel_title(title, (left + right) / 2, top))
        for arm, name in arms.items():
            own = points[(points["panel"] == panel) & (points["arm"] == arm)]
            traces.append(_arm_line(own, waves, arm, name, number))
        axes[f"xaxis{number}"] = {
            "type": "category", "categoryorder": "array", "categoryarray": list(waves.values()),
            "domain": [left, right], "anchor": f"y{number}", "showgrid": False, "tickangle": 0,
            "tickfont": {"size": FONT_SIZE}, "showticklabels": place + columns >= len(panels),
        }  # fmt: skip
        axes[f"yaxis{number}"] = {
            "range": span, "domain": [bottom, top], "anchor": f"x{number}", "nticks": 4,
            "tickfont": {"size": FONT_SIZE}, "showticklabels": place % columns == 0,
        }  # fmt: skip
    layout = {
        **plain_layout(row_count * row_height + 70),
        "margin": {"l": 36, "r": 12, "t": 58, "b": 26},
        "showlegend": True,
        # above the titles of the panels
        "legend": {**LEGEND, "y": 1 + 26 / (row_count * row_height)},
        "annotations": titles,
        **axes,
    }
    return figure_of(traces, layout)


def _arm_line(
    own: pd.DataFrame, waves: dict[str, str], arm: str, name: str, number: str
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": own["wave"].map(waves),
        "y": own["value"],
        "mode": "lines+markers",
        "name": name,
        "legendgroup": arm,
        "showlegend": number == "",
        "line": {"width": 2, "color": _ARMS[arm]},
        "marker": {"size": 7, "color": _ARMS[arm],
                   "symbol": "circle" if arm == "treated" else "square"},
        "error_y": {"type": "data", "array": own["high"] - own["value"], "symmetric": False,
                    "arrayminus": own["value"] - own["low"], "thickness": 1.4, "width": 3,
                    "color": _ARMS[arm]},
        "hovertext": own["hover"],
        "hoverinfo": "text",
        "xaxis": f"x{number}",
        "yaxis": f"y{number}",
    }  # fmt: skip
