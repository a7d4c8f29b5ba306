"""plotly's axes on matplotlib's: what kind of values, where they fall, how they are written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator

from dashboard.takeaway.lettering import wrap
from dashboard.takeaway.plots.wording import colour, number_text, plain_text, theme
from pipelines.errors import InputError

AxisKind = Literal["number", "date", "category"]
PIXEL = 0.75  # a CSS pixel in points
PALE_INK = "#55555e"
_DAY = re.compile(r"\d{4}-\d{2}(-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?)?Z?")
_WIDEST_LABEL = 300.0
_LABEL_SIZE = 12.0


@dataclass
class Axis:
    """One of plotly's axes: its id (`x`, `y2`), layout, kind and, if any, its categories."""

    id: str
    layout: Any
    kind: AxisKind = "number"
    categories: list[str] = field(default_factory=list)

    @property
    def is_x(self) -> bool:
        """Whether it runs across."""
        return self.id.startswith("x")

    def places(self, values: Sequence[Any]) -> np.ndarray:
        """Values as numbers of matplotlib; NaN where missing."""
        if self.kind == "category":
            index = {name: place for place, name in enumerate(self.categories)}
            return np.array([index.get(_name(value), np.nan) for value in values], dtype=float)
        if self.kind == "date":
            days = pd.to_datetime(pd.Series(list(values), dtype=object), format="ISO8601", utc=True)
            days = days.dt.tz_localize(None)
            return np.array([np.nan if pd.isna(day) else mdates.date2num(day) for day in days])
        return pd.to_numeric(pd.Series(list(values), dtype=object)).to_numpy(float, na_value=np.nan)

    def place(self, value: Any) -> float:
        """One value; on an axis of categories, a number is a position."""
        if self.kind == "category" and isinstance(value, int | float):
            return float(value)
        return float(self.places([value])[0])


def read_axis(name: str, layout: Any, columns: Sequence[Sequence[Any]]) -> Axis:
    """The axis that holds these columns, one of each trace.

    Raises InputError for a type that a picture cannot show.
    """
    if layout.type not in (None, "-", "linear", "log", "date", "category"):
        raise InputError(f"A picture cannot show an axis of type {layout.type!r}.")
    values = [value for column in columns for value in column if not _is_missing(value)]
    if any(isinstance(value, list | tuple | np.ndarray) for value in values):
        raise InputError("A picture cannot show an axis of nested categories.")
    axis = Axis(name, layout, _kind(layout.type, values))
    if axis.kind == "category":
        axis.categories = _in_order(layout, list(dict.fromkeys(map(_name, values))))
    return axis


def _kind(said: str | None, values: Sequence[Any]) -> AxisKind:
    if said in ("linear", "log"):
        return "number"
    if said in ("date", "category"):
        return "date" if said == "date" else "category"
    if not values or all(isinstance(value, int | float | np.number) for value in values):
        return "number"
    is_day = all(
        isinstance(value, date | np.datetime64)
        or (isinstance(value, str) and _DAY.fullmatch(value))
        for value in values
    )
    return "date" if is_day else "category"


def _in_order(layout: Any, names: list[str]) -> list[str]:
    match layout.categoryorder:
        case None | "trace":
            # an array alone is an order too
            known = [] if layout.categoryarray is None else list(map(_name, layout.categoryarray))
            return [*known, *(name for name in names if name not in known)]
        case "array":
            known = list(map(_name, layout.categoryarray))
            return [*known, *(name for name in names if name not in known)]
        case "category ascending":
            return sorted(names)
        case "category descending":
            return sorted(names, reverse=True)
        case other:
            raise InputError(f"A picture cannot order categories by {other!r}.")


