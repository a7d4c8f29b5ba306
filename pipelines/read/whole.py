"""Small tables kept in memory whole: to cut a slice out takes a tenth of asking the file for it.

What is published in a folder never changes, so that a path stands for its rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
    wanted = wanted_in(rows, gu=gu, dong=dong, months=months)
    if wanted.all():
        return rows.copy(deep=False)
    return rows[wanted].reset_index(drop=True)


def wanted_in(
    rows: pd.DataFrame,
    *,
    gu: Sequence[str] | None,
    dong: Sequence[str] | None,
    months: tuple[date, date] | None,
) -> npt.NDArray[np.bool_]:
    """Which rows are of the places and months; all where None."""
    wanted = np.ones(len(rows), bool)
    for column, codes in (("gu_code", gu), ("dong_code", dong)):
        if codes is not None:
            wanted &= rows[column].isin(list(codes)).to_numpy(bool)
    if months is not None:
        first, last = (np.datetime64(month, "s") for month in months)
        month = rows["month"].to_numpy()
        wanted &= (month >= first) & (month <= last)
    return wanted


@dataclass(frozen=True)
class Grouped:
    """The rows of a table told apart by some of its columns, once for every sum that is asked.

    `keys` has one row for each group, in their order; `group` says which one a row of the table
    belongs to; `values` are the numbers to be summed (missing: nan), `flagged` a truth value, by
    row of the table.
    """

    keys: pd.DataFrame
    group: npt.NDArray[np.int64]
    values: dict[str, npt.NDArray[np.float64]]
    flagged: npt.NDArray[np.bool_]


def grouped(rows: pd.DataFrame, keys: list[str], added: list[str], *, flag: str) -> Grouped:
    """The rows by `keys`, ready for `sums_of` the columns `added`."""
    group: npt.NDArray[np.int64] = np.zeros(len(rows), np.int64)
    if keys and len(rows):
        group = np.asarray(rows.groupby(keys, sort=True, dropna=False).ngroup(), np.int64)
    _, first = np.unique(group, return_index=True)
    return Grouped(
        keys=rows[keys].take(first).reset_index(drop=True),
        group=group,
        values={name: rows[name].to_numpy(float, na_value=np.nan) for name in added},
        flagged=rows[flag].to_numpy(bool),
    )


def sums_of(
    table: Grouped, wanted: npt.NDArray[np.bool_], *, expected: int | None, flag: str
) -> pd.DataFrame:
    """Sums of the wanted rows by group, in their order: the sum is missing where a part is.

    Parameters
    ----------
    expected
        How many rows a group should have; None: as many as it has.
    flag
        A column of truth values, true for a group where it is for a row or a row is lacking.

    Returns
    -------
    DataFrame
        keys, month_count (rows of the group), the sums (float), `flag` (bool). A group without a
        wanted row has none.
    """
    group, count = table.group[wanted], len(table.keys)
    size = np.bincount(group, minlength=count)
    there = np.flatnonzero(size)
    right = size if expected is None else np.full(count, expected)
    made: dict[str, npt.NDArray[np.float64]] = {}
    for name, values in table.values.items():
        parts = values[wanted]
        known = ~np.isnan(parts)
        total = np.bincount(group, np.where(known, parts, 0.0), minlength=count)
        whole = np.bincount(group, known, minlength=count) == right
        made[name] = np.where(whole, total, np.nan)[there]
    flagged = (np.bincount(group, table.flagged[wanted], minlength=count) > 0) | (size != right)
    first = table.keys.take(there).reset_index(drop=True)
    return first.assign(month_count=size[there], **made, **{flag: flagged[there]})
