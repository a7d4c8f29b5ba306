"""Whose outcome can be known: the months whose flagged households are followed."""

from __future__ import annotations

from datetime import date

from dashboard import data, period
from dashboard.audience import Release
from dashboard.period import Period
from pipelines.read import BuildInfo


def followed(
    last: date, length: str, known: list[date], supported: list[date], outcome: list[date]
) -> Period:
    """The months to follow: the chosen one, or the last year of those whose windows are over."""
    if length != period.MONTH:
        for over in (supported, outcome):
            until = [month for month in over if month <= last]
            if until:
                return period.up_to(until[-1], length, known)
    return period.up_to(last, length, known)


def supported_months(info: BuildInfo, release: Release) -> list[date]:
    """The months whose support check is over, as far as the city's numbers tell.

    In `open` a month may be hidden; one before a month with a number is over all the same.
    """
    flags = data.table("flags_by_city_month", info, release)
    told = flags.loc[flags["journey_supported_count"].notna(), "month"]
    if told.empty:
        return []
    return [day.date() for day in flags.loc[flags["month"] <= told.max(), "month"]]


def covers(months: list[date], cohorts: Period) -> bool:
    """Whether the first and the last of the months followed are among `months`."""
    return {cohorts.first, cohorts.last} <= set(months)
