"""The measures of the page: their names, their words, and the classes of their values."""

from __future__ import annotations

import pandas as pd

from dashboard import classes, formats
from dashboard.filters import Scope
from dashboard.i18n import Words
from dashboard.measured import Measure, measure

# a measure and whether more of it is worse: dark on the map is always the worse
MEASURES = {"coverage_rate": False, "smoothed_rate": False, "coverage_gap_count": True}
# the edges of `fixed` for rates: half, and the steps above it that a programme moves through
FIXED_RATES = (0.0, 0.5, 0.7, 0.8, 0.9, 1.0)


def names(scope: Scope) -> dict[str, str]:
    """The names of the measures that the page offers."""
    return {name: measure_of(name, scope.words).label for name in MEASURES}


def measure_of(name: str, say: Words) -> Measure:
    """A measure with this page's words for it."""
    if name != "smoothed_rate":
        return measure(name, say.language, is_more_worse=MEASURES[name])
    return Measure(
        name=name,
        label=say("smoothed.label"),
        meaning=say("smoothed.meaning"),
        unit=None,
        is_rate=True,
        is_more_worse=False,
    )


def value_text(say: Words, name: str, value: float) -> str:
    """A measure's value with its unit."""
    if name.endswith("_rate"):
        return formats.percent(float(value), say.language)
    return say.amount("household", value)


def breaks(
    values: pd.Series, method: classes.Method, measure: Measure, all_months: pd.Series
) -> classes.Classes:
    """The classes of the values of all places in one month.

    `fixed` is the same in every month: round shares for a rate, round numbers for a count, by the
    values of `all_months`.
    """
    is_whole = not measure.is_rate
    fixed: tuple[float, ...] = FIXED_RATES
    if method == "fixed" and is_whole:
        fixed = classes.round_breaks(all_months, is_whole=True).edges
    return classes.classify(values, method, is_whole=is_whole, fixed=fixed)
