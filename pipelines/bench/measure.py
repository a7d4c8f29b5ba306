"""What `dabokdong bench` measures, and the sentences it prints."""

from __future__ import annotations

import resource
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from pipelines import ingest, invented, warehouse
from pipelines.bench import peers
from pipelines.bench.spent import Spent, timed
from pipelines.engine import connect
from pipelines.errors import InputError
from pipelines.landing import parquet_paths, read_manifest
from pipelines.schema import FEEDS
from pipelines.settings import Settings

DEPLOYMENT = "busan_dabokdong"
SEED = 2014
PARTS = ("ingest", "build", "growth", "peers")
# Visits that the invented city makes at scale 1; measured, and only used to choose a scale.
VISITS_AT_SCALE_1 = 1_750_000
# The peers hold every row in memory, about 2 GiB a million visits: beyond this many they are
# compared on the smaller city.
PEER_VISITS = 3_000_000


def run(settings: Settings, *, visits: int, only: str | None = None) -> Iterator[str]:
    """Measure and yield one sentence per ratio, as each is known; peers on at most PEER_VISITS.

    Works in `data/bench/`, which is removed at the end: about 1 GB per million visits.
    Raises InputError for a part that does not exist.
    """
    if only is not None and only not in PARTS:
        raise InputError(f"There is no part {only!r} to measure. Parts: {', '.join(PARTS)}.")
    parts = (only,) if only else PARTS
    home = settings.data / "bench"
    shutil.rmtree(home, ignore_errors=True)
    try:
        yield from _run(home, settings.reference, visits, parts)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _run(home: Path, reference: Path, visits: int, parts: tuple[str, ...]) -> Iterator[str]:
    large = Settings(data=home / "large", reference=reference)
    count, ingested = _prepare(large, visits)
    yield f"invented city: {count:,} visits"
    if "ingest" in parts:
        yield from _ingest_ratio(large, ingested)
    if {"build", "growth", "peers"} & set(parts):
        built = timed(lambda: warehouse.build(large, DEPLOYMENT))
        if "build" in parts:
            scanned = timed(lambda: _scan(large))
            ratio = built.over(scanned)
            yield f"build of all marts / bare scan of landed columns: {ratio}"
        if "growth" in parts or ("peers" in parts and visits > PEER_VISITS):
            small = Settings(data=home / "small", reference=reference)
            few, ingested_few = _prepare(small, min(visits // 10, PEER_VISITS))
            built_few = timed(lambda: warehouse.build(small, DEPLOYMENT))
        if "growth" in parts:
            sizes, times = f"at {count:,} / at {few:,}", count / few
            yield f"build, time per visit {sizes}: {built.over(built_few, work=times)}"
            yield f"ingest, time per visit {sizes}: {ingested.over(ingested_few, work=times)}"
        if "peers" in parts:
            compared, rows = (large, count) if visits <= PEER_VISITS else (small, few)
            yield f"peak memory before the peers: {_peak()}; they are compared on {rows:,} visits"
            yield from peers.compare(compared, DEPLOYMENT)
    yield f"peak memory of the whole run: {_peak()}"


def _peak() -> str:
    """The most memory that this process has held so far."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2:.1f} GiB"


def _prepare(settings: Settings, visits: int) -> tuple[int, Spent]:
    """Make and land the invented city; (visits read, what the ingest of visits took).

    The visits come last, when their cases are landed, so that they are held against them.
    """
    raw = invented.make(settings, DEPLOYMENT, scale=visits / VISITS_AT_SCALE_1, seed=SEED)
    for feed in FEEDS:
        if feed != "visits":
            ingest.ingest_file(settings, DEPLOYMENT, raw / f"{feed}.csv", feed=feed)
    spent = timed(
        lambda: ingest.ingest_file(settings, DEPLOYMENT, raw / "visits.csv", feed="visits")
    )
    (landed,) = read_manifest(settings, DEPLOYMENT).of_feed("visits")
    return landed.rows_read, spent


def _ingest_ratio(settings: Settings, ingested: Spent) -> Iterator[str]:
    """Ingest of the visits beside DuckDB's own copy of the same file to Parquet."""
    source = settings.raw(DEPLOYMENT) / "visits.csv"
    target = settings.data / "bare.parquet"

    def copy() -> None:
        with closing(connect(settings)) as connection:
            connection.execute(
                f"copy (select * from read_csv('{source}')) to '{target}' (format parquet)"
            )

    bare = timed(copy)
    target.unlink()
    yield f"ingest of visits / bare copy of the CSV to Parquet: {ingested.over(bare)}"


def _scan(settings: Settings) -> None:
    """Read every value of every landed file once: the largest of each column."""
    with closing(connect(settings)) as connection:
        # else the answer comes from the files' statistics and nothing is scanned
        connection.execute("set disabled_optimizers = 'statistics_propagation'")
        for feed, paths in parquet_paths(settings, DEPLOYMENT).items():
            names = [column.name for column in FEEDS[feed].columns] + ["record_key"]
            largest = ", ".join(f"max({name})" for name in names)
            files = [str(path) for path in paths]
            connection.execute(f"select {largest} from read_parquet(?)", [files]).fetchone()
