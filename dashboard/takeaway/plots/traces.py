"""One function for each kind of trace. A new kind: its module, its line here and in `support`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dashboard.takeaway.plots.bars import draw_bars
from dashboard.takeaway.plots.heat import draw_heat
from dashboard.takeaway.plots.lines import draw_scatter
from dashboard.takeaway.plots.marks import Pair

DRAWERS: dict[str, Callable[[Pair, Any, str], None]] = {
    "scatter": draw_scatter,
    "scattergl": draw_scatter,
    "bar": draw_bars,
    "heatmap": draw_heat,
}
