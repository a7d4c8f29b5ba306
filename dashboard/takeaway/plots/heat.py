"""Heat maps."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize

from dashboard.takeaway.plots.axes import PIXEL, Axis
from dashboard.takeaway.plots.marks import TEXT_SIZE, Pair, shares
from dashboard.takeaway.plots.wording import (
    colour,
    colour_map,
    filled,
    is_dark,
    number_text,
    plain_text,
    theme,
)


def draw_heat(pair: Pair, trace: Any, default: str) -> None:
    """A cell for each value of z (rows upwards along y); a missing one is left as the ground."""
    del default  # colours come from the scale
    values = np.array([[np.nan if v is None else float(v) for v in row] for row in trace.z])
    xs = _middles(pair.x, trace.x, values.shape[1])
    ys = _middles(pair.y, trace.y, values.shape[0])
    scale = colour_map(trace.colorscale, is_reversed=bool(trace.reversescale))
    share = shares(values, trace.zmin, trace.zmax, trace.zmid)
    paint = scale(np.nan_to_num(share))
    paint[..., 3] = np.where(np.isnan(values), 0, 1 if trace.opacity is None else trace.opacity)
    gap = max(trace.xgap or 0, trace.ygap or 0)
    pair.ax.pcolormesh(
        _edges(xs), _edges(ys), paint, zorder=2, linewidth=gap * PIXEL,
        edgecolors=theme()["backgroundColor"] if gap else "none",
    )  # fmt: skip
    _write_cells(pair, trace, values, xs, ys, paint)
    if trace.showscale is not False:
        _scale_bar(pair, trace, values, scale)


def _middles(axis: Axis, stated: Any, count: int) -> np.ndarray:
    return np.arange(float(count)) if stated is None else axis.places(list(stated))


def _edges(middles: np.ndarray) -> np.ndarray:
    """The borders between cells: half way, and as far again beyond the first and the last."""
    if len(middles) < 2:
        return np.array([middles[0] - 0.5, middles[0] + 0.5])
    inner = (middles[1:] + middles[:-1]) / 2
    return np.concatenate([[2 * middles[0] - inner[0]], inner, [2 * middles[-1] - inner[-1]]])


def _write_cells(
    pair: Pair, trace: Any, values: np.ndarray, xs: np.ndarray, ys: np.ndarray, paint: np.ndarray
) -> None:
    """The text of each cell, dark on light and light on dark."""
    if trace.text is None and not trace.texttemplate:
        return
    for (row, place), value in np.ndenumerate(values):
        text = "" if trace.text is None else trace.text[row][place]
        if trace.texttemplate and np.isfinite(value):
            text = filled(trace.texttemplate, {"z": value, "text": text})
        elif not trace.texttemplate and trace.text is None:
            continue
        words, _ = plain_text(text)
        ground = tuple(paint[row, place])
        ink = "#ffffff" if ground[3] and is_dark(ground) else theme()["textColor"]
        stated = trace.textfont.color
        pair.ax.text(
            float(xs[place]), float(ys[row]), words, ha="center", va="center", zorder=4,
            parse_math=False,
            fontsize=(trace.textfont.size or TEXT_SIZE) * PIXEL,
            color=colour(stated if isinstance(stated, str) else ink),
        )  # fmt: skip


def _scale_bar(pair: Pair, trace: Any, values: np.ndarray, scale: Any) -> None:
    """The colour scale with its numbers, at the right of the cells."""
    known = values[np.isfinite(values)]
    low = trace.zmin if trace.zmin is not None else (known.min() if len(known) else 0)
    high = trace.zmax if trace.zmax is not None else (known.max() if len(known) else 1)
    if trace.zmid is not None:
        reach = max(abs(high - trace.zmid), abs(trace.zmid - low))
        low, high = trace.zmid - reach, trace.zmid + reach
    beside = pair.ax.inset_axes((1.02, 0.0, 0.02, 1.0))
    bar = pair.ax.figure.colorbar(
        ScalarMappable(Normalize(float(low), float(high) or 1.0), scale), cax=beside
    )
    bar.outline.set_visible(False)
    bar.ax.tick_params(length=0, labelsize=TEXT_SIZE * PIXEL)
    look = trace.colorbar
    if look.tickvals is not None:
        texts = look.tickvals if look.ticktext is None else look.ticktext
        bar.set_ticks(list(look.tickvals), labels=[plain_text(text)[0] for text in texts])
    elif look.tickformat:
        bar.ax.yaxis.set_major_formatter(lambda value, _: number_text(value, look.tickformat))
    if look.title.text:
        bar.ax.set_title(
            plain_text(look.title.text)[0], fontsize=TEXT_SIZE * PIXEL, loc="left",
            parse_math=False,
        )  # fmt: skip
