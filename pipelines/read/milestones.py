"""What happened when in a programme, each statement with its source."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from pipelines import settings as settings_module
from pipelines.errors import InputError
from pipelines.settings import Settings, read_yaml

_TEXTS = ("kind", "text_ko", "text_en", "source")
_NOTES = ("note_ko", "note_en")
_NAMES = ("source_ko", "source_en")
_COLUMNS = ("month", "precision", "dong_count", *_TEXTS, *_NOTES, *_NAMES)


def milestones(deployment: str, *, settings: Settings | None = None) -> pd.DataFrame:
    """The milestones of a programme (`data/reference/milestones.yaml`), oldest first.

    Parameters
    ----------
    deployment
        Such as busan_dabokdong.

    Returns
    -------
    DataFrame
        month (datetime64; the January where only the year is known, NaT where nothing is),
        precision (month, year, unknown), dong_count (Int64: Dongs with the programme from then on;
        missing for what did not change it), kind, text_ko, text_en, source, note_ko and note_en
        (what the source leaves open; empty where nothing), source_ko and source_en (the source in
        words; `source` itself where it has none). Of one month the exact dates come first; those
        without a date come last. No rows where the file names none.

    Raises
    ------
    InputError
        An unknown deployment, a file that cannot be read, an entry that lacks a text or its
        source, or a date that is neither a month nor a year.
    """
    settings = settings or settings_module.load()
    settings.deployment(deployment)
    path = settings.reference / "milestones.yaml"
    entries = (read_yaml(path) or {}).get(deployment, [])
    rows = [_row(entry, f"{path}, {deployment}, entry {n}") for n, entry in enumerate(entries, 1)]
    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
    frame = frame.astype({"month": "datetime64[s]", "dong_count": "Int64"})
    return frame.sort_values(
        ["month", "precision"], kind="stable", na_position="last", ignore_index=True
    )


def _row(entry: Mapping[str, Any], where: str) -> dict[str, Any]:
    lacking = [name for name in _TEXTS if not entry.get(name)]
    if lacking:
        raise InputError(f"{where} lacks {', '.join(lacking)}; add it.")
    month, precision = _dated(entry.get("date"), where)
    return {
        "month": month,
        "precision": precision,
        "dong_count": entry.get("dong_count", pd.NA),
        **{name: str(entry[name]) for name in _TEXTS},
        **{name: str(entry.get(name, "")) for name in _NOTES},
        **{name: str(entry.get(name, entry["source"])) for name in _NAMES},
    }


def _dated(text: object, where: str) -> tuple[datetime | None, str]:
    """(first day, how exact)."""
    if text is None:
        return None, "unknown"
    for precision, pattern in (("month", "%Y-%m"), ("year", "%Y")):
        try:
            return datetime.strptime(str(text), pattern), precision
        except ValueError:
            continue
    raise InputError(f"{where} has the date {text!r}; write a month (2014-07) or a year (2014).")
