"""Points turned into the Dongs in which they lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import geopandas as gpd
import pandas as pd

from pipelines import geography
from pipelines.geography.vintages import EARLIEST, OPEN_END
from pipelines.ingest.periods import DAY, START, Answer
from pipelines.settings import Deployment


def answer_points(
    deployment: Deployment, points: pd.DataFrame, crs: str, days: Iterable[date] | None
) -> Iterator[Answer]:
    """The answers for points, by the Dongs in force on each of the records' days.

    `points` has text, x, y. With a boundary file, or without days, the frame's Dongs answer.
    """
    for start, end, dongs in _vintages(deployment, days):
        codes = geography.locate(points["x"], points["y"], dongs, crs)
        for text, code in zip(points["text"], codes, strict=True):
            if isinstance(code, str):
                yield Answer(text, "", start, end, code)
            else:
                yield Answer(text, "", start, end, None, "outside_boundaries", text)


def _vintages(
    deployment: Deployment, days: Iterable[date] | None
) -> Iterator[tuple[date, date, gpd.GeoDataFrame]]:
    """The polygons that the days need, each with the period for which they answer."""
    if days is None or deployment.boundary_file is not None:
        yield START, OPEN_END, geography.frame(deployment)
        return
    prefixes = deployment.dong_prefixes
    periods = geography.validity(prefixes, EARLIEST, OPEN_END)
    ends = (end + DAY for end in periods["valid_to"] if end < OPEN_END)
    changes = [START, *sorted({*periods["valid_from"], *ends}), OPEN_END]
    needed = {max(i for i, change in enumerate(changes) if change <= day) for day in days}
    for place in sorted(needed):
        start, end = changes[place], changes[place + 1] - DAY
        yield start, end, geography.boundaries(max(start, EARLIEST), prefixes)
