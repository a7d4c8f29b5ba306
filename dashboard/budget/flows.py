"""A Sankey diagram of plain filled lines: moves of money, to be drawn and taken away alike."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from plotly.graph_objects import Figure

from dashboard import charts
from dashboard.budget.drawn import LOSS, plain
from dashboard.budget.lettering import text_width

GAIN = "rgba(135, 103, 194, 0.9)"
_RIBBON = "rgba(135, 103, 194, 0.28)"
_EDGE = 16  # pixels above and below, together
_SPAN = 1.04  # what the axis spans, over what is drawn
_CURVE = 14  # points along the edge of a ribbon
_LINE = charts.FONT_SIZE + 3  # pixels from a name to the one under it, at the least
_SPOTS = (3, 10)  # of these, where it tells what it is; each spot costs the browser 20 changes


def flows(rows: pd.DataFrame, names: dict[str, str], *, height: int) -> Figure:
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
    gap = _gap(left, right, total, height)
    tallest = total + gap * (max(len(left), len(right)) - 1)
    givers, takers = _stacked(left, gap, tallest), _stacked(right, gap, tallest)
    ribbons, spots = _ribbons(rows, givers, takers)
    traces = [_filled(ribbons, _RIBBON)]
    for tops, sums, x, colour, side in (
        (givers, left, 0.0, LOSS, "left"),
        (takers, right, 1.0, GAIN, "right"),
    ):
        inner = x + (0.018 if x == 0 else -0.018)
        bars = [([x, inner, inner, x], [top, top, top - sums[key], top - sums[key]])
                for key, top in tops.items()]  # fmt: skip
        traces += [_filled(bars, colour), _named(tops, sums, names, x, side)]
    traces.append(spots)
    hidden = {"visible": False, "showgrid": False, "zeroline": False}
    sides = [max((text_width(names[key]) for key in keys), default=0) for keys in (givers, takers)]
    layout = {
        **plain(height),
        "hovermode": "closest",
        "margin": {"l": 14 + sides[0], "r": 14 + sides[1], "t": _EDGE // 2, "b": _EDGE // 2},
        "xaxis": hidden | {"range": [-0.02, 1.02]},
        "yaxis": hidden | {"range": [-tallest * (_SPAN - 1) / 2, tallest * (_SPAN + 1) / 2]},
    }
    return charts.figure_of(traces, layout)


def _ribbons(
    rows: pd.DataFrame, givers: dict[str, float], takers: dict[str, float]
) -> tuple[list[tuple[Any, Any]], dict[str, Any]]:
    """The bands in order, and along each the places that tell what it is."""
    used = {"giver": dict.fromkeys(givers, 0.0), "taker": dict.fromkeys(takers, 0.0)}
    bands: list[tuple[Any, Any]] = []
    spots: dict[str, list[Any]] = {"x": [], "y": [], "hovertext": []}
    for row in rows.to_dict("records"):
        amount, starts = float(row["amount"]), []
        for side, tops in (("giver", givers), ("taker", takers)):
            starts.append(tops[row[side]] - used[side][row[side]])
            used[side][row[side]] += amount
        x, y = _ribbon(starts[0], starts[1], amount)
        bands.append((x, y))
        for at in _SPOTS:
            spots["x"].append(x[at])
            spots["y"].append(y[at] - amount / 2)
            spots["hovertext"].append(row["hover"])
    marker = {"size": 14, "color": "rgba(0, 0, 0, 0)"}
    return bands, {"type": "scatter", "mode": "markers", "marker": marker, "hoverinfo": "text",
                   **spots}  # fmt: skip


def _gap(left: pd.Series, right: pd.Series, total: float, height: int) -> float:
    """Between two bars, in the unit of the amounts: names, in the middle of bars, never touch."""
    most = max(len(left), len(right), 1)
    closest = min(
        (float(pair) for side in (left, right) for pair in (side + side.shift()).dropna() / 2),
        default=total,
    )
    inside, line = float(height - _EDGE), _LINE * _SPAN
    room = inside - line * (most - 1)
    needed = (line * total - closest * inside) / room if room > 0 else 0.0
    return max(0.35 * total / most, needed)


def _stacked(sums: pd.Series, gap: float, tallest: float) -> dict[str, float]:
    """The top of each bar, the first highest, the stack in the middle of its side."""
    room = tallest - float(sums.sum()) - gap * max(len(sums) - 1, 0)
    at, tops = tallest - room / 2, {}
    for key, amount in sums.items():
        tops[str(key)] = at
        at -= float(amount) + gap
    return tops


def _ribbon(start: float, end: float, amount: float) -> tuple[list[float], list[float]]:
    """A band that leaves level, bends and arrives level; its upper edge comes first."""
    along = np.linspace(0, 1, _CURVE)
    bend = along * along * (3 - 2 * along)
    upper = start + (end - start) * bend
    return [*along, *along[::-1]], [*upper, *(upper - amount)[::-1]]


def _filled(outlines: list[tuple[Any, Any]], colour: str) -> dict[str, Any]:
    """Areas of one colour as one trace, with gaps between: a trace each costs the browser dear."""
    x = [at for outline in outlines for at in (*outline[0], None)]
    y = [at for outline in outlines for at in (*outline[1], None)]
    return {
        "type": "scatter", "x": x[:-1], "y": y[:-1], "mode": "lines",
        "line": {"width": 0, "color": colour}, "fill": "toself", "fillcolor": colour,
        "hoverinfo": "skip",
    }  # fmt: skip


def _named(
    tops: dict[str, float], sums: pd.Series, names: dict[str, str], x: float, side: str
) -> dict[str, Any]:
    """The names beside the bars of a side."""
    texts = [names[key] for key in tops]
    return {
        "type": "scatter", "x": [x] * len(tops),
        "y": [top - float(sums[key]) / 2 for key, top in tops.items()], "mode": "text",
        "text": [f"{text} " if side == "left" else f" {text}" for text in texts],
        "textposition": f"middle {side}", "textfont": {"size": charts.FONT_SIZE},
        "cliponaxis": False, "hoverinfo": "skip",
    }  # fmt: skip
