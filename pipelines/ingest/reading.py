"""A file as a raw table: every cell as text, every row numbered, whatever the file was.

A text file that is as it should be is read by DuckDB directly. Where DuckDB refuses it (a torn
line, wrong bytes, an endless field) or the byte pass saw what DuckDB would not (NULs, blank lines
that shift the numbering), `salvage` rewrites the good lines first and sets the others aside.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np

from pipelines.errors import InputError
from pipelines.ingest.clocks import clock_sql, read_zones
from pipelines.ingest.heads import Head
from pipelines.ingest.quoting import PARQUET, literal
from pipelines.ingest.salvage import salvage
from pipelines.ingest.sniffing import LONGEST_LINE, Dialect
from pipelines.ingest.workbook import write_rows
from pipelines.progress import Advance, Progress

_CHUNK = 8_000_000
_NEWLINE = 10


@dataclass(frozen=True)
class RawTable:
    """The cells of a file. `sql` yields row_number and c0, c1, ... (`width` text columns).

    `rejected` is a Parquet file with row_number, reason, detail, raw of the lines that could not be
    read as rows, or None.
    """

    sql: str
    width: int
    row_count: int
    rejected: Path | None = None
    rejected_count: int = 0


@dataclass(frozen=True)
class ByteReport:
    """What one pass over a text file's bytes showed; blank lines at the end are not counted."""

    has_nul: bool
    has_blank_lines: bool
    line_count: int


def read_raw(
    connection: duckdb.DuckDBPyConnection, head: Head, work: Path, progress: Progress
) -> RawTable:
    """The raw table of a file; what DuckDB cannot read itself is rewritten into the folder `work`.

    Raises InputError where nothing stands below the header.
    """
    size = head.path.stat().st_size
    with progress.stage(f"{head.path.name}: read", total=size, unit="bytes") as advance:
        if head.kind == "parquet":
            raw = _parquet(connection, head)
        elif head.kind == "workbook":
            target = work / "raw.parquet"
            width = len(head.headers)
            write_rows(head.path, head.sheet, head.data_row - 1, width, target, _unheard)
            raw = _numbered(connection, target, width)
        else:
            raw = _text(connection, head, work, advance)
        if head.kind != "text":
            advance(size)
    if raw.row_count + raw.rejected_count == 0:
        raise InputError(f"{head.path} holds a header and no rows; ask for it again.")
    return raw


def _text(
    connection: duckdb.DuckDBPyConnection, head: Head, work: Path, advance: Advance
) -> RawTable:
    """The raw table of a text file: directly where it can be, salvaged where it must.

    DuckDB's count of rows is believed only where it is the count of lines: with some options it has
    been seen to return no rows and no error. A file with line breaks inside fields is salvaged too,
    then.
    """
    source, dialect = head.path, head.dialect or Dialect(("utf-8",), ",", "\n")
    if dialect.encodings != ("utf-8",) or dialect.newline == "\r":
        recoded = work / "recoded.csv"
        if not _recode(source, dialect, recoded, advance):
            return _salvaged(connection, source, dialect, head, work)
        source, dialect = recoded, Dialect(("utf-8",), dialect.delimiter, "\n")
        advance = _unheard
    target = work / "raw.parquet"
    with ThreadPoolExecutor(max_workers=1) as pool:
        bytes_seen = pool.submit(_scan, source, advance)
        is_read = _copy_text(connection, source, dialect, head, target)
        seen = bytes_seen.result()
    if is_read and not seen.has_nul and not seen.has_blank_lines:
        row_count = _count(connection, target)
        if row_count == seen.line_count - head.skip_lines:
            numbered = (
                f"select file_row_number + {head.data_row} as row_number, "
                f"* exclude (file_row_number) "
                f"from read_parquet({literal(target)}, file_row_number = true)"
            )
            return RawTable(f"({numbered})", len(head.headers), row_count)
    return _salvaged(connection, source, dialect, head, work)


def _copy_text(
    connection: duckdb.DuckDBPyConnection, source: Path, dialect: Dialect, head: Head, target: Path
) -> bool:
    """Copy a text file into Parquet in its own order; False where it is not as it should be."""
    columns = ", ".join(f"{literal(f'c{i}')}: 'VARCHAR'" for i in range(len(head.headers)))
    query = f"""
        copy (
            select * from read_csv(
                {literal(source)}, columns = {{{columns}}}, auto_detect = false, header = false,
                skip = {head.skip_lines}, delim = {literal(dialect.delimiter)}, quote = '"', escape
                = '"', strict_mode = true, max_line_size = {LONGEST_LINE}, buffer_size =
                {LONGEST_LINE * 64}
            )
        ) to {literal(target)} ({PARQUET})
    """
    try:
        connection.execute(query)
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        return False
    return True


