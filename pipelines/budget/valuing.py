"""What goods are worth at the prices of their day, and the grants beside the plan of the year.

Rice and volunteers' hours have a public price on every day that they can have one; the others are
worth what was stated when they came in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.errors import InputError
from pipelines.policy import Parameter

PRICED = {"rice": ("kg", "krw_per_kg_rice"), "hours": ("hour", "krw_per_volunteer_hour")}
"""Kind of contribution: the unit, and the parameter that has its price."""
MONEY = ("cash", "tuition")
"""Kinds that are money and no goods: they stand in the private line of the budget."""
RATE = "krw_per_usd"


def value_goods(contributions: pd.DataFrame, parameters: Iterable[Parameter]) -> pd.Series:
    """Won of each row of contributions in kind, at the price of its month; 0 for money.

    Parameters
    ----------
    contributions : month, contribution_kind, unit, quantity, value_krw (as stated), is_counted;
        a hidden number is missing.
    parameters : the policy parameters.

    Returns
    -------
    Series
        int64, by the index of the rows. A kind without a public price on that day, or in another
        unit, is worth its stated value; what is not counted or hidden is worth 0.
    """
    stated = contributions["value_krw"].astype("Float64").fillna(0).to_numpy(float)
    quantity = contributions["quantity"].astype("Float64").fillna(0).to_numpy(float)
    months = pd.to_datetime(contributions["month"])
    worth = stated.copy()
    for kind, (unit, name) in PRICED.items():
        rows = (contributions["contribution_kind"] == kind) & (contributions["unit"] == unit)
        price = _on(name, months, parameters)
        use = rows.to_numpy() & np.isfinite(price)
        worth[use] = quantity[use] * price[use]
    counts = contributions["is_counted"].astype("boolean").fillna(True).to_numpy(bool)
    counts &= ~contributions["contribution_kind"].isin(MONEY).to_numpy()
    return pd.Series(np.rint(worth * counts).astype(np.int64), index=contributions.index)


def rate_of(year: int, parameters: Iterable[Parameter]) -> float:
    """Won per dollar of a year, as the budgets were changed at it.

    Raises InputError where the policy parameters have no rate for the year.
    """
    (rate,) = _on(RATE, pd.Series([pd.Timestamp(year, 1, 1)]), parameters)
    if not np.isfinite(rate):
        raise InputError(
            f"The policy parameters state no {RATE} for {year}; add it with its source."
        )
    return float(rate)


def _on(name: str, days: pd.Series, parameters: Iterable[Parameter]) -> np.ndarray:
    """The value in force on each day; NaN where none is."""
    found = np.full(len(days), np.nan)
    for entry in parameters:
        if entry.parameter == name:
            first, last = (np.datetime64(day, "D") for day in (entry.valid_from, entry.valid_to))
            held = days.to_numpy().astype("datetime64[D]")
            found[(first <= held) & (held <= last)] = entry.value
    return found


@dataclass(frozen=True)
class GrantCheck:
    """The programme's own figures of 2016 side by side, and what the data at hand hold.

    Attributes
    ----------
    grant_usd, dong_count : as claimed: 26,200 dollars for each of 52 Dongs.
    product_usd : their product, 1,362,400.
    master_plan_usd : the Master Plan's budget, 1,140,000.
    mismatch_usd, mismatch_rate : product less plan, in dollars and of the plan.
    krw_per_usd : average rate of the year; `grant_krw`, `product_krw`, `master_plan_krw` by it.
    found_dong_count, found_krw : Dongs whose programme line is exactly the grant, and its sum.
    """

    fiscal_year: int
    grant_usd: float
    dong_count: int
    product_usd: float
    master_plan_usd: float
    mismatch_usd: float
    mismatch_rate: float
    krw_per_usd: float
    grant_krw: int
    product_krw: int
    master_plan_krw: int
    found_dong_count: int
    found_krw: int


def check_grants(
    claims: pd.DataFrame, programme_krw: pd.Series, rate: float, *, year: int = 2016
) -> GrantCheck:
    """The claims of the grants against the Master Plan and against the budgets of the year.

    Parameters
    ----------
    claims : the ledger by claim_id, with `value` (grant_per_dong, selected_dongs,
        master_plan_budget).
    programme_krw : programme money of each Dong in the year.
    rate : won per dollar of the year.

    Raises InputError where the ledger lacks a claim.
    """
    lacking = {"grant_per_dong", "selected_dongs", "master_plan_budget"} - set(claims.index)
    if lacking:
        raise InputError(f"The ledger of claims has no {', '.join(sorted(lacking))}; add it.")
    grant, dongs, plan = (
        float(claims["value"].loc[name])
        for name in ("grant_per_dong", "selected_dongs", "master_plan_budget")
    )
    product, won = grant * dongs, round(grant * rate)
    given = programme_krw[programme_krw == won]
    return GrantCheck(
        year, grant, int(dongs), product, plan, product - plan, product / plan - 1, rate,
        won, round(product * rate), round(plan * rate), len(given), int(given.sum()),
    )  # fmt: skip
