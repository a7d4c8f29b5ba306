"""One function for each kind of chart. Tables with ready text in, plotly figures out.

Scatter and line traces only: plotly's `geo` traces would fetch shapes from the network. Colours are
left to the theme file, so that light and dark come from one place.
"""

from __future__ import annotations

import math
from typing import Any

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
        "textposition": _label_place(points["value"], here),
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
    return go.Figure({"data": traces, "layout": layout})


def _months_layout(ticks: dict[pd.Timestamp, str], *, height: int, top: int) -> dict[str, Any]:
    """Months below, numbers from zero on the left."""
    return {
        "height": height,
        "margin": {"l": 8, "r": 12, "t": top, "b": 8},
        "showlegend": False,
        "hovermode": "x",
        "font": {"size": FONT_SIZE},
        "dragmode": False,
        "hoverlabel": {"font": {"size": FONT_SIZE}},
        "xaxis": {
            "tickvals": list(ticks),
            "ticktext": list(ticks.values()),
            "showgrid": False,
            "tickangle": 0,
            "tickfont": {"size": FONT_SIZE},
        },
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
    # below a dot near zero stand the words of the axis
    has_room = values.iloc[at] > reach / 2
    return f"{'bottom' if above > below and has_room else 'top'} {'left' if is_late else 'right'}"


# Between the theme's light and dark accent, and legible (3:1) on both grounds: for charts of many
# traces, which would each get a colour of their own and so seem to mean something by it.
ONE_COLOUR = "#8767c2"
# Dongs with the programme and those that they are compared with: these two, on every chart and map
TREATED = ONE_COLOUR
CONTROL = "#a67c45"
PALE = 0.45


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
    return go.Figure({"data": [bar], "layout": layout})


def plain_layout(height: int) -> dict[str, Any]:
    """What charts without legend or dragging have in common."""
    return {
        "height": height,
        "showlegend": False,
        "font": {"size": FONT_SIZE},
        "dragmode": False,
        "hoverlabel": {"font": {"size": FONT_SIZE}},
    }


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
    common_x = {
        "tickvals": list(years or {}),
        "ticktext": list((years or {}).values()),
        "showgrid": False,
        "tickangle": 0,
        "tickfont": {"size": FONT_SIZE},
    }
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
    return go.Figure({"data": traces, "layout": layout})


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
    return go.Figure({"data": [bar], "layout": layout})


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
    return go.Figure({"data": traces, "layout": layout})


LEGEND = {
    "orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom",
    "font": {"size": FONT_SIZE}, "traceorder": "normal", "itemclick": False,
    "itemdoubleclick": False,
}  # fmt: skip
_HATCHED = {
    "color": "rgba(135, 103, 194, 0.12)",
    "line": {"color": ONE_COLOUR, "width": 1},
    "pattern": {"shape": "/", "fgcolor": ONE_COLOUR, "size": 5, "solidity": 0.25},
}


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
    return go.Figure({"data": traces, "layout": layout})


def against(
    points: pd.DataFrame,
    *,
    x_title: str,
    y_title: str,
    slope: float | None = None,
    line_text: str = "",
    height: int = 300,
) -> go.Figure:
    """A point a place: one measure to the right, the other upwards, both from zero.

    Parameters
    ----------
    points : `x`, `y` (float), `name` (at the point; empty: none), `hover`, `is_chosen`.
    slope : of the line through zero on which all places would lie if they were alike; `line_text`
        names it.
    """
    traces: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    widest = float(points["x"].max()) or 1.0
    tallest = float(points["y"].max()) or 1.0
    if slope is not None:
        end = min(widest * 1.05, tallest * 1.15 / slope) if slope > 0 else widest * 1.05
        traces.append(
            {
                "type": "scatter",
                "x": [0, end],
                "y": [0, end * slope],
                "mode": "lines",
                "hoverinfo": "skip",
                "line": {"width": 1.4, "dash": "dot", "color": "#8d8d96"},
            }
        )
        notes.append(
            {
                "x": end,
                "y": end * slope,
                "text": line_text,
                "showarrow": False,
                "xanchor": "right",
                "yanchor": "bottom",
                "font": {"size": FONT_SIZE},
            }
        )
    traces.append(
        {
            "type": "scatter",
            "x": points["x"],
            "y": points["y"],
            "mode": "markers+text",
            "text": points["name"],
            "textposition": _sides(points, widest),
            "textfont": {"size": FONT_SIZE},
            "hovertext": points["hover"],
            "hoverinfo": "text",
            "cliponaxis": False,
            "marker": {
                "color": ONE_COLOUR,
                "size": points["is_chosen"].map({True: 13, False: 7}),
                "opacity": points["is_chosen"].map({True: 1.0, False: 0.7}),
            },
        }
    )
    axis: dict[str, Any] = {
        "rangemode": "tozero",
        "zeroline": True,
        "tickfont": {"size": FONT_SIZE},
        "automargin": True,
        "tickformat": ",~g",
        "nticks": 5,
    }
    font = {"size": FONT_SIZE}
    layout = {
        "height": height,
        "margin": {"l": 8, "r": 12, "t": 14, "b": 8},
        "showlegend": False,
        "font": {"size": FONT_SIZE},
        "dragmode": False,
        "hoverlabel": {"font": {"size": FONT_SIZE}},
        "xaxis": axis | {"title": {"text": x_title, "font": font}, "range": [0, widest * 1.08]},
        "yaxis": axis | {"title": {"text": y_title, "font": font}, "range": [0, tallest * 1.18]},
        "annotations": notes,
    }
    # handed over whole: plotly looks each later update of a figure through again
    return go.Figure({"data": traces, "layout": layout})


def intervals(
    rows: pd.DataFrame,
    *,
    ticks: dict[float, str] | None,
    ends: tuple[float, float] | None,
    height: int,
    suffix: str = "",
) -> go.Figure:
    """A dot a row with its interval, the first on top; the text stands in a column on the right.

    Parameters
    ----------
    rows : `name`, `value`, `low`, `high` (float; missing draws nothing, the text says why), `text`,
        `hover`, `is_chosen` (a larger dot).
    ticks : text of the axis by value; None: numbers with `suffix`, and a line at zero.
    ends : of the axis; None: as the intervals want, zero among them.
    """
    places = list(range(len(rows)))
    lines = {
        "type": "scatter",
        "x": [
            end
            for low, high in zip(rows["low"], rows["high"], strict=True)
            for end in (low, high, None)
        ],
        "y": [end for place in places for end in (place, place, None)],
        "mode": "lines",
        "line": {"width": 5, "color": ONE_COLOUR},
        "opacity": PALE,
        "hoverinfo": "skip",
    }
    dots = {
        "type": "scatter",
        "x": rows["value"],
        "y": places,
        "mode": "markers",
        "marker": {
            "size": [12 if chosen else 8 for chosen in rows["is_chosen"]],
            "color": ONE_COLOUR,
        },
        "hovertext": rows["hover"],
        "hoverinfo": "text",
        "cliponaxis": False,
    }
    texts = [
        {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 10, "y": place, "text": text,
         "showarrow": False, "font": {"size": FONT_SIZE}}
        for place, text in enumerate(rows["text"])
    ]  # fmt: skip
    # a Korean letter is about as wide as the text is high, others half as wide
    widest = max((sum(1 if ord(c) > 0x2E80 else 0.58 for c in text) for text in rows["text"]),
                 default=0)  # fmt: skip
    axis = {"showgrid": True, "zeroline": ticks is None, "tickfont": {"size": FONT_SIZE}}
    if ticks is None:
        ticks = signed_ticks(
            [0.0, *(end for name in ("value", "low", "high") for end in rows[name].dropna())],
            suffix,
        )
        axis["rangemode"] = "tozero"
    axis |= {"tickvals": list(ticks), "ticktext": list(ticks.values())}
    if ends is not None:
        axis["range"] = list(ends)
    layout = {
        "height": height,
        "margin": {"l": 8, "r": 18 + round(widest * FONT_SIZE), "t": 6, "b": 8},
        "showlegend": False,
        "font": {"size": FONT_SIZE},
        "dragmode": False,
        "annotations": texts,
        "hoverlabel": {"font": {"size": FONT_SIZE}},
        "xaxis": axis,
        "yaxis": {
            "tickvals": places,
            "ticktext": list(rows["name"]),
            "range": [len(rows) - 0.4, -0.6],
            "showgrid": False,
            "zeroline": False,
            "automargin": True,
            "tickfont": {"size": FONT_SIZE},
            "ticksuffix": " ",
        },
    }
    return go.Figure({"data": [lines, dots], "layout": layout})


def signed_ticks(values: list[float], suffix: str) -> dict[float, str]:
    """About five round numbers over the values, zero among them, each with its sign."""
    low, high = min(values), max(values)
    power = 10.0 ** math.floor(math.log10((high - low) / 4 or 1))
    step = next(f * power for f in (1, 2, 5, 10) if f * power * 5 >= high - low)
    span = range(math.ceil(low / step), math.floor(high / step) + 1)
    places = [round(place * step, 10) for place in span]
    return {place: f"{place:+g}{suffix}" if place else "0" for place in places}


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
    return go.Figure({"data": [line], "layout": _months_layout(years, height=height, top=26)})


def _sides(points: pd.DataFrame, widest: float) -> list[str]:
    """On which side of each point its name stands: towards the middle, the lowest below."""
    named = points.loc[points["name"] != "", "y"]
    lowest = named.idxmin() if len(named) > 1 else None
    return [
        f"{'bottom' if place == lowest else 'top'} {'left' if x > widest / 2 else 'right'}"
        for place, x in points["x"].items()
    ]


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
        "xaxis": {
            "tickvals": list(years),
            "ticktext": list(years.values()),
            "showgrid": False,
            "tickangle": 0,
            "tickfont": {"size": FONT_SIZE},
        },
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
    return go.Figure({"data": traces, "layout": layout})


def layered(
    nodes: pd.DataFrame,
    edges: list[tuple[str, str]],
    kinds: dict[str, str],
    *,
    row_height: int = 46,
) -> go.Figure:
    """A graph from left to right: each node in its layer, a line from what it is made of.

    Parameters
    ----------
    nodes : `name`, `x` (layer), `y` (row from the top), `label`, `hover`, `kind` (a key of
        `kinds`; each has its own shape).
    edges : (from, to), names of nodes.
    kinds : words by key, for the legend.
    """
    places = zip(nodes["x"].astype(float), nodes["y"].astype(float), strict=True)
    at = dict(zip(nodes["name"], places, strict=True))
    lines: list[tuple[float | None, float | None]] = []
    for start, end in edges:
        (left, top), (right, bottom) = at[start], at[end]
        lines += [(left, top), (right, bottom), (None, None)]
    traces: list[dict[str, Any]] = []
    traces.append(
        {
            "type": "scatter",
            "x": [x for x, _ in lines],
            "y": [y for _, y in lines],
            "mode": "lines",
            "line": {"width": 1, "color": "#9a9aa3"},
            "hoverinfo": "skip",
            "showlegend": False,
        }
    )
    symbols = dict(zip(kinds, ("square", "diamond", "circle", "star"), strict=False))
    for kind, name in kinds.items():
        own = nodes[nodes["kind"] == kind]
        traces.append(
            {
                "type": "scatter",
                "x": own["x"],
                "y": own["y"],
                "mode": "markers+text",
                "name": name,
                "text": own["label"],
                # neighbours in a row have their names on different sides, so that they fit
                "textposition": ["bottom center" if x % 2 else "top center" for x in own["x"]],
                "textfont": {"size": FONT_SIZE},
                "hovertext": own["hover"],
                "hoverinfo": "text",
                "cliponaxis": False,
                "marker": {"symbol": symbols[kind], "size": 11},
            }
        )
    last, lowest = nodes["x"].max(), nodes["y"].max()
    hidden = {"visible": False, "fixedrange": True}
    layout = {
        "height": int((lowest + 1) * row_height) + 80,
        "margin": {"l": 8, "r": 8, "t": 40, "b": 8},
        "font": {"size": FONT_SIZE},
        "legend": LEGEND,
        "showlegend": True,
        "dragmode": False,
        "hoverlabel": {"font": {"size": FONT_SIZE}},
        "xaxis": hidden | {"range": [-0.5, last + 0.6]},
        "yaxis": hidden | {"range": [lowest + 0.7, -0.7]},
    }
    # handed over whole: plotly looks each later update of a figure through again
    return go.Figure({"data": traces, "layout": layout})


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
        "textposition": _label_place(points["value"], here),
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
        "xaxis": {
            "tickvals": list(years),
            "ticktext": list(years.values()),
            "showgrid": False,
            "tickangle": 0,
            "tickfont": {"size": FONT_SIZE},
        },
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
    return go.Figure({"data": traces, "layout": layout})


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


def add_whiskers(figure: go.Figure, ends: pd.DataFrame) -> go.Figure:
    """Draw an interval over the end of each bar of `stacked_bars`; its text moves behind it.

    `ends` : `label`, `low`, `high` (float, from zero; missing draws none), in the bars' order.
    """
    known = ends[ends["low"].notna() & ends["high"].notna()]
    whiskers = {
        "type": "scatter",
        "x": [x for row in known.itertuples() for x in (row.low, row.high, None)],
        "y": [y for row in known.itertuples() for y in (row.label, row.label, None)],
        "mode": "lines+markers",
        "line": {"width": 1.5, "color": ONE_COLOUR},
        "marker": {"symbol": "line-ns", "size": 9, "color": ONE_COLOUR,
                   "line": {"width": 1.5, "color": ONE_COLOUR}},
        "hoverinfo": "skip",
        "showlegend": False,
    }  # fmt: skip
    texts = figure.data[-1]
    reach = dict(zip(known["label"], known["high"], strict=True))
    places = zip(texts.y, texts.x, strict=True)
    behind = [max(float(reach.get(label, x)), float(x)) for label, x in places]
    texts.x = behind
    texts.text = [f"\u2002{text}" for text in texts.text]
    figure.layout.xaxis.range = [0, (max([*behind, 0.0]) or 1.0) * 1.6]
    return figure.add_trace(whiskers)


def add_lower_bounds(figure: go.Figure, values: dict[int, float], reach: float) -> go.Figure:
    """Draw an arrow to the right of each of these rows of `intervals`: at least so many.

    `values` : the dot by row; `reach` : how far the arrow goes, in the axis's unit.
    """
    arrows = {
        "type": "scatter",
        "x": [x for value in values.values() for x in (value, value + reach, None)],
        "y": [y for place in values for y in (place, place, None)],
        "mode": "lines+markers",
        "line": {"width": 2, "color": ONE_COLOUR},
        "marker": {
            "symbol": ["circle", "triangle-right", "circle"] * len(values),
            "size": [1, 11, 1] * len(values),
            "color": ONE_COLOUR,
        },
        "hoverinfo": "skip",
        "showlegend": False,
        "cliponaxis": False,
    }
    return go.Figure({"data": [*figure.data, arrows], "layout": figure.layout})


def round_ticks(high: float, count: int = 4) -> list[float]:
    """About `count` round numbers from zero to `high`."""
    if high <= 0:
        return [0.0]
    power = 10.0 ** math.floor(math.log10(high / count))
    step = next(f * power for f in (1, 2, 5, 10) if f * power * (count + 1) >= high)
    return [round(place * step, 10) for place in range(math.floor(high / step) + 1)]


def calibration(
    points: pd.DataFrame, names: dict[str, str], *, x_title: str, y_title: str, height: int = 330
) -> go.Figure:
    """Observed against predicted rates, a line a series, over the diagonal where both agree.

    Parameters
    ----------
    points : `series` (a key of `names`), `x`, `y` (0-1), `size` (of the dot), `hover`.
    """
    top = max(float(points[["x", "y"]].max().max()) if len(points) else 0.0, 0.05) * 1.06
    diagonal = {
        "type": "scatter", "x": [0, top], "y": [0, top], "mode": "lines", "hoverinfo": "skip",
        "line": {"width": 1, "dash": "dash", "color": "#8d8d96"}, "showlegend": False,
    }  # fmt: skip
    traces: list[dict[str, Any]] = [diagonal]
    for place, (key, name) in enumerate(names.items()):
        own = points[points["series"] == key]
        traces.append(
            {
                "type": "scatter",
                "x": own["x"],
                "y": own["y"],
                "mode": "lines+markers",
                "name": name,
                "line": {"width": 1.2, "dash": ("solid", "dash", "dot", "dashdot")[place % 4]},
                "marker": {"size": own["size"], "symbol": _SYMBOLS[place % len(_SYMBOLS)]},
                "hovertext": own["hover"],
                "hoverinfo": "text",
            }
        )
    axis = {"range": [0, top], "tickformat": ".0%", "nticks": 5, "automargin": True,
            "zeroline": True, "tickfont": {"size": FONT_SIZE}}  # fmt: skip
    layout = {
        **plain_layout(height),
        "margin": {"l": 8, "r": 12, "t": 34, "b": 8},
        "legend": LEGEND,
        "showlegend": len(names) > 1,
        "xaxis": axis | {"title": {"text": x_title, "font": {"size": FONT_SIZE}}},
        "yaxis": axis | {"title": {"text": y_title, "font": {"size": FONT_SIZE}}},
    }
    return go.Figure({"data": traces, "layout": layout})


_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross")


def labelled_dots(
    rows: pd.DataFrame, series: dict[str, str], *, strong: str, suffix: str, height: int = 320
) -> go.Figure:
    """Rates of several series at a few places, a line a series, each named at its last dot.

    Parameters
    ----------
    rows : `name` (the place on the axis), `ranking_method` (a key of `series`), `value` (0-1;
        missing breaks the line), `text` (what the hover says), in the order of the axis.
    series : words by key; `strong` is the one with the heavier line.
    suffix : of the axis's numbers.
    """
    names = list(dict.fromkeys(rows["name"]))
    shown = {key: rows[rows["ranking_method"] == key] for key in series}
    shown = {key: own for key, own in shown.items() if own["value"].notna().any()}
    traces = [
        {
            "type": "scatter",
            "x": own["name"],
            "y": own["value"] * 100,
            "mode": "lines+markers",
            "line": {"width": 3 if key == strong else 1.4, "color": ONE_COLOUR,
                     "dash": "solid" if key == strong else "dot"},
            "marker": {"size": 9 if key == strong else 6, "color": ONE_COLOUR,
                       "symbol": _SYMBOLS[place % len(_SYMBOLS)]},
            "opacity": 1.0 if key == strong else 0.75,
            "hovertext": own["text"],
            "hoverinfo": "text",
            "cliponaxis": False,
        }
        for place, (key, own) in enumerate(shown.items())
    ]  # fmt: skip
    top = max([float(own["value"].max()) for own in shown.values()], default=0.0) * 100
    ends = [(float(own["value"].dropna().iloc[-1]) * 100, series[key])
            for key, own in shown.items()]  # fmt: skip
    texts = [
        {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 8, "y": place, "text": text,
         "showarrow": False, "font": {"size": FONT_SIZE}}
        for place, text in _apart(ends, least=(top or 1) / 14)
    ]  # fmt: skip
    widest = max((sum(1 if ord(c) > 0x2E80 else 0.58 for c in text) for _, text in ends),
                 default=0)  # fmt: skip
    layout = {
        **plain_layout(height),
        "margin": {"l": 8, "r": 22 + round(widest * FONT_SIZE), "t": 14, "b": 8},
        "annotations": texts,
        "xaxis": {"type": "category", "categoryorder": "array", "categoryarray": names,
                  "showgrid": False, "tickangle": 0, "tickfont": {"size": FONT_SIZE}},
        "yaxis": {"range": [0, top * 1.1 or 1], "ticksuffix": suffix, "nticks": 5,
                  "tickfont": {"size": FONT_SIZE}, "automargin": True},
    }  # fmt: skip
    return go.Figure({"data": traces, "layout": layout})


def _apart(ends: list[tuple[float, str]], *, least: float) -> list[tuple[float, str]]:
    """The places of texts, lowest first, moved up where one would touch the one below."""
    placed: list[tuple[float, str]] = []
    for place, text in sorted(ends):
        floor = placed[-1][0] + least if placed else place
        placed.append((max(place, floor), text))
    return placed
