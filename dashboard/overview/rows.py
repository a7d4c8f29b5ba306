"""The places of a view, their rates, ranks and changes: chosen here, computed in `pipelines`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd

from dashboard import data, measured, places
from dashboard.filters import Selection
from dashboard.i18n import Words
from dashboard.overview import rates
from dashboard.overview.rates import Rate
from pipelines import read
from pipelines.read import BuildInfo

Kind = Literal["gu", "dong"]
# with fewer of the Dongs comparable than this, the Gu are told instead
_ENOUGH = 0.5
_EMPTY = pd.DataFrame({"count": [], "total": [], "is_suppressed": []})


@dataclass(frozen=True)
class Compared:
    """Places of one kind, this month and the same month of the year before.

    `rows` goes by code: `name`, `other_name`, `gu_code`, `gu_name`; `count`, `total`,
    `earlier_count`, `earlier_total`; `rate`, `earlier_rate`, `change`, `low`, `high`,
    `is_beyond_chance`; `state` (value, suppressed, undefined, missing) of this month and
    `earlier_state`. `level` is that of the intervals, `compared` how many places have a change.
    """

    kind: Kind
    rows: pd.DataFrame
    level: float
    compared: int


@dataclass(frozen=True)
class Overview:
    """All that the page shows of places.

    `ranked` are the Gu, or the Dongs of the chosen one, with `rank`, `rank_low`, `rank_high`;
    `coverage` the same places by coverage rate, which the answer tells; `changed` the Dongs in
    scope, or the Gu where too many Dongs are hidden (`why_gus` is "hidden") or none changed beyond
    chance ("chance"); `everywhere` all Dongs, for the map.
    """

    selection: Selection
    info: BuildInfo
    rate: Rate
    gu_names: dict[str, str]
    dong_names: dict[str, str]
    months: tuple[date, ...]
    ranked: Compared
    coverage: Compared
    changed: Compared
    why_gus: str
    everywhere: Compared

    @property
    def say(self) -> Words:
        """The words of the page's language."""
        return self.selection.scope.words

    @property
    def scope_name(self) -> str:
        """The chosen Gu, or the whole deployment."""
        return places.scope_name(self.selection, self.gu_names)

    @property
    def place_name(self) -> str:
        """The chosen Dong with its Gu, the Gu, or the deployment."""
        return places.place_name(self.selection, self.gu_names, self.dong_names)

    @property
    def label(self) -> str:
        """The chosen measure in words."""
        return rates.names(self.selection.scope)[self.rate.name]

    @property
    def has_year_before(self) -> bool:
        """Whether the same month of the year before is among the months."""
        return year_before(self.selection.month) in self.months

    @property
    def reaches_first_year(self) -> bool:
        """Whether month or comparison lie in the first twelve months, which understate coverage."""
        behind = len([month for month in self.months if month < self.selection.month])
        return behind < 24


def year_before(month: date) -> date:
    """The same month of the year before."""
    return month.replace(year=month.year - 1)


def load(selection: Selection, info: BuildInfo) -> Overview:
    """The selection's places, compared."""
    gus, dongs = places.names(selection.scope, info)
    months = tuple(data.months(info))
    rate = rates.RATES[selection.measure]
    kind: Kind = "dong" if selection.gu or len(gus) == 1 else "gu"
    everywhere = _compared(selection, info, rate, "dong", None, months)
    if kind == "dong" and not selection.gu:
        ranked = everywhere
    else:
        ranked = _compared(selection, info, rate, kind, selection.gu, months)
    is_coverage = rate.name == rates.COVERAGE
    coverage = rates.RATES[rates.COVERAGE]
    answer = (
        ranked if is_coverage else _compared(selection, info, coverage, kind, selection.gu, months)
    )
    changed = ranked if kind == "dong" else everywhere
    why_gus = ""
    if changed.compared < _ENOUGH * len(changed.rows):
        changed, why_gus = _compared(selection, info, rate, "gu", selection.gu, months), "hidden"
    elif kind == "gu" and not changed.rows["is_beyond_chance"].any():
        changed, why_gus = ranked, "chance"
    return Overview(
        selection=selection,
        info=info,
        rate=rate,
        gu_names=gus,
        dong_names=dongs,
        months=months,
        ranked=_ranked(ranked, rate, selection),
        coverage=_ranked(answer, coverage, selection),
        changed=changed,
        why_gus=why_gus,
        everywhere=everywhere,
    )


