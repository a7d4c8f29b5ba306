"""The period that a page adds up: the chosen month, or a year or fiscal year up to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard import data, filters, formats
from dashboard.audience import Release
from dashboard.filters import Scope
from dashboard.i18n import Words
from pipelines.read import BuildInfo

YEAR, FISCAL, MONTH = "year", "fiscal", "month"


@dataclass(frozen=True)
class Period:
    """Whole months, from the first day of `first` to the last day of `last`."""

    first: date
    last: date

    @property
    def months(self) -> data.Months:
        """The first and the last month."""
        return self.first, self.last

    @property
    def count(self) -> int:
        """How many months it has."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    def text(self, say: Words, *, is_short: bool = False) -> str:
        """The months in words: one, or from which to which; `is_short` for narrow places."""
        write = formats.short_month if is_short else formats.month
        first, last = (write(day, say.language) for day in self.months)
        if self.count == 1:
            return last
        if self.first.year != self.last.year:
            return say("period.range", first=first, last=last)
        first, last = (
            formats.month_name(day, say.language, is_short=is_short) for day in self.months
        )
        year = formats.year(self.last, say.language)
        return say("period.in_year", year=year, first=first, last=last)


def names(scope: Scope) -> dict[str, str]:
    """What can be chosen as `period`, the default first."""
    say = scope.words
    return {
        YEAR: say("period.year"),
        FISCAL: say("period.fiscal"),
        MONTH: say("period.month"),
    }


def choose(scope: Scope) -> str:
    """Draw the choice of the period, part of every page's address as `period`; its code."""
    say = scope.words
    return filters.choice("period", say("period.label"), names(scope), is_list=True)


def up_to(last: date, length: str, known: Sequence[date]) -> Period:
    """The months of a period that end with `last`; shorter where the data begin later.

    Parameters
    ----------
    length : `year` (twelve months), `fiscal` (from January: the offices' fiscal year is the
        calendar year) or `month`.
    """
    until = [month for month in known if month <= last]
    end = until[-1]
    count = {YEAR: 12, FISCAL: end.month, MONTH: 1}[length]
    return Period(next(m for m in until if Period(m, end).count <= count), end)


def with_outcomes(info: BuildInfo, release: Release) -> list[date]:
    """The months whose outcome window is over: what came of their reports is known."""
    flags = data.table("flags_by_city_month", info, release)
    return [day.date() for day in flags.loc[flags["is_complete"].fillna(False), "month"]]


def within(period: Period, months: Sequence[date]) -> Period | None:
    """The part of a period that lies in `months`; None where there is none."""
    inside = [month for month in months if period.first <= month <= period.last]
    return Period(inside[0], inside[-1]) if inside else None
