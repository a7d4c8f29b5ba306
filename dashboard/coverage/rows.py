"""One month of coverage: rows with names, states and ranks, and the place that the panel shows.

Numbers come published, or smoothed from what is published; here they are chosen and ranked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from dashboard import classes, data, places
from dashboard.coverage.measures import measure_of
from dashboard.coverage.months import trend
from dashboard.filters import Scope, Selection
from dashboard.i18n import Words
from dashboard.measured import Measured, measured, states
from pipelines import read
from pipelines.read import BuildInfo, LocalAssociation

FIGURES = ("at_risk_count", "reached_count", "coverage_rate", "coverage_gap_count")
SMOOTHED = ("smoothed_rate", "smoothed_low_rate", "smoothed_high_rate")
# more Dongs than this are a country: its Gu are drawn first, the Dongs of one on entering it
MOST_DONGS = 600


@dataclass(frozen=True)
class Coverage:
    """One month of coverage, ready to be shown.

    `shown` is the chosen measure; its `rows` also hold the columns of `coverage_by_dong_month`,
    `SMOOTHED`, `rank_low`, `rank_high` (of the rate) and `apart`: how a Dong significantly differs
    from or resembles its neighbours ("": it does not). `beside` is the smoothed or raw rate of the
    same rows, for a second map. `everywhere` holds the rows of all Dongs, whatever the scope, where
    a Dong is chosen: its neighbours may lie in another Gu. `association` is None where the map
    shows Gu (`is_by_gu`). `place` is the row of the Dong, Gu or city that the panel shows, `trend`
    the same place by month.
    """

    shown: Measured
    beside: Measured | None
    everywhere: pd.DataFrame
    method: classes.Method
    association: LocalAssociation | None
    is_by_gu: bool
    place: pd.Series
    place_name: str
    trend: pd.DataFrame

    @property
    def selection(self) -> Selection:
        """What the reader looks at."""
        return self.shown.selection

    @property
    def info(self) -> BuildInfo:
        """The publication."""
        return self.shown.info

    @property
    def say(self) -> Words:
        """The words of the page's language."""
        return self.shown.say

    @property
    def rows(self) -> pd.DataFrame:
        """The rows in scope, worst first."""
        return self.shown.rows

    @property
    def scope_name(self) -> str:
        """The Gu on the map, or the whole deployment."""
        return self.shown.scope_name

    @property
    def is_of_many_gus(self) -> bool:
        """Whether a Dong's name needs that of its Gu beside it."""
        return not self.selection.gu and len(self.shown.gu_names) > 1

    @property
    def unit(self) -> str:
        """What a row is: a code of the words' amounts."""
        return "gu" if self.is_by_gu else "dong"


def method_names(scope: Scope) -> dict[str, str]:
    """The names of the ways to break classes."""
    say = scope.words
    names = {
        "quantile": say("classes.quantile"),
        "equal": say("classes.equal"),
        "natural": say("classes.natural"),
        "fixed": say("classes.fixed"),
    }
    return {method: names[method] for method in classes.METHODS}


def map_names(scope: Scope) -> dict[str, str]:
    """One map, or the raw and the smoothed rate beside each other."""
    say = scope.words
    return {"one": say("maps.one"), "pair": say("maps.pair")}


def is_by_gu(selection: Selection, info: BuildInfo) -> bool:
    """Whether there are so many Dongs that their Gu are drawn in their place."""
    if selection.gu:
        return False
    release = selection.scope.release
    many = len(data.table("dongs", info, release)) > MOST_DONGS
    return many and len(data.table("gus", info, release)) > 1


def shapes_part(coverage: Coverage) -> str:
    """Which polygons the map needs: all (""), the Gu alone, or those of one Gu of many."""
    if coverage.is_by_gu:
        return "gus"
    is_country = len(data.table("dongs", coverage.info, coverage.selection.scope.release))
    return coverage.selection.gu or "" if is_country > MOST_DONGS else ""


def load(
    selection: Selection, info: BuildInfo, *, method: classes.Method, maps: str = "one"
) -> Coverage:
    """The selection's month of coverage.

    `maps` is `pair` for a second map with the raw rate's smoothed counterpart, or the reverse.
    """
    by_gu = is_by_gu(selection, info)
    table = _table(selection, info, by_gu=by_gu)
    other = {"coverage_rate": "smoothed_rate", "smoothed_rate": "coverage_rate"}
    name = "coverage_rate" if by_gu and selection.measure == "smoothed_rate" else selection.measure
    second = other.get(name) if maps == "pair" and not by_gu else None
    shown = _measured(selection, info, table, name, by_gu=by_gu)
    gus, dongs = places.names(selection.scope, info)
    return Coverage(
        shown=shown,
        beside=_measured(selection, info, table, second, by_gu=by_gu) if second else None,
        everywhere=_everywhere(shown, table),
        method=method,
        association=None if by_gu else _association(selection, info),
        is_by_gu=by_gu,
        place=_place_row(selection, info),
        place_name=places.place_name(selection, gus, dongs),
        trend=trend(selection, info),
    )