def _compared(
    selection: Selection,
    info: BuildInfo,
    rate: Rate,
    kind: Kind,
    gu: str | None,
    months: tuple[date, ...],
) -> Compared:
    known = _all_places(selection, info, kind)
    if gu:
        known = known[known["gu_code"] == gu]
    now = _counts(selection, info, rate, kind, selection.month, months).reindex(known.index)
    before = _counts(selection, info, rate, kind, year_before(selection.month), months)
    before = before.reindex(known.index)
    found = read.rate_changes(
        now["count"],
        now["total"],
        before["count"],
        before["total"],
        noise_sd=_noise(selection),
    )
    rows = known.assign(
        count=now["count"],
        total=now["total"],
        earlier_count=before["count"],
        earlier_total=before["total"],
        rate=found.rate,
        earlier_rate=found.earlier_rate,
        change=found.change,
        low=found.low,
        high=found.high,
        is_beyond_chance=found.is_beyond_chance,
        state=_states(found.rate, now),
        earlier_state=_states(found.earlier_rate, before),
    )
    return Compared(kind=kind, rows=rows, level=found.level, compared=found.compared)


def _noise(selection: Selection) -> float:
    """The open release adds noise to every count; intervals hold it too."""
    return read.NOISE_SD if selection.scope.release == "open" else 0.0


def _all_places(selection: Selection, info: BuildInfo, kind: Kind) -> pd.DataFrame:
    """Every Gu or Dong by code: `gu_code`, `name`, `other_name`, `gu_name`."""
    if kind == "dong":
        return places.all_dongs(selection.scope, info)
    own, other = ("ko", "en") if selection.scope.language == "ko" else ("en", "ko")
    gus = data.table("gus", info, selection.scope.release).set_index("gu_code", drop=False)
    return pd.DataFrame(
        {
            "gu_code": gus["gu_code"],
            "name": gus[f"gu_name_{own}"],
            "other_name": gus[f"gu_name_{other}"],
            "gu_name": gus[f"gu_name_{own}"],
        }
    )


def _counts(
    selection: Selection,
    info: BuildInfo,
    rate: Rate,
    kind: Kind,
    month: date,
    months: tuple[date, ...],
) -> pd.DataFrame:
    """`count`, `total`, `is_suppressed` by code; no rows for a month that is not there."""
    if month not in months:
        return _EMPTY
    release, key = selection.scope.release, f"{kind}_code"
    table = data.table(f"coverage_by_{kind}_month", info, release, month=month).set_index(key)
    if rate.subject == "coverage":
        counts, is_suppressed = table[rate.count], table["is_suppressed"]
    else:
        other = data.table(f"{rate.subject}_by_{kind}_month", info, release, month=month)
        other = other.set_index(key).reindex(table.index)
        counts = other[rate.count]
        is_suppressed = table["is_suppressed"] | other["is_suppressed"].fillna(False).astype(bool)
    return pd.DataFrame(
        {"count": counts, "total": table[rate.total], "is_suppressed": is_suppressed}
    )


def _states(found: pd.Series, counts: pd.DataFrame) -> pd.Series:
    """Why each place has a rate or none."""
    hidden = counts["is_suppressed"].eq(True)
    nobody = counts["total"].eq(0).fillna(False).astype(bool)
    return measured.states(found, hidden & ~nobody, nobody)


def _ranked(compared: Compared, rate: Rate, selection: Selection) -> Compared:
    """The same with the ranks and their intervals, rank 1 first."""
    rows = compared.rows
    ranks = read.rank_intervals(
        rows["count"],
        rows["total"],
        is_lowest_first=not rate.is_more_worse,
        draws=2_000,
        noise_sd=_noise(selection),
    )
    rows = rows.assign(rank=ranks.rank, rank_low=ranks.low, rank_high=ranks.high)
    rows = rows.sort_values("rank", kind="stable", na_position="last")
    return Compared(compared.kind, rows, compared.level, compared.compared)
