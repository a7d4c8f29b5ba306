"""The first rows of a file, before anyone knows what they mean."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
from pyarrow.lib import ArrowInvalid

from pipelines.errors import InputError, LayoutError
from pipelines.ingest.layouts import Layout
from pipelines.ingest.sniffing import (
    Dialect,
    Kind,
    clean_header,
    find_dialect,
    find_kind,
    flatten_headers,
)
from pipelines.ingest.workbook import first_rows

_SAMPLE = 1_000_000
_ROWS = 30  # no layout has its header further down


@dataclass(frozen=True)
class Head:
    """What stands above the data: one header per column ('' for none), and where the data begin.

    `data_row` is the row number of the first data row, as a user counts (the first row of the file
    is 1; Parquet has no header, so its first row is a data row). `skip_lines` counts the physical
    lines above it in a text file. `dialect` is None for other kinds.
    """

    path: Path
    kind: Kind
    headers: tuple[str, ...]
    data_row: int
    skip_lines: int = 0
    dialect: Dialect | None = None
    sheet: str | None = None


def read_head(path: Path, layout: Layout | None = None) -> Head:
    """The head of a file, read as the layout says.

    Raises InputError for what is no table at all, LayoutError where the layout's header row or
    sheet does not exist.
    """
    kind = find_kind(path)
    if kind == "parquet":
        return Head(path, kind, _parquet_headers(path), data_row=1)
    header_row = layout.header_row if layout else 1
    section_rows = layout.section_rows if layout else 0
    sheet = layout.sheet if layout else None
    dialect = None
    line_numbers: list[int] = []
    if kind == "text":
        dialect = find_dialect(
            path,
            layout.encodings if layout else (),
            layout.delimiter if layout else None,
            header_row,
        )
        rows, line_numbers = _text_rows(path, dialect)
    else:
        rows = first_rows(path, sheet, _ROWS)
    if not any(any(cell.strip() for cell in row) for row in rows):
        raise LayoutError(f"{path} has no header and no rows; ask for it again.")
    if len(rows) < header_row:
        raise LayoutError(
            f"{path} has {len(rows)} rows; its header is expected in row {header_row}."
        )
    headers = flatten_headers(rows[header_row - 1 - section_rows : header_row], section_rows)
    if not any(headers):
        raise LayoutError(f"{path} has no header in row {header_row}; put the column names there.")
    return Head(
        path=path,
        kind=kind,
        headers=tuple(headers),
        data_row=header_row + 1,
        skip_lines=line_numbers[header_row - 1] if line_numbers else 0,
        dialect=dialect,
        sheet=sheet,
    )


def _text_rows(path: Path, dialect: Dialect) -> tuple[list[list[str]], list[int]]:
    """The first rows of a text file, and the number of the physical line on which each ends."""
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    text = sample[dialect.bom_bytes :].decode(dialect.encodings[0], errors="replace")
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=dialect.delimiter)
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        for row in reader:
            rows.append(row)
            lines.append(reader.line_num)
            if len(rows) == _ROWS:
                break
    except csv.Error:
        # a torn or endless row further down is the salvage's business, not the header's
        pass
    return rows, lines


def _parquet_headers(path: Path) -> tuple[str, ...]:
    """The column names of a Parquet file."""
    try:
        return tuple(clean_header(name) for name in pq.read_schema(path).names)
    except (ArrowInvalid, OSError) as error:
        raise InputError(f"{path} is a damaged Parquet file; ask for it again.") from error
