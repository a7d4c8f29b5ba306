"""Small tables kept in memory whole: to cut a slice out takes a tenth of asking the file for it.

What is published in a folder never changes, so that a path stands for its rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.parquet as pq

# rows; a larger table is asked for slice by slice
LARGE = 50_000


@lru_cache(maxsize=128)
def is_small(path: str) -> bool:
    """Whether the table in a file is kept whole."""
    return bool(pq.read_metadata(path).num_rows < LARGE)


def cut(
    rows: pd.DataFrame,
    *,
    gu: Sequence[str] | None,
    dong: Sequence[str] | None,
    months: tuple[date, date] | None,
) -> pd.DataFrame:
    """The rows of the places and months, all where None, counted anew."""
    wanted = np.ones(len(rows), bool)
    for column, codes in (("gu_code", gu), ("dong_code", dong)):
        if codes is not None:
            wanted &= rows[column].isin(list(codes)).to_numpy(bool)
    if months is not None:
        first, last = (np.datetime64(month, "s") for month in months)
        month = rows["month"].to_numpy()
        wanted &= (month >= first) & (month <= last)
    if wanted.all():
        return rows.copy(deep=False)
    return rows[wanted].reset_index(drop=True)


def sums_by(
    rows: pd.DataFrame, keys: list[str], added: list[str], *, expected: int | None, flag: str
) -> pd.DataFrame:
    """Sums of the columns `added` by `keys`, in their order: the sum is missing where a part is.

    Parameters
    ----------
    expected
        How many rows a group should have; None: as many as it has.
    flag
        A column of truth values, true for a group where it is for a row or a row is lacking.

    Returns
    -------
    DataFrame
        keys, month_count (rows of the group), the sums (float), `flag` (bool).
    """
    if not len(rows):
        return rows[[*keys, *added, flag]].assign(month_count=0)
    group = (
        rows.groupby(keys, sort=True, dropna=False).ngroup().to_numpy()
        if keys
        else np.zeros(len(rows), np.int64)
    )
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    size = np.diff(starts, append=len(rows))
    right = size if expected is None else expected
    made: dict[str, npt.NDArray[np.float64] | pd.Series] = {}
    for name in added:
        values = rows[name].to_numpy(float, na_value=np.nan)[order]
        known = np.add.reduceat(~np.isnan(values), starts, dtype=np.int64)
        total = np.add.reduceat(np.nan_to_num(values), starts)
        made[name] = np.where(known == right, total, np.nan)
    flagged = np.logical_or.reduceat(rows[flag].to_numpy(bool)[order], starts) | (size != right)
    first = rows[keys].take(order[starts]).reset_index(drop=True)
    return first.assign(month_count=size, **made, **{flag: flagged})
