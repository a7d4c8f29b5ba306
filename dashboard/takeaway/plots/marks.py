"""What kinds of trace share: the axes they stand on, and a colour, a size, a text for each mark."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from dashboard.takeaway.plots.axes import Axis
from dashboard.takeaway.plots.wording import RGBA, colour, colour_map, filled, plain_text

TEXT_SIZE = 12.0


@dataclass
class Pair:
    """One pair of axes while it is drawn on; later traces stand on earlier ones."""

    ax: Axes
    x: Axis
    y: Axis
    bar_mode: str = "group"
    bar_gap: float = 0.2
    bar_group_gap: float = 0.0
    bars: list[Any] = field(default_factory=list)
    ends: dict[tuple[str, float, bool], float] = field(default_factory=dict)
    last: tuple[np.ndarray, np.ndarray] | None = None
    stacks: dict[str, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)


def colours_of(marker: Any, count: int, default: str, opacity: float | None) -> list[RGBA]:
    """The colour of each of `count` marks: one for all, one for each, or numbers on a scale."""
    stated = marker.color
    thin = (1 if opacity is None else opacity) * np.asarray(
        1 if marker.opacity is None else marker.opacity, dtype=float
    )
    each = np.broadcast_to(thin, count)
    if stated is None or isinstance(stated, str):
        return [colour(stated or default, part) for part in each]
    if all(isinstance(value, str) for value in stated):
        return [colour(value, part) for value, part in zip(stated, each, strict=True)]
    numbers = np.asarray(stated, dtype=float)
    scale = colour_map(marker.colorscale, is_reversed=bool(marker.reversescale))
    share = shares(numbers, marker.cmin, marker.cmax, marker.cmid)
    return [(*scale(float(at))[:3], float(part)) for at, part in zip(share, each, strict=True)]


def shares(values: np.ndarray, low: Any, high: Any, middle: Any) -> np.ndarray:
    """Where values lie between the ends of a colour scale, 0 to 1."""
    known = values[np.isfinite(values)]
    low = (known.min() if len(known) else 0.0) if low is None else low
    high = (known.max() if len(known) else 1.0) if high is None else high
    if middle is not None:
        reach = max(abs(high - middle), abs(middle - low))
        low, high = middle - reach, middle + reach
    return np.clip((values - low) / ((high - low) or 1), 0, 1)


def texts_of(trace: Any, xs: np.ndarray, ys: np.ndarray) -> list[str]:
    """The text beside each mark, its template filled in."""
    words = each_of(trace.text, len(xs))
    if trace.texttemplate:
        templates = each_of(trace.texttemplate, len(xs))
        values = trace.x if trace.orientation == "h" else trace.y
        words = [
            filled(template, {"x": trace.x[n], "y": trace.y[n], "text": words[n],
                              "value": values[n]})
            for n, template in enumerate(templates)
        ]  # fmt: skip
    return [plain_text(word)[0] for word in words]


def each_of(stated: Any, count: int) -> list[Any]:
    """One value for each mark."""
    if stated is None or isinstance(stated, str | int | float):
        return [stated] * count
    return list(stated)
