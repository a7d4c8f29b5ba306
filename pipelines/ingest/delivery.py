"""The records that a file delivers, in the feed's columns but still as text.

One row of the raw table is one record; of an unpivoted file, each of its records is one. The view
`delivered` has record_id, row_number, is_total, `x_<column>` (text or null) for every feed column
that the layout fills, x_gu where a column helps to place a Dong, the raw cells c0, c1, ... and,
unpivoted, `header` (whose cell it is).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import duckdb

from pipelines.errors import LayoutError
from pipelines.ingest.layouts import Layout, Source, Unpivot
from pipelines.ingest.quoting import literal, literals
from pipelines.ingest.reading import RawTable
from pipelines.ingest.recognising import Recognised
from pipelines.schema import COLUMNS

_BLANK = " \t\r\n\u00a0\u3000\ufeff"
PLACES = ("gu_code", "dong_code", "place_code")
_RECORDS_PER_ROW = 10_000  # record_id = row_number * this + the record's place in its row


@dataclass(frozen=True)
class Delivery:
    """What stands in the view `delivered`: records of `feed`.

    `filled` are the feed columns it fills, `cells` the raw cells that belong to the whole row (all
    but the unpivoted ones), `has_made_ids` whether ids were made from row numbers.
    """

    feed: str
    filled: tuple[str, ...]
    cells: tuple[str, ...]
    record_count: int
    is_unpivoted: bool
    has_gu: bool
    has_made_ids: bool


@dataclass(frozen=True)
class _Record:
    """One record of an unpivoted row: what its headers say, the cells whose sum it holds."""

    columns: tuple[tuple[str, str], ...]
    cells: tuple[str, ...]
    header: str


def deliver(connection: duckdb.DuckDBPyConnection, file: Recognised, raw: RawTable) -> Delivery:
    """Make the view `delivered`; returns what is in it."""
    layout = file.layout
    texts = {c: _text(file, c, source) for c, source in layout.columns.items()}
    texts |= {c: _plain_text(file, c) for c in texts if _is_plain(layout, c)}
    if layout.point:
        x, y = (_cell(file, header) for header in (layout.point.x, layout.point.y))
        texts["dong_code"] = f"{x} || ' ' || {y}"
    if layout.legal_dong:
        texts["dong_code"] = _text(file, "dong_code", layout.legal_dong)
    if layout.gu:
        texts["gu"] = _cell(file, layout.gu)
    elif "gu_code" in texts and "dong_code" in texts:
        texts["gu"] = texts["gu_code"]
    rows, records = raw.sql, []
    record_id, extra = "row_number", ""
    if layout.unpivot:
        records = _records(file, layout.unpivot)
        structs = ", ".join(_struct(part, record) for part, record in enumerate(records))
        rows = f"(select *, unnest([{structs}]) as r from {raw.sql})"
        texts |= {column: f"r.{column}" for column, _ in records[0].columns}
        texts[layout.unpivot.value] = "r.value"
        record_id, extra = f"row_number * {_RECORDS_PER_ROW} + r.part", ", r.header as header"
    total = "false"
    if layout.totals:
        column, pattern = layout.totals
        total = f"coalesce(regexp_matches({_cell(file, column)}, {literal(pattern)}), false)"
    used = {cell for record in records for cell in record.cells}
    cells = tuple(f"c{i}" for i in range(raw.width) if f"c{i}" not in used)
    columns = ", ".join(f"{text} as x_{column}" for column, text in texts.items())
    connection.execute(
        f"create or replace temp view delivered as select {record_id} as record_id, row_number, "
        f"{total} as is_total, {columns}{extra}, {', '.join(cells)} from {rows}"
    )
    return Delivery(
        feed=layout.feed,
        filled=tuple(column for column in texts if column != "gu"),
        cells=cells,
        record_count=raw.row_count * max(len(records), 1),
        is_unpivoted=bool(records),
        has_gu="gu" in texts,
        has_made_ids=any(source.from_row for source in layout.columns.values()),
    )


def _cell(file: Recognised, header: str) -> str:
    """SQL of a trimmed cell; null where it is empty or says so."""
    return clean(f"c{file.place(header)}", file.layout.empty)


def clean(cell: str, empty: tuple[str, ...] = ()) -> str:
    """SQL of a cell without blanks around it; null where that leaves nothing."""
    text = f"nullif(trim({cell}, {literal(_BLANK)}), '')"
    if not empty:
        return text
    return f"case when lower({text}) not in ({literals(empty)}) then {text} end"


def _is_plain(layout: Layout, column: str) -> bool:
    """Whether a column is text or an id, taken from its cell as it is."""
    source = layout.columns[column]
    is_text = COLUMNS[column].type in ("text", "key") and not COLUMNS[column].vocabulary
    is_cell = source.header and not (source.extract or source.values or source.otherwise)
    return bool(is_text and is_cell and column not in PLACES and not layout.empty)


def _plain_text(file: Recognised, column: str) -> str:
    """SQL of an id, without the cost of `clean`, which counts for millions.

    Of text ids, spaces around are taken off; other blanks (tabs, no-break spaces) stay. Household
    ids come as they are and are cleaned one by one before they are hashed.
    """
    cell = f"c{file.place(file.layout.columns[column].header or '')}"
    if COLUMNS[column].type == "key":
        # only a cell that begins with a blank can be nothing but blanks
        return f"case when {cell} < '!' then {clean(cell)} else {cell} end"
    has_spaces = f"{cell} < '!' or ends_with({cell}, ' ')"
    return f"case when {has_spaces} then nullif(trim({cell}), '') else {cell} end"


def _text(file: Recognised, column: str, source: Source) -> str:
    """SQL of the text that a source gives."""
    if source.constant is not None:
        return literal(source.constant)
    if source.from_row:
        return f"{literal(file.head.path.stem)} || '-' || row_number"
    text = _cell(file, source.header or "")
    if source.extract:
        text = f"nullif(regexp_extract({text}, {literal(source.extract)}, 1), '')"
    if source.values:
        cases = " ".join(
            f"when {literal(old)} then {literal(new) if new is not None else 'null'}"
            for old, new in source.values.items()
        )
        text = f"case {text} {cases} else {_otherwise(source, text)} end"
    elif source.otherwise is not None:
        text = f"case when {text} is not null then {literal(source.otherwise)} end"
    return text


def _otherwise(source: Source, text: str) -> str:
    """SQL of what a text becomes that the map does not name; an empty cell stays empty."""
    if source.otherwise is None:
        return text
    return f"case when {text} is not null then {literal(source.otherwise)} end"


def _records(file: Recognised, unpivot: Unpivot) -> list[_Record]:
    """The records of one row, in the order of the headers."""
    cells: dict[tuple[tuple[str, str], ...], list[int]] = {}
    for place, header in enumerate(file.head.headers):
        found = re.search(unpivot.headers, header)
        if found:
            cells.setdefault(_says(unpivot, found), []).append(place)
    if not 0 < len(cells) < _RECORDS_PER_ROW:
        raise LayoutError(
            f"{file.head.path} has {len(cells)} columns like {unpivot.headers}; layout "
            f"{file.layout.name} takes 1 to {_RECORDS_PER_ROW - 1} of them."
        )
    return [
        _Record(
            columns=columns,
            cells=tuple(f"c{i}" for i in places),
            header=file.head.headers[places[0]] + (" + …" if len(places) > 1 else ""),
        )
        for columns, places in cells.items()
    ]


def _says(unpivot: Unpivot, found: re.Match[str]) -> tuple[tuple[str, str], ...]:
    """What a header says of its record: feed columns and their texts."""
    says = {}
    for column, template in unpivot.record.items():
        text = template.format(**found.groupdict())
        text = unpivot.values.get(column, {}).get(text, text)
        says[column] = _five_years(text) if column == unpivot.bands else text
    return tuple(says.items())


def _five_years(age: str) -> str:
    """The code of the five-year band of a single year of age; other texts as they are."""
    if not age.isdigit():
        return age
    start = int(age) // 5 * 5
    return f"{start}_{start + 4}" if start < 100 else "100_over"


def _struct(part: int, record: _Record) -> str:
    """SQL of one record as a struct: part, header, its columns, value."""
    says = ", ".join(f"{column}: {literal(text)}" for column, text in record.columns)
    value = clean(record.cells[0])
    if len(record.cells) > 1:
        numbers = [f"try_cast(translate({cell}, ', ', '') as bigint)" for cell in record.cells]
        shown = f"concat_ws(' + ', {', '.join(record.cells)})"
        value = f"coalesce(({' + '.join(numbers)})::varchar, {shown})"
    return f"{{part: {part}, header: {literal(record.header)}, {says}, value: {value}}}"
