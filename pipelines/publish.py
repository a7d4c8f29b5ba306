"""From the warehouse to the published folder: tables in both releases, maps, and build.json.

Written beside its place, synced, renamed; `current.json` is the commit point. A reader sees the old
publication or the new one, and the old one stays until the publication after the next.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import geopandas as gpd

from pipelines import atomic, disclosure, geography, rounding
from pipelines.engine import connect, refusals
from pipelines.errors import NotBuiltError
from pipelines.progress import SILENT, Progress
from pipelines.publication import (
    FACTS,
    RELEASES,
    BuildInfo,
    Release,
    current_folder,
    info_from_json,
    releases_of,
)
from pipelines.schema import ESTIMATES, MARTS, Table
from pipelines.schema.estimates import PARTS
from pipelines.settings import Deployment, Settings
from pipelines.storing import Stored, stored

GEO_PROPERTIES = {
    "dongs": ("dong_code", "gu_code", "dong_name_ko", "dong_name_en", "gu_name_ko", "gu_name_en"),
    "gus": ("gu_code", "gu_name_ko", "gu_name_en"),
}


@dataclass(frozen=True)
class PublishReport:
    """What was published: `folder` holds it, `was_current` says that it was there before.

    `hidden_cells` counts the hidden counts of the open release by table.
    """

    build_id: str
    folder: Path
    table_rows: dict[str, int]
    hidden_cells: dict[str, int]
    was_current: bool


def publish(
    settings: Settings, deployment: str, *, anew: bool = False, progress: Progress = SILENT
) -> PublishReport:
    """The publication of the warehouse as it stands; nothing is written where it is current.

    Parameters
    ----------
    settings, deployment
        Where, and which.
    anew
        Publish again even where the publication is current.
    progress
        Told one unit per table and map layer.

    Raises
    ------
    NotBuiltError
        There is no warehouse.
    DisclosureError
        A table that must not leave the warehouse or cannot be protected; nothing is published.
    LockedError
        Another run is writing this deployment.
    """
    entry = settings.deployment(deployment)
    warehouse = settings.warehouse(deployment) / "warehouse.duckdb"
    if not warehouse.exists():
        raise NotBuiltError(
            f"{deployment} has no warehouse at {warehouse}. Run `dabokdong build -d {deployment}`."
        )
    with (
        atomic.lock(settings, deployment),
        connect(settings, warehouse, read_only=True) as connection,
    ):
        build = _build_row(connection)
        root = settings.published(deployment)
        parts = _estimated(settings, deployment, build["build_id"])
        final = root / f"{build['build_id']}-{_made_by(parts)}"
        again = final.with_name(f"{final.name}-again")
        current = current_folder(settings, deployment)
        if current in (final, again) and not anew and (info := _intact(current)):
            return _report(info, current, was_current=True)
        if current == final:  # readers have it open: the new one goes beside it
            final = again
        _remove_partial(root)
        partial = root / f"{final.name}.partial-{os.getpid()}"
        with refusals(f"{deployment} could not be published"):
            info = _write(connection, entry, build, parts, partial, progress)
            _commit(root, partial, final, keep=current)
    return _report(info, final, was_current=False)


def code_hash() -> str:
    """Eight hex digits over all that decides what is published beside the warehouse's content."""
    here = Path(__file__).parent
    digest = hashlib.sha256(version("cell-key-perturbation").encode())
    files = [here / f"{name}.py" for name in ("disclosure", "publication", "publish", "rounding")]
    for folder in ("schema", "geography"):
        files += sorted((here / folder).glob("*.py"))
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:8]


def _estimated(settings: Settings, deployment: str, build_id: str) -> dict[str, Stored]:
    """The parts of the estimates that were made from this build, by name."""
    found = {part: stored(settings, deployment, part) for part in PARTS}
    return {part: made for part, made in found.items() if made and made.build_id == build_id}


def _made_by(parts: dict[str, Stored]) -> str:
    """What a publication is made by: its code, and the estimates where there are some."""
    if not parts:
        return code_hash()
    keys = "".join(f"{part}{made.key}" for part, made in sorted(parts.items()))
    return f"{code_hash()}-{hashlib.sha256(keys.encode()).hexdigest()[:8]}"


def _build_row(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """The one row of reference.build."""
    cursor = connection.execute("select * from reference.build")
    names = [column[0] for column in cursor.description]
    (row,) = cursor.fetchall()
    return dict(zip(names, row, strict=True))


def _write(
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
    path = folder / release / f"{table.name}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    query = disclosure.release_query(table, release)
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
                path.parent.mkdir(parents=True, exist_ok=True)
                query = rounding.estimate_query(
                    table, release, f"estimated.marts.{name}", open_coverage
                )
                ((rows,),) = connection.execute(
                    f"copy ({query}) to {_literal(path)} (format parquet, compression zstd)"
                ).fetchall()
                tables[release][name] = int(rows)
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
        code_hash=code_hash(),
    )


def _commit(root: Path, partial: Path, final: Path, keep: Path | None) -> None:
    """Put the finished folder in its place, point at it, and remove all but it and `keep`."""
    if final.exists():  # left by a run that died before the pointer moved, or damaged since
        shutil.rmtree(final)
    partial.rename(final)
    atomic.sync(root)
    build_id = final.name.split("-")[0]
    atomic.write_text(
        root / "current.json",
        f'{{"build_id": "{build_id}", "folder": "{final.name}"}}\n',
    )
    for folder in root.iterdir():
        if folder.is_dir() and folder not in (final, keep):
            shutil.rmtree(folder)


def _remove_partial(root: Path) -> None:
    """Remove what runs that died have left."""
    for folder in root.glob("*.partial-*"):
        shutil.rmtree(folder)


def _intact(folder: Path) -> BuildInfo | None:
    """The publication's own description if every file of it is there, else None."""
    description = folder / "build.json"
    if not description.exists():
        return None
    try:
        info = info_from_json(description.read_text(encoding="utf-8"))
    except NotBuiltError:  # of another version: published anew
        return None
    files = [
        folder / release / f"{name}.parquet"
        for release, tables in info.tables.items()
        for name in tables
    ]
    files += [
        folder / "geo" / f"{name}.{kind}"
        for name in GEO_PROPERTIES
        for kind in ("parquet", "geojson")
    ]
    files += [folder / "facts" / f"{name}.parquet" for name in FACTS]
    return info if all(file.exists() for file in files) else None


def _report(info: BuildInfo, folder: Path, *, was_current: bool) -> PublishReport:
    return PublishReport(
        info.build_id, folder, info.tables["internal"], info.hidden_cells, was_current
    )


def _literal(path: Path) -> str:
    """The path as an SQL string."""
    return "'" + str(path).replace("'", "''") + "'"
