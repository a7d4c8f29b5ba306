"""Tables as an Excel workbook: typed cells, and a worksheet that says where they are from."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd
import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet as Page  # type: ignore[import-untyped]

from pipelines.export.cells import Kind, kind_of, looks_like_formula
from pipelines.export.notices import Language, notices
from pipelines.publication import BuildInfo, Release

_LONGEST_TEXT = 32_767  # of a cell, in Excel
_LONGEST_NAME = 31  # of a worksheet
_LONGEST_FOOTER = 255
_WIDTHS = (9, 48)
_NO_SIGNS = dict.fromkeys((0xFFFE, 0xFFFF))  # which XML cannot hold
_WARNING = "#b05a00"

_NUMBER_FORMATS: dict[Kind, dict[Language, str]] = {
    "integer": {"ko": "#,##0", "en": "#,##0"},
    "decimal": {"ko": "#,##0.00", "en": "#,##0.00"},
    "percent": {"ko": "0.0%", "en": "0.0%"},
    "won": {"ko": "[$₩-412]#,##0", "en": "[$₩-412]#,##0"},
    "date": {"ko": "yyyy-mm-dd", "en": "yyyy-mm-dd"},
    "month": {"ko": 'yyyy"년" m"월"', "en": "mmm yyyy"},
}
_WORDS = {
    "ko": {
        "source": "출처와 뜻",
        "invented": "가상 자료",
        "notice": "알림",
        "caveat": "유의할 점",
        "meanings": ("표", "열", "단위", "뜻"),
        "suppressed": ("비공개", "공개"),
        "boolean": ("예", "아니요"),
    },
    "en": {
        "source": "Source and meaning",
        "invented": "INVENTED",
        "notice": "Notice",
        "caveat": "Caveat",
        "meanings": ("Table", "Column", "Unit", "Meaning"),
        "suppressed": ("suppressed", "shown"),
        "boolean": ("yes", "no"),
    },
}


@dataclass(frozen=True)
class Worksheet:
    """One table of a workbook; labels, units and meanings go by column, where there are any."""

    name: str
    title: str
    frame: pd.DataFrame
    labels: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, str] = field(default_factory=dict)

    def header(self, column: str) -> str:
        """The column's words and its unit."""
        unit = self.units.get(column)
        label = self.labels.get(column, column)
        return f"{label} ({unit})" if unit else label


def to_xlsx(
    worksheets: Sequence[Worksheet],
    *,
    info: BuildInfo,
    release: Release,
    language: Language = "ko",
    facts: Sequence[tuple[str, str]] = (),
    caveats: Sequence[str] = (),
) -> bytes:
    """The tables as one workbook, a worksheet each, and a last one on sources and meanings.

    Parameters
    ----------
    worksheets
        The tables. Their first row is the header, frozen and with filters. Cells are typed:
        numbers, per cent (rates 0-1), won, real dates; booleans in words; all else text, which no
        spreadsheet runs. A hidden or missing number is an empty cell; is_suppressed tells which.
    info, release
        The publication and the release that the tables are from.
    language
        Of the notices, and of what this function adds.
    facts
        (what, text) on the selection, such as ("월", "2018년 12월").
    caveats
        Sentences to keep in mind.

    Returns
    -------
    bytes
        The workbook; same input, same bytes. The tab of invented data says so.
    """
    out = io.BytesIO()
    words = _WORDS[language]
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        # the time of the build, not of the download: same input, same bytes
        book.set_properties({"created": datetime.fromisoformat(info.built_at)})
        sentences = notices(info, release, language)
        taken: set[str] = {_sheet_name(str(words["source"]), set())}
        for sheet in worksheets:
            mark = f" ({words['invented']})" if info.is_invented else ""
            name = _sheet_name(sheet.name, taken, mark)
            taken.add(name.casefold())
            page = book.add_worksheet(name)
            if info.is_invented:
                page.set_tab_color(_WARNING)
            _write_table(book, page, sheet, language, sentences)
        last = book.add_worksheet(str(words["source"]))
        _write_source(book, last, worksheets, language, facts, caveats, sentences)
    return out.getvalue()


def _sheet_name(stem: str, taken: set[str], mark: str = "") -> str:
    """A name that Excel takes: none of []:*?/\\, no apostrophe at an end, 31 characters, unique."""
    room = _LONGEST_NAME - len(mark)
    clean = re.sub(r"[\[\]:*?/\\]", " ", _short_plane(stem)).strip(" '") or "table"
    names = (
        clean[: room - len(end)] + end + mark for end in ("", *(f" {n}" for n in range(2, 99)))
    )
    return next(name for name in names if name.casefold() not in taken)