def scope_row(coverage: Coverage) -> pd.Series:
    """The month's row of the Gu on the map, or of the whole deployment; empty if it has none."""
    selection, info = coverage.selection, coverage.info
    release = selection.scope.release
    if selection.gu:
        table = data.table("coverage_by_gu_month", info, release, gu=selection.gu)
    else:
        table = data.table("coverage_by_city_month", info, release)
    return _at(table, selection)


def _table(selection: Selection, info: BuildInfo, *, by_gu: bool) -> pd.DataFrame:
    """The month's rows by code, with what is worked out of them."""
    release, month = selection.scope.release, selection.month
    if by_gu:
        return data.table("coverage_by_gu_month", info, release, month=month).set_index("gu_code")
    table = data.table("coverage_by_dong_month", info, release, month=month)
    smoothed = data.smoothed(info, release)
    smoothed = smoothed[smoothed["month"] == pd.Timestamp(month)].set_index("dong_code")
    ranks = data.coverage_ranks(info, release, month, selection.gu)
    found = _association(selection, info)
    return (
        table.set_index("dong_code")
        .assign(
            smoothed_rate=smoothed["smoothed_rate"],
            smoothed_low_rate=smoothed["smoothed_low"],
            smoothed_high_rate=smoothed["smoothed_high"],
            rank_low=ranks["low"],
            rank_high=ranks["high"],
            apart=found.quadrant.where(found.is_significant, ""),
        )
        .drop(columns="month")
    )


def _association(selection: Selection, info: BuildInfo) -> LocalAssociation:
    is_count = selection.measure == "coverage_gap_count"
    about: read.AssociatedMeasure = "coverage_gap_count" if is_count else "coverage_rate"
    return data.association(about, info, selection.scope.release, selection.month)


def _measured(
    selection: Selection, info: BuildInfo, table: pd.DataFrame, name: str, *, by_gu: bool
) -> Measured:
    about = measure_of(name, selection.scope.words)
    # nobody at risk: a gap of none, but no rate
    nobody = table["at_risk_count"].eq(0) if about.is_rate else None
    if not by_gu:
        found = measured(selection, info, table, about, is_undefined=nobody)
        found.rows["apart"] = found.rows["apart"].fillna("")
        return found
    gus, _ = places.names(selection.scope, info)
    own, other = ("ko", "en") if selection.scope.language == "ko" else ("en", "ko")
    known = data.table("gus", info, selection.scope.release).set_index("gu_code")
    rows = pd.DataFrame(
        {
            "gu_code": known.index,
            "name": known[f"gu_name_{own}"],
            "other_name": known[f"gu_name_{other}"],
            "gu_name": known[f"gu_name_{own}"],
        },
        known.index,
    ).join(table)
    rows["is_suppressed"] = rows["is_suppressed"].fillna(False).astype(bool)
    rows["value"] = rows[name].astype(float)
    rows["state"] = states(rows["value"], rows["is_suppressed"], nobody)
    rows["rank"] = rows["value"].rank(method="min", ascending=not about.is_more_worse)
    rows["apart"] = ""
    return Measured(
        selection=selection,
        info=info,
        measure=about,
        rows=rows.sort_values("rank", kind="stable", na_position="last"),
        everywhere=rows["value"],
        gu_names=gus,
        scope_name=places.scope_name(selection, gus),
    )


def _everywhere(shown: Measured, table: pd.DataFrame) -> pd.DataFrame:
    if not shown.selection.gu or not shown.selection.dong:
        return shown.rows
    whole = replace(shown.selection, gu=None)
    return _measured(whole, shown.info, table, shown.measure.name, by_gu=False).rows


def _at(table: pd.DataFrame, selection: Selection) -> pd.Series:
    rows = table[table["month"] == pd.Timestamp(selection.month)]
    return rows.iloc[0] if len(rows) else pd.Series(dtype=object)


def _place_row(selection: Selection, info: BuildInfo) -> pd.Series:
    return _at(places.place_table("coverage", selection, info), selection)
