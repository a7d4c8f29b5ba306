"""The measures by which places are compared: each a rate, so that large and small ones compare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dashboard import formats, measured
from dashboard.filters import Scope
from dashboard.i18n import Words
from pipelines import read

COVERAGE = "coverage_rate"
Subject = Literal["coverage", "activity"]


@dataclass(frozen=True)
class Rate:
    """A count out of a total.

    `subject` says which table has the count; `coverage` has every total. `is_more_worse`: rank 1
    is the highest rate, and dark on the map; else the lowest. `per` is what the rate is shown for:
    1 (in per cent) or 1,000 households.
    """

    name: str
    subject: Subject
    count: str
    total: str
    is_more_worse: bool
    per: int

    @property
    def is_share(self) -> bool:
        """Whether it is told in per cent."""
        return self.per == 1

    def text(self, say: Words, rate: float) -> str:
        """A rate between 0 and 1 as it is told: `86.3%`, `12.3 households`."""
        if self.is_share:
            return formats.percent(rate, say.language)
        return say.amount("household", round(rate * self.per, 1))

    def shown(self, rate: float) -> float:
        """The number that `text` tells: per cent, or households of 1,000."""
        return rate * (100 if self.is_share else self.per)

    def change_text(self, say: Words, change: float) -> str:
        """A difference of two rates: `+3.2%p`, `-1.4 households`."""
        size = round(self.shown(change), 1)
        if self.is_share:
            return say("overview.points", n=signed(say, size, decimals=1))
        return say.many("unit.household", abs(size), n=signed(say, size, decimals=1))


_HOUSEHOLDS = ("household_count", 1_000)
RATES = {
    rate.name: rate
    for rate in (
        Rate(COVERAGE, "coverage", "reached_count", "at_risk_count", False, 1),
        Rate(
            "coverage_gap_per_1000_households", "coverage", "coverage_gap_count",
            _HOUSEHOLDS[0], True, _HOUSEHOLDS[1],
        ),
        Rate(
            "at_risk_per_1000_households", "coverage", "at_risk_count",
            _HOUSEHOLDS[0], True, _HOUSEHOLDS[1],
        ),
        Rate(
            "newly_found_per_1000_households", "activity", "newly_found_count",
            _HOUSEHOLDS[0], False, _HOUSEHOLDS[1],
        ),
    )
}  # fmt: skip


def names(scope: Scope) -> dict[str, str]:
    """The words of each measure, by its name; the first is the default."""
    say = scope.words
    label = read.labels("coverage_by_gu_month", scope.language)[COVERAGE]
    return {
        COVERAGE: label,
        "coverage_gap_per_1000_households": say("overview.measure.gap"),
        "at_risk_per_1000_households": say("overview.measure.at_risk"),
        "newly_found_per_1000_households": say("overview.measure.newly_found"),
    }


def measure(rate: Rate, scope: Scope) -> measured.Measure:
    """The rate as maps and tables know a measure."""
    return measured.Measure(
        name=rate.name,
        label=names(scope)[rate.name],
        meaning=meaning(rate, scope),
        unit=None if rate.is_share else "household",
        is_rate=rate.is_share,
        is_more_worse=rate.is_more_worse,
    )


def meaning(rate: Rate, scope: Scope) -> str:
    """What the measure means, in one sentence."""
    if rate.is_share:
        return read.meaning(rate.name, scope.language)
    say = scope.words
    return say(
        "overview.per_1000",
        count=read.labels(f"{rate.subject}_by_gu_month", scope.language)[rate.count],
        meaning=read.meaning(rate.count, scope.language),
    )


def signed(say: Words, number: float, *, decimals: int = 0) -> str:
    """A number with its sign, zero without: `+1,234`, `-0.4`, `0`."""
    rounded = round(number, decimals)
    text = f"{abs(rounded):,.{decimals}f}" if rounded else say.number(0)
    return f"{'+' if rounded > 0 else '-' if rounded < 0 else ''}{text}"
