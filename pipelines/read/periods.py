"""Sums over months of what is published by month.

Only ever of the numbers of the release asked for. In `open` each month's count carries its own
noise, so a sum is an estimate: the noise of its months adds up, and it need not equal any count
that was ever made. It is no further disclosure, as anybody could add the same months.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from pipelines.errors import InputError
from pipelines.publication import Release
from pipelines.read.asking import SUPPRESSED, ask, column_type
from pipelines.read.slices import Months, Places
from pipelines.read.tables import published_table, rows_of, sums_in
from pipelines.read.whole import is_small
from pipelines.schema import Table
from pipelines.settings import Settings


def period_sums(
    name: str,
    *,
    deployment: str,
    months: Months,
    release: Release = "internal",
    gu: Places | None = None,
    dong: Places | None = None,
    settings: Settings | None = None,
) -> pd.DataFrame:
    """The counts of a monthly table summed over months, its rates worked out of the sums.

    Households of a month are summed as they are: one that is counted in three months counts three
    times.

    Parameters
    ----------
    name
        A published table with `month` in its grain, such as reports_by_gu_month.
    deployment, release, gu, dong
        As for `table`.
    months
        A month, or the first and the last month of the period.

    Returns
    -------
    DataFrame
        One row for each rest of the grain, in its order: its columns, `gu_code` for Dongs,
        `month_count` (months with a row), counts, magnitudes, rates and differences, and
        is_suppressed. A sum is missing where any of its months is: hidden, or not known yet. In
        `open` a month without a row is hidden, in `internal` it is none. A sum of nothing has no
        row.

    Raises
    ------
    InputError
        A table without months, or as `table` does.
    NotBuiltError
        Nothing is published.

    Examples
    --------
    >>> year = (date(2018, 1, 1), date(2018, 12, 1))
    >>> period_sums("reports_by_gu_month", deployment="busan_dabokdong", months=year,
    ...             gu="26110")["report_count"].sum()  # doctest: +SKIP
    512
    """
    entry = published_table(name)
    if "month" not in entry.grain or not entry.counts:
        raise InputError(f"{name} has no counts by month, so there is nothing to sum over months.")
    source, bound = rows_of(
        entry, deployment=deployment, release=release, gu=gu, dong=dong, month=months,
        settings=settings,
    )  # fmt: skip
    keys = [column for column in entry.grain if column != "month"]
    if "dong_code" in keys:
        keys.insert(1, "gu_code")
    expected = _length(months) if release == "open" else None
    if is_small(str(bound[0])):
        sums = sums_in(
            entry, str(bound[0]), tuple(keys), tuple(_added(entry)),
            gu=gu, dong=dong, month=months, expected=expected,
        )  # fmt: skip
        sums = _typed(sums)
    else:
        sums = ask(_sums_query(entry, keys, source, str(expected or "count(*)")), bound)
    rates = {
        name: pd.Series(values, dtype=column_type(name))
        for name, values in _worked_out(entry, sums).items()
    }
    order = [*keys, "month_count", *_added(entry), *_worked(entry), SUPPRESSED]
    return pd.DataFrame({name: rates.get(name, sums.get(name)) for name in order}, copy=False)


def _typed(sums: pd.DataFrame) -> pd.DataFrame:
    """The sums with the types of the schema."""
    made: dict[str, Any] = {}
    for name, values in sums.items():
        kind: Any = "" if name == "month_count" else column_type(str(name))
        if kind == "Int64" and values.dtype == float:
            made[str(name)] = _whole_numbers(values.to_numpy())
        else:
            made[str(name)] = values.astype(kind) if kind else values
    return pd.DataFrame(made, copy=False)


def _whole_numbers(values: np.ndarray) -> Any:
    """Sums of whole numbers, kept as floats on the way, as `Int64`; a tenth of `astype`'s time."""
    is_missing = np.isnan(values)
    return pd.arrays.IntegerArray(np.where(is_missing, 0.0, values).astype(np.int64), is_missing)


def _added(entry: Table) -> list[str]:
    return [column.name for column in entry.columns if column.role in ("count", "magnitude")]


def _worked(entry: Table) -> list[str]:
    return [column.name for column in entry.columns if column.role in ("rate", "difference")]


def _sums_query(entry: Table, keys: list[str], source: str, expected: str) -> str:
    """Sums of the rows of `source` by `keys`; a group should have `expected` rows."""
    sums = [
        f"case when count({name}) = {expected} then sum({name}) end as {name}"
        for name in _added(entry)
    ]
    hidden = f"bool_or({SUPPRESSED}) or count(*) <> {expected} as {SUPPRESSED}"
    grouped = f"group by {', '.join(keys)}" if keys else ""
    ordered = f"order by {', '.join(keys)}" if keys else ""
    selected = ", ".join([*keys, "count(*) as month_count", *sums, hidden])
    return f"select {selected} from {source} {grouped} having count(*) > 0 {ordered}"


def _worked_out(entry: Table, sums: pd.DataFrame) -> dict[str, np.ndarray]:
    """Rates and differences of the sums, as the gate works them out of a month's counts."""
    made = {}
    for column in entry.columns:
        if column.role not in ("rate", "difference"):
            continue
        first, second = (sums[part].to_numpy(dtype=float, na_value=np.nan) for part in column.parts)
        if column.role == "difference":
            made[column.name] = np.clip(first - second, 0, None)
            continue
        rate = first / np.where(second == 0, np.nan, second)
        # a part of the denominator, which noise may have made the larger
        made[column.name] = np.clip(rate, None, 1) if _is_count(entry, column.parts[0]) else rate
    return made


def _is_count(entry: Table, name: str) -> bool:
    return entry.column(name).role == "count"


def _length(months: Months) -> int:
    first, last = months if isinstance(months, tuple) else (months, months)
    return (last.year - first.year) * 12 + last.month - first.month + 1
