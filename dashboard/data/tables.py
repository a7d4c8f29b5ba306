"""Published tables, slices of them and their sums over months."""

from __future__ import annotations

from datetime import date

import pandas as pd

from dashboard.audience import Release
from dashboard.data.about import version
from dashboard.keeping import kept
from pipelines import read
from pipelines.read import BuildInfo

Months = tuple[date, date]
# enough for some people on different months; the oldest leave first
KEPT = 200


def table(
    name: str,
    info: BuildInfo,
    release: Release,
    *,
    gu: str | None = None,
    dong: str | None = None,
    month: date | None = None,
) -> pd.DataFrame:
    """A slice of a published table (see `pipelines.read.table`)."""
    return _table(name, info.deployment, version(info), release, gu, dong, month)


@kept(KEPT)
def _table(
    name: str,
    deployment: str,
    version: str,  # part of what the result is kept by
    release: Release,
    gu: str | None,
    dong: str | None,
    month: date | None,
) -> pd.DataFrame:
    return read.table(name, deployment=deployment, release=release, gu=gu, dong=dong, month=month)


def period(
    name: str,
    info: BuildInfo,
    release: Release,
    months: Months,
    *,
    gu: str | None = None,
    dong: str | None = None,
) -> pd.DataFrame:
    """Sums over months of a published table (see `pipelines.read.period_sums`)."""
    return kept_period(name, info.deployment, version(info), release, months, gu, dong)


@kept(KEPT)
def kept_period(
    name: str,
    deployment: str,
    version: str,
    release: Release,
    months: Months,
    gu: str | None,
    dong: str | None,
) -> pd.DataFrame:
    """What `period` gives, by the version of a publication."""
    return read.period_sums(
        name, deployment=deployment, release=release, months=months, gu=gu, dong=dong
    )


def silent_channels(info: BuildInfo, release: Release, months: Months) -> pd.DataFrame:
    """Dongs with much need and a silent channel (see `pipelines.read.silent_channels`)."""
    return _silent(info.deployment, version(info), release, months)


@kept(KEPT)
def _silent(deployment: str, version: str, release: Release, months: Months) -> pd.DataFrame:
    return read.silent_channels(deployment=deployment, release=release, months=months)
