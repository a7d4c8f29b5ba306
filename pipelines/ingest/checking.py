"""One extract, checked and written: every record goes into landing Parquet or into quarantine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb

from pipelines import engine
from pipelines.ingest import quarantine, relations
from pipelines.ingest.answers import make_words_and_keys
from pipelines.ingest.conversion import Conversion, convert
from pipelines.ingest.delivery import Delivery, deliver
from pipelines.ingest.place_answers import make_place_answers
from pipelines.ingest.places import Places
from pipelines.ingest.pseudonym import read_key
from pipelines.ingest.reading import RawTable, read_raw
from pipelines.ingest.recognising import Recognised
from pipelines.ingest.writing import WORK, check_counts, write_accepted, write_refused
from pipelines.landing import LandedFile
from pipelines.progress import Advance, Progress
from pipelines.schema import FEEDS
from pipelines.settings import Settings


def check_and_write(
    settings: Settings,
    deployment: str,
    file: Recognised,
    landed: LandedFile,
    others: tuple[LandedFile, ...],
    places: Places,
    progress: Progress,
) -> LandedFile:
    """The entry with its rows, whose Parquet and quarantine stand; no manifest lists them yet.

    `others` are the landed files that stay, with which its records are compared.
    """
    folder = settings.landing(deployment)
    key, name = read_key(settings), file.head.path.name
    with _working_in(folder / WORK) as work, engine.connect(settings) as connection:
        raw = read_raw(connection, file.head, work, progress)
        delivery = deliver(connection, file, raw)
        read = delivery.record_count + raw.rejected_count
        with progress.stage(f"{name}: check", total=read, unit="rows") as advance:
            done = _Steps(advance, read, 6)
            make_words_and_keys(connection, file, delivery, key)
            done.one()
            make_place_answers(connection, file, delivery, places, settings.reference)
            done.one()
            conversions = convert(connection, file, delivery, places.deployment)
            quarantine.begin(connection)
            quarantine.refuse_personal(connection, file, raw, work)
            done.one()
            quarantine.refuse_faulty(connection, conversions)
            done.one()
            _refuse_before(connection, folder, conversions, delivery, raw, others)
            done.one()
            _refuse_repeated(connection, folder, conversions, delivery, others)
            done.one()
        with progress.stage(f"{name}: write", total=read, unit="rows") as advance:
            done = _Steps(advance, read, 2)
            landed = write_accepted(connection, folder, landed, conversions, key)
            done.one()
            landed = write_refused(connection, folder, landed, file, delivery, raw)
            done.one()
    check_counts(landed, read)
    return replace(landed, rows_read=read, key_fingerprint=key.fingerprint)


class _Steps:
    """Tells a listener of each of a stage's steps as its share of the rows; together, all rows."""

    def __init__(self, advance: Advance, rows: int, count: int) -> None:
        self._advance = advance
        self._shares = [rows * (i + 1) // count - rows * i // count for i in range(count)]

    def one(self) -> None:
        """One step more is done."""
        self._advance(self._shares.pop())


def _refuse_before(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    conversions: Mapping[str, Conversion],
    delivery: Delivery,
    raw: RawTable,
    others: Sequence[LandedFile],
) -> None:
    """Refuse exact copies of rows without ids of their own, and records before their case."""
    feed = FEEDS[delivery.feed]
    relations.refuse_repeated_rows(connection, delivery, raw)
    if "cases" in feed.follows and feed.placed_on:
        cases = _paths(folder, others, "cases")
        relations.refuse_before_case(connection, conversions, feed.placed_on, cases)


def _refuse_repeated(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    conversions: Mapping[str, Conversion],
    delivery: Delivery,
    others: Sequence[LandedFile],
) -> None:
    """Refuse what does not go with other records of the file or with what has landed."""
    feed = FEEDS[delivery.feed]
    landed = _paths(folder, others, feed.name)
    relations.refuse_repeated_keys(connection, conversions, feed)
    relations.refuse_landed(connection, conversions, feed, landed)
    if feed.name == "population":
        relations.refuse_other_breakdown(connection, conversions, landed)


def _paths(folder: Path, files: Sequence[LandedFile], feed: str) -> list[Path]:
    """The Parquet files of one feed among landed files."""
    return [folder / file.parquet for file in files if file.feed == feed]


@contextmanager
def _working_in(folder: Path) -> Iterator[Path]:
    """An empty folder for a while, closed to others, since rows lie there as delivered."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
