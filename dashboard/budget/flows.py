"""A Sankey diagram of plain filled lines: moves of money, to be drawn and taken away alike."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.budget.drawn import LOSS, note, plain
from dashboard.budget.lettering import text_width

_GAIN = "rgba(135, 103, 194, 0.9)"
_RIBBON = "rgba(135, 103, 194, 0.28)"
_CURVE = 14  # points along the edge of a ribbon


def flows(rows: pd.DataFrame, names: dict[str, str], *, height: int) -> go.Figure:
    """A Sankey diagram: from those who give on the left to those who take on the right.

    Drawn of plain filled lines, so that it can also be taken away as a picture.

    Parameters
    ----------
    rows : `giver`, `taker` (keys of `names`), `amount` (from 0 up), `hover`, in order of giver.
    names : what stands beside each bar.
    """
    left, right = (
        rows.groupby(side, sort=False)["amount"].sum().sort_values(ascending=False, kind="stable")
        for side in ("giver", "taker")
    )
    total = float(left.sum()) or 1.0
    gap = 0.35 * total / max(len(left), len(right), 1)
    tallest = total + gap * (max(len(left), len(right)) - 1)
    givers, takers = _stacked(left, gap, tallest), _stacked(right, gap, tallest)
    traces, notes = [], []
    used = {"giver": dict.fromkeys(givers, 0.0), "taker": dict.fromkeys(takers, 0.0)}
    for row in rows.to_dict("records"):
        amount, starts = float(row["amount"]), []
        for side, tops in (("giver", givers), ("taker", takers)):
            starts.append(tops[row[side]] - used[side][row[side]])
            used[side][row[side]] += amount
        traces.append(_ribbon(starts[0], starts[1], amount, row["hover"]))
    for tops, sums, x, colour, anchor in (
        (givers, left, 0.0, LOSS, "right"),
        (takers, right, 1.0, _GAIN, "left"),
    ):
        for key, top in tops.items():
            traces.append(_bar(x, top, float(sums[key]), colour, names[key]))
            shift = -10 if anchor == "right" else 10
            notes.append(
                note(x, top - float(sums[key]) / 2, names[key], xanchor=anchor, xshift=shift)
                | {"yanchor": "middle"}
            )
    hidden = {"visible": False, "showgrid": False, "zeroline": False}
    sides = [max((text_width(names[key]) for key in keys), default=0) for keys in (givers, takers)]
    layout = {
        **plain(height),
        "margin": {"l": 14 + sides[0], "r": 14 + sides[1], "t": 8, "b": 8},
        "xaxis": hidden | {"range": [-0.02, 1.02]},
        "yaxis": hidden | {"range": [-tallest * 0.02, tallest * 1.02]},
        "annotations": notes,
    }
    return go.Figure({"data": traces, "layout": layout})


def _stacked(sums: pd.Series, gap: float, tallest: float) -> dict[str, float]:
    """The top of each bar, the first highest, the stack in the middle of its side."""
    room = tallest - float(sums.sum()) - gap * max(len(sums) - 1, 0)
    at, tops = tallest - room / 2, {}
    for key, amount in sums.items():
        tops[str(key)] = at
        at -= float(amount) + gap
    return tops


def _ribbon(start: float, end: float, amount: float, hover: str) -> dict[str, Any]:
    """A band that leaves level, bends and arrives level."""
    along = np.linspace(0, 1, _CURVE)
    bend = along * along * (3 - 2 * along)
    upper = start + (end - start) * bend
    return {
        "type": "scatter",
        "x": [*along, *along[::-1]],
        "y": [*upper, *(upper - amount)[::-1]],
        "mode": "lines",
        "line": {"width": 0, "color": _RIBBON},
        "fill": "toself",
        "fillcolor": _RIBBON,
        "text": hover,
        "hoveron": "fills",
        "hoverinfo": "text",
    }


def _bar(x: float, top: float, amount: float, colour: str, name: str) -> dict[str, Any]:
    inner = 0.018 if x == 0 else -0.018
    return {
        "type": "scatter",
        "x": [x, x + inner, x + inner, x],
        "y": [top, top, top - amount, top - amount],
        "mode": "lines",
        "line": {"width": 0, "color": colour},
        "fill": "toself",
        "fillcolor": colour,
        "text": name,
        "hoveron": "fills",
        "hoverinfo": "text",
    }
