"""The one door to what is published: tables, maps, words. Pages and notebooks open nothing else.

Types of a DataFrame: text `str`, integer `Int64`, decimal `float64`, boolean `boolean`, date and
month `datetime64[s]`; missing values are NA, NaN or NaT. `is_suppressed` is plain `bool`. Nothing
is cached here: what a caller wants to keep, it keeps by `build_id`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Literal

import duckdb
import geopandas as gpd
import pandas as pd

from pipelines import settings as settings_module
from pipelines.errors import InputError
from pipelines.publication import (
    LAYERS,
    BuildInfo,
    Source,
    current_folder,
    info_from_json,
    require_folder,
)
from pipelines.schema import COLUMNS, MARTS, VOCABULARIES, Table
from pipelines.settings import Settings

__all__ = [
    "BuildInfo",
    "DeploymentInfo",
    "Source",
    "build_info",
    "deployments",
    "geo",
    "geojson",
    "labels",
    "meaning",
    "months",
    "table",
    "values",
]

Language = Literal["ko", "en"]
Release = Literal["internal", "open"]
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


@dataclass(frozen=True)
class DeploymentInfo:
    """A deployment that has a publication."""

    id: str
    name_ko: str
    name_en: str


def deployments(settings: Settings | None = None) -> tuple[DeploymentInfo, ...]:
    """The deployments with a publication, in order of id; empty where nothing is published."""
    settings = settings or settings_module.load()
    entries = (settings.deployment(name) for name in settings.deployments())
    return tuple(
        DeploymentInfo(entry.id, entry.name_ko, entry.name_en)
        for entry in entries
        if current_folder(settings, entry.id) is not None
    )


def build_info(deployment: str, *, settings: Settings | None = None) -> BuildInfo:
    """What the current publication says of itself.

    Raises NotBuiltError where there is none, InputError for an unknown deployment.
    """
    folder = require_folder(settings or settings_module.load(), deployment)
    return info_from_json((folder / "build.json").read_text(encoding="utf-8"))


def months(deployment: str, *, settings: Settings | None = None) -> list[date]:
    """Every month of the publication, as first days, oldest first."""
    info = build_info(deployment, settings=settings)
    span = pd.period_range(info.first_month, info.last_month, freq="M")
    return [period.start_time.date() for period in span]


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
        Nothing is published.

    Examples
    --------
    >>> table("coverage_by_gu_month", deployment="busan_dabokdong", gu="26110",
    ...       month=date(2018, 12, 1))["coverage_rate"].item()  # doctest: +SKIP
    0.41
    """
    settings = settings or settings_module.load()
    folder = require_folder(settings, deployment)
    entry = _published_table(name)
    if release not in ("internal", "open"):
        raise InputError(f"There is no release {release!r}. Known: internal, open.")
    chosen = _chosen_columns(entry, columns)
    conditions: list[str] = []
    bound: list[object] = [str(folder / release / f"{name}.parquet")]
    for column, codes in (("gu_code", gu), ("dong_code", dong)):
        if codes is not None:
            wanted = [codes] if isinstance(codes, str) else list(codes)
            _require_column(entry, column)
            _check_places(folder, column, wanted, deployment)
            conditions.append(f"list_contains(cast(? as varchar[]), {column})")
            bound.append(wanted)
    if month is not None:
        _require_column(entry, "month")
        conditions.append("month between cast(? as date) and cast(? as date)")
        bound += _month_range(month, months(deployment, settings=settings))
    where = f" where {' and '.join(conditions)}" if conditions else ""
    frame = (
        _database()
        .cursor()
        .execute(
            f"select {', '.join(chosen)} from read_parquet(?){where} "
            f"order by {', '.join(entry.grain)}",
            bound,
        )
        .df()
    )
    return frame.astype({column: _pandas_type(column) for column in chosen})


