"""What a file says of itself: its selection and build, the words of its columns, its marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard import formats, maps
from dashboard.takeaway.package import Package, Sheet
from pipelines import export, read
from pipelines.schema import COLUMNS, VOCABULARIES

if TYPE_CHECKING:  # as in `package`
    from dashboard.filters import Choice
    from dashboard.i18n import Words


def facts(package: Package) -> list[tuple[str, str]]:
    """(what, text): question, answer, place, month, measure, the page's choices, release, build."""
    say, selection, info = package.say, package.selection, package.info
    release = {
        "internal": say("release.internal_long"),
        "open": say("release.open_long"),
    }[selection.scope.release]
    built = formats.full_date(formats.parse_date(info.built_at), package.language)
    pairs = [
        (say("takeaway.question"), package.title),
        (say("takeaway.answer"), package.answer),
        (say("controls.deployment"), selection.scope.deployment_name),
        (say("takeaway.place"), package.place_name),
        (say("controls.month"), formats.month(selection.month, package.language)),
        (say("controls.measure"), _measure_name(package)),
        *((own.label, own.text) for own in own_choices(package)),
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


def units_of(package: Package, sheet: Sheet) -> dict[str, str]:
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


def layer_names(package: Package) -> dict[str, str]:
    """The words for the codes and names that the map layer brings."""
    columns = ("dong_code", "gu_code", "dong_name_ko", "dong_name_en", "gu_name_ko", "gu_name_en")
    return {column: getattr(COLUMNS[column], package.language) for column in columns}


def point_words(say: Words) -> dict[str, str]:
    """The words for the columns of `map_points.layer`."""
    return {
        "point_name": say("takeaway.point_name"),
        "point_kind": say("takeaway.point_kind"),
        "point_text": say("takeaway.point_text"),
    }


def marks(package: Package) -> tuple[maps.Note, ...]:
    """What every picture carries: that the data are invented, then build, release and sources."""
    sentences = export.notices(package.info, package.selection.scope.release, package.language)
    where = f"{package.title} · {package.place_name} · " + formats.month(
        package.selection.month, package.language
    )
    lines = [maps.Note("attribution", text) for text in (where, *sentences)]
    if package.info.is_invented:
        mark = lines.pop(2)
        lines.insert(0, maps.Note("invented", mark.text))
    return tuple(lines)


def _measure_name(package: Package) -> str:
    """The measure as the page calls it, else as the schema does, else its code."""
    code = package.selection.measure
    said = [choice.text for choice in package.choices if choice.name == "measure"]
    known = COLUMNS.get(code)
    return said[0] if said else str(getattr(known, package.language)) if known else code


def own_choices(package: Package) -> list[Choice]:
    """The page's choices beside its measure."""
    return [choice for choice in package.choices if choice.name != "measure"]
