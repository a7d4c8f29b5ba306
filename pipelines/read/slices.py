"""Which places and months of a table are asked for; one that does not exist is refused by name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TypedDict

from pipelines.errors import InputError
from pipelines.read.about import months
from pipelines.read.asking import database
from pipelines.schema import Table
from pipelines.settings import Settings

Places = str | Sequence[str]
Months = date | tuple[date, date]


class Slice(TypedDict):
    """Codes and months that are known to exist; None: all."""

    gu: Sequence[str] | None
    dong: Sequence[str] | None
    months: tuple[date, date] | None


def slice_of(gu: Places | None, dong: Places | None, month: Months | None) -> Slice:
    """The filters of a table as lists and a range."""
    first, last = month if isinstance(month, tuple) else (month, month)
    return {
        "gu": None if gu is None else listed(gu),
        "dong": None if dong is None else listed(dong),
        "months": None
        if first is None or last is None
        else (_plain_date(first), _plain_date(last)),
    }


def listed(codes: Places) -> list[str]:
    """The codes as a list, whether one was given or several."""
    return [codes] if isinstance(codes, str) else list(codes)


def conditions(
    entry: Table,
    folder: Path,
    deployment: str,
    settings: Settings,
    *,
    gu: Places | None,
    dong: Places | None,
    month: Months | None,
) -> tuple[str, list[object]]:
    """The WHERE clause of the filters, and the values that it binds."""
    clauses: list[str] = []
    bound: list[object] = []
    for column, codes in (("gu_code", gu), ("dong_code", dong)):
        if codes is not None:
            _require_column(entry, column)
            check_places(folder, column, listed(codes), deployment)
            clauses.append(f"list_contains(cast(? as varchar[]), {column})")
            bound.append(listed(codes))
    if month is not None:
        _require_column(entry, "month")
        clauses.append("month between cast(? as date) and cast(? as date)")
        bound += _month_range(month, months(deployment, settings=settings))
    return (f" where {' and '.join(clauses)}" if clauses else ""), bound


def _require_column(entry: Table, column: str) -> None:
    if column not in {own.name for own in entry.columns}:
        raise InputError(
            f"{entry.name} has no {column}, so it cannot be filtered by it. "
            f"Its grain: {', '.join(entry.grain)}."
        )


def check_places(folder: Path, column: str, wanted: list[str], deployment: str) -> None:
    """Nothing, if all codes are of the frame; InputError with the candidates otherwise."""
    known = _known_places(folder, column)
    unknown = [code for code in wanted if code not in known]
    if unknown:
        near = {code: name for code, name in known.items() if code[:5] == str(unknown[0])[:5]}
        candidates = ", ".join(f"{code} {name}" for code, name in (near or known).items())
        raise InputError(f"{deployment} has no {column} {unknown[0]!r}. Candidates: {candidates}.")


@lru_cache(maxsize=8)
def _known_places(folder: Path, column: str) -> dict[str, str]:
    """Korean names by code. Kept: what is published in a folder never changes."""
    layer, name = ("gus", "gu_name_ko") if column == "gu_code" else ("dongs", "dong_name_ko")
    path = str(folder / "internal" / f"{layer}.parquet")
    query = f"select {column}, {name} from read_parquet(?) order by 1"
    return dict(database().cursor().execute(query, [path]).fetchall())


def _month_range(month: Months, known: list[date]) -> tuple[date, date]:
    first, last = (_plain_date(m) for m in (month if isinstance(month, tuple) else (month, month)))
    for each in (first, last):
        if each not in known:
            raise InputError(
                f"{each} is not one of the published months, {known[0]} to {known[-1]}; "
                f"a month is written as its first day."
            )
    if first > last:
        raise InputError(f"The range of months {first} to {last} runs backwards; turn it round.")
    return first, last


def _plain_date(month: date) -> date:
    """The date of a date or time stamp."""
    if isinstance(month, datetime):
        return month.date()
    if not isinstance(month, date):
        raise InputError(f"{month!r} is not a month; give a date, such as date(2017, 5, 1).")
    return month
