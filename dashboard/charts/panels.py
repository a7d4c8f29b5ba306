"""Small charts beside each other, on one scale."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.look import FONT_SIZE, ONE_COLOUR, figure_of, months_axis, plain_layout


def small_multiples(
    points: pd.DataFrame,
    panels: dict[str, str],
    *,
    is_rate: bool,
    strong: str | None = None,
    years: dict[pd.Timestamp, str] | None = None,
    columns: int = 5,
    row_height: int = 190,
) -> go.Figure:
    """One small chart for each panel, all on the same scales.

    Parameters
    ----------
    points : `panel` (a key of `panels`), `month` (datetime), `value` (float; missing breaks the
        line), `text` (what the hover says).
    panels : title by key, in the order in which they stand.
    is_rate : the axes are in per cent.
    strong : the panel with the heavier line.
    years : text of the axes by the month it stands at.
    """
    row_count = -(-len(panels) // columns)
    is_flat = not points["value"].fillna(0).any()
    common_x = months_axis(years or {})
    common_y = {
        "rangemode": "tozero",
        "range": [0, 1] if is_flat else None,
        "tickformat": ".0%" if is_rate else ",d",
        "nticks": 4,
        "tickfont": {"size": FONT_SIZE},
    }
    traces: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    axes: dict[str, dict[str, Any]] = {}
    for place, (key, title) in enumerate(panels.items()):
        number = "" if place == 0 else str(place + 1)
        left, right, bottom, top = panel_place(place, columns, row_count)
        own = points[points["panel"] == key]
        traces.append(_thin_line(own, number, is_strong=key == strong))
        name = f"<b>{title}</b>" if key == strong else title
        notes.append(panel_title(name, (left + right) / 2, top))
        axes[f"xaxis{number}"] = {
            **common_x,
            "domain": [left, right],
            "anchor": f"y{number}",
            "matches": "x" if number else None,
            "showticklabels": place + columns >= len(panels),
        }
        axes[f"yaxis{number}"] = {
            **common_y,
            "domain": [bottom, top],
            "anchor": f"x{number}",
            "matches": "y" if number else None,
            "showticklabels": place % columns == 0,
        }
    # handed over whole: plotly looks each update of a figure of twenty axes through again
    layout = {
        **plain_layout(row_count * row_height + 40),
        "margin": {"l": 44, "r": 12, "t": 28, "b": 26},
        "annotations": notes,
        **axes,
    }
    return figure_of(traces, layout)


def _thin_line(points: pd.DataFrame, axis: str, *, is_strong: bool) -> dict[str, Any]:
    """The line of one of several small charts, on its axes."""
    return {
        "type": "scatter",
        "x": points["month"],
        "y": points["value"],
        "mode": "lines",
        "line": {"width": 3 if is_strong else 1.6, "color": ONE_COLOUR},
        "connectgaps": False,
        "hovertext": points["text"],
        "hoverinfo": "text",
        "xaxis": f"x{axis}",
        "yaxis": f"y{axis}",
    }


def panel_title(text: str, middle: float, top: float) -> dict[str, Any]:
    """The title over one of several small charts."""
    return {
        "text": text,
        "x": middle,
        "y": top,
        "xref": "paper",
        "yref": "paper",
        "xanchor": "center",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": FONT_SIZE + 1},
    }


def panel_place(place: int, columns: int, rows: int) -> tuple[float, float, float, float]:
    """Left, right, bottom and top of one of several small charts, as shares of the figure."""
    gap_across, gap_down = 0.025, 0.16 if rows > 1 else 0.0
    width = (1 - gap_across * (columns - 1)) / columns
    height = (1 - gap_down * (rows - 1)) / rows
    left = place % columns * (width + gap_across)
    top = 1 - place // columns * (height + gap_down)
    return left, min(left + width, 1.0), max(top - height, 0.0), top
