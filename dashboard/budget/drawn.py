"""The kinds of chart of the budget balance. Tables with ready text in, plotly figures out.

As in `dashboard.charts`, of which this is a continuation: scatter traces only, colours that read
on light and dark. So each can be taken away as a picture too.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import FONT_SIZE, ONE_COLOUR, figure_of

_GREY = "#8d8d96"
LOSS = "rgba(179, 88, 6, 0.85)"
"""The colour of what is taken away."""
# where the words on the line of alike shares may end, of its length, and the room they take
_ON_LINE, _WORDS = (0.85, 0.72, 0.97, 0.6), (0.24, 0.14)
_FONT = {"size": FONT_SIZE}


def shares(
    points: pd.DataFrame, *, x_title: str, y_title: str, line_text: str, height: int
) -> go.Figure:
    """A point a place: its need share with interval to the right, its budget share upwards.

    Parameters
    ----------
    points : `x`, `low`, `high`, `y` (0-1; the ends missing where there is no interval), `name` (at
        the point; empty: none), `place` (where it stands, as plotly says), `hover`, `is_chosen`.
    line_text : at the 45-degree line, on which both shares are alike.
    """
    top = reach_of(points)
    bars = points[points["low"].notna() & points["high"].notna()]
    whiskers = {
        "type": "scatter",
        "x": [end for row in bars.itertuples() for end in (row.low, row.high, None)],
        "y": [end for row in bars.itertuples() for end in (row.y, row.y, None)],
        "mode": "lines",
        "line": {"width": 2, "color": ONE_COLOUR},
        "opacity": 0.35,
        "hoverinfo": "skip",
    }
    dots = {
        "type": "scatter",
        "x": points["x"],
        "y": points["y"],
        "mode": "markers+text",
        "text": points["name"],
        "textposition": points["place"].tolist(),
        "textfont": _FONT,
        "hovertext": points["hover"],
        "hoverinfo": "text",
        "cliponaxis": False,
        "marker": {
            "color": ONE_COLOUR,
            "size": points["is_chosen"].map({True: 13, False: 7}),
            "opacity": points["is_chosen"].map({True: 1.0, False: 0.75}),
        },
    }
    axis = _share_axis(top)
    at = top * line_text_at(points, top)
    layout = {
        **plain(height),
        "xaxis": axis | {"title": {"text": x_title, "font": _FONT}},
        "yaxis": axis | {"title": {"text": y_title, "font": _FONT}},
        "annotations": [note(at, at, line_text, xanchor="right")],
    }  # fmt: skip
    return figure_of([_diagonal(top), whiskers, dots], layout)


def reach_of(points: pd.DataFrame) -> float:
    """How far both axes of `shares` go."""
    widest = float(points[["x", "high", "y"]].max().max()) if len(points) else 0.0
    return max(widest, 0.001) * 1.08


def line_text_at(points: pd.DataFrame, top: float) -> float:
    """Where the words on the line end, of its length: the first place without a point in it."""
    x, y = points["x"] / top, points["y"] / top
    return next(
        (at for at in _ON_LINE
         if not (x.between(at - _WORDS[0], at) & y.between(at, at + _WORDS[1])).any()),
        _ON_LINE[0],
    )  # fmt: skip


def lorenz(
    curves: pd.DataFrame, names: dict[str, str], *, x_title: str, y_title: str, line_text: str,
    height: int,
) -> go.Figure:  # fmt: skip
    """Cumulative budget share over cumulative need share, below the line of equal shares.

    Parameters
    ----------
    curves : `series` (a key of `names`), `x`, `y` (0-1, from 0 to 1), `hover`; the first series is
        the strong one, and each is named at its middle.
    """
    traces: list[dict[str, Any]] = [_diagonal(1.0)]
    notes = [note(0.52, 0.56, line_text, xanchor="right")]
    for place, (key, name) in enumerate(names.items()):
        own = curves[curves["series"] == key]
        is_first = place == 0
        traces.append(
            {
                "type": "scatter",
                "x": own["x"],
                "y": own["y"],
                "mode": "lines",
                "line": {"width": 3 if is_first else 1.6, "color": ONE_COLOUR,
                         "dash": "solid" if is_first else "dot"},
                "hovertext": own["hover"],
                "hoverinfo": "text",
            }
        )  # fmt: skip
        at = (0.62, 0.82)[place % 2]
        if len(own):
            height_there = float(np.interp(at, own["x"], own["y"]))
            notes.append(note(at + 0.02, height_there, name, xanchor="left", yanchor="top"))
    axis = _share_axis(1.0) | {"tickvals": [0, 0.25, 0.5, 0.75, 1], "tickformat": ".0%"}
    layout = {
        **plain(height),
        "xaxis": axis | {"title": {"text": x_title, "font": _FONT}},
        "yaxis": axis | {"title": {"text": y_title, "font": _FONT}},
        "annotations": notes,
    }
    return figure_of(traces, layout)


def frontier(
    points: pd.DataFrame,
    *,
    x_title: str,
    y_title: str,
    ticks: dict[float, str],
    height: int,
    y_text: Callable[[float], str] | None = None,
) -> go.Figure:
    """What an objective comes to against the money moved, the chosen plan labelled.

    Parameters
    ----------
    points : `x` (won moved), `y` (such as the share of money in the wrong place, 0-1), `hover`,
        `is_chosen`, `label` (of the chosen one), in order of `x`.
    ticks : text of the axis by the amount it stands at.
    y_text : the words of an amount on the upright axis; None: it is a share, from 0 up.
    """
    top = float(points["y"].max()) if len(points) else 0.0
    reach = float(points["x"].max()) if len(points) else 0.0
    layout = {
        **plain(height),
        "xaxis": {
            "title": {"text": x_title, "font": _FONT},
            "tickvals": list(ticks),
            "ticktext": list(ticks.values()),
            "range": [-reach * 0.03, reach * 1.08 or 1],
            "tickfont": _FONT,
            "tickangle": 0,
            "automargin": True,
        },
        "yaxis": (_share_axis(top * 1.2 or 0.01) if y_text is None
                  else _amount_axis(points["y"], y_text))
        | {"title": {"text": y_title, "font": _FONT}},
    }  # fmt: skip
    return figure_of(_frontier_traces(points, reach), layout)


def _frontier_traces(points: pd.DataFrame, reach: float) -> list[dict[str, Any]]:
    """The line, and the ring about the chosen plan."""
    line = points[~points["is_chosen"]]
    chosen = points[points["is_chosen"]]
    return [
        {
            "type": "scatter",
            "x": line["x"].tolist(),
            "y": line["y"].tolist(),
            "mode": "lines+markers",
            "line": {"width": 2, "color": ONE_COLOUR},
            "marker": {"size": 6, "color": ONE_COLOUR},
            "hovertext": line["hover"].tolist(),
            "hoverinfo": "text",
            "cliponaxis": False,
        },
        {
            "type": "scatter",
            "x": chosen["x"].tolist(),
            "y": chosen["y"].tolist(),
            "mode": "markers+text",
            "text": chosen["label"].tolist(),
            "textposition": ["top left" if x > reach * 0.5 else "top right" for x in chosen["x"]],
            "textfont": _FONT,
            "marker": {"size": 15, "color": "rgba(0, 0, 0, 0)",
                       "line": {"width": 3, "color": LOSS}},
            "hovertext": chosen["hover"].tolist(),
            "hoverinfo": "text",
            "cliponaxis": False,
        },
    ]  # fmt: skip


def _amount_axis(values: pd.Series, text: Callable[[float], str]) -> dict[str, Any]:
    """The amounts that there are, from the least to the most, at round ones."""
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 0.0)
    reach = (high - low) or abs(high) or 1.0
    ends = (low - reach * 0.15, high + reach * 0.25)
    power = 10.0 ** math.floor(math.log10(reach / 4))
    step = next(part * power for part in (1, 2, 5, 10) if part * power * 5 >= reach)
    ticks = [place * step for place in range(math.ceil(ends[0] / step),
                                             math.floor(ends[1] / step) + 1)]  # fmt: skip
    return {"range": list(ends), "tickvals": ticks, "ticktext": [text(tick) for tick in ticks],
            "automargin": True, "tickfont": _FONT, "zeroline": True}  # fmt: skip


def _diagonal(end: float) -> dict[str, Any]:
    return {
        "type": "scatter", "x": [0, end], "y": [0, end], "mode": "lines", "hoverinfo": "skip",
        "line": {"width": 1.4, "dash": "dot", "color": _GREY},
    }  # fmt: skip


def _share_axis(top: float) -> dict[str, Any]:
    digits = 0 if top >= 0.1 else 1
    return {"range": [0, top], "tickformat": f".{digits}%", "nticks": 5, "zeroline": True,
            "automargin": True, "tickfont": _FONT}  # fmt: skip


def note(x: float, y: float, text: str, **place: Any) -> dict[str, Any]:
    """A text in the chart; `place` as plotly's annotations want it."""
    return {"x": x, "y": y, "text": text, "showarrow": False, "yanchor": "bottom", "font": _FONT,
            **place}  # fmt: skip


def plain(height: int) -> dict[str, Any]:
    """What the charts of this room have in common."""
    return {
        "height": height,
        "margin": {"l": 8, "r": 12, "t": 10, "b": 8},
        "showlegend": False,
        "font": _FONT,
        "dragmode": False,
        "hoverlabel": {"font": _FONT},
    }
