"""Bars across and upright: beside each other, stacked, or over each other."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.takeaway.plots.axes import PIXEL
from dashboard.takeaway.plots.lines import draw_errors
from dashboard.takeaway.plots.marks import TEXT_SIZE, Pair, colours_of, each_of, texts_of
from dashboard.takeaway.plots.wording import colour, is_dark, theme
from pipelines.errors import InputError

_HATCHES = {"": "", "/": "///", "\\": "\\\\\\", "x": "xxx", "-": "---", "|": "|||", "+": "+++",
            ".": "..."}  # fmt: skip


def draw_bars(pair: Pair, trace: Any, default: str) -> None:
    """One trace of bars; `pair` remembers where earlier ones end."""
    is_across = trace.orientation == "h"
    along, length = (pair.y, pair.x) if is_across else (pair.x, pair.y)
    at = along.places(_stated(trace.y if is_across else trace.x, trace))
    ends = length.places(_stated(trace.x if is_across else trace.y, trace))
    centres, thickness = _slots(pair, trace, at)
    starts = _starts(pair, trace, at, ends)
    faces = colours_of(trace.marker, len(at), default, trace.opacity)
    edge = trace.marker.line
    style: dict[str, Any] = {
        "color": faces,
        "linewidth": (edge.width or 0) * PIXEL if np.isscalar(edge.width or 0) else 0,
        "edgecolor": colour(edge.color) if isinstance(edge.color, str) else None,
        "zorder": 2.5,
    }
    draw = pair.ax.barh if is_across else pair.ax.bar
    base: dict[str, Any] = {"left" if is_across else "bottom": starts}
    drawn = draw(centres, np.nan_to_num(ends), thickness, **base, **style)
    pattern = trace.marker.pattern
    inks = each_of(pattern.fgcolor, len(at))
    for patch, shape, ink in zip(drawn, each_of(pattern.shape, len(at)), inks, strict=True):
        if shape:
            patch.set_hatch(hatch_of(shape))
            patch.set_hatchcolor(colour(ink or theme()["backgroundColor"]))
    tips = starts + np.nan_to_num(ends)
    xs, ys = (tips, centres) if is_across else (centres, tips)
    draw_errors(pair, trace, xs, ys, theme()["textColor"])
    _write_texts(pair, trace, centres, starts, tips, faces)


def hatch_of(shape: str) -> str:
    """matplotlib's hatch for plotly's pattern; InputError for one it has none for."""
    if shape not in _HATCHES:
        raise InputError(f"A picture cannot show the pattern {shape!r}.")
    return _HATCHES[shape]


def _stated(values: Any, trace: Any) -> list[Any]:
    """The values of one direction; where they are not stated, bars are counted."""
    if values is not None:
        return list(values)
    other = trace.x if trace.y is None else trace.y
    return list(range(len(other if other is not None else ())))


def _slots(pair: Pair, trace: Any, at: np.ndarray) -> tuple[np.ndarray, np.ndarray | float]:
    """(middle, thickness) of each bar: the room of its place, shared with the traces beside it."""
    apart = np.diff(np.unique(at[~np.isnan(at)]))
    unit = float(apart.min()) if len(apart) else 1.0
    room = unit * (1 - pair.bar_gap)
    if trace.width is not None:
        return at, np.broadcast_to(np.asarray(trace.width, float), len(at))
    groups = list(dict.fromkeys(_group_of(pair, other) for other in pair.bars))
    each = room / len(groups)
    number = groups.index(_group_of(pair, trace))
    thickness = each * (1 - pair.bar_group_gap) if len(groups) > 1 else each
    return at - room / 2 + each * (number + 0.5), thickness


def _group_of(pair: Pair, trace: Any) -> str:
    """What stands in one slot: the traces of an offset group, else one trace, or all if stacked."""
    if trace.offsetgroup is not None:
        return f"group {trace.offsetgroup}"
    if pair.bar_mode != "group":
        return "all"
    return f"trace {next(n for n, other in enumerate(pair.bars) if other is trace)}"


def _starts(pair: Pair, trace: Any, at: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Where each bar begins: its base, or on the bars before it."""
    if trace.base is not None:
        return np.broadcast_to(np.asarray(trace.base, dtype=float), len(at)).copy()
    starts = np.zeros(len(at))
    if pair.bar_mode not in ("stack", "relative"):
        return starts
    for n, (place, end) in enumerate(zip(at, np.nan_to_num(ends), strict=True)):
        key = (_group_of(pair, trace), float(place), bool(end < 0))
        starts[n] = pair.ends.get(key, 0.0)
        pair.ends[key] = starts[n] + end
    return starts


def _write_texts(
    pair: Pair, trace: Any, centres: np.ndarray, starts: np.ndarray, tips: np.ndarray, faces: Any
) -> None:
    """A text in or beyond each bar; `auto` is inside where it is long enough for it."""
    if trace.textposition == "none" or (trace.text is None and not trace.texttemplate):
        return
    is_across = trace.orientation == "h"
    xs, ys = (tips, centres) if is_across else (centres, tips)
    longest = float(np.nanmax(np.abs(tips), initial=0)) or 1.0
    spots = each_of(trace.textposition, len(tips))
    for n, text in enumerate(texts_of(trace, xs, ys)):
        if not text or np.isnan(tips[n]):
            continue
        size = abs(tips[n] - starts[n])
        is_roomy = size / longest > (0.02 * len(text) + 0.05 if is_across else 0.12)
        is_inside = spots[n] == "inside" or (spots[n] in (None, "auto") and is_roomy)
        if is_inside and trace.insidetextanchor == "middle":
            _write(pair, trace, text, (starts[n] + tips[n]) / 2, centres[n], 0, faces[n])
            continue
        outwards = 1 if tips[n] >= starts[n] else -1
        side = -outwards if is_inside else outwards
        _write(pair, trace, text, tips[n], centres[n], side, faces[n] if is_inside else None)


def _write(
    pair: Pair, trace: Any, text: str, end: float, centre: float, side: int, face: Any
) -> None:
    """A text at a bar's end: before it (-1), on it (0) or after it (1); on `face` if inside."""
    is_across = trace.orientation == "h"
    font = trace.insidetextfont if face is not None else trace.outsidetextfont
    ground = "#ffffff" if face is not None and is_dark(face) else theme()["textColor"]
    stated = font.color or trace.textfont.color
    size = font.size or trace.textfont.size or TEXT_SIZE
    pair.ax.annotate(
        text, (end, centre) if is_across else (centre, end), textcoords="offset points",
        xytext=(4 * side, 0) if is_across else (0, 4 * side), parse_math=False, zorder=5,
        ha={-1: "right", 0: "center", 1: "left"}[side] if is_across else "center",
        va="center_baseline" if is_across else {-1: "top", 0: "center", 1: "bottom"}[side],
        fontsize=size * PIXEL, color=colour(stated if isinstance(stated, str) else ground),
        annotation_clip=False,
    )  # fmt: skip
