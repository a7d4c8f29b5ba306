"""The brief of a page for a meeting, as PDF: answer, figures, map, charts, table, caveats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from dashboard import formats
from dashboard.takeaway import typesetting
from dashboard.takeaway.package import Package, Sheet
from pipelines import export

_TEMPLATE = Path(__file__).with_name("brief.typ")
_ROWS = 16  # the Gu of Busan
_COLUMNS = 8


def brief(
    package: Package,
    *,
    selection: str,
    pictures: Mapping[str, tuple[str, bytes | None]],
    meanings: Mapping[str, str],
) -> bytes:
    """The brief as PDF, its fonts embedded; same package, same bytes.

    Parameters
    ----------
    package
        What the page shows.
    selection
        One line that says which view of it: place, month, measure, release.
    pictures
        (title, SVG) of each map and chart, by an ascii name; None where there is no picture.
    meanings
        What the columns of the main table mean, by column.
    """
    say, info = package.say, package.info
    sentences = export.notices(info, package.selection.scope.release, package.language)
    built = formats.full_date(formats.parse_date(info.built_at), package.language)
    content = {
        "language": package.language,
        "title": package.title,
        "answer": package.answer,
        "selection": selection,
        "running": f"{say('app.title')} · {package.selection.scope.deployment_name}",
        "invented": say("invented.mark") if info.is_invented else "",
        "foot": [sentences[0].split(" (")[0] + f" ({built})", sentences[-1]],
        "figures": [
            {"label": figure.label, "text": figure.text, "change": figure.change}
            for figure in package.figures
        ],
        "findings": [
            {"title": title, "sentences": list(lines)} for title, lines in package.findings
        ],
        "pictures": [
            {"name": name if svg else "", "title": title,
             "sentence": "" if svg else say("takeaway.no_picture")}
            for name, (title, svg) in pictures.items()
        ],
        "table": _table(package) if package.sheets else None,
        "caveats": list(package.caveats),
        "meanings": _meanings(package, meanings),
        "notices": list(sentences),
        "words": {
            "caveats": say("takeaway.caveats"),
            "meanings": say("takeaway.meanings"),
            "sources": say("takeaway.sources"),
        },
    }  # fmt: skip
    images = {name: svg.decode() for name, (_, svg) in pictures.items() if svg}
    return typesetting.compiled(
        _TEMPLATE,
        {"content": typesetting.as_json(content), **images},
        kind="pdf",
        made_at=datetime.fromisoformat(info.built_at).replace(tzinfo=UTC),
    )


def _table(package: Package) -> dict[str, Any]:
    """The first rows of the main table, in the order of the page, as texts."""
    sheet, say = package.sheets[0], package.say
    frame = sheet.frame
    columns = _columns(sheet)
    rest = len(frame) - _ROWS
    sentences = [
        say.many("takeaway.more_rows", rest, n=say.number(rest)) if rest > 0 else "",
        say("takeaway.more_columns") if len(columns) > _COLUMNS else "",
    ]
    columns = columns[:_COLUMNS]
    texts = [_texts(package, sheet, column) for column in columns]
    kinds = [export.kind_of(column, frame[column]) for column in columns]
    return {
        "title": sheet.title,
        "header": [_header(sheet, column) for column in columns],
        "numeric": [kind in ("integer", "decimal", "percent", "won") for kind in kinds],
        "cells": [list(row) for row in zip(*texts, strict=True)],
        "rest": " ".join(filter(None, sentences)),
    }


def _meanings(package: Package, meanings: Mapping[str, str]) -> list[str]:
    """What the shown columns mean, but for those that say it themselves or were explained."""
    if not package.sheets:
        return []
    sheet = package.sheets[0]
    shown = [column for column in _columns(sheet)[:_COLUMNS] if column in meanings]
    return [
        f"{sheet.labels.get(column, column)}: {meanings[column]}"
        for column in shown
        if column != "month"
        and "_name_" not in column
        # pages explain their own measures among the caveats
        and not any(meanings[column] in caveat for caveat in package.caveats)
    ]


def _columns(sheet: Sheet) -> list[str]:
    """What a reader reads: no codes, no flag that the cells say in words, no constant month."""
    return [
        column
        for column in map(str, sheet.frame.columns)
        if not column.endswith("_code")
        and column != "is_suppressed"
        and not (column == "month" and sheet.frame[column].nunique() == 1)
    ]


def _header(sheet: Sheet, column: str) -> str:
    unit = sheet.units.get(column)
    label = sheet.labels.get(column, column)
    return f"{label} ({unit})" if unit else label


def _texts(package: Package, sheet: Sheet, column: str) -> list[str]:
    """A column's first cells in words: hidden, missing and zero never look alike."""
    rows = sheet.frame.iloc[:_ROWS]
    kind = export.kind_of(column, sheet.frame[column])
    hidden = (
        rows["is_suppressed"].fillna(False).astype(bool)
        if "is_suppressed" in rows
        else pd.Series(False, index=rows.index)
    )
    is_number = kind in ("integer", "decimal", "percent", "won")
    missing = package.say("state.suppressed")
    write = _WRITERS.get(kind, _write_text)
    return [
        write(value, package) if pd.notna(value) else (missing if own and is_number else "–")
        for value, own in zip(rows[column], hidden, strict=True)
    ]


def _write_text(value: Any, package: Package) -> str:
    return str(value)


def _write_number(value: Any, package: Package) -> str:
    return formats.number(float(value), package.language)


def _write_percent(value: Any, package: Package) -> str:
    return formats.percent(float(value), package.language)


def _write_month(value: date, package: Package) -> str:
    return formats.month(value, package.language)


def _write_date(value: date, package: Package) -> str:
    return formats.full_date(value, package.language)


def _write_boolean(value: Any, package: Package) -> str:
    return package.say("takeaway.yes") if value else package.say("takeaway.no")


_WRITERS: dict[str, Callable[[Any, Package], str]] = {
    "integer": _write_number,
    "decimal": _write_number,
    "won": _write_number,
    "percent": _write_percent,
    "month": _write_month,
    "date": _write_date,
    "boolean": _write_boolean,
}
