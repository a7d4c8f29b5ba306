"""The published folder of a deployment: which publication is current, and what it says of itself.

current.json                        the commit point: {"build_id", "folder"}
<build_id>-<hash of publish code>/  build.json
                                    internal/<table>.parquet   open/<table>.parquet
                                    geo/{dongs,gus}.{parquet,geojson}
                                    facts/<name>.parquet       of the build; internal
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pipelines.errors import NotBuiltError
from pipelines.schema import Table
from pipelines.settings import Settings

Release = Literal["internal", "open"]
RELEASES: tuple[Release, ...] = ("internal", "open")
LAYERS = ("dongs", "gus")

# What a publication keeps of its build, as the warehouse says it.
FACTS = {
    "lineage": "select name, reads from reference.lineage order by name, reads",
    "build_steps": (
        "select name, kind, seconds, row_count from reference.build_steps order by position"
    ),
    "landed_files": (
        "select source, feed, layout, rows_read as row_count, rows_accepted as accepted_count, "
        "rows_read - rows_accepted as quarantined_count, is_invented, ingested_at "
        "from reference.landed_files order by feed, source"
    ),
}


@dataclass(frozen=True)
class BuildInfo:
    """What a publication says of itself; every screen and export shows part of it.

    `built_at` and `published_at` are ISO times in UTC. `seed` and `scale` are None unless
    `is_invented`. `tables` holds the rows of each table by release; `hidden_cells` the counts that
    the open release shows as hidden, by table. `feeds` are those with accepted rows: how many is
    internal (ingest_by_feed_outcome). `code_hash` is that of the code that published it.
    """

    build_id: str
    deployment: str
    name_ko: str
    name_en: str
    built_at: str
    published_at: str
    first_month: date
    last_month: date
    is_invented: bool
    seed: int | None
    scale: float | None
    attribution_ko: str
    attribution_en: str
    releases: tuple[str, ...]
    tables: dict[str, dict[str, int]]
    hidden_cells: dict[str, int]
    feeds: tuple[str, ...]
    code_hash: str

    def to_json(self) -> str:
        """The content of build.json."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, default=str)


def releases_of(table: Table) -> tuple[Release, ...]:
    """The releases that a published table is part of."""
    return RELEASES if table.is_open else ("internal",)


@lru_cache(maxsize=32)
def info_from_json(text: str) -> BuildInfo:
    """The BuildInfo that `to_json` wrote; the same object for the same text, not to be changed.

    Raises NotBuiltError where another version of the program wrote it, or it is damaged.
    """
    try:
        entry: dict[str, Any] = json.loads(text)
        entry["first_month"] = date.fromisoformat(entry["first_month"])
        entry["last_month"] = date.fromisoformat(entry["last_month"])
        entry["releases"] = tuple(entry["releases"])
        entry["feeds"] = tuple(entry["feeds"])
        return BuildInfo(**entry)
    except (ValueError, KeyError, TypeError) as error:
        raise NotBuiltError(
            f"What is published was not written by this version of the program ({error}). "
            f"Run `dabokdong publish` for the deployment."
        ) from error


def current_folder(settings: Settings, deployment: str) -> Path | None:
    """The folder of the current publication, or None where nothing is published."""
    pointer = settings.published(deployment) / "current.json"
    if not pointer.exists():
        return None
    return pointer.parent / json.loads(pointer.read_text(encoding="utf-8"))["folder"]


def require_folder(settings: Settings, deployment: str) -> Path:
    """The folder of the current publication.

    Raises InputError for an unknown deployment, NotBuiltError for one without a publication.
    """
    settings.deployment(deployment)
    folder = current_folder(settings, deployment)
    if folder is None or not (folder / "build.json").exists():
        raise NotBuiltError(
            f"Nothing is published for {deployment} in {settings.published(deployment)}. "
            f"Run `dabokdong run -d {deployment}`, or `dabokdong demo` for invented data."
        )
    return folder
