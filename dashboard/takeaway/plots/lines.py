"""Lines, areas, bands, points and their texts: plotly's `scatter`."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.markers import MarkerStyle

from dashboard.takeaway.plots.axes import PIXEL, Axis
from dashboard.takeaway.plots.marks import TEXT_SIZE, Pair, colours_of, each_of, texts_of
from dashboard.takeaway.plots.support import DASHES, STEPS
from dashboard.takeaway.plots.wording import colour, theme
from pipelines.errors import InputError

_SYMBOLS = {None: "o", "circle": "o", "square": "s", "diamond": "D", "cross": "P", "x": "X",
            "triangle-up": "^", "triangle-down": "v", "triangle-left": "<", "triangle-right": ">",
            "star": "*", "line-ns": "|", "line-ew": "_"}  # fmt: skip


def draw_scatter(pair: Pair, trace: Any, default: str) -> None:
    """Lines, areas, points and texts, in the order in which plotly lays them."""
    xs, ys = _points(pair, trace)
    mode = trace.mode or ("lines+markers" if len(xs) < 20 else "lines")
    single = trace.marker.color if isinstance(trace.marker.color, str) else None
    line = trace.line.color or single or default
    if trace.stackgroup:
        below = pair.stacks.get(trace.stackgroup, (xs, np.zeros(len(xs))))
        if not np.array_equal(below[0], xs):
            raise InputError("A picture cannot stack lines over different points.")
        ys = below[1] + np.nan_to_num(ys)
        pair.stacks[trace.stackgroup] = (xs, ys)
        _band(pair, trace, xs, below[1], ys, line)
    elif trace.fill not in (None, "none"):
        _fill(pair, trace, xs, ys, line)
    if "lines" in mode and trace.line.width != 0:
        _line(pair, trace, xs, ys, line)
    draw_errors(pair, trace, xs, ys, line)
    if "markers" in mode:
        _markers(pair, trace, xs, ys, line)
    if "text" in mode:
        _texts(pair, trace, xs, ys)
    pair.last = (xs, ys)


def _points(pair: Pair, trace: Any) -> tuple[np.ndarray, np.ndarray]:
    """x and y as numbers; one that is not stated counts up, as in plotly."""
    known = len(trace.x if trace.x is not None else trace.y if trace.y is not None else ())

    def values(stated: Any, axis: Axis, start: Any, step: Any) -> np.ndarray:
        if stated is None:
            return np.arange(known) * float(step or 1) + float(start or 0)
        return axis.places(list(stated))

    return (
        values(trace.x, pair.x, trace.x0, trace.dx),
        values(trace.y, pair.y, trace.y0, trace.dy),
    )


def _line(pair: Pair, trace: Any, xs: np.ndarray, ys: np.ndarray, default: str) -> None:
    if trace.connectgaps:
        known = ~(np.isnan(xs) | np.isnan(ys))
        xs, ys = xs[known], ys[known]
    if trace.line.shape == "spline":
        xs, ys = _smoothed(xs, ys, 1.0 if trace.line.smoothing is None else trace.line.smoothing)
    pair.ax.plot(
        xs, ys, color=colour(default, trace.opacity), linestyle=DASHES[trace.line.dash],
        linewidth=(2 if trace.line.width is None else trace.line.width) * PIXEL,
        drawstyle=STEPS[trace.line.shape], solid_capstyle="round", zorder=3,
    )  # fmt: skip


def _smoothed(xs: np.ndarray, ys: np.ndarray, smoothing: float) -> tuple[np.ndarray, np.ndarray]:
    """Points along plotly's curve through the given ones: Catmull-Rom with exponent 0.5.

    plotly bends it in pixels, here it is bent in the axes' own units: through the same points.
    """
    pieces = []
    for part in _unbroken(xs, ys):
        points = np.column_stack(part)
        if len(points) == 2:
            pieces += [points, np.full((1, 2), np.nan)]
            continue
        before, after = points[:-2] - points[1:-1], points[2:] - points[1:-1]
        near = np.sqrt(np.linalg.norm(before, axis=1))[:, None]
        far = np.sqrt(np.linalg.norm(after, axis=1))[:, None]
        turn = (far**2 * before - near**2 * after) * smoothing
        with np.errstate(divide="ignore", invalid="ignore"):
            arrive = points[1:-1] + np.nan_to_num(turn / (3 * far * (near + far)))
            leave = points[1:-1] - np.nan_to_num(turn / (3 * near * (near + far)))
        first = np.vstack([points[:1] + (arrive[:1] - points[:1]) * 2 / 3, leave])
        second = np.vstack([arrive, points[-1:] + (leave[-1:] - points[-1:]) * 2 / 3])
        share = np.linspace(0, 1, 13)[:, None, None]
        curve = (
            (1 - share) ** 3 * points[:-1] + 3 * (1 - share) ** 2 * share * first
            + 3 * (1 - share) * share**2 * second + share**3 * points[1:]
        )  # fmt: skip
        pieces += [curve.transpose(1, 0, 2).reshape(-1, 2), np.full((1, 2), np.nan)]
    joined = np.vstack(pieces) if pieces else np.column_stack([xs, ys])
    return joined[:, 0], joined[:, 1]


def _band(
    pair: Pair, trace: Any, xs: np.ndarray, low: np.ndarray, high: np.ndarray, line: str
) -> None:
    shade = colour(trace.fillcolor, trace.opacity) if trace.fillcolor else colour(line, 0.5)
    step: Any = {"hv": "post", "vh": "pre", "hvh": "mid"}.get(trace.line.shape)
    pair.ax.fill_between(
        xs, low, high, where=~(np.isnan(low) | np.isnan(high)), step=step, color=shade,
        linewidth=0, zorder=2,
    )  # fmt: skip


def _fill(pair: Pair, trace: Any, xs: np.ndarray, ys: np.ndarray, line: str) -> None:
    """The area of `fill`; a missing point leaves a gap."""
    shade = colour(trace.fillcolor, trace.opacity) if trace.fillcolor else colour(line, 0.5)
    if trace.fill == "tozeroy" or (trace.fill == "tonexty" and pair.last is None):
        _band(pair, trace, xs, np.zeros(len(xs)), ys, line)
    elif trace.fill == "tozerox" or (trace.fill == "tonextx" and pair.last is None):
        pair.ax.fill_betweenx(ys, 0, xs, color=shade, linewidth=0, zorder=2)
    elif pair.last is not None and trace.fill in ("tonexty", "tonextx"):
        before_x, before_y = pair.last
        if trace.fill == "tonexty" and np.array_equal(before_x, xs):
            _band(pair, trace, xs, before_y, ys, line)
            return
        around_x = np.concatenate([before_x, xs[::-1]])
        around_y = np.concatenate([before_y, ys[::-1]])
        known = ~(np.isnan(around_x) | np.isnan(around_y))
        pair.ax.fill(around_x[known], around_y[known], color=shade, linewidth=0, zorder=2)
    elif trace.fill == "toself":
        for part in _unbroken(xs, ys):
            pair.ax.fill(*part, color=shade, linewidth=0, zorder=2)
    else:
        raise InputError(f"A picture cannot show the fill {trace.fill!r}.")


def _unbroken(xs: np.ndarray, ys: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """The pieces between missing points."""
    gaps = np.flatnonzero(np.isnan(xs) | np.isnan(ys))
    pieces = zip(np.split(xs, gaps), np.split(ys, gaps), strict=True)
    cleaned = [
        (x[~(np.isnan(x) | np.isnan(y))], y[~(np.isnan(x) | np.isnan(y))]) for x, y in pieces
    ]
    return [piece for piece in cleaned if len(piece[0]) > 1]


def draw_errors(pair: Pair, trace: Any, xs: np.ndarray, ys: np.ndarray, default: str) -> None:
    """The error bars of a trace, if it has any."""
    for name, values in (("x", xs), ("y", ys)):
        error = getattr(trace, f"error_{name}")
        if error.visible is False or (error.array is None and error.value is None):
            continue
        reach: dict[str, Any] = {f"{name}err": _reach(error, values)}
        pair.ax.errorbar(
            xs, ys, fmt="none", **reach, zorder=3.5,
            ecolor=colour(error.color or default), capsize=(error.width or 0) * PIXEL,
            elinewidth=(error.thickness or 2) * PIXEL,
        )  # fmt: skip


def _reach(error: Any, values: np.ndarray) -> np.ndarray:
    """How far an error bar reaches (below, above) each value."""
    if error.type in (None, "data"):
        above = np.asarray(error.array, dtype=float)
        is_even = error.arrayminus is None or error.symmetric is True
        below = above if is_even else np.asarray(error.arrayminus, dtype=float)
    elif error.type in ("constant", "percent"):
        share = abs(values) / 100 if error.type == "percent" else np.ones(len(values))
        above = share * error.value
        below = above if error.valueminus is None else share * error.valueminus
    else:
        raise InputError(f"A picture cannot show error bars of type {error.type!r}.")
    return np.nan_to_num(np.vstack([below, above]))


def _markers(pair: Pair, trace: Any, xs: np.ndarray, ys: np.ndarray, default: str) -> None:
    marker = trace.marker
    sizes = np.broadcast_to(np.asarray(6 if marker.size is None else marker.size, float), len(xs))
    if marker.sizeref or marker.sizemode == "area":
        share = sizes / (marker.sizeref or 1)
        sizes = np.sqrt(share) if marker.sizemode == "area" else share
    faces = colours_of(marker, len(xs), default, trace.opacity)
    symbols = each_of(marker.symbol, len(xs))
    edges = each_of(marker.line.color, len(xs))
    for symbol in dict.fromkeys(symbols):
        sign, is_open = marker_of(symbol)
        at = [n for n, own in enumerate(symbols) if own == symbol and sizes[n] > 0]
        fills = [faces[n] for n in at]
        lines = [colour(edges[n]) if edges[n] else faces[n] for n in at]
        pair.ax.scatter(
            xs[at], ys[at], s=(sizes[at] * PIXEL) ** 2, marker=MarkerStyle(sign),
            facecolors="none" if is_open else fills, edgecolors=fills if is_open else lines,
            linewidths=(marker.line.width or (1.5 if is_open else 0)) * PIXEL, zorder=4,
            clip_on=False,
        )  # fmt: skip


def _texts(pair: Pair, trace: Any, xs: np.ndarray, ys: np.ndarray) -> None:
    words = texts_of(trace, xs, ys)
    spots = each_of(trace.textposition, len(xs))
    sizes, inks = each_of(trace.textfont.size, len(xs)), each_of(trace.textfont.color, len(xs))
    for n, text in enumerate(words):
        if not text or np.isnan(xs[n]) or np.isnan(ys[n]):
            continue
        vertical, horizontal = (spots[n] or "middle center").split()
        pair.ax.annotate(
            text, (xs[n], ys[n]), textcoords="offset points", parse_math=False,
            xytext=({"left": -5, "right": 5}.get(horizontal, 0),
                    {"top": 5, "bottom": -5}.get(vertical, 0)),
            ha={"left": "right", "right": "left"}.get(horizontal, "center"),
            va={"top": "bottom", "bottom": "top"}.get(vertical, "center"),
            fontsize=(sizes[n] or TEXT_SIZE) * PIXEL, color=colour(inks[n] or theme()["textColor"]),
            fontweight="bold" if trace.textfont.weight in ("bold", 700) else "normal", zorder=5,
            annotation_clip=False,
        )  # fmt: skip


def marker_of(symbol: object) -> tuple[str, bool]:
    """(matplotlib's sign, whether it is hollow) of a plotly marker; of several, of the first.

    Raises InputError where a picture cannot show it.
    """
    first = symbol[0] if isinstance(symbol, list | tuple | np.ndarray) and len(symbol) else symbol
    if first is None:
        return _SYMBOLS[None], False
    base = str(first).removesuffix("-open")
    if base not in _SYMBOLS:
        raise InputError(f"A picture cannot show the marker {first!r}.")
    return _SYMBOLS[base], base != first
