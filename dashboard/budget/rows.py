"""One fiscal year of need and budget: rows with names and states, and the place of the panel.

Every number comes worked out; here they are chosen, with why one is absent. Inside a Gu, shares
and what a Dong is over or short are those within the Gu: that is what its council decides on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

import pandas as pd
import streamlit as st

from dashboard import data, filters, measured, places
from dashboard.audience import Release
from dashboard.budget import reading
from dashboard.filters import Scope, Selection
from dashboard.i18n import Words
from dashboard.measured import Measure
from pipelines import read
from pipelines.errors import NotBuiltError
from pipelines.read import BuildInfo

PER_NEED, IMBALANCE = "budget_per_need_krw", "budget_imbalance_krw"
NEED_SHARE, BUDGET_SHARE = "need_share", "budget_share"
MEASURES = (IMBALANCE, PER_NEED, NEED_SHARE, BUDGET_SHARE)
WITH_ENDS = (NEED_SHARE, PER_NEED, IMBALANCE)
OF_MONTH = "month"  # the fiscal year is that of the chosen month


@dataclass(frozen=True)
class Asked:
    """What the page's own controls stand at: year, money counted, by Dong or by Gu."""

    year: int
    money: read.MoneyScope
    level: str


@dataclass(frozen=True)
class Balance:
    """One fiscal year of need and budget, ready to be shown.

    `rows` are the places on the map by code: `name`, `other_name`, `gu_code`, `gu_name`, `value`
    and `state` of the measure, and the columns of `imbalance_by_dong_year` under its plain names,
    within the Gu where one is chosen. `everywhere` holds the value of all places: classes are made
    from it. `dongs` and `gus` are all rows of the year, `city` its row of the deployment, `years`
    the deployment by year.
    """

    selection: Selection
    info: BuildInfo
    asked: Asked
    measure: Measure
    rows: pd.DataFrame
    everywhere: pd.Series
    dongs: pd.DataFrame
    gus: pd.DataFrame
    city: pd.Series
    years: pd.DataFrame
    gu_names: Mapping[str, str]
    place_name: str
    scope_name: str

    @property
    def say(self) -> Words:
        """The words of the page's language."""
        return self.selection.scope.words

    @property
    def is_open(self) -> bool:
        """Whether need is rounded and some of it hidden."""
        return self.selection.scope.release == "open"

    @property
    def is_within_gu(self) -> bool:
        """Whether shares are those within one Gu."""
        return bool(self.selection.gu)

    @property
    def is_by_gu(self) -> bool:
        """Whether the places on the map are Gu."""
        return self.asked.level == "gu"

    @property
    def is_observed(self) -> bool:
        """Whether need is observed, for want of an estimate."""
        return bool(self.city["need_basis"] == "observed")

    @property
    def year_text(self) -> str:
        """The fiscal year in words."""
        return self.say("budget.fiscal_year", year=self.asked.year)

    @property
    def money_text(self) -> str:
        """Which money is counted, in words."""
        return read.values("money_scope", self.say.language)[self.asked.money]

    def one(self, code: str | None) -> pd.Series:
        """The row of a place on the map; empty where there is none."""
        found = self.rows[self.rows.index == code]
        return found.iloc[0] if len(found) else pd.Series(dtype=object)


def measure_names(scope: Scope) -> dict[str, str]:
    """The names of the measures that the page offers."""
    return {name: measure_of(scope, name).label for name in MEASURES}


def measure_of(scope: Scope, name: str, *, is_within_gu: bool = False) -> Measure:
    """A measure, with this page's words for a value that is absent."""
    say = scope.words
    label = None
    if is_within_gu and name != PER_NEED:
        label = {
            IMBALANCE: say("budget.imbalance_within"),
            NEED_SHARE: say("budget.need_share_within"),
            BUDGET_SHARE: say("budget.budget_share_within"),
        }[name]
    is_more_worse = name == NEED_SHARE
    about = measured.measure(name, scope.language, is_more_worse=is_more_worse, label=label)
    return replace(about, absent={"undefined": say("budget.need_unknown")})


def years(scope: Scope, info: BuildInfo) -> list[int]:
    """The fiscal years with a balance, oldest first; none where none was worked out."""
    city = reading.balance("city", info, scope.release)
    return [] if city is None else sorted({int(year) for year in city["fiscal_year"]})


