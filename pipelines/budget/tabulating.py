"""From the balance of every year to the rows of the schema's tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from pipelines.budget.balance import PlaceBalance, Spread, YearBalance, balance, sample_need
from pipelines.budget.sources import BudgetYear, Sources, budget_year
from pipelines.schema import ESTIMATES, VOCABULARIES

SCOPES = VOCABULARIES["money_scope"].codes
TABLES = ("imbalance_by_dong_year", "imbalance_by_gu_year", "inequality_by_city_year")


def tabulate(sources: Sources) -> dict[str, pd.DataFrame]:
    """Every table of the part `budget`, by name; one row a place, year and money scope."""
    rows: dict[str, list[pd.DataFrame]] = {name: [] for name in TABLES}
    for number in sources.years:
        year = budget_year(sources, number)
        sample = sample_need(year.need)
        for scope in SCOPES:
            found = balance(year, scope, sample)
            rows[TABLES[0]].append(_dongs(year, scope, found))
            rows[TABLES[1]].append(_gus(year, scope, found))
            rows[TABLES[2]].append(_city(year, scope, found, sample))
    return {name: _joined(name, parts) for name, parts in rows.items()}


def _joined(name: str, parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    columns = [column.name for column in ESTIMATES[name].columns]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _dongs(year: BudgetYear, scope: str, found: YearBalance) -> pd.DataFrame:
    within = found.within
    known = year.need.is_known
    return pd.DataFrame(
        {
            "dong_code": year.places,
            "gu_code": year.gus,
            **_when(year, scope, known),
            **_need(year.need.middle, year.need.low, year.need.high),
            **_balanced(found.dongs),
            **_shares("gu_need_share", within.need_share),
            "gu_budget_share": within.budget_share,
            **_won("gu_imbalance_krw", within.imbalance),
            "gu_imbalance_state": within.state,
            **_beside(year, np.eye(len(year.places))),
        }
    )


def _gus(year: BudgetYear, scope: str, found: YearBalance) -> pd.DataFrame:
    names = found.gus.codes
    member = (np.asarray(year.gus)[:, None] == np.asarray(names)).astype(float)
    known = year.need.is_known
    within = dict(zip(found.theil.groups, found.theil.by_group, strict=True))
    need = found.gus.need
    return pd.DataFrame(
        {
            "gu_code": names,
            **_when(year, scope, known @ member > 0),
            **_need(need.middle, np.floor(need.low), np.ceil(need.high)),
            **_balanced(found.gus),
            "gu_theil": [within.get(name, np.nan) for name in names],
            "gu_level_krw": [year.gu_level.get(name, 0) for name in names],
            **_beside(year, member),
            "unknown_need_dong_count": (~known @ member).astype(int),
        }
    )


def _city(year: BudgetYear, scope: str, found: YearBalance, sample: np.ndarray) -> pd.DataFrame:
    known = year.need.is_known
    member = np.ones((len(known), 1))
    totals = np.nansum(sample, axis=1)  # sums of draws, and not of ends
    ends = np.quantile(totals[1:], [[0.05], [0.95]])
    if year.need.basis == "observed":
        ends = np.full((2, 1), np.nan)
    won = int(year.total(scope)[known].sum())
    beside = _beside(year, member)
    beside.pop("staff_share")
    return pd.DataFrame(
        {
            **_when(year, scope, np.array([known.any()])),
            **_need(totals[:1], np.floor(ends[0]), np.ceil(ends[1])),
            "budget_krw": [won],
            "budget_usd": [won / year.krw_per_usd],
            "krw_per_usd": [year.krw_per_usd],
            **{
                f"{name}{end}": [float(value)]
                for name, spread in found.spreads.items()
                for end, value in zip(("", "_low", "_high"),
                                      (spread.middle, spread.low, spread.high), strict=True)
            },
            "gu_level_krw": [sum(year.gu_level.values())],
            "city_level_krw": [year.city_level],
            **beside,
            "unknown_need_dong_count": [int((~known).sum())],
        }
    )  # fmt: skip


def _when(year: BudgetYear, scope: str, known: np.ndarray) -> dict[str, Any]:
    return {
        "fiscal_year": year.year,
        "money_scope": scope,
        "need_basis": np.where(known, year.need.basis, "unknown"),
        "need_month": year.need.month,
    }


def _need(middle: np.ndarray, low: np.ndarray, high: np.ndarray) -> dict[str, Any]:
    names = ("expected_need_count", "expected_need_low", "expected_need_high")
    return {name: _whole(values) for name, values in zip(names, (middle, low, high), strict=True)}


def _balanced(found: PlaceBalance) -> dict[str, Any]:
    return {
        **_shares("need_share", found.need_share),
        "budget_krw": found.budget,
        "budget_share": found.budget_share,
        **_won("budget_per_need_krw", found.per_need),
        **_won("budget_imbalance_krw", found.imbalance),
        "imbalance_state": found.state,
    }


def _beside(year: BudgetYear, member: np.ndarray) -> dict[str, Any]:
    """Goods and people of the places that the Dongs are members of."""
    staff = year.staff_fte @ member
    return {
        "goods_krw": (year.goods @ member).astype(np.int64),
        "staff_fte": staff,
        "staff_share": staff / total if (total := staff.sum()) > 0 else np.full(len(staff), np.nan),
        "volunteer_fte": year.volunteer_fte @ member,
    }


def _shares(name: str, spread: Spread) -> dict[str, Any]:
    return {name: spread.middle, f"{name}_low": spread.low, f"{name}_high": spread.high}


def _won(name: str, spread: Spread) -> dict[str, Any]:
    return {key: _whole(values) for key, values in _shares(name, spread).items()}


def _whole(values: np.ndarray) -> pd.Series:
    """Whole numbers, missing where not known."""
    return pd.Series(np.rint(values), dtype="Float64").astype("Int64")
