"""The tables that Python makes for the SQL: places, months, policy, words, and the build itself."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pandas as pd

from pipelines.errors import InputError
from pipelines.landing import Manifest, parquet_paths
from pipelines.policy import read_policy
from pipelines.schema import FEEDS, VOCABULARIES, Feed
from pipelines.settings import Deployment, Settings
from pipelines.warehouse.places import Places

_TABLES = {
    "dongs": (
        "dong_index integer, dong_code varchar, gu_code varchar, dong_name_ko varchar, "
        "dong_name_en varchar, gu_name_ko varchar, gu_name_en varchar, area_km2 double"
    ),
    "dong_vintages": (
        "dong_code varchar, frame_dong_code varchar, dong_index integer, "
        "valid_from date, valid_to date, first_month date, last_month date"
    ),
    "months": "month date, month_index integer",
    "policy_parameters": "parameter varchar, value double, valid_from date, valid_to date",
    "vocabularies": (
        "vocabulary varchar, code varchar, position integer, ko varchar, en varchar, "
        "group_code varchar"
    ),
    "build": (
        "build_id varchar, deployment varchar, programme varchar, built_at timestamp, "
        "is_invented boolean, seed bigint, scale double, first_month date, last_month date"
    ),
    "landed_files": (
        "file_id varchar, feed varchar, source varchar, content_hash varchar, layout varchar, "
        "rows_read bigint, rows_accepted bigint, is_invented boolean, ingested_at varchar"
    ),
    "landed_outcomes": "file_id varchar, feed varchar, outcome varchar, row_count bigint",
}
GIVEN = frozenset([f"reference.{name}" for name in _TABLES] + [f"landing.{name}" for name in FEEDS])


def month_index(month: date) -> int:
    """Months since the year 0, so that SQL counts months with whole numbers."""
    return month.year * 12 + month.month - 1


def months_of(deployment: Deployment) -> pd.DataFrame:
    """Every month of the deployment: month (its first day), month_index."""
    first, last = month_index(deployment.first_month), month_index(deployment.last_month)
    indexes = range(first, last + 1)
    return pd.DataFrame(
        {"month": [date(i // 12, i % 12 + 1, 1) for i in indexes], "month_index": indexes}
    )


def make_landing(
    connection: duckdb.DuckDBPyConnection, settings: Settings, deployment: Deployment
) -> None:
    """Make a view for each feed: over its landed Parquet files, or empty where none was landed."""
    paths = parquet_paths(settings, deployment.id)
    connection.execute("create schema landing")
    for feed in FEEDS.values():
        try:
            connection.execute(f"create view landing.{feed.name} as {_landing(feed, paths)}")
        except duckdb.BinderException as error:
            raise InputError(
                f"A landed file of {feed.name} lacks a column that the feed has now; it was taken "
                f"in by an older version. Ingest its extract again."
            ) from error


def _landing(feed: Feed, paths: dict[str, list[Path]]) -> str:
    """The select behind the view of one feed; its columns are the feed's, then record_key."""
    types = {column.name: column.duckdb_type for column in feed.columns} | {
        "record_key": "SMALLINT"
    }
    if feed.name not in paths:
        nulls = ", ".join(f"cast(null as {kind}) as {name}" for name, kind in types.items())
        return f"select {nulls} where false"
    quoted = [str(path.resolve()).replace("'", "''") for path in paths[feed.name]]
    files = ", ".join(f"'{path}'" for path in quoted)
    return f"select {', '.join(types)} from read_parquet([{files}])"


def make_reference(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    deployment: Deployment,
    manifest: Manifest,
    places: Places,
    build_id: str,
) -> None:
    """Make and fill every table of the schema `reference`."""
    dongs = places.dongs.sort_values("dong_code", ignore_index=True).rename_axis("dong_index")
    frame = dongs.reset_index()
    index_of = frame.set_index("dong_code")["dong_index"]
    rows = {
        "dongs": frame,
        "dong_vintages": _monthly(places.vintages).assign(
            dong_index=places.vintages["frame_dong_code"].map(index_of)
        ),
        "months": months_of(deployment),
        "policy_parameters": pd.DataFrame([asdict(p) for p in read_policy(settings)]),
        "vocabularies": _vocabularies(),
        "build": _build(deployment, manifest, build_id),
        "landed_files": _landed_files(manifest),
        "landed_outcomes": _landed_outcomes(manifest),
    }
    connection.execute("create schema reference")
    for name, definition in _TABLES.items():
        connection.execute(f"create table reference.{name} ({definition})")
        _fill(connection, name, definition, rows[name])


def _fill(
    connection: duckdb.DuckDBPyConnection, name: str, definition: str, rows: pd.DataFrame
) -> None:
    """Put rows into a reference table, by column name; nothing for no rows."""
    if rows.empty:
        return
    columns = [part.split() for part in definition.split(", ")]
    names = [column for column, _ in columns]
    given = rows[names].astype(object).where(rows[names].notna(), None)
    connection.register("given", given)
    casts = ", ".join(f"cast({column} as {kind})" for column, kind in columns)
    connection.execute(f"insert into reference.{name} select {casts} from given")
    connection.unregister("given")


def _monthly(vintages: pd.DataFrame) -> pd.DataFrame:
    """The vintages with first_month and last_month, in which monthly records may carry the code.

    A month counts that holds any day of the period. Where two periods of one code meet within a
    month, the later one has it, so that a record finds one period.
    """
    ordered = vintages.sort_values(["dong_code", "valid_from"])
    first = ordered["valid_from"].map(lambda day: day.replace(day=1))
    last = ordered["valid_to"].map(lambda day: day.replace(day=1))
    following = first.groupby(ordered["dong_code"]).shift(-1)
    last = last.where(last != following, last.map(_month_before))
    return vintages.assign(first_month=first, last_month=last)


def _month_before(month: date) -> date:
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def _vocabularies() -> pd.DataFrame:
    """Every value of every vocabulary, in the order in which people read them."""
    return pd.DataFrame(
        [
            {
                "vocabulary": vocabulary.name,
                "code": value.code,
                "position": position,
                "ko": value.ko,
                "en": value.en,
                "group_code": value.group,
            }
            for vocabulary in VOCABULARIES.values()
            for position, value in enumerate(vocabulary.values)
        ]
    )


def _build(deployment: Deployment, manifest: Manifest, build_id: str) -> pd.DataFrame:
    """One row: the build, and whether anything in it is invented."""
    invented = [file.invented for file in manifest.files if file.invented]
    first = invented[0] if invented else {}
    return pd.DataFrame(
        [
            {
                "build_id": build_id,
                "deployment": deployment.id,
                "programme": deployment.programme,
                "built_at": datetime.now(UTC).replace(tzinfo=None, microsecond=0),
                "is_invented": bool(invented),
                "seed": first.get("seed"),
                "scale": first.get("scale"),
                "first_month": deployment.first_month,
                "last_month": deployment.last_month,
            }
        ]
    )


def _landed_files(manifest: Manifest) -> pd.DataFrame:
    """One row per landed file."""
    return pd.DataFrame(
        [asdict(file) | {"is_invented": file.invented is not None} for file in manifest.files]
    )


def _landed_outcomes(manifest: Manifest) -> pd.DataFrame:
    """One row per landed file and what became of its rows: accepted, or a reason of quarantine."""
    return pd.DataFrame(
        [
            {"file_id": file.file_id, "feed": file.feed, "outcome": outcome, "row_count": count}
            for file in manifest.files
            for outcome, count in {"accepted": file.rows_accepted, **file.quarantined}.items()
        ]
    )
