"""The good lines of a damaged text file, rewritten; the others set aside, each with its reason.

Slower than DuckDB (a few hundred thousand rows a second), and used only for files that need it.
Memory stays bounded: a line is read up to the longest that is taken, a quoted record over several
lines up to the same length.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.ingest.heads import Head
from pipelines.ingest.personal import find_personal, mask
from pipelines.ingest.sniffing import LONGEST_LINE, Dialect
from pipelines.ingest.wrong_bytes import read_any, written_out

SHOWN = 2_000  # characters of a refused line that the quarantine keeps
_BATCH = 5_000
_MOST_LINES = (
    200  # of one record; without a limit, a stray quotation mark would make this quadratic
)
_SCHEMA = pa.schema(
    [
        ("row_number", pa.int64()),
        ("reason", pa.string()),
        ("detail", pa.string()),
        ("raw", pa.string()),
    ]
)


class _Fault(Exception):
    """Why a line is no row."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def salvage(source: Path, dialect: Dialect, head: Head, clean: Path, rejected: Path) -> int:
    """The number of lines of `source` that are no rows; they go to `rejected`, the rows to `clean`.

    `clean` is CSV in UTF-8 without header, the row number in front. `rejected` is Parquet with
    row_number, reason, detail, raw. A blank line is no row, but it is counted, as a user would.
    """
    width = len(head.headers)
    with (
        source.open("rb") as old,
        clean.open("w", encoding="utf-8", newline="") as new,
        _Rejects(rejected) as rejects,
    ):
        writer = csv.writer(new, lineterminator="\n")
        lines = _Lines(old, dialect.encodings)
        lines.skip(head.skip_lines)
        for row_number, line in enumerate(lines, start=head.data_row):
            if not line.strip(b"\r\n"):
                continue
            try:
                fields = _read_record(line, lines, dialect.delimiter, width)
            except _Fault as fault:
                rejects.add(row_number, fault, lines.as_found(line))
            else:
                writer.writerow([row_number, *fields])
        return rejects.count


def _read_record(line: bytes, lines: _Lines, delimiter: str, width: int) -> list[str]:
    """The fields of the record that begins with `line`; raises _Fault where it is none.

    A quoted field may go on over the next lines; where that does not end in a good record, the
    first line alone is at fault and the next ones are tried afresh.
    """
    if len(line) > LONGEST_LINE:
        raise _Fault("field_too_long", f"a line of more than {LONGEST_LINE} bytes")
    if b"\0" in line:
        raise _Fault("unreadable", "holds NUL bytes")
    if line.count(b'"') % 2 == 0:
        return _fields(lines.decode(line), delimiter, width)
    with lines.ahead() as following:
        record = line
        for further in islice(following, _MOST_LINES):
            record += further
            is_stray = _looks_whole(line, delimiter, width) and _looks_whole(
                further, delimiter, width
            )
            if is_stray or len(record) > LONGEST_LINE or b"\0" in further:
                break
            if record.count(b'"') % 2 == 0:
                fields = _fields(lines.decode(record), delimiter, width)
                following.keep()
                return fields
    raise _Fault("unreadable", "a quotation mark is opened and never closed")


def _looks_whole(line: bytes, delimiter: str, width: int) -> bool:
    """Whether a line has the delimiters of a whole row.

    A quotation mark that takes in another whole row is stray, whatever the grammar of CSV says.
    """
    return width > 1 and line.count(delimiter.encode()) >= width - 1


def _fields(text: str, delimiter: str, width: int) -> list[str]:
    """The fields of one record."""
    try:
        (fields,) = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except (csv.Error, ValueError) as error:
        raise _Fault("unreadable", f"not a row of the file's form ({error})") from error
    if len(fields) != width:
        raise _Fault("unreadable", f"{len(fields)} fields where the header has {width}")
    return fields


class _Lines:
    """The physical lines of a file, with a look ahead that can be taken back."""

    def __init__(self, source: BinaryIO, encodings: tuple[str, ...]) -> None:
        self._source = source
        self._encodings = ["utf-8-sig" if e == "utf-8" else e for e in encodings]
        self._pushed: list[bytes] = []

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._pushed:
            return self._pushed.pop()
        line = self._source.readline(LONGEST_LINE + 1)
        if not line:
            raise StopIteration
        if len(line) > LONGEST_LINE:
            self._drop_rest(line)
        return line

    def _drop_rest(self, line: bytes) -> None:
        """Read over the rest of an endless line without keeping it."""
        while line and not line.endswith(b"\n"):
            line = self._source.readline(LONGEST_LINE)

    def skip(self, count: int) -> None:
        """Pass over the lines of the header."""
        for _ in range(count):
            next(self, b"")

    def decode(self, line: bytes) -> str:
        """A line as text in the first encoding that reads it."""
        for encoding in self._encodings:
            try:
                return line.decode(encoding)
            except UnicodeDecodeError as error:
                last = error
        place = last.start
        raise _Fault("encoding", f"byte {line[place]:#04x} at {place} is no {self._encodings[-1]}")

    def as_found(self, line: bytes) -> str:
        """The beginning of a refused line, and more of it than is kept (see `wrong_bytes`)."""
        return read_any(line[: (SHOWN + 100) * 4], self._encodings[0]).rstrip("\r\n")

    def ahead(self) -> _Ahead:
        """A look at the next lines that gives them back unless it is told to keep them."""
        return _Ahead(self)

    def push(self, lines: list[bytes]) -> None:
        """Give lines back, so that they come next in their order."""
        self._pushed.extend(reversed(lines))


class _Ahead:
    """The lines after the current one, taken back on leaving unless kept."""

    def __init__(self, lines: _Lines) -> None:
        self._lines = lines
        self._taken: list[bytes] = []

    def __enter__(self) -> _Ahead:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._lines.push(self._taken)

    def __iter__(self) -> Iterator[bytes]:
        for line in self._lines:
            self._taken.append(line)
            yield line

    def keep(self) -> None:
        """These lines belong to the record."""
        self._taken = []


class _Rejects:
    """Lines set aside, written in batches."""

    def __init__(self, path: Path) -> None:
        self.count = 0
        self._writer = pq.ParquetWriter(path, _SCHEMA)
        self._rows: list[tuple[int, str, str, str]] = []

    def __enter__(self) -> _Rejects:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._flush()
        self._writer.close()

    def add(self, row_number: int, fault: _Fault, raw: str) -> None:
        """Set one line aside; a number of a person in it is masked and outweighs the fault.

        Masked before it is cut: of a number cut in two, the rest would stay.
        """
        parts = re.split(
            r"([,;|\t\"])", raw
        )  # cells as far as one can tell, and what is between them
        personal = next(filter(None, map(find_personal, parts)), None)
        masked = "".join(map(mask, parts))
        shown = written_out(masked)
        shown = shown if len(shown) <= SHOWN else shown[:SHOWN] + "…"
        self._rows.append((row_number, personal or fault.reason, fault.detail, shown))
        self.count += 1
        if len(self._rows) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        columns = [list(column) for column in zip(*self._rows, strict=True)] or [[], [], [], []]
        arrays = [pa.array(c, f.type) for c, f in zip(columns, _SCHEMA, strict=True)]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=_SCHEMA))
        self._rows = []
