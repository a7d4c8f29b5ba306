"""The pairs of axes of a figure: made for its traces, dressed, and kept alike where plotly does."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dashboard.takeaway.plots.axes import PALE_INK, Axis, dress, read_axis, set_limits
from dashboard.takeaway.plots.marks import Pair
from dashboard.takeaway.plots.support import shown_traces


def ids_of(trace: Any) -> tuple[str, str]:
    """The names of the two axes that a trace stands on."""
    return trace.xaxis or "x", trace.yaxis or "y"


def _layout_of(figure: go.Figure, axis_id: str) -> Any:
    return figure.layout[f"{axis_id[0]}axis{axis_id[1:]}"]


def pairs_of(made: Figure, figure: go.Figure) -> dict[tuple[str, str], Pair]:
    """The pairs of axes that traces use, each with what its axes must hold."""
    columns: dict[str, list[Any]] = {}
    for trace in shown_traces(figure):
        for axis_id, values in zip(ids_of(trace), (trace.x, trace.y), strict=True):
            columns.setdefault(axis_id, []).append(() if values is None else values)
    axes: dict[str, Axis] = {
        axis_id: read_axis(axis_id, _layout_of(figure, axis_id), values)
        for axis_id, values in columns.items()
    }
    layout = figure.layout
    pairs: dict[tuple[str, str], Pair] = {}
    for trace in shown_traces(figure):
        ids = ids_of(trace)
        if ids not in pairs:
            pairs[ids] = Pair(
                ax=made.add_axes((0, 0, 1, 1), label=" ".join(ids)),
                x=axes[ids[0]],
                y=axes[ids[1]],
                bar_mode=layout.barmode or "group",
                bar_gap=0.2 if layout.bargap is None else layout.bargap,
                bar_group_gap=layout.bargroupgap or 0.0,
            )
        if trace.type == "bar":
            pairs[ids].bars.append(trace)
    return pairs


def dress_pair(pair: Pair) -> None:
    """Lines, labels and limits of a pair of axes on which all is drawn."""
    ax = pair.ax
    ax.set_facecolor("none")
    ax.set_axisbelow(True)
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.margins(x=0.02 if pair.x.kind == "date" else 0.05)
    is_across = pair.y.kind == "category" and pair.x.kind != "category"
    for axis, is_grid_wanted in ((pair.x, is_across), (pair.y, not is_across)):
        dress(ax, axis, is_grid_wanted=is_grid_wanted and axis.kind != "category")
        set_limits(ax, axis)
        if axis.kind == "number" and axis.layout.zeroline is not False:
            _zero_line(ax, axis)


def _zero_line(ax: Axes, axis: Axis) -> None:
    low, high = sorted(ax.get_xlim() if axis.is_x else ax.get_ylim())
    is_shown = axis.layout.zeroline or (axis.layout.showgrid is not False and not axis.is_x)
    if low <= 0 <= high and is_shown and axis.layout.visible is not False:
        draw = ax.axvline if axis.is_x else ax.axhline
        draw(
            0,
            color=axis.layout.zerolinecolor or PALE_INK,
            linewidth=0.8,
            zorder=1.6,
            clip_on=False,
        )


def match(figure: go.Figure, pairs: dict[tuple[str, str], Pair]) -> None:
    """Axes that plotly keeps alike (one id, or `matches`) show the same range."""
    for letter in "xy":
        groups: dict[str, list[Axes]] = {}
        for ids, pair in pairs.items():
            axis_id = ids[0] if letter == "x" else ids[1]
            key = _layout_of(figure, axis_id).matches or axis_id
            groups.setdefault(key, []).append(pair.ax)
        for together in groups.values():
            limits = [ax.get_xlim() if letter == "x" else ax.get_ylim() for ax in together]
            is_reversed = limits[0][0] > limits[0][1]
            low, high = min(map(min, limits)), max(map(max, limits))
            for ax in together if len(together) > 1 else []:
                put = ax.set_xlim if letter == "x" else ax.set_ylim
                put((high, low) if is_reversed else (low, high))
