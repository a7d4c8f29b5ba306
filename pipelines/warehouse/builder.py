"""One build: everything into a new file, every promise held, then in the place of the old one."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import duckdb

from pipelines import atomic, schema
from pipelines.engine import connect, refusals
from pipelines.errors import NotBuiltError, SchemaError
from pipelines.landing import Manifest, read_manifest
from pipelines.policy import policy_file
from pipelines.progress import SILENT, Progress
from pipelines.schema import MARTS
from pipelines.settings import Deployment, Settings
from pipelines.warehouse.places import Places, places_version, read_places
from pipelines.warehouse.promises import check_columns, check_content, check_marts, run_check
from pipelines.warehouse.queries import SQL, Query, in_order, kept_as_view, read_queries
from pipelines.warehouse.reference import GIVEN, make_landing, make_reference
from pipelines.warehouse.steps import Step, keep_steps, kind_of

FILE_NAME = "warehouse.duckdb"


@dataclass(frozen=True)
class BuildReport:
    """What a build made: rows by mart, the checks that hold, and whether it was there already."""

    build_id: str
    path: Path
    table_rows: dict[str, int]
    check_names: tuple[str, ...]
    was_current: bool


def build(
    settings: Settings,
    deployment: str,
    *,
    progress: Progress = SILENT,
    places: Places | None = None,
    sql: Path = SQL,
) -> BuildReport:
    """The warehouse of a deployment, made of what is landed; nothing is done where it is current.

    The file is written beside the old one, held against the schema and every check, and only then
    put in its place. A run that was killed leaves the old file; the next one clears up.

    Parameters
    ----------
    places
        The frame and its vintages; by default the deployment's, from `pipelines.geography`.
    sql
        The folder of the queries.

    Raises
    ------
    NotBuiltError
        Nothing was ingested yet.
    SchemaError, CheckError
        A mart differs from its schema entry, or a promise across tables is broken.
    LockedError
        Another run is writing this deployment.
    """
    entry = settings.deployment(deployment)
    queries = read_queries(sql)
    path = settings.warehouse(deployment) / FILE_NAME
    with atomic.lock(settings, deployment):
        manifest = read_manifest(settings, deployment)
        if not manifest.files:
            raise NotBuiltError(
                f"Nothing was ingested for {deployment}. Run `dabokdong ingest` first."
            )
        build_id = _identify(settings, entry, manifest, queries, places)
        _clear_leftovers(path)
        rows = _rows_if_current(settings, path, build_id)
        if rows is None:
            partial = path.with_name(f".{FILE_NAME}.{os.getpid()}.partial")
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                with (
                    refusals(f"The warehouse of {deployment} could not be built"),
                    closing(connect(settings, partial)) as connection,
                ):
                    make_landing(connection, settings, entry)
                    frame = places or read_places(entry)
                    make_reference(connection, settings, entry, manifest, frame, build_id)
                    _run(connection, queries, progress)
                    table_rows = _count_rows(connection)
                atomic.replace(partial, path)
            finally:  # a full disk wants the room
                _clear_leftovers(path)
        checks = tuple(query.name for query in queries if query.schema == "checks")
        return BuildReport(build_id, path, rows or table_rows, checks, rows is not None)


def check(settings: Settings, deployment: str) -> tuple[str, ...]:
    """The names of all checks, after each was run on the warehouse as it stands.

    Raises NotBuiltError where there is none, SchemaError or CheckError where a promise is broken.
    """
    path = settings.warehouse(deployment) / FILE_NAME
    if not path.exists():
        raise NotBuiltError(
            f"{deployment} has no warehouse at {path}. Run `dabokdong build -d {deployment}`."
        )
    checks = [query for query in read_queries() if query.schema == "checks"]
    with closing(connect(settings, path, read_only=True)) as connection:
        check_marts(connection)
        for query in checks:
            run_check(connection, query)
    return tuple(query.name for query in checks)


def _run(
    connection: duckdb.DuckDBPyConnection, queries: tuple[Query, ...], progress: Progress
) -> None:
    """Run every query in the order that the SQL implies, each mart held against its entry."""
    made = {query.name for query in queries if query.schema == "marts"}
    if made != set(MARTS):
        differing = ", ".join(sorted(made ^ set(MARTS)))
        raise SchemaError(
            f"sql/marts and schema/marts.py name different tables: {differing}. "
            f"Every mart has a file and an entry."
        )
    views = kept_as_view(queries)
    for name in ("staging", "marts"):
        connection.execute(f"create schema {name}")
    # The order of rows in a table means nothing here, and keeping it costs memory.
    connection.execute("set preserve_insertion_order = false")
    ordered = sorted(in_order(queries, GIVEN), key=lambda query: query.schema == "checks")
    steps = []
    with progress.stage("build", total=len(ordered), unit="query") as advance:
        for query in ordered:
            is_view, began = query.table in views, perf_counter()
            _run_one(connection, query, is_view=is_view)
            steps.append(Step(query, kind_of(query, is_view=is_view), perf_counter() - began))
            advance(1)
    keep_steps(connection, steps)


def _run_one(connection: duckdb.DuckDBPyConnection, query: Query, *, is_view: bool) -> None:
    """Make one table or view, or run one check."""
    if query.schema == "checks":
        run_check(connection, query)
        return
    kind = "view" if is_view else "table"
    connection.execute(f"create {kind} {query.table} as {query.text}")
    if query.schema == "marts":
        check_columns(connection, MARTS[query.name])
        check_content(connection, MARTS[query.name])


def _identify(
    settings: Settings,
    deployment: Deployment,
    manifest: Manifest,
    queries: Iterable[Query],
    places: Places | None,
) -> str:
    """Twelve hex digits over everything that decides what the warehouse holds."""
    digest = hashlib.sha256()
    sources = [*Path(schema.__file__).parent.glob("*.py"), *Path(__file__).parent.glob("*.py")]
    parts: list[object] = [
        deployment,
        sorted((f.feed, f.content_hash, f.layout, f.parquet) for f in manifest.files),
        [(query.table, query.text) for query in queries],
        policy_file(settings).read_text(encoding="utf-8"),
        [path.read_text(encoding="utf-8") for path in sorted(sources)],
        places.digest() if places else places_version(settings, deployment),
    ]
    for part in parts:
        digest.update(repr(part).encode())
    return digest.hexdigest()[:12]


def _clear_leftovers(path: Path) -> None:
    """Remove what killed runs left beside the warehouse; the lock says that none is running."""
    for leftover in path.parent.glob(f".{FILE_NAME}.*"):
        leftover.unlink()


def _rows_if_current(settings: Settings, path: Path, build_id: str) -> dict[str, int] | None:
    """Rows by mart of the warehouse at `path` if it is this very build, else None."""
    if not path.exists():
        return None
    try:
        with closing(connect(settings, path, read_only=True)) as connection:
            found = connection.execute("select build_id from reference.build").fetchone()
            if found != (build_id,):
                return None
            return _count_rows(connection)
    except duckdb.Error:
        # An unreadable or foreign file is not this build; the new one takes its place.
        return None


def _count_rows(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Rows of each mart, by name."""
    rows = {}
    for name in MARTS:
        rows[name] = connection.execute(f"select count(*) from marts.{name}").fetchall()[0][0]
    return rows
