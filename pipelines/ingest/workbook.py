"""Rows of an Excel workbook as text, in batches.

calamine keeps one sheet in memory while it hands out rows; a sheet ends at 1,048,576 rows, so that
stays bounded, and nothing else here grows with the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from pipelines.errors import InputError, LayoutError
from pipelines.progress import Advance

_BATCH = 20_000


def first_rows(path: Path, sheet: str | None, count: int) -> list[list[str]]:
    """The first rows of a sheet as text."""
    state = path.stat()
    rows = _first_rows(path, sheet, count, state.st_mtime_ns, state.st_size)
    return [list(row) for row in rows]


@lru_cache(maxsize=8)
def _first_rows(
    path: Path, sheet: str | None, count: int, changed: int, size: int
) -> tuple[tuple[str, ...], ...]:
    """The same, kept while the file does not change: a guess tries many layouts on it."""
    return tuple(tuple(as_text(cell) for cell in row) for row in islice(_rows(path, sheet), count))


def write_rows(
    path: Path, sheet: str | None, skip: int, width: int, target: Path, advance: Advance
) -> None:
    """Write the rows below the first `skip` to Parquet: row_number, c0, c1, ... as text.

    Rows without any content are not rows. Cells beyond `width` columns are dropped where they
    are empty; calamine gives every row the sheet's width, so none can hold more than the header row
    has cells.
    """
    names = [f"c{i}" for i in range(width)]
    schema = pa.schema([("row_number", pa.int64()), *((name, pa.string()) for name in names)])
    rows = enumerate(islice(_rows(path, sheet), skip, None), start=skip + 1)
    with pq.ParquetWriter(target, schema, compression="lz4") as writer:
        while batch := list(islice(rows, _BATCH)):
            numbered = [(n, [as_text(c) for c in row[:width]]) for n, row in batch]
            kept = [(n, cells) for n, cells in numbered if any(cells)]
            arrays = [pa.array([n for n, _ in kept], pa.int64())]
            arrays += [pa.array([cells[i] for _, cells in kept], pa.string()) for i in range(width)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            advance(len(batch))


def as_text(cell: Any) -> str:
    """A cell as a user reads it: whole numbers without a point, dates as yyyy-mm-dd."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)


def _rows(path: Path, sheet: str | None) -> Iterator[list[Any]]:
    """The rows of one sheet from row 1 on, each from column A on."""
    opened = _open(path, sheet)
    if opened.start is None:
        return
    left = [""] * opened.start[1]  # calamine leaves out empty columns on the left, not empty rows
    for row in opened.iter_rows():
        yield left + row


def _open(path: Path, sheet: str | None) -> CalamineSheet:
    """The sheet of that name, or the first."""
    try:
        book = CalamineWorkbook.from_path(str(path))
        if sheet is not None and sheet not in book.sheet_names:
            raise LayoutError(
                f"{path} has no sheet {sheet!r}; found: {', '.join(book.sheet_names)}."
            )
        return book.get_sheet_by_name(sheet) if sheet else book.get_sheet_by_index(0)
    except CalamineError as error:
        raise InputError(f"{path} is a damaged workbook ({error}); ask for it again.") from error
