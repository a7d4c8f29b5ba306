"""Counts of one day's Dongs brought to another day's Dongs, totals kept to the last unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from pipelines.errors import GeographyError
from pipelines.geography.overlaps import area_links, refuse_unlinked, scaled
from pipelines.geography.vintages import validity


def crosswalk(
    prefixes: Sequence[str],
    from_on: date,
    to_on: date,
    weight: Literal["area", "households"] = "area",
) -> pd.DataFrame:
    """Which share of each Dong of one day goes to which Dong of another.

    Parameters
    ----------
    prefixes
        As for `register`.
    from_on, to_on
        The two days, in either order.
    weight
        "area": what is counted lies evenly over a Dong's land. "households": it lies where the
        households of the census of 2015 or 2020 live; for each Dong the census is used whose own
        Dongs fit better into the old and the new ones. *Within one census Dong* households are
        taken to lie evenly over the land; where each census Dong lies in one old and in one new
        Dong (명지동 into 명지1동 and 명지2동, by the census of 2020) nothing is assumed.

    Returns
    -------
    DataFrame
        from_code, to_code, share (0-1; sums to 1 for each from_code).

    Raises
    ------
    GeographyError
        Some Dong of the first day has no land in any Dong of the second.

    Examples
    --------
    >>> crosswalk(["26"], date(2017, 6, 30), date(2018, 6, 30)).query("from_code == '2644054000'")
    """
    old = validity(prefixes, from_on, from_on)
    new = validity(prefixes, to_on, to_on)
    links = area_links(old, new)
    refuse_unlinked(old, links["left"], to_on)
    if weight == "households":
        links = _by_households(links, old, new, prefixes)
    links = scaled(links)
    return pd.DataFrame(
        {
            "from_code": old["dong_code"].to_numpy()[links["left"]],
            "to_code": new["dong_code"].to_numpy()[links["right"]],
            "share": links["share"],
        }
    )


def _by_households(
    links: pd.DataFrame, old: pd.DataFrame, new: pd.DataFrame, prefixes: Sequence[str]
) -> pd.DataFrame:
    """The links with shares by census households; area shares where a Dong has no household."""
    # the census is read here, not above: it is itself brought to other days by area
    from pipelines.geography.census import CENSUS_DAYS, census_households

    pieces = []
    for year, day in CENSUS_DAYS.items():
        units = validity(prefixes, day, day)
        to_old, to_new = (scaled(area_links(units, dongs)) for dongs in (old, new))
        both = to_old.merge(to_new, on="left", suffixes=("_old", "_new"))
        counts = census_households(prefixes, year=year).set_index("dong_code")["household_count"]
        within = both["share_old"] * both["share_new"]
        households = both["left"].map(units["dong_code"].map(counts)) * within
        pieces.append(both.assign(year=year, households=households, sharp=households * within))
    rows = pd.concat(pieces, ignore_index=True)
    by_year = rows.groupby(["right_old", "year"])[["households", "sharp"]].sum()
    sharpness = (by_year["sharp"] / by_year["households"]).fillna(0.0).unstack()
    rows = rows[rows["year"] == rows["right_old"].map(sharpness.idxmax(axis=1))]
    pairs = rows.groupby(["right_old", "right_new"])["households"].sum()
    keys = pd.MultiIndex.from_frame(links[["left", "right"]])
    weights = pairs.reindex(keys).fillna(0.0).to_numpy()
    total = links.assign(weight=weights).groupby("left")["weight"].transform("sum")
    return links.assign(share=np.where(total > 0, weights, links["share"]))


def apply_crosswalk(values: pd.Series, shares: pd.DataFrame) -> pd.Series:
    """Values by Dong of one day as values by Dong of another; the total stays exactly the same.

    Parameters
    ----------
    values
        Counts or amounts indexed by from_code. Integers stay integers: what one Dong has is dealt
        out by the largest remainder (ties to the smaller to_code).
    shares
        From `crosswalk`.

    Returns
    -------
    Series
        Indexed by to_code, every to_code of the crosswalk, in order; same name.

    Raises
    ------
    GeographyError
        A value's code is not in the crosswalk, or a value is missing.
    """
    unknown = values.index[~values.index.isin(shares["from_code"])]
    if len(unknown) or values.isna().any():
        raise GeographyError(
            f"{len(unknown)} codes are not in the crosswalk "
            f"({', '.join(map(str, unknown[:5]))}) and {int(values.isna().sum())} values are "
            f"missing; values must be complete and of the crosswalk's first day."
        )
    rows = shares.merge(values.rename("value"), left_on="from_code", right_index=True)
    rows = rows.sort_values(["from_code", "to_code"], ignore_index=True)
    part = _whole_parts if pd.api.types.is_integer_dtype(values.dtype) else _plain_parts
    rows["part"] = part(rows)
    out = (
        rows.groupby("to_code")["part"]
        .sum()
        .rename(str(values.name) if values.name is not None else None)
    )
    return out.reindex(sorted(shares["to_code"].unique()), fill_value=0)


def _plain_parts(rows: pd.DataFrame) -> pd.Series:
    """Value times share."""
    return rows["value"] * rows["share"]


def _whole_parts(rows: pd.DataFrame) -> pd.Series:
    """Whole numbers near value times share that sum to the value for each from_code."""
    size = rows["value"].abs()
    ideal = size * rows["share"]
    floor = np.floor(ideal + 1e-9)
    whole = pd.Series(floor, index=rows.index).astype("int64")
    left_over = size - whole.groupby(rows["from_code"]).transform("sum")
    order = (
        pd.DataFrame({"code": rows["from_code"], "remainder": floor - ideal})
        .sort_values(["code", "remainder"], kind="stable")
        .groupby("code")
        .cumcount()
    )
    whole += (order.reindex(rows.index) < left_over).astype("int64")
    return whole * np.sign(rows["value"])
