"""Charts over months: a line, stairs, a strip of what there is; and months without a number."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.look import (
    FONT_SIZE,
    LEGEND,
    ONE_COLOUR,
    figure_of,
    months_axis,
    plain_layout,
)


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
        its unit), `text` (what the hover says); `low` and `high` where the value has an interval,
        drawn as a band.
    is_rate : the axis is in per cent and ends at 100 % or below.
    marked : the month to label; it need not have a value.
    years : text of the axis by the month it stands at.
    """
    here = (points["month"] == marked) & points["value"].notna()
    line = {
        "type": "scatter",
        "x": points["month"],
        "y": points["value"],
        "mode": "lines+markers+text",
        "line": {"width": 2},
        "connectgaps": False,
        "marker": {"size": here.map({True: 8, False: 0}), "opacity": 1},
        "text": points["label"].where(here, ""),
        "textposition": label_place(points["value"], here),
        "textfont": {"size": FONT_SIZE},
        "hovertext": points["text"],
        "hoverinfo": "text",
        "cliponaxis": False,
    }
    layout = _months_layout(years or {}, height=height, top=22)
    layout["yaxis"]["tickformat"] = ".0%" if is_rate else ",d"
    if points["value"].fillna(0).eq(0).all():
        layout["yaxis"]["range"] = [0, 1]
    traces = [line, _months_band(points)] if "low" in points else [line]
    # as one description: added bit by bit, plotly takes several times as long
    return figure_of(traces, layout)


def _months_layout(ticks: dict[pd.Timestamp, str], *, height: int, top: int) -> dict[str, Any]:
    """Months below, numbers from zero on the left."""
    return {
        **plain_layout(height),
        "margin": {"l": 8, "r": 12, "t": top, "b": 8},
        "hovermode": "x",
        "xaxis": months_axis(ticks),
        "yaxis": {
            "rangemode": "tozero",  # zero means something here
            "tickformat": ",d",
            "nticks": 4,
            "tickfont": {"size": FONT_SIZE},
            "automargin": True,
        },
    }


def _months_band(points: pd.DataFrame) -> dict[str, Any]:
    """The interval of each month as a bar behind the line: a gap in the months stays one.

    Grey for light and dark: a second trace would take the theme's second colour.
    """
    return {
        "type": "bar",
        "x": points["month"],
        "y": points["high"] - points["low"],
        "base": points["low"],
        "width": 31 * 86_400_000,  # a month, in the axis's milliseconds
        "marker": {"color": "rgba(128, 128, 136, 0.3)", "line": {"width": 0}},
        "hoverinfo": "skip",
    }


def label_place(values: pd.Series, here: pd.Series) -> str:
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
    # below a dot near zero stand the words of the axis
    has_room = values.iloc[at] > reach / 2
    return f"{'bottom' if above > below and has_room else 'top'} {'left' if is_late else 'right'}"


def stairs(
    points: pd.DataFrame,
    *,
    marked: pd.Timestamp,
    years: dict[pd.Timestamp, str],
    height: int = 260,
) -> go.Figure:
    """A number that rises in steps over months, labelled where `label` says.

    Parameters
    ----------
    points : `month` (datetime), `value`, `label` (empty: none), `text` (what the hover says).
    marked : the month with a dot.
    years : text of the axis by the month it stands at.
    """
    here = points["month"] == marked
    line = {
        "type": "scatter",
        "x": points["month"],
        "y": points["value"],
        "mode": "lines+markers+text",
        "line": {"width": 2, "shape": "hv"},
        "fill": "tozeroy",
        "fillcolor": "rgba(135, 103, 194, 0.16)",
        "marker": {"size": here.map({True: 8, False: 0}), "opacity": 1},
        "text": points["label"],
        # to the left of a step there is room, but for the first
        "textposition": ["top left" if place > len(points) / 8 else "top right"
                         for place in range(len(points))],
        "textfont": {"size": FONT_SIZE},
        "hovertext": points["text"],
        "hoverinfo": "text",
        "cliponaxis": False,
    }  # fmt: skip
    return figure_of([line], _months_layout(years, height=height, top=26))


def pale_months(figure: go.Figure, months: pd.Series, text: str) -> None:
    """Shade months of a `trend` that have no number yet, and say why beside them."""
    half = pd.Timedelta(days=15)
    first, last = months.min() - half, months.max() + half
    figure.add_shape(
        type="rect",
        xref="x",
        yref="y domain",
        x0=first,
        x1=last,
        y0=0,
        y1=1,
        fillcolor="#8d8d96",
        opacity=0.22,
        line={"width": 0},
        layer="below",
    )
    figure.add_annotation(
        x=last,
        y=1,
        xref="x",
        yref="y domain",
        xanchor="right",
        yanchor="bottom",
        text=text,
        showarrow=False,
        font={"size": FONT_SIZE},
    )


def strip(
    cells: pd.DataFrame,
    states: dict[str, str],
    *,
    years: dict[pd.Timestamp, str],
    row_height: int = 30,
) -> go.Figure:
    """A square for each row and month: filled where there is something, open where there is not.

    Parameters
    ----------
    cells : `label` (the row), `month` (datetime), `state` (present, absent, suppressed), `hover`.
    states : words of those that occur.
    years : text of the axis by the month it stands at.
    """
    looks = {
        "present": {"symbol": "square", "color": ONE_COLOUR, "size": 9},
        "absent": {"symbol": "x-open", "color": "#c2410c", "size": 9, "line": {"width": 2}},
        "suppressed": {
            "symbol": "square-open", "color": "#8d8d96", "size": 9, "line": {"width": 1.4},
        },
    }  # fmt: skip
    labels = list(dict.fromkeys(cells["label"]))
    traces: list[dict[str, Any]] = []
    for state, name in states.items():
        own = cells[cells["state"] == state]
        traces.append(
            {
                "type": "scatter",
                "x": own["month"],
                "y": own["label"],
                "mode": "markers",
                "name": name,
                "marker": looks[state],
                "hovertext": own["hover"],
                "hoverinfo": "text",
            }
        )
    layout = {
        "height": len(labels) * row_height + 80,
        "margin": {"l": 8, "r": 12, "t": 34, "b": 8},
        "font": {"size": FONT_SIZE},
        "legend": LEGEND,
        "showlegend": True,
        "dragmode": False,
        "hoverlabel": {"font": {"size": FONT_SIZE}},
        "xaxis": months_axis(years),
        "yaxis": {
            "type": "category",
            "categoryorder": "array",
            "categoryarray": labels[::-1],
            "automargin": True,
            "showgrid": False,
            "tickfont": {"size": FONT_SIZE},
            "ticksuffix": " ",
        },
    }
    # handed over whole: plotly looks each later update of a figure through again
    return figure_of(traces, layout)
