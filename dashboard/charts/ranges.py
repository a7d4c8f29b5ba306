"""Intervals: bars from low to high, whiskers, and bounds below."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.look import FONT_SIZE, ONE_COLOUR, PALE, figure_of, signed_ticks

_ROOM = 0.04
"""Share of the axis left free at either end."""


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
        reached = [0.0, *(end for name in ("value", "low", "high") for end in rows[name].dropna())]
        ticks = signed_ticks(reached, suffix)
        # lines that end at the edge would look cut off
        room = _ROOM * (max(reached) - min(reached) or 1.0)
        axis["range"] = [min(reached) - room, max(reached) + room]
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
    return figure_of([lines, dots], layout)


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
    return figure_of([*figure.data, arrows], figure.layout)
