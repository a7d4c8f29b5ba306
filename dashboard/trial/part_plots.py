"""Growth taken apart, as bars of logs. Tables with ready text in, plotly figures out."""

from __future__ import annotations

import math

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import FONT_SIZE, LEGEND, figure_of, plain_layout

_PARTS = ("#0f8a8c", "#85858f", "#b0567f")


def log_parts(
    rows: pd.DataFrame, parts: dict[str, str], *, ends: dict[str, str], row_height: int = 34
) -> go.Figure:
    """Growth taken apart: the logs of its factors, side by side, the text in a column on the right.

    Parameters
    ----------
    rows : `label` (the bar), `part` (a key of `parts`), `value` (log, either sign), `hover`.
    parts : words by key, in their order.
    ends : text of each bar by label, the top one first.
    """
    traces = [
        {
            "type": "bar",
            "x": own["value"],
            "y": own["label"],
            "name": name,
            "orientation": "h",
            "hovertext": own["hover"],
            "hoverinfo": "text",
            "marker": {"color": colour},
        }
        for (key, name), colour in zip(parts.items(), _PARTS, strict=True)
        for own in (rows[rows["part"] == key],)
    ]
    widest = max((sum(1 if ord(c) > 0x2E80 else 0.58 for c in text) for text in ends.values()),
                 default=0)  # fmt: skip
    signs = rows.groupby(["label", rows["value"] > 0])["value"].sum()
    reach = [0.0, *signs.astype(float)]
    span = (max(reach) - min(reach)) or 1.0
    ratios = [r for r in (0.1, 0.25, 0.5, 1, 2, 5, 10, 25, 100) if min(reach) - span / 9
              <= math.log(r) <= max(reach) + span / 9]  # fmt: skip
    layout = {
        **plain_layout(len(ends) * row_height + 76),
        "barmode": "relative",
        "bargap": 0.3,
        "margin": {"l": 8, "r": 18 + round(widest * FONT_SIZE), "t": 36, "b": 8},
        "showlegend": True,
        "legend": LEGEND,
        "annotations": [
            {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 10, "y": place, "text": text,
             "showarrow": False, "font": {"size": FONT_SIZE}}
            for place, text in enumerate(ends.values())
        ],
        "xaxis": {"tickvals": [math.log(r) for r in ratios], 
                  "ticktext": [f"×{r:g}" for r in ratios],
                  "range": [min(reach) - span / 20, max(reach) + span / 20], "zeroline": True,
                  "tickfont": {"size": FONT_SIZE}},
        "yaxis": {"type": "category", "categoryorder": "array", "categoryarray": list(ends),
                  "autorange": "reversed", "automargin": True, "ticksuffix": " ",
                  "tickfont": {"size": FONT_SIZE}},
    }  # fmt: skip
    return figure_of(traces, layout)
