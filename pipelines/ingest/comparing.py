"""What landed files were compared with: so that it does not matter which of two came first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import duckdb

from pipelines.ingest.quoting import literal, literals
from pipelines.ingest.relations import LANDED_BEFORE, OTHER_BREAKDOWN
from pipelines.landing import LandedFile
from pipelines.schema import FEEDS


def compared(folder: Path, landed: LandedFile, others: Iterable[LandedFile]) -> LandedFile:
    """The entry with what would make its file to be taken again, if it changed.

    The feeds that it follows; and its own, if a row was refused for a row of another file.
    """
    feeds = [*FEEDS[landed.feed].follows]
    if _is_held_back(folder, landed):
        feeds.append(landed.feed)
    return replace(landed, compared_with={feed: _state(feed, others) for feed in feeds})


def is_outdated(landed: LandedFile, files: Iterable[LandedFile]) -> bool:
    """Whether files with which a landed one was compared have come, changed or gone since."""
    others = [file for file in files if file != landed]
    return any(_state(feed, others) != state for feed, state in landed.compared_with.items())


def unless_same(folder: Path, former: LandedFile, landed: LandedFile) -> LandedFile:
    """The new entry of a file taken again; the former one, where the same rows were refused."""
    refusals = [_refusals(folder, file) for file in (former, landed)]
    if former.layout != landed.layout or refusals[0] != refusals[1]:
        return landed
    return replace(former, compared_with=landed.compared_with)


def _state(feed: str, files: Iterable[LandedFile]) -> str:
    """A fingerprint of the landed files of a feed; '' where there are none."""
    ids = sorted(file.file_id for file in files if file.feed == feed)
    return hashlib.sha256(" ".join(ids).encode()).hexdigest()[:12] if ids else ""


def _is_held_back(folder: Path, landed: LandedFile) -> bool:
    """Whether a row was refused for a row of another file."""
    if landed.quarantine is None:
        return False
    query = f"where detail in ({literals((LANDED_BEFORE, OTHER_BREAKDOWN))}) limit 1"
    return bool(_query(folder / landed.quarantine, query))


def _refusals(folder: Path, landed: LandedFile) -> list[tuple[object, ...]]:
    """Row, reason and detail of what was refused for other records, in order."""
    if landed.quarantine is None:
        return []
    return _query(folder / landed.quarantine, "order by all")


def _query(quarantine: Path, rest: str) -> list[tuple[object, ...]]:
    """Rows of a quarantine: row_number, reason, detail."""
    with duckdb.connect() as connection:
        return connection.execute(
            f"select row_number, reason, detail from read_parquet({literal(quarantine)}) {rest}"
        ).fetchall()
