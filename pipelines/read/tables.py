"""Published tables as DataFrames: DuckDB over Parquet, values bound, identifiers looked up.

Types: text `str`, integer `Int64`, decimal `float64`, boolean `boolean`, date and month
`datetime64[s]`; missing values are NA, NaN or NaT. `is_suppressed` is plain `bool`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypedDict

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
from pandas.api.extensions import ExtensionArray

from pipelines import settings as settings_module
from pipelines.errors import InputError, NotBuiltError
from pipelines.publication import RELEASES, Release, releases_of, require_folder
from pipelines.read.about import months
from pipelines.read.whole import Grouped, cut, grouped, is_small, sums_of, wanted_in
from pipelines.schema import COLUMNS, ESTIMATES, MARTS, Table
from pipelines.settings import Settings

Places = str | Sequence[str]
Months = date | tuple[date, date]

SUPPRESSED = "is_suppressed"

_PANDAS_TYPES = {
    "text": "str",
    "integer": "Int64",
    "decimal": "float64",
    "boolean": "boolean",
    "date": "datetime64[s]",
    "month": "datetime64[s]",
}


def table(
    name: str,
    *,
    deployment: str,
    release: Release = "internal",
    gu: Places | None = None,
    dong: Places | None = None,
    month: Months | None = None,
    columns: Sequence[str] | None = None,
    settings: Settings | None = None,
) -> pd.DataFrame:
    """A published table, or a slice of it, in order of its grain.

    Parameters
    ----------
    name
        A published table of the schema, such as coverage_by_dong_month.
    deployment
        Such as busan_dabokdong.
    release
        `internal`: exact. `open`: protected; hidden values are missing and is_suppressed is true.
        In tables with a category in their grain a row that `open` lacks is none, or hidden.
    gu, dong
        One code or several (five and ten digits); all when None.
    month
        A month (its first day), or the first and last month of a range; all when None.
    columns
        Which columns; all when None.

    Returns
    -------
    DataFrame
        Columns and types as the module says; labels: `labels(name, "ko")`.

    Raises
    ------
    InputError
        An unknown table, release, column, Gu, Dong or month, or a filter that the table has no
        column for; the message names the candidates.
    NotBuiltError
        Nothing is published, or the table is an estimate that was not made for this build.

    Examples
    --------
    >>> table("coverage_by_gu_month", deployment="busan_dabokdong", gu="26110",
    ...       month=date(2018, 12, 1))["coverage_rate"].item()  # doctest: +SKIP
    0.41
    """
    entry = published_table(name)
    chosen = _chosen_columns(entry, columns)
    source, bound = rows_of(
        entry, deployment=deployment, release=release, gu=gu, dong=dong, month=month,
        settings=settings,
    )  # fmt: skip
    if is_small(str(bound[0])):
        return rows_in(entry, str(bound[0]), gu=gu, dong=dong, month=month)[chosen]
    return ask(_query(entry, chosen, source), bound)


def rows_in(
    entry: Table, path: str, *, gu: Places | None, dong: Places | None, month: Months | None
) -> pd.DataFrame:
    """What `table` gives, of a small table in a file; codes and months are known to exist."""
    return cut(_whole(entry.name, path), **_slice(gu, dong, month))


def sums_in(
    entry: Table,
    path: str,
    keys: tuple[str, ...],
    added: tuple[str, ...],
    *,
    gu: Places | None,
    dong: Places | None,
    month: Months,
    expected: int | None,
) -> pd.DataFrame:
    """Sums of a small table in a file by `keys` (see `sums_of`); as `rows_in` otherwise."""
    wanted = wanted_in(_whole(entry.name, path), **_slice(gu, dong, month))
    found = _grouped(entry.name, path, keys, added)
    return sums_of(found, wanted, expected=expected, flag=SUPPRESSED)


class _Slice(TypedDict):
    gu: Sequence[str] | None
    dong: Sequence[str] | None
    months: tuple[date, date] | None


def _slice(gu: Places | None, dong: Places | None, month: Months | None) -> _Slice:
    first, last = month if isinstance(month, tuple) else (month, month)
    return {
        "gu": None if gu is None else listed(gu),
        "dong": None if dong is None else listed(dong),
        "months": None
        if first is None or last is None
        else (_plain_date(first), _plain_date(last)),
    }


@lru_cache(maxsize=96)
def _grouped(name: str, path: str, keys: tuple[str, ...], added: tuple[str, ...]) -> Grouped:
    return grouped(_whole(name, path), list(keys), list(added), flag=SUPPRESSED)


@lru_cache(maxsize=96)
def _whole(name: str, path: str) -> pd.DataFrame:
    """All rows of a small table; nobody writes into them."""
    entry = published_table(name)
    return ask(_query(entry, all_columns(entry), "read_parquet(?)"), [path])


def _query(entry: Table, columns: Sequence[str], source: str) -> str:
    return f"select {', '.join(columns)} from {source} order by {', '.join(entry.grain)}"


def rows_of(
    entry: Table,
    *,
    deployment: str,
    release: Release,
    gu: Places | None = None,
    dong: Places | None = None,
    month: Months | None = None,
    settings: Settings | None = None,
) -> tuple[str, list[object]]:
    """What follows FROM to have the rows that `table` describes, and the values that it binds.

    Raises as `table` does.
    """
    settings = settings or settings_module.load()
    folder = require_folder(settings, deployment)
    if release not in RELEASES:
        raise InputError(f"There is no release {release!r}. Known: {', '.join(RELEASES)}.")
    if release not in releases_of(entry):
        raise InputError(f"{entry.name} is internal: the open release does not hold it.")
    where, bound = _conditions(entry, folder, deployment, settings, gu=gu, dong=dong, month=month)
    path = folder / release / f"{entry.name}.parquet"
    if entry.name in ESTIMATES and not path.exists():
        raise NotBuiltError(
            f"{deployment} is published without {entry.name}. "
            f"Run `dabokdong estimate -d {deployment}`, then publish again."
        )
    return f"read_parquet(?){where}", [str(path), *bound]


def ask(query: str, bound: list[object]) -> pd.DataFrame:
    """What DuckDB answers, each column with the type of the schema's; others as they come.

    By way of Arrow: to change the types of a frame takes several times the question itself.
    """
    found = _database().cursor().sql(query, params=bound).to_arrow_table()
    return pd.DataFrame(
        {name: _typed(name, found.column(name)) for name in found.column_names}, copy=False
    )


def _typed(name: str, column: pa.ChunkedArray) -> pd.Series | ExtensionArray | np.ndarray:
    """A column of Arrow as the type that `column_type` says."""
    if name != SUPPRESSED and name not in COLUMNS:
        return column.to_pandas()
    kind: Any = column_type(name)
    if kind == "datetime64[s]":
        return column.cast(pa.timestamp("s")).to_numpy()
    if kind == "float64":
        return column.cast(pa.float64()).to_numpy()
    if kind == "bool":
        return column.to_numpy().astype(bool)
    if kind == "Int64":  # sums come as decimals
        column = column.cast(pa.int64())
    if not column.num_chunks:
        return pd.array([], dtype=kind)
    dtype: Any = pd.api.types.pandas_dtype(kind)
    made: ExtensionArray = dtype.__from_arrow__(column)
    return made


def listed(codes: Places) -> list[str]:
    """The codes as a list, whether one was given or several."""
    return [codes] if isinstance(codes, str) else list(codes)


def _conditions(
    entry: Table,
    folder: Path,
    deployment: str,
    settings: Settings,
    *,
    gu: Places | None,
    dong: Places | None,
    month: Months | None,
) -> tuple[str, list[object]]:
    """The WHERE clause of the filters, and the values that it binds."""
    conditions: list[str] = []
    bound: list[object] = []
    for column, codes in (("gu_code", gu), ("dong_code", dong)):
        if codes is not None:
            _require_column(entry, column)
            check_places(folder, column, listed(codes), deployment)
            conditions.append(f"list_contains(cast(? as varchar[]), {column})")
            bound.append(listed(codes))
    if month is not None:
        _require_column(entry, "month")
        conditions.append("month between cast(? as date) and cast(? as date)")
        bound += _month_range(month, months(deployment, settings=settings))
    return (f" where {' and '.join(conditions)}" if conditions else ""), bound


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """An empty database in memory; opening one takes longer than most questions to it."""
    return duckdb.connect(
        ":memory:",
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"},
    )


def published_table(name: str) -> Table:
    """The schema's entry of a published mart or estimate; InputError for any other name."""
    tables = MARTS | ESTIMATES
    entry = tables.get(name)
    if entry is None or not entry.is_published:
        known = ", ".join(table.name for table in tables.values() if table.is_published)
        raise InputError(f"There is no published table {name!r}. Known: {known}.")
    return entry


