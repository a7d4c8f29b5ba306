"""What the reader is looking at, as frozen records: the frame's scope, the selection, a choice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.audience import Release
from dashboard.i18n import Language, Words, words
from pipelines.read import DeploymentInfo

ALL, NONE = "all", "none"  # no Gu, no Dong: said aloud, so that an address is complete


@dataclass(frozen=True)
class Scope:
    """What the frame needs to know before a page says which controls it has."""

    deployment: str
    release: Release
    language: Language
    releases: tuple[Release, ...]
    deployments: tuple[DeploymentInfo, ...]

    @property
    def words(self) -> Words:
        """The words of the chosen language."""
        return words(self.language)

    @property
    def deployment_names(self) -> dict[str, str]:
        """Every deployment's name in the chosen language, by id."""
        return {
            entry.id: entry.name_ko if self.language == "ko" else entry.name_en
            for entry in self.deployments
        }

    @property
    def deployment_name(self) -> str:
        """The chosen deployment's name in the chosen language."""
        return self.deployment_names[self.deployment]


@dataclass(frozen=True)
class Choice:
    """One thing chosen: its name and code in the address, and both in words."""

    name: str
    code: str
    label: str
    text: str


@dataclass(frozen=True)
class Selection:
    """What the reader is looking at. `gu` and `dong` are None for all of them.

    `measure` is empty on a page that has none to choose from.
    """

    scope: Scope
    month: date
    gu: str | None
    dong: str | None
    measure: str = ""
