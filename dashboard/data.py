"""What is published, kept in memory by build: every page reads through here.

A new publication has a new version, so nothing old is shown after it; nothing here computes.
"""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from dashboard import maps
from dashboard.audience import Release
from pipelines import read
from pipelines.read import BuildInfo

# enough for some people on different months; the oldest leave first
_KEPT = 200


def deployments() -> tuple[read.DeploymentInfo, ...]:
    """The deployments with a publication."""
    return read.deployments()


def build(deployment: str) -> BuildInfo:
    """The current publication; read every time, for it decides what else is current."""
    return read.build_info(deployment)


def version(info: BuildInfo) -> str:
    """What tells one publication from another, fit for an address."""
    return f"{info.build_id}-{info.code_hash}"


def months(info: BuildInfo) -> list[date]:
    """The months of a publication, oldest first."""
    return read.months(info.deployment)


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


@st.cache_data(max_entries=_KEPT, show_spinner=False)
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


def shapes_url(info: BuildInfo) -> str:
    """Where the app serves the polygons of a publication; another publication, another address."""
    return f"/assets/shapes/{info.deployment}/{version(info)}.js"


def shapes(info: BuildInfo) -> str:
    """The polygons of a deployment as the script that its maps load."""
    return _shapes(info.deployment, version(info))


@st.cache_resource(max_entries=4, show_spinner=False)
def _shapes(deployment: str, version: str) -> str:
    dongs, gus = (read.geo(layer, deployment=deployment) for layer in ("dongs", "gus"))
    return maps.shapes_script(f"{deployment}/{version}", dongs, gus)


Months = tuple[date, date]


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
    return _period(name, info.deployment, version(info), release, months, gu, dong)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def _period(
    name: str,
    deployment: str,
    version: str,
    release: Release,
    months: Months,
    gu: str | None,
    dong: str | None,
) -> pd.DataFrame:
    return read.period_sums(
        name, deployment=deployment, release=release, months=months, gu=gu, dong=dong
    )


def silent_channels(info: BuildInfo, release: Release, months: Months) -> pd.DataFrame:
    """Dongs with much need and a silent channel (see `pipelines.read.silent_channels`)."""
    return _silent(info.deployment, version(info), release, months)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def _silent(deployment: str, version: str, release: Release, months: Months) -> pd.DataFrame:
    return read.silent_channels(deployment=deployment, release=release, months=months)


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


@st.cache_data(max_entries=_KEPT, show_spinner=False)
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


@st.cache_data(max_entries=1, show_spinner=False)
def claims() -> pd.DataFrame:
    """Figures that others have published (see `pipelines.read.claims`)."""
    return read.claims()