def all_columns(entry: Table) -> list[str]:
    """The columns of a table as published, in order."""
    names = [column.name for column in entry.columns]
    return [*names, SUPPRESSED] if entry.is_protected else names


def _chosen_columns(entry: Table, columns: Sequence[str] | None) -> list[str]:
    known = all_columns(entry)
    if columns is None:
        return known
    unknown = [column for column in columns if column not in known]
    if unknown or isinstance(columns, str) or len(set(columns)) != len(columns) or not columns:
        raise InputError(
            f"{columns!r} is not a list of different columns of {entry.name}. "
            f"Known: {', '.join(known)}."
        )
    return list(columns)


def _require_column(entry: Table, column: str) -> None:
    if column not in {own.name for own in entry.columns}:
        raise InputError(
            f"{entry.name} has no {column}, so it cannot be filtered by it. "
            f"Its grain: {', '.join(entry.grain)}."
        )


def check_places(folder: Path, column: str, wanted: list[str], deployment: str) -> None:
    """Nothing, if all codes are of the frame; InputError with the candidates otherwise."""
    known = _known_places(folder, column)
    unknown = [code for code in wanted if code not in known]
    if unknown:
        near = {code: name for code, name in known.items() if code[:5] == str(unknown[0])[:5]}
        candidates = ", ".join(f"{code} {name}" for code, name in (near or known).items())
        raise InputError(f"{deployment} has no {column} {unknown[0]!r}. Candidates: {candidates}.")


