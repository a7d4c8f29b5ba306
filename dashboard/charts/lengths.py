"""Bars of one colour, and the bars of a stock and its flow."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.look import FONT_SIZE, PALE, figure_of, plain_layout


def bars(rows: pd.DataFrame, *, height: int = 260, room: float = 0.45) -> go.Figure:
    """Horizontal bars from zero, the first on top, each with its text at its end.

    Parameters
    ----------
    rows : `label` (what the bar is), `value` (float; missing draws no bar, the text says why),
        `text` (at its end), `hover`, `is_strong` (others are paler).
    room : share of the longest bar that is kept free for the texts.
    """
    longest = rows["value"].max()
    longest = float(longest) if pd.notna(longest) and longest > 0 else 1.0
    bar = {
        "type": "bar",
        "x": rows["value"].fillna(0),
        "y": rows["label"],
        "orientation": "h",
        "text": rows["text"],
        "textposition": "outside",
        "textfont": {"size": FONT_SIZE},
        "hovertext": rows["hover"],
        "hoverinfo": "text",
        "cliponaxis": False,
        "marker": {"opacity": rows["is_strong"].map({True: 1.0, False: PALE})},
    }
    layout = {
        **plain_layout(height),
        "margin": {"l": 8, "r": 8, "t": 6, "b": 6},
        "bargap": 0.28,
        "xaxis": {
            "range": [0, longest * (1 + room)],
            "showticklabels": False,
            "showgrid": False,
            "zeroline": True,
        },
        "yaxis": {
            "autorange": "reversed",
            "type": "category",
            "automargin": True,
            "tickfont": {"size": FONT_SIZE},
            "ticksuffix": " ",
        },
    }
    return figure_of([bar], layout)


def stock_and_flow(steps: pd.DataFrame, *, height: int = 260) -> go.Figure:
    """A stock, what came in and went out, and the stock after: each bar begins where one ended.

    Parameters
    ----------
    steps : `label`, `value` (float, from zero for a stock; what is added, or taken off, for a
        flow), `base` (where the bar begins), `text`, `hover`, `is_stock`.
    """
    bar = {
        "type": "bar",
        "x": steps["label"],
        "y": steps["value"],
        "base": steps["base"],
        "text": steps["text"],
        "textposition": "outside",
        "textfont": {"size": FONT_SIZE},
        "hovertext": steps["hover"],
        "hoverinfo": "text",
        "cliponaxis": False,
        "marker": {"opacity": steps["is_stock"].map({True: 1.0, False: PALE})},
    }
    top = (steps["base"] + steps["value"].clip(lower=0)).max()
    layout = {
        **plain_layout(height),
        "margin": {"l": 8, "r": 8, "t": 12, "b": 8},
        "bargap": 0.25,
        "xaxis": {
            "type": "category",
            # in two lines: six names stand beside each other on half a page
            "tickvals": steps["label"],
            "ticktext": ["<br>".join(label.rsplit(" ", 1)) for label in steps["label"]],
            "tickangle": 0,
            "tickfont": {"size": FONT_SIZE},
        },
        "yaxis": {
            "range": [0, float(top) * 1.15 if pd.notna(top) and top > 0 else 1.0],
            "tickformat": ",d",
            "nticks": 4,
            "tickfont": {"size": FONT_SIZE},
            "automargin": True,
        },
    }
    return figure_of([bar], layout)
