"""What people have written down: claims, the evaluation plan, policy and milestones."""

from __future__ import annotations

from datetime import date

import pandas as pd

from dashboard.data.about import version
from dashboard.keeping import kept
from pipelines import read
from pipelines.read import BuildInfo


@kept(1)
def claims() -> pd.DataFrame:
    """Figures that others have published (see `pipelines.read.claims`)."""
    return read.claims()


@kept(1)
def evaluation_plan() -> read.EvaluationPlan:
    """What was decided before the data were seen (see `pipelines.read.evaluation_plan`)."""
    return read.evaluation_plan()


def policy(info: BuildInfo, month: date) -> pd.DataFrame:
    """The policy numbers in force; read every time, for the file is not of the publication."""
    return read.policy(info.deployment, month=month)


def milestones(info: BuildInfo) -> pd.DataFrame:
    """What happened when in the programme (see `pipelines.read.milestones`)."""
    return _milestones(info.deployment, version(info))


@kept(4)
def _milestones(deployment: str, version: str) -> pd.DataFrame:
    return read.milestones(deployment)
