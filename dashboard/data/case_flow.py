"""What came of the households flagged: stages, queues, cases and workers."""

from __future__ import annotations

from datetime import date

import pandas as pd

from dashboard.audience import Release
from dashboard.data.about import version
from dashboard.data.tables import KEPT, Months, kept_period
from dashboard.keeping import kept
from pipelines import read
from pipelines.read import BuildInfo


def caseload(
    place: read.Place,
    info: BuildInfo,
    release: Release,
    *,
    gu: str | None = None,
    dong: str | None = None,
    month: date | None = None,
) -> pd.DataFrame:
    """Open cases per case worker (see `pipelines.read.caseload`)."""
    return _caseload(place, info.deployment, version(info), release, gu, dong, month)


@kept(KEPT)
def _caseload(
    place: read.Place,
    deployment: str,
    version: str,
    release: Release,
    gu: str | None,
    dong: str | None,
    month: date | None,
) -> pd.DataFrame:
    return read.caseload(
        place, deployment=deployment, release=release, gu=gu, dong=dong, month=month
    )


def journey_stages(
    info: BuildInfo,
    release: Release,
    months: Months,
    track: read.Track,
    *,
    gu: str | None = None,
    dong: str | None = None,
) -> pd.DataFrame:
    """How far flagged households came (see `pipelines.read.journey_stages`)."""
    return _stages(info.deployment, version(info), release, months, track, gu, dong)


@kept(KEPT)
def _stages(
    deployment: str,
    version: str,
    release: Release,
    months: Months,
    track: read.Track,
    gu: str | None,
    dong: str | None,
) -> pd.DataFrame:
    place = "dong" if dong else "gu" if gu else "city"
    where = (release, months, None if dong else gu, dong)
    if track == "all":
        return read.stages_of(kept_period(f"flags_by_{place}_month", deployment, version, *where))
    # one question for the three of them
    sums = kept_period(f"journeys_by_{place}_month", deployment, version, *where)
    return read.stages_of(sums[sums["journey_track"] == track])


def case_balance(
    info: BuildInfo,
    release: Release,
    month: date,
    *,
    gu: str | None = None,
    dong: str | None = None,
) -> pd.DataFrame:
    """The case flow and what it must come to (see `pipelines.read.case_balance`)."""
    return _balance(info.deployment, version(info), release, month, gu, dong)


@kept(KEPT)
def _balance(
    deployment: str,
    version: str,
    release: Release,
    month: date,
    gu: str | None,
    dong: str | None,
) -> pd.DataFrame:
    return read.case_balance(deployment=deployment, release=release, month=month, gu=gu, dong=dong)


def closure_shares(
    info: BuildInfo,
    release: Release,
    months: Months,
    *,
    gu: str | None = None,
    dong: str | None = None,
) -> pd.DataFrame:
    """Why cases closed (see `pipelines.read.closure_shares`)."""
    return _closures(info.deployment, version(info), release, months, gu, dong)


@kept(KEPT)
def _closures(
    deployment: str,
    version: str,
    release: Release,
    months: Months,
    gu: str | None,
    dong: str | None,
) -> pd.DataFrame:
    return read.closure_shares(
        deployment=deployment, release=release, months=months, gu=gu, dong=dong
    )


def never_twice(
    place: read.Place, info: BuildInfo, release: Release, month: date, cohorts: Months
) -> pd.DataFrame:
    """Flags, queues and workers of every place of a kind (see `pipelines.read.never_twice`)."""
    return _never_twice(place, info.deployment, version(info), release, month, cohorts)


@kept(KEPT)
def _never_twice(
    place: read.Place,
    deployment: str,
    version: str,
    release: Release,
    month: date,
    cohorts: Months,
) -> pd.DataFrame:
    return read.never_twice(
        place, deployment=deployment, release=release, month=month, cohorts=cohorts
    )
