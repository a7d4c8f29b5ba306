"""What every chart has in common: letters, colours, the layout without frills, round numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from plotly.graph_objects import Figure, Layout

# No mode bar, no scroll zoom: a chart is to be read. Nothing is sent or fetched.
CONFIG = {"displayModeBar": False, "scrollZoom": False, "showTips": False}
FONT_SIZE = 12
# Between the theme's light and dark accent, and legible (3:1) on both grounds: for charts of many
# traces, which would each get a colour of their own and so seem to mean something by it.
ONE_COLOUR = "#8767c2"
# Dongs with the programme and those that they are compared with: these two, on every chart and map
TREATED = ONE_COLOUR
CONTROL = "#a67c45"
PALE = 0.45
LEGEND = {
    "orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom",
    "font": {"size": FONT_SIZE}, "traceorder": "normal", "itemclick": False,
    "itemdoubleclick": False,
}  # fmt: skip


def figure_of(traces: Sequence[Any], layout: Mapping[str, Any] | Layout) -> Figure:
    """A figure whose properties plotly does not check one by one: that takes longer than the rest.

    `tests/dashboard/test_every_page.py` has plotly check those of every page.
    """
    return Figure({"data": list(traces), "layout": layout}, _validate=False)


def plain_layout(height: int) -> dict[str, Any]:
    """What charts without legend or dragging have in common."""
    return {
        "height": height,
        "showlegend": False,
        "font": {"size": FONT_SIZE},
        "dragmode": False,
        "hoverlabel": {"font": {"size": FONT_SIZE}},
    }


def months_axis(ticks: Mapping[Any, str]) -> dict[str, Any]:
    """Months along the foot, each with its text where it stands."""
    return {
        "tickvals": list(ticks),
        "ticktext": list(ticks.values()),
        "showgrid": False,
        "tickangle": 0,
        "tickfont": {"size": FONT_SIZE},
    }


def signed_ticks(values: list[float], suffix: str) -> dict[float, str]:
    """About five round numbers over the values, zero among them, each with its sign."""
    low, high = min(values), max(values)
    power = 10.0 ** math.floor(math.log10((high - low) / 4 or 1))
    step = next(f * power for f in (1, 2, 5, 10) if f * power * 5 >= high - low)
    span = range(math.ceil(low / step), math.floor(high / step) + 1)
    places = [round(place * step, 10) for place in span]
    return {place: f"{place:+g}{suffix}" if place else "0" for place in places}


def round_ticks(high: float, count: int = 4) -> list[float]:
    """About `count` round numbers from zero to `high`."""
    if high <= 0:
        return [0.0]
    power = 10.0 ** math.floor(math.log10(high / count))
    step = next(f * power for f in (1, 2, 5, 10) if f * power * (count + 1) >= high)
    return [round(place * step, 10) for place in range(math.floor(high / step) + 1)]
