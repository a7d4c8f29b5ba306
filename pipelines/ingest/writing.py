"""The files of landing: written beside their place, renamed into it, swept when not listed."""

from __future__ import annotations

import hashlib
import hmac
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import duckdb

from pipelines import atomic
from pipelines.ingest import quarantine, relations
from pipelines.ingest.conversion import Conversion
from pipelines.ingest.delivery import Delivery
from pipelines.ingest.pseudonym import Key
from pipelines.ingest.quoting import PARQUET, literal
from pipelines.ingest.reading import RawTable
from pipelines.ingest.recognising import Recognised
from pipelines.landing import LandedFile, read_manifest
from pipelines.schema import FEEDS, Feed
from pipelines.settings import Settings

WORK = ".work"


def sweep(settings: Settings, deployment: str) -> None:
    """Remove what a dead run left: files that the manifest does not list, its work folder."""
    folder = settings.landing(deployment)
    kept = {".lock", "manifest.json"}
    for file in read_manifest(settings, deployment).files:
        kept |= {file.parquet, file.quarantine or file.parquet}
    shutil.rmtree(folder / WORK, ignore_errors=True)
    for path in folder.rglob("*"):
        if path.is_file() and str(path.relative_to(folder)) not in kept:
            path.unlink()


def write_accepted(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    landed: LandedFile,
    conversions: Mapping[str, Conversion],
    key: Key,
) -> LandedFile:
    """Write the records that are not refused; returns the entry with the file and its rows."""
    feed = FEEDS[landed.feed]
    (folder / feed.name).mkdir(exist_ok=True)
    partial = folder / feed.name / f".{landed.file_id}.partial"
    connection.execute("set variable record_salt = $salt", {"salt": _record_salt(key)})
    query = _landing_sql(connection, conversions, feed)
    connection.execute(f"copy ({query}) to {literal(partial)} ({PARQUET})")
    ((accepted,),) = connection.execute(
        f"select count(*) from read_parquet({literal(partial)})"
    ).fetchall()
    parquet = f"{feed.name}/{landed.file_id}.parquet"
    atomic.replace(partial, folder / parquet)
    return replace(landed, parquet=parquet, rows_accepted=accepted)


def write_refused(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    landed: LandedFile,
    file: Recognised,
    delivery: Delivery,
    raw: RawTable,
) -> LandedFile:
    """Write the quarantine, if any; returns the entry with the file and its rows by reason."""
    if not quarantine.count(connection) + raw.rejected_count:
        return landed
    partial = folder / landed.feed / f".{landed.file_id}.partial"
    quarantine.write(connection, file, delivery, raw, landed.source, partial)
    rows = connection.execute(
        f"select reason, count(*) from read_parquet({literal(partial)}) "
        f"group by reason order by count(*) desc, reason"
    ).fetchall()
    refused = f"{landed.feed}/{landed.file_id}.quarantine.parquet"
    atomic.replace(partial, folder / refused)
    return replace(landed, quarantine=refused, quarantined=dict(rows))


def check_counts(landed: LandedFile, read: int) -> None:
    """Raise AssertionError unless each record read is in one of the two files, as counted there."""
    quarantined = sum(landed.quarantined.values())
    if read != landed.rows_accepted + quarantined:
        raise AssertionError(
            f"{landed.source}: {read} rows read, but {landed.rows_accepted} accepted and "
            f"{quarantined} quarantined"
        )


def _landing_sql(
    connection: duckdb.DuckDBPyConnection, conversions: Mapping[str, Conversion], feed: Feed
) -> str:
    """SQL of the landing file: the feed's columns, record_key, in the feed's order."""
    columns = [column.name for column in feed.columns]
    ranked = {c: f"place_{c}.rank" for c in feed.sort if "place_" in (conversions[c].join or "")}
    # codes sort faster by rank than as text
    more = [f"{rank} as rank_{c}" for c, rank in ranked.items()]
    good = relations.accepted_sql(connection, conversions, columns, more)
    if feed.grain[0] in feed.pseudonymised and len(feed.grain) == 1:
        key = f"{feed.grain[0]} % 256"
    else:
        key = f"hash({', '.join(feed.grain)}, getvariable('record_salt')) & 255"
    values = ", ".join(f"{c}::{conversions[c].column.duckdb_type} as {c}" for c in columns)
    order = ", ".join(f"rank_{c}" if c in ranked else c for c in feed.sort)
    return f"select {values}, ({key})::smallint as record_key from ({good}) as g order by {order}"


def _record_salt(key: Key) -> str:
    """A secret of its own for record keys, made from the key."""
    return hmac.new(key.secret, b"record_key", hashlib.sha256).hexdigest()