def dress(ax: Axes, axis: Axis, *, is_grid_wanted: bool) -> None:
    """Ticks, labels, grid and title of one axis."""
    layout = axis.layout
    target = ax.xaxis if axis.is_x else ax.yaxis
    if layout.type == "log":
        (ax.set_xscale if axis.is_x else ax.set_yscale)("log")
    _set_ticks(target, axis)
    ink = colour(theme()["textColor"])
    size = (layout.tickfont.size or _LABEL_SIZE) * PIXEL
    is_hidden = layout.visible is False
    target.set_tick_params(
        length=0, pad=6, labelsize=size, labelcolor=ink, rotation=-(layout.tickangle or 0)
    )
    if is_hidden or layout.showticklabels is False:
        target.set_tick_params(labelbottom=False, labelleft=False, labeltop=False, labelright=False)
    elif layout.side in ("top", "right"):
        target.set_ticks_position(layout.side)
        target.set_label_position(layout.side)
    if not is_hidden:
        has_grid = is_grid_wanted if layout.showgrid is None else layout.showgrid
        if has_grid:
            target.grid(True, color=theme()["borderColor"], linewidth=0.6)
        title, is_bold = plain_text(layout.title.text)
        if title:
            target.set_label_text(
                title, fontsize=(layout.title.font.size or _LABEL_SIZE) * PIXEL, color=ink,
                fontweight="bold" if is_bold else "normal", parse_math=False,
            )  # fmt: skip


def _set_ticks(target: Any, axis: Axis) -> None:
    layout = axis.layout
    if layout.visible is False:
        target.set_major_locator(NullLocator())
        return
    if layout.tickvals is not None:
        values = list(layout.tickvals)
        texts = values if layout.ticktext is None else list(layout.ticktext)
        target.set_ticks(
            [axis.place(v) for v in values], [_label(t) for t in texts], parse_math=False
        )
    elif axis.kind == "category":
        target.set_ticks(
            range(len(axis.categories)), [_label(n) for n in axis.categories], parse_math=False
        )
    elif axis.kind == "date":
        locator = mdates.AutoDateLocator(maxticks=layout.nticks or 8)
        target.set_major_locator(locator)
        target.set_major_formatter(
            mdates.DateFormatter(layout.tickformat)
            if layout.tickformat
            else mdates.AutoDateFormatter(locator, defaultfmt="%Y-%m")
        )
    else:
        if layout.type != "log":
            target.set_major_locator(MaxNLocator(nbins=layout.nticks or 6, steps=[1, 2, 5, 10]))
        before, after = layout.tickprefix or "", layout.ticksuffix or ""
        target.set_major_formatter(
            FuncFormatter(
                lambda value, _: f"{before}{number_text(value, layout.tickformat)}{after}"
            )
        )


def set_limits(ax: Axes, axis: Axis) -> None:
    """The range that plotly would show, as near as its rules are simple."""
    get, put = (ax.get_xlim, ax.set_xlim) if axis.is_x else (ax.get_ylim, ax.set_ylim)
    layout = axis.layout
    low, high = sorted(get())
    first = ax.dataLim.x0 if axis.is_x else ax.dataLim.y0
    if axis.kind == "category":
        low, high = -0.5, max(len(axis.categories), 1) - 0.5
    elif layout.rangemode in ("tozero", "nonnegative") and layout.type != "log":
        # no margin below a zero that is the edge
        low = 0.0 if first >= 0 or layout.rangemode == "nonnegative" else low
        high = max(high, 0.0)
    if layout.range is not None:
        ends = [axis.place(value) for value in layout.range]
        if layout.type == "log":
            ends = [10**end for end in ends]
        low, high = ends
    if layout.autorange == "reversed" or layout.autorange in ("min reversed", "max reversed"):
        low, high = high, low
    put(low, high)


def _label(text: Any) -> str:
    """The words at a tick, a long one in several lines."""
    words, _ = plain_text(text)
    lines = [part for line in words.split("\n") for part in wrap(line, _LABEL_SIZE, _WIDEST_LABEL)]
    return "\n".join(lines)


def _name(value: Any) -> str:
    return "" if _is_missing(value) else str(value)


def _is_missing(value: Any) -> bool:
    return value is None or (not isinstance(value, str | list | tuple) and bool(pd.isna(value)))