def _scan(path: Path, advance: Advance) -> ByteReport:
    """One pass over a text file's bytes; runs beside DuckDB, which itself refuses wrong UTF-8."""
    has_nul = has_blank = False
    line_count = 1
    before = b""
    with path.open("rb") as file:
        chunk = file.read(_CHUNK)
        while chunk:
            advance(len(chunk))
            following = file.read(_CHUNK)
            chunk = chunk if following else chunk.rstrip(b"\r\n")
            is_newline = np.frombuffer(chunk, np.uint8) == _NEWLINE  # ten times as fast as bytes
            line_count += int(np.count_nonzero(is_newline))
            has_nul = has_nul or b"\0" in chunk
            has_blank = has_blank or bool((is_newline[1:] & is_newline[:-1]).any())
            has_blank = has_blank or (b"\r" in chunk and b"\n\r\n" in chunk)
            has_blank = has_blank or _has_blank_line(before + chunk[:2])
            before, chunk = chunk[-2:], following
    return ByteReport(has_nul, has_blank, line_count)


def _has_blank_line(content: bytes) -> bool:
    """Whether two newlines stand with nothing between them."""
    return b"\n\n" in content or b"\n\r\n" in content


def _unheard(count: int) -> None:
    """Advance nothing: the stage counts bytes of the file itself, once."""


def _recode(source: Path, dialect: Dialect, target: Path, advance: Advance) -> bool:
    """Rewrite a text file as UTF-8 with plain newlines; False where a byte does not fit."""
    try:
        with (
            source.open(encoding=dialect.encodings[0], newline=None) as old,
            target.open("w", encoding="utf-8", newline="") as new,
        ):
            while text := old.read(_CHUNK):
                new.write(text)
                advance(len(text))
    except UnicodeError:
        target.unlink()
        return False
    return True


def _salvaged(
    connection: duckdb.DuckDBPyConnection, source: Path, dialect: Dialect, head: Head, work: Path
) -> RawTable:
    """The raw table of a text file whose good lines had to be rewritten first."""
    clean, rejected = work / "clean.csv", work / "rejected.parquet"
    rejected_count = salvage(source, dialect, head, clean, rejected)
    target = work / "raw.parquet"
    names = ["row_number", *(f"c{i}" for i in range(len(head.headers)))]
    columns = ", ".join(f"{literal(n)}: 'VARCHAR'" for n in names)
    connection.execute(
        f"""
        copy (
            select * replace (row_number::bigint as row_number) from read_csv(
                {literal(clean)}, columns = {{{columns}}}, auto_detect = false, header = false,
                delim = ',', quote = '"', escape = '"', new_line = '\\n',
                max_line_size = {LONGEST_LINE * 4}, buffer_size = {LONGEST_LINE * 64}
            )
        ) to {literal(target)} ({PARQUET})
        """
    )
    clean.unlink()
    raw = _numbered(connection, target, len(head.headers))
    return RawTable(raw.sql, raw.width, raw.row_count, rejected, rejected_count)


def _numbered(connection: duckdb.DuckDBPyConnection, target: Path, width: int) -> RawTable:
    """The raw table of a Parquet file of ours that carries its row numbers."""
    return RawTable(f"read_parquet({literal(target)})", width, _count(connection, target))


def _parquet(connection: duckdb.DuckDBPyConnection, head: Head) -> RawTable:
    """The raw table of somebody's Parquet file, read where it is."""
    source = f"read_parquet({literal(head.path)}, file_row_number = true)"
    found = [row[0] for row in connection.execute(f"describe select * from {source}").fetchall()]
    zones = read_zones(connection, head.path)
    cells = ", ".join(
        f"{clock_sql(column, zones)}::varchar as c{i}"
        for i, column in enumerate(c for c in found if c != "file_row_number")
    )
    sql = f"(select file_row_number + {head.data_row} as row_number, {cells} from {source})"
    return RawTable(sql, len(head.headers), _count(connection, head.path))


def _count(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """The rows of a Parquet file, from its footer."""
    query = f"select count(*) from read_parquet({literal(path)})"
    ((number,),) = connection.execute(query).fetchall()
    return int(number)
