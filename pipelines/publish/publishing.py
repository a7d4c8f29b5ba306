"""What is current stays; else the warehouse is published anew, and the folders are swapped.

Written beside its place, synced, renamed; `current.json` is the commit point. A reader sees the old
publication or the new one, and the old one stays until the publication after the next.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipelines import atomic
from pipelines.engine import connect, refusals
from pipelines.errors import NotBuiltError
from pipelines.progress import SILENT, Progress
from pipelines.publication import FACTS, BuildInfo, current_folder, info_from_json
from pipelines.publish import identity
from pipelines.publish.writing import GEO_PROPERTIES, write_all
from pipelines.schema.estimates import PARTS
from pipelines.settings import Settings
from pipelines.storing import Stored, stored


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
        final = root / f"{build['build_id']}-{identity.made_by(parts)}"
        again = final.with_name(f"{final.name}-again")
        current = current_folder(settings, deployment)
        if current in (final, again) and not anew and (info := _intact(current)):
            return _report(info, current, was_current=True)
        if current == final:  # readers have it open: the new one goes beside it
            final = again
        _remove_partial(root)
        partial = root / f"{final.name}.partial-{os.getpid()}"
        with refusals(f"{deployment} could not be published"):
            info = write_all(connection, entry, build, parts, partial, progress)
            _commit(root, partial, final, keep=current)
    return _report(info, final, was_current=False)


def _estimated(settings: Settings, deployment: str, build_id: str) -> dict[str, Stored]:
    """The parts of the estimates that were made from this build, by name."""
    found = {part: stored(settings, deployment, part) for part in PARTS}
    return {part: made for part, made in found.items() if made and made.build_id == build_id}


def _build_row(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """The one row of reference.build."""
    cursor = connection.execute("select * from reference.build")
    names = [column[0] for column in cursor.description]
    (row,) = cursor.fetchall()
    return dict(zip(names, row, strict=True))


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