@lru_cache(maxsize=8)
def _known_places(folder: Path, column: str) -> dict[str, str]:
    """Korean names by code. Kept: what is published in a folder never changes."""
    layer, name = ("gus", "gu_name_ko") if column == "gu_code" else ("dongs", "dong_name_ko")
    path = str(folder / "internal" / f"{layer}.parquet")
    query = f"select {column}, {name} from read_parquet(?) order by 1"
    return dict(_database().cursor().execute(query, [path]).fetchall())


def _month_range(month: Months, known: list[date]) -> tuple[date, date]:
    first, last = (_plain_date(m) for m in (month if isinstance(month, tuple) else (month, month)))
    for each in (first, last):
        if each not in known:
            raise InputError(
                f"{each} is not one of the published months, {known[0]} to {known[-1]}; "
                f"a month is written as its first day."
            )
    if first > last:
        raise InputError(f"The range of months {first} to {last} runs backwards; turn it round.")
    return first, last


def _plain_date(month: date) -> date:
    """The date of a date or time stamp."""
    if isinstance(month, datetime):
        return month.date()
    if not isinstance(month, date):
        raise InputError(f"{month!r} is not a month; give a date, such as date(2017, 5, 1).")
    return month


def column_type(column: str) -> str:
    """The pandas type of a column of a published table."""
    return "bool" if column == SUPPRESSED else _PANDAS_TYPES[COLUMNS[column].type]
