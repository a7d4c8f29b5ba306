"""The balance of need and budget as published; the open release works its own out anew."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from pipelines import settings as settings_module
from pipelines.budget.inequality import Lorenz, lorenz
from pipelines.budget.request import MoneyScope
from pipelines.budget.sources import BudgetYear, Sources, budget_year, read_sources
from pipelines.budget.valuing import GrantCheck, check_grants
from pipelines.errors import InputError, NotBuiltError
from pipelines.policy import read_policy
from pipelines.publication import RELEASES, Release, require_folder
from pipelines.read.asking import column_type
from pipelines.read.claims import claims
from pipelines.read.slices import Places, check_places, listed
from pipelines.read.tables import published_table, table
from pipelines.schema import VOCABULARIES
from pipelines.settings import Settings

PlaceLevel = Literal["dong", "gu", "city"]
_TABLES = {
    "dong": "imbalance_by_dong_year",
    "gu": "imbalance_by_gu_year",
    "city": "inequality_by_city_year",
}


def imbalance(
    place: PlaceLevel,
    *,
    deployment: str,
    release: Release = "internal",
    year: int | None = None,
    scope: MoneyScope | None = None,
    gu: Places | None = None,
    settings: Settings | None = None,
) -> pd.DataFrame:
    """Need against budget by Dong or Gu, or the inequality of the whole, by year and money scope.

    Parameters
    ----------
    place
        `dong`: imbalance_by_dong_year; `gu`: imbalance_by_gu_year; `city`: inequality_by_city_year.
    deployment, release
        As for `table`. `open` is worked out from open numbers alone (the rounded need, public
        budgets): a Dong whose numbers are hidden there has unknown need, and no one learns more.
    year, scope
        One fiscal year, one money scope (public, with_private, with_goods); all when None.
    gu
        Gu codes; all when None. Not for `city`.

    Returns
    -------
    DataFrame
        The columns of the table's schema entry and their types, in order of its grain. Where
        need is not known (`need_basis` unknown) its numbers are missing; where it is observed for
        want of an estimate, the ends of intervals are.

    Raises
    ------
    InputError
        An unknown place, release, year, scope or Gu.
    NotBuiltError
        Nothing is published, or no balance with it.

    Examples
    --------
    >>> imbalance("gu", deployment="busan_dabokdong", year=2018, scope="public")[
    ...     ["gu_code", "budget_imbalance_krw"]]  # doctest: +SKIP
    """
    settings = settings or settings_module.load()
    if place not in _TABLES:
        raise InputError(f"There is no balance by {place!r}. Known: {', '.join(_TABLES)}.")
    if scope is not None and scope not in VOCABULARIES["money_scope"].codes:
        known = ", ".join(VOCABULARIES["money_scope"].codes)
        raise InputError(f"There is no money_scope {scope!r}. Known: {known}.")
    if release not in RELEASES:
        raise InputError(f"There is no release {release!r}. Known: {', '.join(RELEASES)}.")
    if gu is not None and place == "city":
        raise InputError("The inequality of the whole has no Gu; ask for `gu` or `dong`.")
    folder = require_folder(settings, deployment)
    if release == "internal":
        rows = table(_TABLES[place], deployment=deployment, settings=settings)
    else:
        rows = _open_tables(folder, deployment, settings)[_TABLES[place]].copy()
    years = tuple(sorted(rows["fiscal_year"].unique()))
    if year is not None and year not in years:
        raise InputError(f"{deployment} has no budgets of {year}. Known: {_named(years)}.")
    if gu is not None:
        check_places(folder, "gu_code", listed(gu), deployment)
        rows = rows[rows["gu_code"].isin(listed(gu))]
    if year is not None:
        rows = rows[rows["fiscal_year"] == year]
    if scope is not None:
        rows = rows[rows["money_scope"] == scope]
    return rows.reset_index(drop=True)


def lorenz_curve(
    *,
    deployment: str,
    year: int,
    scope: MoneyScope = "public",
    gu: Places | None = None,
    release: Release = "internal",
    settings: Settings | None = None,
) -> Lorenz:
    """The Lorenz curve of budget over need, the Dong with least won per household at risk first.

    Parameters as those of `imbalance`; Dongs of unknown need are left out. Raises as it does.
    """
    rows = imbalance("dong", deployment=deployment, release=release, year=year, scope=scope,
                     gu=gu, settings=settings)  # fmt: skip
    known = rows[rows["expected_need_count"].notna()]
    return lorenz(known["budget_krw"].to_numpy(float), known["expected_need_count"].to_numpy(float))


def grant_check(*, deployment: str, settings: Settings | None = None) -> GrantCheck:
    """52 x USD 26,200 and the Master Plan's USD 1.14 M side by side, and what the budgets hold.

    Dollars become won at the rate of 2016 in the policy parameters.

    Raises
    ------
    InputError
        The ledger lacks one of the claims, or no Dong has a budget of 2016.
    NotBuiltError
        Nothing is published.
    """
    settings = settings or settings_module.load()
    year = year_of(deployment, 2016, settings=settings)
    programme = pd.Series(year.money[year.lines.index("programme")], index=list(year.places))
    return check_grants(claims(settings), programme, year.krw_per_usd, year=year.year)


def year_of(
    deployment: str, year: int, *, release: Release = "internal", settings: Settings | None = None
) -> BudgetYear:
    """Money, people and need of a fiscal year as published; raises as `imbalance` does."""
    settings = settings or settings_module.load()
    return _year(require_folder(settings, deployment), deployment, release, settings, year)


@lru_cache(maxsize=16)
def _year(
    folder: Path, deployment: str, release: Release, settings: Settings, year: int
) -> BudgetYear:
    """Kept: what is published in a folder never changes."""
    return budget_year(_sources(folder, deployment, release, settings), year)


@lru_cache(maxsize=4)
def _sources(folder: Path, deployment: str, release: Release, settings: Settings) -> Sources:
    """Of the release alone, so that what comes of open numbers tells no more than they do."""

    def fetch(name: str, columns: tuple[str, ...]) -> pd.DataFrame:
        published_table(name)
        return table(
            name, deployment=deployment, release=release, columns=columns, settings=settings
        )

    has_estimate = (folder / release / "unreached_by_dong_month.parquet").exists()
    return read_sources(fetch, read_policy(settings), has_estimate=has_estimate)


@lru_cache(maxsize=4)
def _open_tables(folder: Path, deployment: str, settings: Settings) -> dict[str, pd.DataFrame]:
    """The tables of the part `budget` from open numbers, where the internal ones are published."""
    from pipelines.budget.tabulating import tabulate

    if not (folder / "internal" / f"{_TABLES['dong']}.parquet").exists():
        raise NotBuiltError(
            f"{deployment} is published without a balance of need and budget. "
            f"Run `dabokdong estimate -d {deployment}`, then publish again."
        )
    made = tabulate(_sources(folder, deployment, "open", settings))
    return {name: _typed(name, rows) for name, rows in made.items()}


def _typed(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Types and order as `table` gives them; nothing is hidden but by being unknown."""
    entry = published_table(name)
    typed = rows.astype({column.name: column_type(column.name) for column in entry.columns})
    hidden = np.asarray(typed["need_basis"] == "unknown")
    return typed.assign(is_suppressed=hidden).sort_values(list(entry.grain), ignore_index=True)


def _named(years: tuple[int, ...]) -> str:
    return ", ".join(map(str, years)) or "none"
