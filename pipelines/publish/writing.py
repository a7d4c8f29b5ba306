"""A whole publication written into a folder: tables in both releases, facts, maps, build.json."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import geopandas as gpd

from pipelines import atomic, disclosure, geography, rounding
from pipelines.progress import Progress
from pipelines.publication import FACTS, RELEASES, BuildInfo, Release, releases_of
from pipelines.publish import identity
from pipelines.schema import ESTIMATES, MARTS, Table
from pipelines.schema.estimates import PARTS
from pipelines.settings import Deployment
from pipelines.storing import Stored

GEO_PROPERTIES = {
    "dongs": ("dong_code", "gu_code", "dong_name_ko", "dong_name_en", "gu_name_ko", "gu_name_en"),
    "gus": ("gu_code", "gu_name_ko", "gu_name_en"),
}


def write_all(
    connection: duckdb.DuckDBPyConnection,
    entry: Deployment,
    build: dict[str, Any],
    parts: dict[str, Stored],
    folder: Path,
    progress: Progress,
) -> BuildInfo:
    """Write a whole publication into `folder` and sync it."""
    published = [table for table in MARTS.values() if table.is_published]
    disclosure.add_rule(connection)
    tables: dict[str, dict[str, int]] = {release: {} for release in RELEASES}
    hidden: dict[str, int] = {}
    columns = _columns(connection)
    estimated = sum(len(PARTS[part]) for part in parts)
    steps = len(published) + estimated + len(GEO_PROPERTIES)
    with progress.stage("publish", steps, "tables") as advance:
        for table in published:
            disclosure.check_columns(table, columns.get(table.name, []))
            disclosure.check_presence(connection, table)
            for release in releases_of(table):
                tables[release][table.name] = _write_table(connection, table, release, folder)
            if table.counts and table.is_open:
                hidden[table.name] = _hidden_cells(connection, table, folder)
            advance(1)
        for part, made in parts.items():
            _write_part(connection, part, made, folder, tables, hidden)
            advance(len(PARTS[part]))
        _write_facts(connection, folder / "facts")
        _write_geo(entry, folder / "geo")
        advance(len(GEO_PROPERTIES))
    info = _info(connection, entry, build, tables, hidden)
    (folder / "build.json").write_text(info.to_json(), encoding="utf-8")
    for path in (*folder.rglob("*"), folder):
        atomic.sync(path)
    return info


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[str, str]]]:
    """(name, type) of the columns of each mart, by its name."""
    found: dict[str, list[tuple[str, str]]] = {}
    rows = connection.execute(
        "select table_name, column_name, data_type from information_schema.columns "
        "where table_schema = 'marts'"
    ).fetchall()
    for mart, name, kind in rows:
        found.setdefault(mart, []).append((name, kind))
    return found


def _write_table(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    release: Release,
    folder: Path,
) -> int:
    """Write one table of one release; the number of its rows."""
    query = disclosure.release_query(table, release)
    return _copy(connection, query, folder / release / f"{table.name}.parquet")


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> int:
    """Write what a query gives into a Parquet file; the number of its rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    ((rows,),) = connection.execute(
        f"copy ({query}) to {_literal(path)} (format parquet, compression zstd)"
    ).fetchall()
    return int(rows)


def _write_part(
    connection: duckdb.DuckDBPyConnection,
    part: str,
    made: Stored,
    folder: Path,
    tables: dict[str, dict[str, int]],
    hidden: dict[str, int],
) -> None:
    """Write the tables of a part of the estimates; their open coverage is written already."""
    connection.execute(f"attach {_literal(made.path)} as estimated (read_only)")
    try:
        for name in PARTS[part]:
            table = ESTIMATES[name]
            coverage = rounding.coverage_table(table)
            open_coverage = f"read_parquet({_literal(folder / 'open' / f'{coverage}.parquet')})"
            for release in releases_of(table):
                path = folder / release / f"{name}.parquet"
                query = rounding.estimate_query(
                    table, release, f"estimated.marts.{name}", open_coverage
                )
                tables[release][name] = _copy(connection, query, path)
                if release == "open" and table.is_protected:
                    ((cells,),) = connection.execute(
                        f"select count(*) from read_parquet({_literal(path)}) where is_suppressed"
                    ).fetchall()
                    hidden[name] = int(cells)
    finally:
        connection.execute("detach estimated")


def _hidden_cells(connection: duckdb.DuckDBPyConnection, table: Table, folder: Path) -> int:
    relation = f"read_parquet({_literal(folder / 'open' / f'{table.name}.parquet')})"
    ((cells,),) = connection.execute(disclosure.hidden_cells_query(table, relation)).fetchall()
    return int(cells)


def _write_facts(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """What the build did and read: of the whole, and exact, so not part of the open release."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, query in FACTS.items():
        path = _literal(folder / f"{name}.parquet")
        connection.execute(f"copy ({query}) to {path} (format parquet)")


def _write_geo(entry: Deployment, folder: Path) -> None:
    """Dongs simplified once as a coverage; Gu dissolved from those, so that the lines coincide."""
    folder.mkdir(parents=True, exist_ok=True)
    dongs = geography.simplify(geography.frame(entry))
    layers = {"dongs": dongs, "gus": geography.dissolve_gu(dongs)}
    for name, layer in layers.items():
        properties = [column for column in GEO_PROPERTIES[name] if column in layer.columns]
        shown = gpd.GeoDataFrame(layer[[*properties, "geometry"]], crs=layer.crs)
        shown.to_crs(4326).to_parquet(folder / f"{name}.parquet", index=False)
        text = geography.to_geojson(layer, properties=properties)
        (folder / f"{name}.geojson").write_text(text, encoding="utf-8")


def _info(
    connection: duckdb.DuckDBPyConnection,
    entry: Deployment,
    build: dict[str, Any],
    tables: dict[str, dict[str, int]],
    hidden: dict[str, int],
) -> BuildInfo:
    """What the publication says of itself."""
    feeds = connection.execute(
        "select distinct feed from marts.ingest_by_feed_outcome "
        "where outcome = 'accepted' and row_count > 0 order by feed"
    ).fetchall()
    attribution_ko, attribution_en = geography.attribution(entry)
    return BuildInfo(
        build_id=build["build_id"],
        deployment=entry.id,
        name_ko=entry.name_ko,
        name_en=entry.name_en,
        built_at=str(build["built_at"]),
        published_at=datetime.now(UTC).isoformat(timespec="seconds"),
        first_month=build["first_month"],
        last_month=build["last_month"],
        is_invented=bool(build["is_invented"]),
        seed=build["seed"],
        scale=build["scale"],
        attribution_ko=attribution_ko,
        attribution_en=attribution_en,
        releases=RELEASES,
        tables=tables,
        hidden_cells=hidden,
        feeds=tuple(feed for (feed,) in feeds),
        code_hash=identity.code_hash(),
    )


def _literal(path: Path) -> str:
    """The path as an SQL string."""
    return "'" + str(path).replace("'", "''") + "'"
