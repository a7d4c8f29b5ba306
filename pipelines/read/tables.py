"""Published tables as DataFrames: DuckDB over Parquet, values bound, identifiers looked up.

Their types are those of `pipelines.read.asking`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import pandas as pd

from pipelines import settings as settings_module
from pipelines.errors import InputError, NotBuiltError
from pipelines.publication import RELEASES, Release, releases_of, require_folder
from pipelines.read.asking import SUPPRESSED, ask
from pipelines.read.slices import Months, Places, conditions, slice_of
from pipelines.read.whole import Grouped, cut, grouped, is_small, sums_of, wanted_in
from pipelines.schema import ESTIMATES, MARTS, Table
from pipelines.settings import Settings


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
    return cut(_whole(entry.name, path), **slice_of(gu, dong, month))


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
    wanted = wanted_in(_whole(entry.name, path), **slice_of(gu, dong, month))
    found = _grouped(entry.name, path, keys, added)
    return sums_of(found, wanted, expected=expected, flag=SUPPRESSED)


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
    where, bound = conditions(entry, folder, deployment, settings, gu=gu, dong=dong, month=month)
    path = folder / release / f"{entry.name}.parquet"
    if entry.name in ESTIMATES and not path.exists():
        raise NotBuiltError(
            f"{deployment} is published without {entry.name}. "
            f"Run `dabokdong estimate -d {deployment}`, then publish again."
        )
    return f"read_parquet(?){where}", [str(path), *bound]


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
