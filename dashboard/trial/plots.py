"""The kinds of chart that an evaluation needs. Tables with ready text in, plotly figures out.

As `dashboard.charts`: scatter and bar traces, described whole; colours that hold by day and night.
"""

from __future__ import annotations

import math
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
    panel_place,
    panel_title,
    plain_layout,
    signed_ticks,
)

_GREY = "#85858f"
_ARMS = {"treated": TREATED, "control": CONTROL}
_PARTS = ("#0f8a8c", _GREY, "#b0567f")


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
    return go.Figure({"data": traces, "layout": layout})


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
    return go.Figure({"data": [bar], "layout": layout})


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
        "xaxis": {"tickvals": list(years), "ticktext": list(years.values()), "showgrid": False,
                  "tickangle": 0, "tickfont": {"size": FONT_SIZE}},
        # room for the numbers over the stairs
        "yaxis": {"range": [0, float(points[list(names)].max().max()) * 1.14 or 1], "nticks": 5,
                  "tickformat": ",d", "automargin": True, "tickfont": {"size": FONT_SIZE}},
        "shapes": [_upright(marked)],
    }  # fmt: skip
    return go.Figure({"data": traces, "layout": layout})


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
    return go.Figure({"data": traces, "layout": layout})


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
    return go.Figure({"data": traces, "layout": layout})


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
