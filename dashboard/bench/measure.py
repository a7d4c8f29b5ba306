"""What is measured of the pages, and the sentences that say so."""

from __future__ import annotations

import os
import random
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path

from dashboard.bench import in_browser
from dashboard.bench.serving import APP, BARE, Server, serving
from dashboard.bench.sessions import Click, View, read_through
from pipelines import read
from pipelines.errors import InputError, NotBuiltError

PAGES = tuple(
    sorted(path.stem for path in Path(__file__).parent.with_name("app_pages").glob("*.py"))
)
MAP_PAGE = "coverage_gap"
READERS, PAUSE = 20, 10.0  # readers at once, seconds that each looks on between two clicks
CLICKS_ALONE, CLICKS_TOGETHER = 12, 12


def run(deployment: str) -> Iterator[str]:
    """Measure and yield one sentence per figure, as each is known.

    Raises NotBuiltError where the deployment has no publication.
    """
    if deployment not in {entry.id for entry in read.deployments()}:
        raise NotBuiltError(
            f"{deployment} is not published, so there is nothing to measure. "
            "Run `uv run dabokdong demo --no-serve` first."
        )
    count = len(read.table("dongs", deployment=deployment, release="internal"))
    os.environ["DABOKDONG_BENCH_DEPLOYMENT"] = deployment
    with serving(APP) as server:
        yield from _first_map(server.address, deployment, count)
        yield from _clicks(server, deployment)


def _first_map(address: str, deployment: str, count: int) -> Iterator[str]:
    try:
        in_browser.chromium()
    except InputError as error:
        yield str(error)
        return
    with serving(BARE) as bare:
        pages = {"app": f"{address}/{MAP_PAGE}?deployment={deployment}", "bare": bare.address}
        taken = in_browser.first_map(pages, count)
    yield (
        f"first map of {count} Dongs / a bare st_folium page with them: "
        f"{taken['app'] / taken['bare']:.2f} ({taken['app']:.2f} s / {taken['bare']:.2f} s)"
    )


def _clicks(server: Server, deployment: str) -> Iterator[str]:
    for page in PAGES:  # what each loads once, it loads before anything is counted
        read_through(server.address, [views(page, deployment, 2, seed=1)], pause=0)
    alone: list[Click] = []
    began = server.processor_seconds()
    for page in PAGES:
        before = server.processor_seconds()
        clicks = read_through(server.address, [views(page, deployment, CLICKS_ALONE + 1)], pause=0)
        alone += clicks
        spent = _spent(before, server, len(clicks) + 1)
        yield f"filter change, {page}, 1 session: {_said(clicks)}{spent}"
    spent = _spent(began, server, len(alone) + len(PAGES))
    yield f"filter change, all pages, 1 session: {_said(alone)}{spent}"
    before = server.processor_seconds()
    ways = [
        views(PAGES[number % len(PAGES)], deployment, CLICKS_TOGETHER + 1, seed=number)
        for number in range(READERS)
    ]
    together = read_through(server.address, ways, pause=PAUSE)
    spent = _spent(before, server, len(together) + len(ways))
    yield (
        f"filter change, all pages, {READERS} sessions (each looks on for {PAUSE:g} s "
        f"between two): {_said(together)}{spent}"
    )


def _spent(before: float | None, server: Server, runs: int) -> str:
    """What a run of a page's script cost the processors, first views included."""
    after = server.processor_seconds()
    if before is None or after is None:
        return ""
    return f", processor time {(after - before) / runs * 1000:.0f} ms each"


def views(page: str, deployment: str, count: int, *, seed: int = 0) -> list[View]:
    """Views of a page as a reader would click them: another month, then a Gu, then all, ..."""
    chance = random.Random(seed)  # noqa: S311 no secret
    months = read.months(deployment)
    gus = list(read.table("gus", deployment=deployment, release="internal")["gu_code"])
    found, month, gu = [], months[-1], "all"
    for step in range(count):
        if step % 2:
            month = chance.choice(months)
        elif step:
            gu = "all" if gu != "all" else chance.choice(gus)
        address = {"deployment": deployment, "gu": gu, "month": f"{month:%Y-%m}"}
        found.append(View(page, address))
    return found


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not exceed; between two of them, linearly."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _said(clicks: Sequence[Click]) -> str:
    times = [click.seconds * 1000 for click in clicks]
    sent = statistics.median(click.sent for click in clicks)
    return (
        f"median {statistics.median(times):.0f} ms, 95th percentile {percentile(times, 0.95):.0f} "
        f"ms, {sent / 1000:.0f} kB sent ({len(times)} clicks)"
    )
