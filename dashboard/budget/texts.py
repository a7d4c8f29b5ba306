"""Numbers of the balance in words, with their unit, and their intervals."""

from __future__ import annotations

from dashboard import formats
from dashboard.budget.rows import BUDGET_SHARE, IMBALANCE, NEED_SHARE
from dashboard.i18n import Words


def number_text(say: Words, name: str, value: float) -> str:
    """A number of a measure with its unit; won to three digits, with a minus where short."""
    if name in (NEED_SHARE, BUDGET_SHARE):
        return formats.percent(float(value), say.language)
    return formats.won(float(value), say.language)


def range_text(say: Words, name: str, low: float, high: float) -> str:
    """An interval, its unit named once."""
    return say("budget.range", low=_bare(say, name, low), high=number_text(say, name, high))


def signed_range_text(say: Words, low: float, high: float) -> str:
    """The interval of what a place is over or short, each side in its own word."""
    if high <= 0:
        return say("budget.short_class", range=range_text(say, IMBALANCE, -high, -low))
    if low >= 0:
        return say("budget.over_class", range=range_text(say, IMBALANCE, low, high))
    return say("budget.either_class", short=formats.won(-low, say.language),
               over=formats.won(high, say.language))  # fmt: skip


def _bare(say: Words, name: str, value: float) -> str:
    if name in (NEED_SHARE, BUDGET_SHARE):
        return f"{100 * float(value):.1f}"
    return formats.short(float(value), say.language)
