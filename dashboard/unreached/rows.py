"""One month of estimates: rows with names, states and ranks, and the place that the panel shows.

Every number comes published; here they are chosen, with why one is absent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from dashboard import data, measured, period, places
from dashboard.filters import Scope, Selection
from dashboard.i18n import Words
from dashboard.measured import Measured
from dashboard.unreached.measures import COUNT, PER_1000, measure_of, refusal_text
from pipelines import read
from pipelines.errors import NotBuiltError
from pipelines.read import BuildInfo

# a row of a table by column: as a Series, or a plain dict where there are many
Row = pd.Series | dict[str, Any]


@dataclass(frozen=True)
class Unreached:
    """One month of estimates, ready to be shown.

    `shown` is the chosen measure; its `rows` also hold the columns of `unreached_by_dong_month` and
    `reached_count` (observed). `month` is the month of the estimates: the page's, or the last
    before it that has any. `place` is the row of the Dong, Gu or city of the panel, `around` that
    of the Gu or city around a Dong without an estimate, `history` the place by month. `parts` are
    the Gu (or, inside one, its Dongs) by code, with `name`, `state` and `reached_count`. `methods`
    holds a row a method of `methods_name`, the place or what is around it; `gus` the rows of all
    Gu.
    """

    shown: Measured
    month: date
    place: pd.Series
    place_name: str
    around: pd.Series
    around_name: str
    history: pd.DataFrame
    parts: pd.DataFrame
    methods: pd.DataFrame
    methods_name: str
    dependence: pd.DataFrame
    gus: pd.DataFrame

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
        """The Dongs in scope, most unreached first."""
        return self.shown.rows

    @property
    def scope_name(self) -> str:
        """The Gu on the map, or the whole deployment."""
        return self.shown.scope_name

    @property
    def is_open(self) -> bool:
        """Whether the numbers are rounded and some hidden."""
        return self.selection.scope.release == "open"

    @property
    def is_of_many_gus(self) -> bool:
        """Whether a Dong's name needs that of its Gu beside it."""
        return not self.selection.gu and len(self.shown.gu_names) > 1

    @property
    def has_parts_by_dong(self) -> bool:
        """Whether `parts` are Dongs."""
        return bool(self.selection.gu) or len(self.shown.gu_names) < 2


def months(scope: Scope, info: BuildInfo) -> list[date]:
    """The months with an estimate of their own, oldest first; none where nothing was estimated."""
    try:
        city = data.table("unreached_by_city_month", info, scope.release)
    except NotBuiltError:
        return []
    return [month.date() for month in city["month"]]


def load(selection: Selection, info: BuildInfo) -> Unreached:
    """The selection's estimates. Needs `months` not to be empty."""
    known = months(selection.scope, info)
    # of months long past every third has an estimate
    month = max((each for each in known if each <= selection.month), default=known[0])
    table = _dongs(selection, info, month)
    shown = measured.measured(
        selection,
        info,
        table,
        measure_of(selection.scope, selection.measure),
        is_undefined=table["refusal"].notna(),
    )
    gus, dongs = places.names(selection.scope, info)
    history = places.place_table("unreached", selection, info)
    by_gu = _gus(selection, info, month, gus)
    around = replace(selection, dong=None, gu=selection.dong[:5] if selection.dong else None)
    methods, methods_name = _methods(selection, info, month, gus, dongs)
    dependence = data.table("unreached_dependence_by_city_month", info, selection.scope.release)
    return Unreached(
        shown=shown,
        month=month,
        place=_at(history, month),
        place_name=places.place_name(selection, gus, dongs),
        around=_at(places.place_table("unreached", around, info), month),
        around_name=places.place_name(around, gus, dongs),
        history=history,
        parts=_parts(shown, by_gu),
        methods=methods,
        methods_name=methods_name,
        dependence=dependence[dependence["month"] == pd.Timestamp(month)],
        gus=by_gu,
    )


def absence_text(unreached: Unreached, row: Row) -> str:
    """Why a row of an estimate has no number: hidden, refused, or too early."""
    say = unreached.say
    if not len(row) or (pd.isna(row["refusal"]) and not row["is_suppressed"]):
        return say("unreached.too_early")
    if pd.isna(row["refusal"]):
        return say("state.suppressed")
    return say("unreached.refused_for", reason=refusal_text(say, row["refusal"]))


def sole_channels(unreached: Unreached) -> pd.DataFrame:
    """By channel: households reported in the twelve months, and how many nobody else knew."""
    selection, info = unreached.selection, unreached.info
    twelve = period.up_to(unreached.month, period.YEAR, data.months(info))
    name = f"reports_by_{'gu' if selection.gu else 'city'}_month"
    release = selection.scope.release
    found = data.period(name, info, release, twelve.months, gu=selection.gu)
    found = found.groupby("report_channel").first()
    return found.reindex(list(read.values("report_channel", unreached.say.language)))


def _dongs(selection: Selection, info: BuildInfo, month: date) -> pd.DataFrame:
    """The month's rows by dong_code, with the households reached."""
    release = selection.scope.release
    table = data.table("unreached_by_dong_month", info, release, month=month)
    coverage = data.table("coverage_by_dong_month", info, release, month=month)
    reached = coverage.set_index("dong_code")[["household_count", "reached_count"]]
    return table.set_index("dong_code").drop(columns="month").join(reached)


def _gus(selection: Selection, info: BuildInfo, month: date, names: dict[str, str]) -> pd.DataFrame:
    """The month's rows by gu_code, most per 1,000 first, with `name` and the households reached."""
    release = selection.scope.release
    table = data.table("unreached_by_gu_month", info, release, month=month).set_index("gu_code")
    coverage = data.table("coverage_by_gu_month", info, release, month=month).set_index("gu_code")
    rows = table.join(coverage[["household_count", "reached_count"]])
    rows = rows.assign(name=pd.Series(names).reindex(rows.index), state=_states(rows))
    return rows.sort_values(PER_1000, ascending=False, kind="stable", na_position="last")


def _parts(shown: Measured, by_gu: pd.DataFrame) -> pd.DataFrame:
    """The Gu of the deployment, or the Dongs of the one in scope."""
    if shown.selection.gu or len(shown.gu_names) < 2:
        return shown.rows.assign(state=_states(shown.rows))
    return by_gu


def _states(rows: pd.DataFrame) -> pd.Series:
    return measured.states(rows[COUNT], rows["is_suppressed"], rows["refusal"].notna())


def _methods(
    selection: Selection,
    info: BuildInfo,
    month: date,
    gus: dict[str, str],
    dongs: dict[str, str],
) -> tuple[pd.DataFrame, str]:
    """(rows by method, of which place): of the Dong, Gu or city, the smallest that has any.

    Of months long past the other methods were run for the city alone.
    """
    release = selection.scope.release
    if selection.dong and release == "internal":
        table = data.table(
            "unreached_methods_by_dong_month", info, release, dong=selection.dong, month=month
        )
        if len(table):
            name = places.place_name(selection, gus, dongs)
            return table.set_index("unreached_method"), name
    gu = selection.dong[:5] if selection.dong else selection.gu
    for around in dict.fromkeys((gu, None)):
        place = replace(selection, dong=None, gu=around)
        table = places.place_table("unreached_methods", place, info)
        table = table[table["month"] == pd.Timestamp(month)]
        if len(table):
            break
    return table.set_index("unreached_method"), places.place_name(place, gus, dongs)


def _at(table: pd.DataFrame, month: date) -> pd.Series:
    rows = table[table["month"] == pd.Timestamp(month)]
    return rows.iloc[0] if len(rows) else pd.Series(dtype=object)
