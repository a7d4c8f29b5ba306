"""One function for each kind of chart. Tables with ready text in, plotly figures out.

Scatter and line traces only: plotly's `geo` traces would fetch shapes from the network. Colours are
left to the theme file, so that light and dark come from one place.
"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

# No mode bar, no scroll zoom: a chart is to be read. Nothing is sent or fetched.
CONFIG = {"displayModeBar": False, "scrollZoom": False, "showTips": False}
FONT_SIZE = 12


def trend(
    points: pd.DataFrame,
    *,
    is_rate: bool,
    marked: pd.Timestamp | None = None,
    years: dict[pd.Timestamp, str] | None = None,
    height: int = 260,
) -> go.Figure:
    """One measure over months, the marked month labelled on the line.

    Parameters
    ----------
    points : `month` (datetime), `value` (float; missing breaks the line), `label` (the value with
        its unit), `text` (what the hover says).
    is_rate : the axis is in per cent and ends at 100 % or below.
    marked : the month to label; it need not have a value.
    years : text of the axis by the month it stands at.
    """
    here = (points["month"] == marked) & points["value"].notna()
    figure = go.Figure()
    figure.add_scatter(
        x=points["month"],
        y=points["value"],
        mode="lines+markers+text",
        line={"width": 2},
        connectgaps=False,
        marker={"size": here.map({True: 8, False: 0}), "opacity": 1},
        text=points["label"].where(here, ""),
        textposition=_label_place(points["value"], here),
        textfont={"size": FONT_SIZE},
        hovertext=points["text"],
        hoverinfo="text",
        cliponaxis=False,
    )
    ticks = years or {}
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 12, "t": 22, "b": 8},
        showlegend=False,
        hovermode="x",
        font={"size": FONT_SIZE},
        dragmode=False,
        xaxis={
            "tickvals": list(ticks),
            "ticktext": list(ticks.values()),
            "showgrid": False,
            "tickangle": 0,
            "tickfont": {"size": FONT_SIZE},
        },
        hoverlabel={"font": {"size": FONT_SIZE}},
        yaxis={
            "rangemode": "tozero",  # zero means something here
            "tickformat": ".0%" if is_rate else ",d",
            "nticks": 4,
            "tickfont": {"size": FONT_SIZE},
            "automargin": True,
        },
    )
    if points["value"].fillna(0).eq(0).all():
        figure.update_yaxes(range=[0, 1])
    return figure


def _label_place(values: pd.Series, here: pd.Series) -> str:
    """Where a label of the marked month keeps off the chart's edge and, if it can, the line."""
    if not here.any():
        return "top center"
    at = int(here.to_numpy().argmax())
    is_late = at >= len(values) / 2
    # the label is about a year and a half wide and a fifth of the axis high
    beside = values.iloc[max(at - 18, 0) : at] if is_late else values.iloc[at + 1 : at + 19]
    reach = values.max() / 5
    above = beside.between(values.iloc[at], values.iloc[at] + reach).sum()
    below = beside.between(values.iloc[at] - reach, values.iloc[at]).sum()
    return f"{'bottom' if above > below else 'top'} {'left' if is_late else 'right'}"