def geo(
    name: Literal["dongs", "gus"],
    *,
    deployment: str,
    gu: Places | None = None,
    settings: Settings | None = None,
) -> gpd.GeoDataFrame:
    """Simplified polygons in EPSG:4326 with codes and names: the Dongs of the frame, or the Gu.

    `gu` keeps one Gu or several. Raises InputError for an unknown layer or Gu.
    """
    folder = require_folder(settings or settings_module.load(), deployment)
    frame = gpd.read_parquet(_layer_path(folder, name, "parquet"))
    if gu is None:
        return frame
    wanted = [gu] if isinstance(gu, str) else list(gu)
    _check_places(folder, "gu_code", wanted, deployment)
    return frame[frame["gu_code"].isin(wanted)].reset_index(drop=True)


def geojson(
    name: Literal["dongs", "gus"], *, deployment: str, settings: Settings | None = None
) -> str:
    """The same layer as a GeoJSON FeatureCollection, ready to be sent to a map."""
    folder = require_folder(settings or settings_module.load(), deployment)
    return _layer_path(folder, name, "geojson").read_text(encoding="utf-8")


def labels(name: str, language: Language) -> dict[str, str]:
    """The words for a table's columns, by column, in the order of the table."""
    entry = _published_table(name)
    return {column: getattr(COLUMNS[column], _language(language)) for column in _all_columns(entry)}


def meaning(column: str, language: Language) -> str:
    """What a column means, in one sentence."""
    if column not in COLUMNS:
        raise InputError(f"There is no column {column!r}. GLOSSARY.md lists every column.")
    return str(getattr(COLUMNS[column], f"meaning_{_language(language)}"))


def values(vocabulary: str, language: Language) -> dict[str, str]:
    """The words for a vocabulary's codes, by code, in the order in which people read them."""
    if vocabulary not in VOCABULARIES:
        known = ", ".join(sorted(VOCABULARIES))
        raise InputError(f"There is no vocabulary {vocabulary!r}. Known: {known}.")
    entries = VOCABULARIES[vocabulary].values
    return {value.code: getattr(value, _language(language)) for value in entries}


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """An empty database in memory; opening one takes longer than most questions to it."""
    return duckdb.connect(
        ":memory:",
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"},
    )


def _published_table(name: str) -> Table:
    entry = MARTS.get(name)
    if entry is None or not entry.is_published:
        known = ", ".join(table.name for table in MARTS.values() if table.is_published)
        raise InputError(f"There is no published table {name!r}. Known: {known}.")
    return entry


def _all_columns(entry: Table) -> list[str]:
    names = [column.name for column in entry.columns]
    return [*names, SUPPRESSED] if entry.counts else names


def _chosen_columns(entry: Table, columns: Sequence[str] | None) -> list[str]:
    known = _all_columns(entry)
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


def _check_places(folder: Path, column: str, wanted: list[str], deployment: str) -> None:
    """Refuse codes that are not of the frame."""
    layer, name = ("gus", "gu_name_ko") if column == "gu_code" else ("dongs", "dong_name_ko")
    known = dict(
        _database()
        .cursor()
        .execute(
            f"select {column}, {name} from read_parquet(?) order by 1",
            [str(folder / "internal" / f"{layer}.parquet")],
        )
        .fetchall()
    )
    unknown = [code for code in wanted if code not in known]
    if unknown:
        near = {code: name for code, name in known.items() if code[:5] == str(unknown[0])[:5]}
        listed = ", ".join(f"{code} {name}" for code, name in (near or known).items())
        raise InputError(
            f"{deployment} has no {column} {unknown[0]!r}. Candidates: {listed[:1500]}."
        )


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


def _pandas_type(column: str) -> str:
    return "bool" if column == SUPPRESSED else _PANDAS_TYPES[COLUMNS[column].type]


def _layer_path(folder: Path, name: str, kind: str) -> Path:
    if name not in LAYERS:
        raise InputError(f"There is no map layer {name!r}. Known: {', '.join(LAYERS)}.")
    return folder / "geo" / f"{name}.{kind}"


def _language(language: str) -> str:
    if language not in ("ko", "en"):
        raise InputError(f"There is no language {language!r}. Known: ko, en.")
    return language
