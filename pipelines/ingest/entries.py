"""What the manifest says of a file beside its rows: id, source, layout, origin, predecessor."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from pipelines.errors import InputError
from pipelines.ingest.recognising import Recognised
from pipelines.invention import read_note
from pipelines.landing import LandedFile
from pipelines.schema import FEEDS
from pipelines.settings import Settings


def source_of(settings: Settings, deployment: str, path: Path) -> str:
    """A file's path; below raw/<deployment>, from there."""
    folder = settings.raw(deployment).resolve()
    resolved = path.resolve()
    is_below = resolved.is_relative_to(folder)
    return str(resolved.relative_to(folder) if is_below else resolved)


def layout_id(settings: Settings, deployment: str, file: Recognised) -> str:
    """The layout's name and a fingerprint of all that decides how a file is read."""
    described = settings.deployment(deployment)
    said = f"{file.layout.fingerprint} {FEEDS[file.layout.feed]!r} {described!r}"
    return f"{file.layout.name}@{hashlib.sha256(said.encode()).hexdigest()[:8]}"


def file_id(content_hash: str, layout: str, source: str, others: tuple[LandedFile, ...]) -> str:
    """Twelve hex digits; another file, layout or company of files gives another."""
    parts = [content_hash, layout, source, *(file.file_id for file in others)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def invented(path: Path, content_hash: str) -> dict[str, Any] | None:
    """Seed and scale of the generator, where the note beside the file lists its very content."""
    invention = read_note(path.parent)
    if invention is None or not invention.holds(path.name, content_hash):
        return None
    return {"seed": invention.seed, "scale": invention.scale}


def replaced(former: LandedFile | None) -> dict[str, Any] | None:
    """The rows and the day of what a file replaces."""
    if former is None:
        return None
    return {"rows": former.rows_accepted, "ingested_at": former.ingested_at}


def refuse_mixture(landed: LandedFile, others: tuple[LandedFile, ...]) -> None:
    """Keep an office's own records and invented ones apart: no screen could say which is which."""
    other = next((f for f in others if bool(f.invented) != bool(landed.invented)), None)
    if other is not None:
        mine, theirs = (
            ("invented", "an office's own") if landed.invented else ("an office's own", "invented")
        )
        raise InputError(
            f"{landed.source} is {mine}, but {other.source}, landed before, is {theirs}; the two "
            f"never mix. Set DABOKDONG_DATA to another folder and ingest it there."
        )
