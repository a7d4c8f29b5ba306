"""What a build ran, read and promises, and what its model is for."""

from __future__ import annotations

import pandas as pd

from dashboard.audience import Release
from dashboard.data.about import version
from dashboard.i18n import Language
from dashboard.keeping import kept
from pipelines import read
from pipelines.read import BuildInfo


def build_steps(info: BuildInfo, release: Release) -> pd.DataFrame:
    """What the build ran, and how long (see `pipelines.read.build_steps`)."""
    return _build_steps(info.deployment, version(info), release)


@kept(8)
def _build_steps(deployment: str, version: str, release: Release) -> pd.DataFrame:
    return read.build_steps(deployment, release=release)


def checks(info: BuildInfo) -> pd.DataFrame:
    """The promises that the build held (see `pipelines.read.checks`)."""
    return _checks(info.deployment, version(info))


@kept(8)
def _checks(deployment: str, version: str) -> pd.DataFrame:
    return read.checks(deployment)


def landed_files(info: BuildInfo, release: Release) -> pd.DataFrame:
    """The extracts of the build (see `pipelines.read.landed_files`); internal only."""
    return _landed_files(info.deployment, version(info), release)


@kept(8)
def _landed_files(deployment: str, version: str, release: Release) -> pd.DataFrame:
    return read.landed_files(deployment, release=release)


def lineage(info: BuildInfo) -> dict[str, tuple[str, ...]]:
    """What each table reads (see `pipelines.read.lineage`)."""
    return _lineage(info.deployment, version(info))


@kept(8)
def _lineage(deployment: str, version: str) -> dict[str, tuple[str, ...]]:
    return read.lineage(deployment)


def model_card(info: BuildInfo, language: Language) -> str:
    """What the model is for, its figures and limits (see `pipelines.read.model_card`); internal."""
    return _model_card(info.deployment, version(info), language)


@kept(8)
def _model_card(deployment: str, version: str, language: Language) -> str:
    return read.model_card(deployment, language)
