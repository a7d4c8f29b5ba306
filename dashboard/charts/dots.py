"""Points in a plane, and lines through points with their names at the end."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.look import FONT_SIZE, LEGEND, ONE_COLOUR, figure_of, plain_layout

_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross")


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
    return figure_of(traces, layout)


def _sides(points: pd.DataFrame, widest: float) -> list[str]:
    """On which side of each point its name stands: towards the middle, the lowest below."""
    named = points.loc[points["name"] != "", "y"]
    lowest = named.idxmin() if len(named) > 1 else None
    return [
        f"{'bottom' if place == lowest else 'top'} {'left' if x > widest / 2 else 'right'}"
        for place, x in points["x"].items()
    ]


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
    return figure_of(traces, layout)


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
        for place, text in apart(ends, least=(top or 1) / 14)
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
    return figure_of(traces, layout)


def apart(ends: list[tuple[float, str]], *, least: float) -> list[tuple[float, str]]:
    """The places of texts, lowest first, moved up where one would touch the one below."""
    placed: list[tuple[float, str]] = []
    for place, text in sorted(ends):
        floor = placed[-1][0] + least if placed else place
        placed.append((max(place, floor), text))
    return placed
