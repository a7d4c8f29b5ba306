"""Where things are. The only module that reads the environment.

`DABOKDONG_DATA` names the data folder (default: `data/` of this checkout),
`DABOKDONG_REFERENCE` the committed reference folder (default: its `reference/`).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from pipelines.errors import InputError

CHECKOUT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Deployment:
    """One programme in one city: which Dongs, which months, whose boundaries.

    `boundaries_on` is the date whose Dongs are the frame that every table and map uses;
    records of other vintages are brought to that frame. `boundary_file` replaces the
    packaged boundaries.
    """

    id: str
    name_ko: str
    name_en: str
    programme: str
    dong_prefixes: tuple[str, ...]
    boundaries_on: date
    first_month: date
    last_month: date
    boundary_file: Path | None = None


@dataclass(frozen=True)
class Settings:
    """The folders of one installation."""

    data: Path
    reference: Path

    def raw(self, deployment: str) -> Path:
        """Extracts as the agencies delivered them."""
        return self.data / "raw" / deployment

    def landing(self, deployment: str) -> Path:
        """Typed Parquet, quarantine and manifest."""
        return self.data / "landing" / deployment

    def warehouse(self, deployment: str) -> Path:
        """Folder of the DuckDB file with person rows."""
        return self.data / "warehouse" / deployment

    def published(self, deployment: str) -> Path:
        """Aggregates that pages and notebooks may read."""
        return self.data / "published" / deployment

    @property
    def key_file(self) -> Path:
        """The pseudonymisation key; made on first use with mode 600, never published."""
        return self.data / "warehouse" / "pseudonym.key"

    def deployments(self) -> tuple[str, ...]:
        """Ids of the deployments that have a description, in order of name."""
        return tuple(sorted(p.stem for p in (self.reference / "deployments").glob("*.yaml")))

    def deployment(self, deployment_id: str) -> Deployment:
        """The description of one deployment.

        Raises InputError for an id without a file or a file that lacks a field.
        """
        path = self.reference / "deployments" / f"{deployment_id}.yaml"
        if deployment_id not in self.deployments():
            known = ", ".join(self.deployments()) or "none"
            raise InputError(
                f"There is no deployment {deployment_id!r}. Known: {known}. "
                f"Describe a new one in {path.parent}."
            )
        return _read_deployment(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=32)
def _read_deployment(path: Path, changed_at: int) -> Deployment:
    """The description in a file; kept until the file changes, for a page asks dozens of times."""
    entry = read_yaml(path)
    try:
        boundary_file = entry.get("boundary_file")
        return Deployment(
            id=path.stem,
            name_ko=entry["name_ko"],
            name_en=entry["name_en"],
            programme=entry["programme"],
            dong_prefixes=tuple(str(p) for p in entry["dong_prefixes"]),
            boundaries_on=entry["boundaries_on"],
            first_month=entry["first_month"],
            last_month=entry["last_month"],
            boundary_file=(path.parent / boundary_file) if boundary_file else None,
        )
    except KeyError as error:
        raise InputError(f"{path} lacks {error.args[0]!r}; add it.") from error


def read_yaml(path: Path) -> Any:
    """The content of a committed YAML file.

    Raises InputError where the file cannot be read as YAML, with the line.
    """
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, OSError, UnicodeDecodeError) as error:
        detail = " ".join(str(error).split())
        raise InputError(f"{path} cannot be read: {detail}. Mend it there.") from error


def load() -> Settings:
    """The settings of this process, from the environment."""
    data = os.environ.get("DABOKDONG_DATA", CHECKOUT / "data")
    reference = os.environ.get("DABOKDONG_REFERENCE", CHECKOUT / "data" / "reference")
    return _settings(data, reference, Path.cwd())


@lru_cache(maxsize=8)
def _settings(data: str | Path, reference: str | Path, here: Path) -> Settings:
    """The folders in full; `here` is what relative ones hang on. A page asks dozens of times."""
    return Settings(data=(here / data).resolve(), reference=(here / reference).resolve())
