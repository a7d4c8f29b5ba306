"""What the published numbers of one release bear: smoothed rates, association of neighbours.

Only ever computed from the numbers of the release asked for: what comes of protected numbers
alone tells no more than they do.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

import geopandas as gpd
import pandas as pd

from pipelines import settings as settings_module
from pipelines.disclosure import NOISE_SD
from pipelines.errors import InputError
from pipelines.publication import Release, require_folder
from pipelines.read.slices import Months
from pipelines.read.tables import table
from pipelines.settings import Settings
from pipelines.spatial import LocalAssociation, local_moran, smooth_rates, standardise_rates

AssociatedMeasure = Literal["coverage_rate", "coverage_gap_count"]
_MEASURES: tuple[AssociatedMeasure, ...] = ("coverage_rate", "coverage_gap_count")


def neighbours(deployment: str, *, settings: Settings | None = None) -> pd.DataFrame:
    """Pairs of Dongs of the frame that touch, both ways round.

    Parameters
    ----------
    deployment
        Such as busan_dabokdong.

    Returns
    -------
    DataFrame
        dong_code, neighbour_code, shared_border_m (0: they meet in a point), ordered. From the
        published polygons, which are simplified as one coverage, so that what touched still does.
        An island has no row.

    Raises
    ------
    InputError
        An unknown deployment.
    NotBuiltError
        Nothing is published.
    """
    return _neighbours(require_folder(settings or settings_module.load(), deployment)).copy()


@lru_cache(maxsize=4)
def _neighbours(folder: Path) -> pd.DataFrame:
    """Kept: what is published in a folder never changes."""
    from pipelines import geography  # a second, which readers of tables need not wait for

    return geography.neighbours(gpd.read_parquet(folder / "geo" / "dongs.parquet"))


def smoothed_coverage(
    *,
    deployment: str,
    release: Release = "internal",
    month: Months | None = None,
    level: float = 0.9,
    settings: Settings | None = None,
) -> pd.DataFrame:
    """Coverage rates by empirical Bayes, each month for itself (see `spatial.smooth_rates`).

    Those of `open` allow for the noise that the release added.

    Parameters
    ----------
    deployment, release, month
        As for `table`; every month when None.
    level
        Share of the posterior between `smoothed_low` and `smoothed_high`.

    Returns
    -------
    DataFrame
        dong_code, month, smoothed_rate, smoothed_low, smoothed_high (0 to 1; NaN where nobody is
        at risk, or a count is hidden), in order of Dong and month.

    Raises
    ------
    InputError, NotBuiltError
        As `table` does.
    """
    rows = _coverage(deployment, release, month, settings)
    counts, totals = rows["reached_count"], rows["at_risk_count"]
    smoothed = smooth_rates(
        counts, totals, groups=rows["month"], level=level, noise_sd=_noise(release)
    )
    return rows[["dong_code", "month"]].assign(
        smoothed_rate=smoothed.rate, smoothed_low=smoothed.low, smoothed_high=smoothed.high
    )


def local_association(
    measure: AssociatedMeasure,
    *,
    deployment: str,
    month: date,
    release: Release = "internal",
    settings: Settings | None = None,
) -> LocalAssociation:
    """Which Dongs differ from, or resemble, their neighbours more than chance would have it.

    Parameters
    ----------
    measure
        `coverage_rate`: the share of households at risk *not* reached, standardised for how few
        they are, and in `open` for its noise (`spatial.standardise_rates`);
        `coverage_gap_count`: the households not reached. High is the bad end of either.
    deployment, month, release
        As for `table`; one month.

    Returns
    -------
    LocalAssociation
        By dong_code, for all Dongs with a row in that month. `outliers` are the Dongs with a
        large gap among neighbours with small ones.

    Raises
    ------
    InputError
        An unknown measure, or as `table` does.
    NotBuiltError
        Nothing is published.
    """
    if measure not in _MEASURES:
        raise InputError(f"There is no association of {measure!r}. Known: {', '.join(_MEASURES)}.")
    rows = _coverage(deployment, release, month, settings).set_index("dong_code")
    reached, at_risk = rows["reached_count"], rows["at_risk_count"]
    if measure == "coverage_rate":
        # of the reached, who were published, not of the gap, whose noise is that of both counts
        values = -standardise_rates(reached, at_risk, noise_sd=_noise(release))
    else:
        values = (at_risk - reached).astype("Float64")
    return local_moran(values, neighbours(deployment, settings=settings))


def _noise(release: Release) -> float:
    """The standard deviation of what the release added to each count."""
    return NOISE_SD if release == "open" else 0.0


def _coverage(
    deployment: str, release: Release, month: Months | None, settings: Settings | None
) -> pd.DataFrame:
    return table(
        "coverage_by_dong_month",
        deployment=deployment,
        release=release,
        month=month,
        columns=("dong_code", "month", "at_risk_count", "reached_count"),
        settings=settings,
    )
