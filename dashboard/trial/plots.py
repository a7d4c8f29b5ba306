"""The kinds of chart that an evaluation needs. Tables with ready text in, plotly figures out.

As `dashboard.charts`: scatter and bar traces, described whole; colours that hold by day and night.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import (
    CONTROL,
    FONT_SIZE,
    LEGEND,
    ONE_COLOUR,
    PALE,
    TREATED,
    figure_of,
    months_axis,
    plain_layout,
    signed_ticks,
)

_GREY = "#85858f"


def event_study(
    points: pd.DataFrame, *, x_title: str, start: str, suffix: str, height: int = 300
) -> go.Figure:
    """An effect by months since the start with its intervals, over the line of no effect.

    Parameters
    ----------
    points : `event_time` (months; negative before the start), `value`, `low`, `high` (float;
        missing draws none), `hover`. Before the start the dots are open.
    start : words at the line between before and after; `suffix` follows the axis's numbers.
    """
    traces: list[dict[str, Any]] = []
    for is_after in (False, True):
        own = points[(points["event_time"] >= 0) == is_after]
        traces.append(_bars_upright(own))
        dots = {
            "type": "scatter",
            "x": own["event_time"],
            "y": own["value"],
            "mode": "markers",
            "marker": {"size": 7, "color": TREATED,
                       "symbol": "circle" if is_after else "circle-open",
                       "line": {"width": 2, "color": TREATED}},
            "hovertext": own["hover"],
            "hoverinfo": "text",
            "cliponaxis": False,
        }  # fmt: skip
        traces.append(dots)
    ends = [0.0, *points[["value", "low", "high"]].stack().dropna().astype(float)]
    ticks = signed_ticks(ends, suffix)
    layout = {
        **plain_layout(height),
        "margin": {"l": 8, "r": 12, "t": 24, "b": 8},
        "xaxis": {"title": {"text": x_title, "font": {"size": FONT_SIZE}}, "showgrid": False,
                  "zeroline": False, "tickangle": 0, "nticks": 9, "automargin": True,
                  "tickfont": {"size": FONT_SIZE}},
        "yaxis": {"tickvals": list(ticks), "ticktext": list(ticks.values()), "zeroline": False,
                  "automargin": True, "tickfont": {"size": FONT_SIZE}},
        "shapes": [_across(0.0), _upright(-0.5)],
        "annotations": [_over(-0.5, start)],
    }  # fmt: skip
    return figure_of(traces, layout)


def _bars_upright(points: pd.DataFrame) -> dict[str, Any]:
    """The intervals behind the dots."""
    return {
        "type": "scatter",
        "x": [x for at in points["event_time"] for x in (at, at, None)],
        "y": [
            y
            for low, high in zip(points["low"], points["high"], strict=True)
            for y in (low, high, None)
        ],
        "mode": "lines",
        "line": {"width": 4, "color": TREATED},
        "opacity": PALE,
        "hoverinfo": "skip",
    }


def _across(at: float) -> dict[str, Any]:
    """A line over the whole width."""
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": at, "y1": at,
            "line": {"width": 1.4, "color": _GREY}}  # fmt: skip


def _upright(at: Any) -> dict[str, Any]:
    """A dotted line over the whole height."""
    return {"type": "line", "xref": "x", "x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1,
            "line": {"width": 1.4, "dash": "dot", "color": _GREY}}  # fmt: skip


def _over(at: Any, text: str, anchor: str = "center") -> dict[str, Any]:
    """Words over such a line."""
    return {"x": at, "xref": "x", "y": 1, "yref": "paper", "yanchor": "bottom", "xanchor": anchor,
            "text": text, "showarrow": False, "font": {"size": FONT_SIZE}}  # fmt: skip


def distribution(
    bins: pd.DataFrame, observed: float, *, label: str, x_title: str, height: int = 260
) -> go.Figure:
    """What chance alone gives, in bins, and the value observed; as far out or farther is strong.

    Parameters
    ----------
    bins : `low`, `high`, `count` (float), `hover`.
    label : words at the line of the observed value.
    """
    middles = (bins["low"] + bins["high"]) / 2
    bar = {
        "type": "bar",
        "x": middles,
        "y": bins["count"],
        "width": (bins["high"] - bins["low"]) * 0.94,
        "hovertext": bins["hover"],
        "hoverinfo": "text",
        "marker": {"color": ONE_COLOUR,
                   "opacity": [1.0 if abs(at) >= abs(observed) else PALE for at in middles]},
    }  # fmt: skip
    reach = max([abs(observed), *bins["low"].abs(), *bins["high"].abs()]) * 1.04
    anchor = "right" if observed > reach / 3 else "left" if observed < -reach / 3 else "center"
    layout = {
        **plain_layout(height),
        "margin": {"l": 8, "r": 12, "t": 24, "b": 8},
        "xaxis": {"title": {"text": x_title, "font": {"size": FONT_SIZE}}, "nticks": 8,
                  "range": [-reach, reach], "showgrid": False, "zeroline": False,
                  "automargin": True, "tickfont": {"size": FONT_SIZE}},
        "yaxis": {"rangemode": "tozero", "tickformat": ",d", "nticks": 4, "automargin": True,
                  "tickfont": {"size": FONT_SIZE}},
        "shapes": [{**_upright(observed), "line": {"width": 2.4, "color": TREATED}}],
        "annotations": [_over(observed, label, anchor)],
    }  # fmt: skip
    return figure_of([bar], layout)


def clock(
    points: pd.DataFrame,
    names: dict[str, str],
    *,
    marked: pd.Timestamp,
    years: dict[pd.Timestamp, str],
    height: int = 260,
) -> go.Figure:
    """Dongs with and without the programme over months, as stairs; of the latter those that touch.

    Parameters
    ----------
    points : `month` (datetime); `treated`, `untreated`, `touching` (counts); `label` (at the stairs
        of the untreated; empty: none), `hover`.
    names : words by those three.
    marked : the month with a dotted line.
    years : text of the axis by the month it stands at.
    """
    looks: dict[str, dict[str, Any]] = {
        "untreated": {"line": {"width": 2.4, "shape": "hv", "color": CONTROL}, "fill": "tozeroy",
                      "fillcolor": "rgba(166, 124, 69, 0.18)", "mode": "lines+text",
                      "text": points["label"], "textposition": "top left",
                      "textfont": {"size": FONT_SIZE}},
        "touching": {"line": {"width": 1.6, "shape": "hv", "color": CONTROL, "dash": "dot"},
                     "mode": "lines"},
        "treated": {"line": {"width": 2.4, "shape": "hv", "color": TREATED}, "mode": "lines"},
    }  # fmt: skip
    traces = [
        {
            "type": "scatter",
            "x": points["month"],
            "y": points[key],
            "name": names[key],
            "hovertext": points["hover"],
            "hoverinfo": "text",
            "cliponaxis": False,
            **look,
        }
        for key, look in looks.items()
    ]
    layout = {
        **plain_layout(height),
        "margin": {"l": 8, "r": 12, "t": 40, "b": 8},
        "showlegend": True,
        "legend": LEGEND,
        "xaxis": months_axis(years),
        # room for the numbers over the stairs
        "yaxis": {"range": [0, float(points[list(names)].max().max()) * 1.14 or 1], "nticks": 5,
                  "tickformat": ",d", "automargin": True, "tickfont": {"size": FONT_SIZE}},
        "shapes": [_upright(marked)],
    }  # fmt: skip
    return figure_of(traces, layout)
