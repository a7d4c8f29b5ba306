"""Coverage smoothed, ranked, and beside its neighbours."""

from __future__ import annotations

from datetime import date

import pandas as pd

from dashboard.audience import Release
from dashboard.data.about import version
from dashboard.data.tables import KEPT
from dashboard.keeping import kept
from pipelines import read
from pipelines.read import BuildInfo


def smoothed(info: BuildInfo, release: Release) -> pd.DataFrame:
    """Coverage of every month by empirical Bayes (see `pipelines.read.smoothed_coverage`)."""
    return _smoothed(info.deployment, version(info), release)


@kept(8)
def _smoothed(deployment: str, version: str, release: Release) -> pd.DataFrame:
    return read.smoothed_coverage(deployment=deployment, release=release)


def association(
    measure: read.AssociatedMeasure, info: BuildInfo, release: Release, month: date
) -> read.LocalAssociation:
    """Which Dongs differ from their neighbours (see `pipelines.read.local_association`)."""
    return _association(measure, info.deployment, version(info), release, month)


@kept(KEPT)
def _association(
    measure: read.AssociatedMeasure,
    deployment: str,
    version: str,
    release: Release,
    month: date,
) -> read.LocalAssociation:
    return read.local_association(measure, deployment=deployment, release=release, month=month)


def neighbours(info: BuildInfo) -> pd.DataFrame:
    """Which Dongs touch (see `pipelines.read.neighbours`)."""
    return _neighbours(info.deployment, version(info))


@kept(4)
def _neighbours(deployment: str, version: str) -> pd.DataFrame:
    return read.neighbours(deployment)


def coverage_ranks(
    info: BuildInfo, release: Release, month: date, gu: str | None = None
) -> pd.DataFrame:
    """rank, low and high of each Dong's coverage, lowest first (`pipelines.read.rank_intervals`).

    By dong_code, among the Dongs of a Gu or of all; Int64, missing where there is no rate.
    """
    return _coverage_ranks(info.deployment, version(info), release, month, gu)


@kept(KEPT)
def _coverage_ranks(
    deployment: str, version: str, release: Release, month: date, gu: str | None
) -> pd.DataFrame:
    rows = read.table(
        "coverage_by_dong_month", deployment=deployment, release=release, gu=gu, month=month
    ).set_index("dong_code")
    noise = read.NOISE_SD if release == "open" else 0.0
    ranks = read.rank_intervals(
        rows["reached_count"], rows["at_risk_count"], draws=1_000, noise_sd=noise
    )
    return pd.DataFrame({"rank": ranks.rank, "low": ranks.low, "high": ranks.high})
