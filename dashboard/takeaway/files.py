"""One function a format: a package in, the bytes of a file out. Usable without a running page.

Every file carries build, date, release, attribution and, where the data are invented, that they
are; it holds what the page shows and nothing else.
"""

from __future__ import annotations

import re

import pandas as pd

from dashboard import formats
from dashboard.takeaway.package import ChartPart, MapPart, Package, Sheet
from pipelines import export, read
from pipelines.errors import InputError
from pipelines.schema import COLUMNS, VOCABULARIES

Part = Sheet | MapPart | ChartPart


def name(package: Package, part: Part | None, extension: str) -> str:
    """A file name that sorts: page, deployment, place, month, release, build; ascii.

    A part (None: the whole page) follows the page, after a hyphen.
    """
    selection = package.selection
    stems = [package.page, *([_stem(package, part)] if part else [])]
    pieces = (
        "-".join(map(_ascii, stems)),
        _ascii(package.info.deployment),
        _ascii(package.place),
        f"{selection.month:%Y-%m}",
        selection.scope.release,
        _ascii(package.info.build_id),
    )
    return f"{'_'.join(pieces)}.{extension}"


def csv(package: Package, sheet: Sheet) -> bytes:
    """The table as CSV (see `pipelines.export.to_csv`)."""
    units = _units(package, sheet)
    return export.to_csv(
        _worded(package, sheet),
        info=package.info,
        release=package.selection.scope.release,
        labels={
            column: f"{label} ({units[column]})" if column in units else label
            for column, label in sheet.labels.items()
        },
        language=package.language,
        notes=[f"{label}: {text}" for label, text in facts(package)],
    )


def xlsx(package: Package) -> bytes:
    """All tables as one workbook (see `pipelines.export.to_xlsx`)."""
    worksheets = [
        export.Worksheet(
            name=sheet.name,
            title=sheet.title,
            frame=sheet.frame,
            labels=sheet.labels,
            units=_units(package, sheet),
            meanings=meanings(package, sheet),
        )
        for sheet in package.sheets
    ]
    return export.to_xlsx(
        worksheets,
        info=package.info,
        release=package.selection.scope.release,
        language=package.language,
        facts=facts(package),
        caveats=package.caveats,
    )


def geojson(package: Package, part: MapPart) -> bytes:
    """The Dongs on the map with the map's values (see `pipelines.export.to_geojson`).

    Raises InputError where the map's table names a Dong twice.
    """
    if not part.frame.index.is_unique:
        raise InputError(f"The table of the map {part.title!r} names a Dong twice.")
    dongs = read.geo("dongs", deployment=package.info.deployment, gu=part.view.focus)
    values = part.frame.drop(columns=["geometry", "dong_code"], errors="ignore")
    plain = dongs.drop(columns=[column for column in values if column in dongs])
    frame = plain.join(values, on="dong_code")
    return export.to_geojson(
        frame,
        info=package.info,
        release=package.selection.scope.release,
        labels={**_names(package), **part.labels},
        language=package.language,
        notes=[part.title, *(f"{label}: {text}" for label, text in facts(package))],
    )


def facts(package: Package) -> list[tuple[str, str]]:
    """(what, text) on the selection: question, answer, place, month, measure, release, build."""
    say, selection, info = package.say, package.selection, package.info
    release = {
        "internal": say("release.internal_long"),
        "open": say("release.open_long"),
    }[selection.scope.release]
    built = formats.full_date(formats.parse_date(info.built_at), package.language)
    measure = COLUMNS.get(selection.measure)
    pairs = [
        (say("takeaway.question"), package.title),
        (say("takeaway.answer"), package.answer),
        (say("controls.deployment"), selection.scope.deployment_name),
        (say("takeaway.place"), package.place_name),
        (say("controls.month"), formats.month(selection.month, package.language)),
        *([(say("controls.measure"), getattr(measure, package.language))] if measure else []),
        (say("controls.release"), release),
        (say("takeaway.build"), f"{info.build_id} ({built})"),
    ]
    return [(label, text) for label, text in pairs if text]


def meanings(package: Package, sheet: Sheet) -> dict[str, str]:
    """What the schema says of the sheet's columns, by column."""
    return {
        column: read.meaning(column, package.language)
        for column in map(str, sheet.frame.columns)
        if column in COLUMNS
    }


def _units(package: Package, sheet: Sheet) -> dict[str, str]:
    """The unit of each column that has one: as the page says it, else as the schema does."""
    words = {
        value.code: getattr(value, package.language)
        for value in VOCABULARIES["unit_of_measure"].values
    }
    known = {
        column: words[COLUMNS[column].unit or ""]
        for column in map(str, sheet.frame.columns)
        if column in COLUMNS and COLUMNS[column].unit in words
    }
    said = {column: unit for column, unit in sheet.units.items() if unit}
    return {**known, **said}


def _worded(package: Package, sheet: Sheet) -> pd.DataFrame:
    """The frame with months as YYYY-MM-01 dates, as it is: CSV keeps raw numbers."""
    return sheet.frame


def _names(package: Package) -> dict[str, str]:
    """The words for the codes and names that the map layer brings."""
    columns = ("dong_code", "gu_code", "dong_name_ko", "dong_name_en", "gu_name_ko", "gu_name_en")
    return {column: getattr(COLUMNS[column], package.language) for column in columns}


def _stem(package: Package, part: Part) -> str:
    if not isinstance(part, MapPart):
        return part.name
    place = next(n for n, known in enumerate(package.maps, start=1) if known is part)
    return "map" if len(package.maps) == 1 else f"map{place}"


def _ascii(text: str) -> str:
    """The text with what no file system takes, or what would end a piece of the name, left out."""
    return re.sub(r"[^A-Za-z0-9_]+", "-", text).strip("-")[:60] or "x"
