"""Instants of a Parquet file as the clocks of the office showed them.

A column with a time zone holds points in time. DuckDB shows them by the clock of the machine that
reads, where the day, and so the month of a count, may be another; here the file's own zone decides.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.errors import InputError
from pipelines.ingest.quoting import literal, name


def read_zones(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    """The time zone, as DuckDB names it, of each column of a Parquet file that has one.

    Raises InputError for a zone that nobody knows.
    """
    zones = {}
    for field in pq.read_schema(path):
        if not pa.types.is_timestamp(field.type) or not field.type.tz:
            continue
        zone = str(field.type.tz)
        named = f"GMT{zone}" if zone.startswith(("+", "-")) else zone
        try:
            connection.execute(f"select timezone({literal(named)}, to_timestamp(0))").fetchall()
        except duckdb.Error as error:
            raise InputError(
                f"{path}: the time zone {zone!r} of column {field.name!r} is not known; "
                f"write the column as dates, or in a zone such as Asia/Seoul."
            ) from error
        zones[field.name] = named
    return zones


def clock_sql(column: str, zones: dict[str, str]) -> str:
    """SQL of a column's values, instants as a clock of their zone showed them."""
    zone = zones.get(column)
    return f"timezone({literal(zone)}, {name(column)})" if zone else name(column)
