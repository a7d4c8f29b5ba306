"""What the page reads, kept in memory by build; a new publication has a new version."""

from __future__ import annotations

import pandas as pd

from dashboard import data
from dashboard.audience import Release
from dashboard.keeping import kept
from pipelines import read
from pipelines.errors import InputError, NotBuiltError
from pipelines.read import BuildInfo

_KEPT = 24


def balance(place: read.PlaceLevel, info: BuildInfo, release: Release) -> pd.DataFrame | None:
    """Every year of the balance (see `pipelines.read.imbalance`); None where there is none."""
    try:
        return _balance(place, info.deployment, data.version(info), release)
    except NotBuiltError:
        return None


@kept(_KEPT)
def _balance(
    place: read.PlaceLevel,
    deployment: str,
    version: str,  # part of what the result is kept by
    release: Release,
) -> pd.DataFrame:
    return read.imbalance(place, deployment=deployment, release=release)


def grants(info: BuildInfo) -> read.GrantCheck | None:
    """The money of 2016 as claimed (see `pipelines.read.grant_check`); None without its budgets."""
    try:
        return _grants(info.deployment, data.version(info))
    except (InputError, NotBuiltError):
        return None


@kept(8)
def _grants(deployment: str, version: str) -> read.GrantCheck:
    return read.grant_check(deployment=deployment)


def lorenz(
    info: BuildInfo, release: Release, year: int, scope: read.MoneyScope, gu: str | None
) -> read.Lorenz:
    """The Lorenz curve of a year (see `pipelines.read.lorenz_curve`)."""
    return _lorenz(info.deployment, data.version(info), release, year, scope, gu)


@kept(_KEPT)
def _lorenz(
    deployment: str, version: str, release: Release, year: int, scope: read.MoneyScope,
    gu: str | None,
) -> read.Lorenz:  # fmt: skip
    return read.lorenz_curve(deployment=deployment, release=release, year=year, scope=scope, gu=gu)
