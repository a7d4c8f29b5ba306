"""The landing folder of a deployment: which files it holds, as its manifest says.

The manifest is the commit point: a Parquet file that it does not list does not exist.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pipelines import atomic
from pipelines.errors import InputError
from pipelines.settings import Settings

VERSION = 1


@dataclass(frozen=True)
class LandedFile:
    """One extract that was taken in. Paths are relative to the landing folder.

    `rows_read` = `rows_accepted` + the sum of `quarantined` (rows by reason).
    `invented` holds the generator's seed and scale where the extract is invented, else None.
    `parquet` has the feed's columns in schema order and type, then `record_key` (0-255, SMALLINT),
    sorted by the feed's `sort`. `quarantine` is None where nothing was quarantined.
    `replaced` holds rows and ingested_at of what landed from the source before, else None.
    `compared_with` holds, by feed, a fingerprint of the other files that decided what was refused.
    `key_fingerprint` tells the key of its pseudonyms from others ("": landed before that was kept).
    """

    file_id: str
    feed: str
    source: str
    content_hash: str
    layout: str
    rows_read: int
    rows_accepted: int
    quarantined: dict[str, int]
    parquet: str
    quarantine: str | None = None
    invented: dict[str, Any] | None = None
    ingested_at: str = ""
    key_fingerprint: str = ""
    replaced: dict[str, Any] | None = None
    compared_with: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Manifest:
    """All landed files of a deployment, oldest first."""

    files: tuple[LandedFile, ...] = field(default=())

    def of_feed(self, feed: str) -> tuple[LandedFile, ...]:
        """The files of one feed."""
        return tuple(file for file in self.files if file.feed == feed)


def read_manifest(settings: Settings, deployment: str) -> Manifest:
    """The manifest as last committed; empty where nothing was ingested yet."""
    path = settings.landing(deployment) / "manifest.json"
    if not path.exists():
        return Manifest()
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return _parse(content, path)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InputError(
            f"{path} is damaged ({error}). Put it back from a backup, or move "
            f"{path.parent} away and ingest again."
        ) from error


def _parse(content: dict[str, Any], path: Path) -> Manifest:
    """The manifest in the content of its file."""
    if content.get("version") != VERSION:
        raise InputError(
            f"{path} is of version {content.get('version')}, this program reads {VERSION}. "
            f"Move the folder away and ingest again."
        )
    return Manifest(tuple(LandedFile(**entry) for entry in content["files"]))


def every_manifest(settings: Settings) -> dict[str, Manifest]:
    """The manifests of all deployments that have landed anything, by deployment."""
    folders = sorted(path.parent.name for path in settings.data.glob("landing/*/manifest.json"))
    return {deployment: read_manifest(settings, deployment) for deployment in folders}


def write_manifest(settings: Settings, deployment: str, manifest: Manifest) -> None:
    """Commit: from here on the landing folder is what `manifest` says."""
    content = {"version": VERSION, "files": [asdict(file) for file in manifest.files]}
    atomic.write_text(
        settings.landing(deployment) / "manifest.json",
        json.dumps(content, ensure_ascii=False, indent=1),
    )


def parquet_paths(settings: Settings, deployment: str) -> dict[str, list[Path]]:
    """The landed Parquet files by feed."""
    folder = settings.landing(deployment)
    paths: dict[str, list[Path]] = {}
    for file in read_manifest(settings, deployment).files:
        paths.setdefault(file.feed, []).append(folder / file.parquet)
    return paths
