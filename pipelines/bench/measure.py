"""What `dabokdong bench` measures, and the sentences it prints."""

from __future__ import annotations

import resource
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from pipelines import ingest, invented, warehouse
from pipelines.bench import peers
from pipelines.engine import connect
from pipelines.errors import InputError
from pipelines.landing import parquet_paths
from pipelines.schema import FEEDS
from pipelines.settings import Settings

DEPLOYMENT = "busan_dabokdong"
SEED = 2014
PARTS = ("ingest", "build", "growth", "peers")
# Visits that the invented city makes at scale 1; measured, and only used to choose a scale.
VISITS_AT_SCALE_1 = 1_750_000


def run(settings: Settings, *, visits: int, only: str | None = None) -> Iterator[str]:
    """Measure and yield one sentence per ratio, as each is known.

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
    count, seconds = _prepare(large, visits)
    yield f"invented city: {count:,} visits"
    if "ingest" in parts:
        yield from _ingest_ratio(large, seconds)
    if {"build", "growth", "peers"} & set(parts):
        build_seconds = _timed(lambda: warehouse.build(large, DEPLOYMENT))
        if "build" in parts:
            scan = _timed(lambda: _scan(large))
            yield f"build of all marts / bare scan of landed columns: {build_seconds / scan:.2f}"
        if "growth" in parts:
            small = Settings(data=home / "small", reference=reference)
            small_count, small_ingest = _prepare(small, visits // 10)
            small_build = _timed(lambda: warehouse.build(small, DEPLOYMENT))
            per_visit = build_seconds / count / (small_build / small_count)
            yield f"build, time per visit at {count:,} / at {small_count:,}: {per_visit:.2f}"
            per_visit = seconds / count / (small_ingest / small_count)
            yield f"ingest, time per visit at {count:,} / at {small_count:,}: {per_visit:.2f}"
        if "peers" in parts:
            yield from peers.compare(large, DEPLOYMENT)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    yield f"peak memory of the whole run: {peak:.1f} GiB"


def _prepare(settings: Settings, visits: int) -> tuple[int, float]:
    """Make and land the invented city; (visits read, seconds that the ingest of visits took).

    The visits come last, when their cases are landed, so that they are held against them.
    """
    raw = invented.make(settings, DEPLOYMENT, scale=visits / VISITS_AT_SCALE_1, seed=SEED)
    for feed in FEEDS:
        if feed != "visits":
            ingest.ingest_file(settings, DEPLOYMENT, raw / f"{feed}.csv", feed=feed)
    started = time.perf_counter()
    landed = ingest.ingest_file(settings, DEPLOYMENT, raw / "visits.csv", feed="visits")
    return landed.rows_read, time.perf_counter() - started


def _ingest_ratio(settings: Settings, seconds: float) -> Iterator[str]:
    """Ingest of the visits beside DuckDB's own copy of the same file to Parquet."""
    source = settings.raw(DEPLOYMENT) / "visits.csv"
    target = settings.data / "bare.parquet"

    def copy() -> None:
        with closing(connect(settings)) as connection:
            connection.execute(
                f"copy (select * from read_csv('{source}')) to '{target}' (format parquet)"
            )

    bare = _timed(copy)
    target.unlink()
    yield f"ingest of visits / bare copy of the CSV to Parquet: {seconds / bare:.2f}"


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


def _timed(work: Callable[[], object]) -> float:
    """Seconds that `work` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
