"""Need against supply in a period: its months, the Dongs in scope, and the place of the panel.

Numbers come published and are summed over months by `pipelines.read`; here they are only set
against each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboard import data, measured, places
from dashboard.filters import Scope, Selection
from dashboard.i18n import Words
from dashboard.measured import Measured
from dashboard.period import Period
from pipelines import read
from pipelines.read import BuildInfo

RATIO = "served_per_100"
Months = tuple[date, date]


@dataclass(frozen=True)
class Resources:
    """Need and supply of a period, ready to be shown.

    `dongs` holds `RATIO` of the Dongs in scope as its value, and joined to its rows `at_risk` and
    `served`: households a month, on average over the period (float; missing where hidden).
    `scope` is the row of the Gu on the map or of the whole deployment, `place` that of the chosen
    Dong, Gu or deployment; both hold `at_risk`, `served`, `RATIO` and `state`.
    """

    selection: Selection
    info: BuildInfo
    months: Months
    dongs: Measured
    scope: pd.Series
    place: pd.Series
    place_name: str

    @property
    def say(self) -> Words:
        """The words of the page's language."""
        return self.selection.scope.words

    @property
    def is_open(self) -> bool:
        """Whether the reader sees protected numbers."""
        return self.selection.scope.release == "open"

    @property
    def period_name(self) -> str:
        """The month, or from which to which, as on every page."""
        return Period(*self.months).text(self.say)

    @property
    def length(self) -> int:
        """The months of the period."""
        first, last = self.months
        return (last.year - first.year) * 12 + last.month - first.month + 1


def load(selection: Selection, info: BuildInfo, months: Months) -> Resources:
    """Need and supply of the period in the reader's scope."""
    gus, names = places.names(selection.scope, info)
    return Resources(
        selection=selection,
        info=info,
        months=months,
        dongs=_dongs(selection, info, months),
        scope=_one(selection, info, months, is_dong=False),
        place=_one(selection, info, months, is_dong=True),
        place_name=places.place_name(selection, gus, names),
    )


def place_sums(
    subject: str, selection: Selection, info: BuildInfo, months: Months, *, is_dong: bool = True
) -> pd.DataFrame:
    """Sums over the period of the chosen Dong (if asked for), Gu or whole deployment."""
    release = selection.scope.release
    if is_dong and selection.dong:
        table = f"{subject}_by_dong_month"
        return data.period(table, info, release, months, dong=selection.dong)
    if selection.gu:
        return data.period(f"{subject}_by_gu_month", info, release, months, gu=selection.gu)
    return data.period(f"{subject}_by_city_month", info, release, months)


def _dongs(selection: Selection, info: BuildInfo, months: Months) -> Measured:
    release = selection.scope.release
    tables = (
        data.period(f"{subject}_by_dong_month", info, release, months).set_index("dong_code")
        for subject in ("coverage", "served")
    )
    sums = _compared(*tables)
    joined = sums.drop(columns="state").assign(is_suppressed=sums["state"] == "suppressed")
    shown = measured.measured(
        selection,
        info,
        joined,
        _measure(selection.scope),
        is_undefined=sums["state"] == "undefined",
    )
    return shown


def _one(selection: Selection, info: BuildInfo, months: Months, *, is_dong: bool) -> pd.Series:
    need, supply = (
        place_sums(subject, selection, info, months, is_dong=is_dong)
        for subject in ("coverage", "served")
    )
    if need.empty or supply.empty:
        nothing = dict.fromkeys(("at_risk", "served", RATIO), float("nan"))
        return pd.Series({**nothing, "state": "missing"})
    return _compared(need, supply).iloc[0]


def _compared(need: pd.DataFrame, supply: pd.DataFrame) -> pd.DataFrame:
    """at_risk and served (a month, on average), their ratio and its state; by the need's index."""
    at_risk = need["at_risk_count"].astype(float)
    served = supply["served_household_count"].astype(float).reindex(need.index)
    hidden = need["is_suppressed"] & at_risk.isna()
    hidden |= supply["is_suppressed"].reindex(need.index, fill_value=False) & served.isna()
    ratio = (100 * served / at_risk.where(at_risk > 0)).round(1)
    lengths = need["month_count"].astype(float)
    return pd.DataFrame(
        {
            "at_risk": (at_risk / lengths).round(1),
            "served": (served / lengths).round(1),
            RATIO: ratio,
            "state": measured.states(ratio, hidden, at_risk.eq(0)),
        }
    )


def without_supply(resources: Resources) -> pd.DataFrame:
    """The Dongs in scope with observed need and no supply; hidden ones are none of them."""
    rows = resources.dongs.rows
    return rows[(rows["at_risk"] > 0) & (rows["served"] == 0)]


def figures(resources: Resources, income: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """(text, meaning) of each key figure of the place, by its label; `income` from the ledger."""
    say, row = resources.say, resources.place
    measure = resources.dongs.measure

    def text(name: str, unit: str) -> str:
        if pd.notna(row[name]):
            value = float(row[name])
            return say.amount(unit, round(value) if value >= 100 else value)
        # without anybody at risk there is no ratio, but there are counts
        return measured.absence_text(say, measure, row["state"])

    return {
        say("resources.counted"): (income["counted"], say("resources.counted_meaning")),
        say("resources.uncounted"): (income["uncounted"], say("resources.uncounted_meaning")),
        say("resources.served"): (text("served", "household"), say("resources.served_meaning")),
        measure.label: (text(RATIO, "household"), measure.meaning),
    }


def _measure(scope: Scope) -> measured.Measure:
    say = scope.words
    return measured.Measure(
        name=RATIO,
        label=say("resources.ratio"),
        meaning=say("resources.ratio_meaning"),
        unit="household",
        is_rate=False,
        is_more_worse=False,
    )


def at_risk_meaning(scope: Scope) -> str:
    """What a household at risk is."""
    return read.meaning("at_risk_count", scope.language)