def _write_table(
    book: Workbook, page: Page, sheet: Worksheet, language: Language, sentences: Sequence[str]
) -> None:
    frame = sheet.frame
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    for place, name in enumerate(map(str, frame.columns)):
        column = frame.iloc[:, place]
        kind = kind_of(name, column)
        style = _style(book, kind, language)
        _write_text(book, page, 0, place, sheet.header(name), head)
        texts = [sheet.header(name)]
        for row, value in enumerate(_typed(name, kind, column, language), start=1):
            if isinstance(value, str):
                _write_text(book, page, row, place, value, style)
                texts.append(value)
            elif value is not None and kind in ("date", "month"):
                page.write_datetime(row, place, value, style)
            elif value is not None:
                page.write_number(row, place, value, style)
                texts.append(f"{value:,.0f}")
        page.set_column(place, place, _width(texts), style)
    page.freeze_panes(1, 0)
    if len(frame.columns):
        page.autofilter(0, 0, len(frame), len(frame.columns) - 1)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.set_header(f"&L{_print_text(sheet.title)}&R&P / &N")
    page.set_footer(f"&L{_print_text(' · '.join(sentences))}")


def _write_source(
    book: Workbook,
    page: Page,
    worksheets: Sequence[Worksheet],
    language: Language,
    facts: Sequence[tuple[str, str]],
    caveats: Sequence[str],
    sentences: Sequence[str],
) -> None:
    words = _WORDS[language]
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    pairs = [
        *facts,
        *((str(words["notice"]), sentence) for sentence in sentences),
        *((str(words["caveat"]), sentence) for sentence in caveats),
    ]
    for row, (label, text) in enumerate(pairs):
        _write_text(book, page, row, 0, label, bold)
        page.merge_range(row, 1, row, 3, "", wrapped)
        _write_text(book, page, row, 1, text, wrapped)
        page.set_row(row, 15 * (1 + _cells(text) // 100))
    start = len(pairs) + 1
    for place, word in enumerate(words["meanings"]):
        _write_text(book, page, start, place, word, bold)
    lines = [
        (sheet.title, sheet.labels.get(name, name), sheet.units.get(name, ""),
         sheet.meanings.get(name, ""))
        for sheet in worksheets
        for name in map(str, sheet.frame.columns)
    ]  # fmt: skip
    for row, line in enumerate(lines, start=start + 1):
        for place, text in enumerate(line):
            _write_text(book, page, row, place, text, wrapped)
    for place, width in enumerate((28, 28, 12, 64)):
        page.set_column(place, place, width)


def _typed(name: str, kind: Kind, column: pd.Series, language: Language) -> list[object]:
    """Values as cells want them: str, datetime or number, None for an empty cell."""
    if kind in ("date", "month"):
        column = pd.to_datetime(column)
        if column.dt.tz is not None:
            column = column.dt.tz_localize(None)
    values = column.astype(object).where(column.notna(), None).tolist()
    if kind == "boolean":
        yes, no = _WORDS[language]["suppressed" if name == "is_suppressed" else "boolean"]
        return [None if value is None else (yes if value else no) for value in values]
    if kind == "text":
        return [None if value is None else str(value) for value in values]
    if kind in ("date", "month"):
        return [None if value is None else value.to_pydatetime() for value in values]
    # Excel knows no infinity
    return [None if value is None or abs(value) == float("inf") else value for value in values]


def _write_text(book: Workbook, page: Page, row: int, place: int, text: str, style: Format) -> None:
    """A text cell. What looks like a formula also keeps being text when someone edits the cell."""
    if looks_like_formula(text):
        style = book.add_format({"quote_prefix": True, "text_wrap": True, "valign": "top"})
    page.write_string(row, place, text.translate(_NO_SIGNS)[:_LONGEST_TEXT], style)


def _style(book: Workbook, kind: Kind, language: Language) -> Format:
    if kind in _NUMBER_FORMATS:
        return book.add_format({"num_format": _NUMBER_FORMATS[kind][language]})
    # text stays text when a code is typed over it
    return book.add_format({"num_format": "@"})


def _width(texts: Sequence[str]) -> int:
    """Wide enough for all but the longest: a header may wrap, a long text is cut on the screen."""
    lowest, highest = _WIDTHS
    header, *cells = texts
    body = max(map(_cells, cells), default=0)
    return min(max(lowest, body + 2, -(-_cells(header) // 2) + 4), highest)


def _cells(text: str) -> int:
    """How many narrow characters a text is wide: a Hangul syllable counts two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _print_text(text: str) -> str:
    """Text for a printed header or footer, in which & begins a command."""
    return _short_plane(text).replace("&", "&&")[: _LONGEST_FOOTER - 20].rstrip("&")


def _short_plane(text: str) -> str:
    """Text of which Excel counts each sign once (names and footers have a length)."""
    return re.sub(r"[^\x20-\ud7ff\ue000-\ufffd]", " ", text)
