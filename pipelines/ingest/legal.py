"""Legal Dongs (법정동) turned into administrative ones, where each lies in only one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from pipelines import geography
from pipelines.geography.vintages import OPEN_END
from pipelines.ingest.periods import START, Answer
from pipelines.ingest.places import Places

TABLE = "legal_dongs.csv"
"""The ministry's table KIKmix, in the reference folder; nobody but the user may supply it."""


def answer_legal(
    places: Places, reference: Path, on: date, texts: Iterable[tuple[str, str]]
) -> Iterator[Answer]:
    """The answers for (legal Dong, Gu) pairs as of one day: its Dong, or its candidates.

    A name that is no legal Dong may be an administrative one (모라3동). Without the table no legal
    Dong is known, and only names with a number, which none has, are looked up among the
    administrative.
    """
    path = reference / TABLE
    pairs = geography.legal_dongs(path, on) if path.is_file() else None
    for text, gu in texts:
        codes: list[str] = []
        if pairs is not None:
            codes = geography.legal_dong_candidates(text, gu or None, pairs)
        if codes:
            yield places.answer(text, gu, codes)
        elif pairs is None and not any(letter.isdigit() for letter in text):
            detail = f"{text}: no table of legal Dongs ({path})"
            yield Answer(text, gu, START, OPEN_END, None, "unknown_dong", detail)
        else:
            yield from places.answer_dong(text, gu, "any")