def choose(
    selection: Selection,
    known: Sequence[int],
    dongs: Mapping[str, str],
    *,
    is_of_many_gus: bool,
) -> Asked:
    """Draw the page's own controls and return what they stand at."""
    say = selection.scope.words
    # of a month after the last balance, or before the first, the nearest year
    own = max((year for year in known if year <= selection.month.year), default=known[0])
    names = {OF_MONTH: say("budget.year_of_month", year=own)}
    names |= {str(year): say("budget.fiscal_year", year=year) for year in reversed(known)}
    sources = read.values("money_scope", selection.scope.language)
    level = "dong"
    has_level = is_of_many_gus and not selection.gu
    row = [*st.columns(2), *st.columns([3, 2] if has_level else 1)]
    with row[0]:
        year = filters.choice("year", say("budget.year"), names, is_list=True)
    with row[1]:
        money = cast(
            "read.MoneyScope",
            filters.choice("money", say("budget.money"), sources, is_list=True),
        )
    with row[2]:
        filters.dong_picker(selection, dongs)
    if has_level:
        by = {"dong": say("budget.by_dong"), "gu": say("budget.by_gu")}
        with row[3]:
            level = filters.choice("by", say("budget.by"), by)
    return Asked(own if year == OF_MONTH else int(year), money, level)


def load(selection: Selection, info: BuildInfo, asked: Asked) -> Balance:
    """The balance of a fiscal year. Needs `years` to hold it."""
    release = selection.scope.release
    dongs, gus, years = (_of(asked, place, info, release) for place in ("dong", "gu", "city"))
    gu_names, dong_names = places.names(selection.scope, info)
    table = gus if asked.level == "gu" else within_gu(dongs) if selection.gu else dongs
    measure = measure_of(selection.scope, selection.measure, is_within_gu=bool(selection.gu))
    rows = _named(selection, info, asked, table)
    value = rows[measure.name].astype(float)
    is_unknown = rows["need_basis"].notna() & value.isna()
    nothing = pd.Series(False, index=rows.index)
    rows = rows.assign(value=value, state=measured.states(value, nothing, is_unknown))
    inside = rows[rows["gu_code"] == selection.gu] if selection.gu else rows
    order = inside.sort_values([IMBALANCE, "gu_code"], kind="stable", na_position="last")
    scope_name = places.scope_name(selection, gu_names)
    return Balance(
        selection=selection,
        info=info,
        asked=asked,
        measure=measure,
        rows=order,
        everywhere=value if not selection.gu or measure.name == PER_NEED else order["value"],
        dongs=dongs,
        gus=gus,
        city=years[years["fiscal_year"] == asked.year].iloc[0],
        years=years,
        gu_names=gu_names,
        place_name=places.place_name(selection, gu_names, dong_names),
        scope_name=scope_name,
    )


def _of(asked: Asked, place: read.PlaceLevel, info: BuildInfo, release: Release) -> pd.DataFrame:
    """The rows of the money counted: of the year by code of the place, of the city all years."""
    table = reading.balance(place, info, release)
    if table is None:
        raise NotBuiltError(f"{info.deployment} is published without a balance of budgets.")
    rows = table[table["money_scope"] == asked.money]
    if place == "city":
        return rows
    return rows[rows["fiscal_year"] == asked.year].set_index(f"{place}_code")


def within_gu(dongs: pd.DataFrame) -> pd.DataFrame:
    """The same Dongs, with what is theirs within the Gu in the place of what is in the city."""
    own = {name: dongs[f"gu_{name}"] for name in (*_shares(NEED_SHARE), BUDGET_SHARE,
                                                  "imbalance_state")}  # fmt: skip
    own |= {name: dongs[name.replace("budget", "gu", 1)] for name in _shares(IMBALANCE)}
    return dongs.assign(**own)


def _shares(name: str) -> tuple[str, str, str]:
    return name, f"{name}_low", f"{name}_high"


def _named(
    selection: Selection, info: BuildInfo, asked: Asked, table: pd.DataFrame
) -> pd.DataFrame:
    """The table's rows for every place, with names in both languages."""
    if asked.level != "gu":
        names = places.all_dongs(selection.scope, info)
        return names.join(table.drop(columns="gu_code"))
    own, other = ("ko", "en") if selection.scope.language == "ko" else ("en", "ko")
    gus = data.table("gus", info, selection.scope.release)
    gus = gus.set_index("gu_code", drop=False).rename_axis("code")
    names = pd.DataFrame(
        {
            "gu_code": gus["gu_code"],
            "name": gus[f"gu_name_{own}"],
            "other_name": gus[f"gu_name_{other}"],
            "gu_name": selection.scope.deployment_name,
        }
    )
    return names.join(table)
