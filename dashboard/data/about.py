"""Which publications there are, and what tells one from another."""

from __future__ import annotations

from datetime import date

from pipelines import read
from pipelines.read import BuildInfo


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
