"""What is published: which deployments, which build, which months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipelines import settings as settings_module
from pipelines.publication import BuildInfo, current_folder, info_from_json, require_folder
from pipelines.settings import Settings


@dataclass(frozen=True)
class DeploymentInfo:
    """A deployment that has a publication."""

    id: str
    name_ko: str
    name_en: str


def deployments(settings: Settings | None = None) -> tuple[DeploymentInfo, ...]:
    """The deployments with a publication, in order of id; empty where nothing is published."""
    settings = settings or settings_module.load()
    entries = (settings.deployment(name) for name in settings.deployments())
    return tuple(
        DeploymentInfo(entry.id, entry.name_ko, entry.name_en)
        for entry in entries
        if current_folder(settings, entry.id) is not None
    )


def build_info(deployment: str, *, settings: Settings | None = None) -> BuildInfo:
    """What the current publication says of itself.

    Raises NotBuiltError where there is none, InputError for an unknown deployment.
    """
    folder = require_folder(settings or settings_module.load(), deployment)
    return info_from_json((folder / "build.json").read_text(encoding="utf-8"))


def months(deployment: str, *, settings: Settings | None = None) -> list[date]:
    """Every month of the publication, as first days, oldest first.

    Raises as `build_info` does.
    """
    info = build_info(deployment, settings=settings)
    first, last = (day.year * 12 + day.month - 1 for day in (info.first_month, info.last_month))
    return [date(number // 12, number % 12 + 1, 1) for number in range(first, last + 1)]
