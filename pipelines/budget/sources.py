"""What the balance is worked out from: aggregates alone, of a warehouse or of a publication."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.budget.need import Floats, Need, with_common
from pipelines.budget.request import LINES, PAID_ROLES, UNPAID_ROLES
from pipelines.budget.valuing import rate_of, value_goods
from pipelines.errors import InputError
from pipelines.policy import Parameter

Fetch = Callable[[str, tuple[str, ...]], pd.DataFrame]
Integers = npt.NDArray[np.int64]

_QUANTILES = ("expected_unreached_low", "expected_unreached_low_50", "expected_unreached_count",
              "expected_unreached_high_50", "expected_unreached_high")  # fmt: skip
_NEED = ("expected_need_count", "expected_need_low", "expected_need_high")
COLUMNS = {
    "dongs": ("dong_code", "gu_code"),
    "budget_by_dong_year": ("dong_code", "fiscal_year", "level", "line", "amount_krw"),
    "budget_by_gu_year": ("gu_code", "fiscal_year", "level", "line", "amount_krw"),
    "budget_by_city_year": ("fiscal_year", "level", "line", "amount_krw"),
    "staff_by_dong_month": ("dong_code", "month", "level", "role", "headcount", "fte"),
    "contributions_by_dong_month": (
        "dong_code", "month", "contribution_kind", "unit", "is_counted", "quantity", "value_krw",
    ),
    "coverage_by_dong_month": ("dong_code", "month", "at_risk_count", "reached_count"),
    "unreached_by_dong_month": ("dong_code", "month", *_QUANTILES, *_NEED),
    "unreached_by_city_month": ("month", *_QUANTILES),
}  # fmt: skip
"""The tables and columns that are read; those of the unreached where there is an estimate."""


@dataclass(frozen=True)
class BudgetYear:
    """Money, people and need of D Dongs in one fiscal year, in order of code.

    Attributes
    ----------
    places, gus : (D) codes of the Dongs and of their Gu.
    lines : (L) of the vocabulary; `money` : (L, D) whole won of the Dongs' own budgets.
    goods : (D) won of contributions in kind.
    staff_fte, volunteer_fte : (D) averages of the months of the year.
    roles : (R) of paid staff; `headcounts` : (R, D) people of the last month of the year.
    gu_level : won that each Gu keeps itself, by code; `city_level` : that the city keeps.
    krw_per_usd : of the year.
    need : of the last month of the year.
    reached : (D) households reached in that month; NaN where not known.
    """

    year: int
    places: tuple[str, ...]
    gus: tuple[str, ...]
    lines: tuple[str, ...]
    money: Integers
    goods: Integers
    staff_fte: Floats
    volunteer_fte: Floats
    roles: tuple[str, ...]
    headcounts: Integers
    gu_level: dict[str, int]
    city_level: int
    krw_per_usd: float
    need: Need
    reached: Floats

    def total(self, scope: str) -> Integers:
        """(D) won of a Dong within a money scope."""
        counted = np.array([line != "private" or scope != "public" for line in self.lines])
        goods = self.goods if scope == "with_goods" else 0
        return np.asarray(self.money[counted].sum(axis=0) + goods, dtype=np.int64)


@dataclass(frozen=True)
class Sources:
    """The tables as read, by name, and the policy parameters."""

    tables: dict[str, pd.DataFrame]
    parameters: tuple[Parameter, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """Fiscal years in which a Dong has money, and a month of which is known."""
        budgets = set(self.tables["budget_by_dong_year"]["fiscal_year"].astype(int))
        months = {month.year for month in self.tables["coverage_by_dong_month"]["month"].unique()}
        return tuple(sorted(budgets & months))


def read_sources(fetch: Fetch, parameters: Sequence[Parameter], *, has_estimate: bool) -> Sources:
    """The tables by `fetch(table, columns)`, each in order of its keys."""
    names = [name for name in COLUMNS if has_estimate or not name.startswith("unreached")]
    tables = {name: fetch(name, COLUMNS[name]) for name in names}
    tables["dongs"] = tables["dongs"].sort_values("dong_code", ignore_index=True)
    return Sources(tables, tuple(parameters))


def budget_year(sources: Sources, year: int) -> BudgetYear:
    """Everything of one fiscal year.

    Raises InputError for a year without money of Dongs.
    """
    if year not in sources.years:
        known = ", ".join(map(str, sources.years)) or "none"
        raise InputError(f"No Dong has a budget of {year}. Years with budgets: {known}.")
    dongs = sources.tables["dongs"]
    places = pd.Index(dongs["dong_code"].astype(str), name="dong_code")
    staff = _of_year(sources.tables["staff_by_dong_month"], year)
    months = max(staff["month"].nunique(), 1)
    paid = staff["role"].isin(PAID_ROLES)
    last = staff[staff["month"] == staff["month"].max()]
    given = _of_year(sources.tables["contributions_by_dong_month"], year)
    goods = value_goods(given, sources.parameters).groupby(given["dong_code"]).sum()
    upper = {
        name: _of_level(sources.tables[f"budget_by_{name}_year"], year, name)
        for name in ("gu", "city")
    }
    need, reached = _need(sources, year, places)
    return BudgetYear(
        year=year,
        places=tuple(places),
        gus=tuple(dongs["gu_code"].astype(str)),
        lines=LINES,
        money=_table(_of_level(sources.tables["budget_by_dong_year"], year, "dong"), "line",
                     "amount_krw", LINES, places),
        goods=_whole(goods.reindex(places).fillna(0)),
        staff_fte=_fte(staff[paid], places) / months,
        volunteer_fte=_fte(staff[staff["role"].isin(UNPAID_ROLES)], places) / months,
        roles=PAID_ROLES,
        headcounts=_table(last, "role", "headcount", PAID_ROLES, places),
        gu_level={str(k): int(v) for k, v in
                  upper["gu"].groupby("gu_code")["amount_krw"].sum().items()},
        city_level=int(upper["city"]["amount_krw"].sum()),
        krw_per_usd=rate_of(year, sources.parameters),
        need=with_common(need),
        reached=reached,
    )  # fmt: skip


def _need(sources: Sources, year: int, places: pd.Index) -> tuple[Need, Floats]:
    """The need of the year's last estimated month, and who was reached then.

    A year in which no month is estimated has its observed need: one basis for all Dongs, since
    shares of unlike counts mean nothing. A Dong that is refused or hidden has no need.
    """
    coverage = _of_year(sources.tables["coverage_by_dong_month"], year)
    estimated = sources.tables.get("unreached_by_dong_month")
    rows = None if estimated is None else _of_year(estimated, year).dropna(subset=["month"])
    basis = "observed" if rows is None or rows[_NEED[0]].isna().all() else "estimated"
    known = coverage if rows is None or basis == "observed" else rows[rows[_NEED[0]].notna()]
    month = known["month"].max()
    seen = coverage[coverage["month"] == month].set_index("dong_code").reindex(places)
    reached = _floats(seen["reached_count"])
    day = date(month.year, month.month, 1)
    if rows is None or basis == "observed":
        at_risk, nothing = _floats(seen["at_risk_count"]), np.full(len(places), np.nan)
        zeros = np.zeros((len(places), len(_QUANTILES)))
        return Need("observed", day, at_risk, zeros, nothing, nothing), reached
    mine = rows[rows["month"] == month].set_index("dong_code").reindex(places)
    quantiles = np.column_stack([_floats(mine[name]) for name in _QUANTILES])
    count, low, high = (_floats(mine[name]) for name in _NEED)
    city = sources.tables["unreached_by_city_month"]
    city = city[city["month"] == month]
    width = _floats(city[_QUANTILES[-1]]) - _floats(city[_QUANTILES[0]])
    whole = float(width[0]) if len(width) and np.isfinite(width[0]) else None
    return Need("estimated", day, count - quantiles[:, 2], quantiles, low, high, whole), reached


def _of_year(table: pd.DataFrame, year: int) -> pd.DataFrame:
    return table[pd.to_datetime(table["month"]).dt.year == year]


def _of_level(table: pd.DataFrame, year: int, level: str) -> pd.DataFrame:
    return table[(table["fiscal_year"] == year) & (table["level"] == level)]


def _table(
    rows: pd.DataFrame, by: str, value: str, order: Sequence[str], places: pd.Index
) -> Integers:
    """(len(order), D) sums of whole numbers; 0 where there is no row."""
    sums = rows.groupby([by, "dong_code"])[value].sum().unstack(fill_value=0)
    return _whole(sums.reindex(index=list(order), columns=places, fill_value=0))


def _fte(rows: pd.DataFrame, places: pd.Index) -> Floats:
    return _floats(rows.groupby("dong_code")["fte"].sum().reindex(places).fillna(0))


def _whole(values: pd.DataFrame | pd.Series) -> Integers:
    return np.asarray(values.to_numpy(dtype=np.int64))


def _floats(values: pd.Series) -> Floats:
    return np.asarray(values.astype("Float64").to_numpy(dtype=float, na_value=np.nan))
