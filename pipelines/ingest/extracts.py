"""Which files of a raw folder are extracts, and which are left alone."""

from __future__ import annotations

from pathlib import Path

from pipelines.invention import NOTE
from pipelines.settings import Settings

_FILES = (".csv", ".tsv", ".xlsx", ".xlsm", ".parquet")


def extracts_in(folder: Path) -> list[Path]:
    """The files of a folder that can be read, in order of their paths."""
    return sorted(path for path in folder.rglob("*") if _is_extract(path))


def left_alone(settings: Settings, deployment: str) -> list[str]:
    """A sentence for each file in raw/<deployment> that no extract is read from."""
    folder = settings.raw(deployment)
    return [
        f"{path} was left alone: an extract is one of {', '.join(_FILES)}; export it as one."
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != NOTE and not path.name.startswith((".", "~$"))
        and not _is_extract(path)
    ]  # fmt: skip


def _is_extract(path: Path) -> bool:
    """Whether a file is meant: not hidden, not what an open workbook leaves beside itself."""
    is_hidden = path.name.startswith((".", "~$"))
    return path.suffix.lower() in _FILES and path.is_file() and not is_hidden
