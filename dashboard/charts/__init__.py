"""One function for each kind of chart. Tables with ready text in, plotly figures out.

Scatter and line traces only: plotly's `geo` traces would fetch shapes from the network. Colours are
left to the theme file, so that light and dark come from one place.
"""

from dashboard.charts.banded import banded_trend
from dashboard.charts.dots import against, calibration, labelled_dots
from dashboard.charts.lengths import bars, stock_and_flow
from dashboard.charts.look import (
    CONFIG,
    CONTROL,
    FONT_SIZE,
    LEGEND,
    ONE_COLOUR,
    PALE,
    TREATED,
    figure_of,
    months_axis,
    plain_layout,
    round_ticks,
    signed_ticks,
)
from dashboard.charts.monthly import pale_months, stairs, strip, trend
from dashboard.charts.panels import panel_place, panel_title, small_multiples
from dashboard.charts.ranges import add_lower_bounds, add_whiskers, intervals
from dashboard.charts.stacked import stacked_bars, yearly_pairs
from dashboard.charts.ways import layered

__all__ = [
    "CONFIG",
    "CONTROL",
    "FONT_SIZE",
    "LEGEND",
    "ONE_COLOUR",
    "PALE",
    "TREATED",
    "add_lower_bounds",
    "add_whiskers",
    "against",
    "banded_trend",
    "bars",
    "calibration",
    "figure_of",
    "intervals",
    "labelled_dots",
    "layered",
    "months_axis",
    "pale_months",
    "panel_place",
    "panel_title",
    "plain_layout",
    "round_ticks",
    "signed_ticks",
    "small_multiples",
    "stacked_bars",
    "stairs",
    "stock_and_flow",
    "strip",
    "trend",
    "yearly_pairs",
]
