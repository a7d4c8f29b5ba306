"""From tables to CSV files as an agency would deliver them, lot after lot, with bad rows planted.

A feed's rows are a table with `position` 1..n in the order of the file and the feed's columns. A
file is written beside its place and moved into it when the last lot is done; memory does not grow
with it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pandas as pd

from pipelines import atomic
from pipelines.invented import parameters as p
from pipelines.invented.bad_rows import SAME_NUMBER, BadRow
from pipelines.schema import FEEDS, Column

# where two rows share a number and nothing says which is right, both are bad
_BAD_ROWS = """
with numbered as (
    select
        position, rank, kind, reason,
        1 + $before + position + row_number() over (order by position, rank) as row_number
    from planted
    union all
    select
        position, 0, kind, reason,
        1 + $before + position + (select count(*) from planted as p where p.position < q.position)
    from planted as q
    where kind = 'conflicting_id'
)

select $file as file, row_number, kind, reason from numbered order by row_number
"""


class Filing:
    """The open files of one deployment: rows so far, and the bad rows among them.

    `folder` is where the finished files go; parts live in `folder/.partial` until `finish`.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self.connection = connection
        self.folder = folder
        self.partial = folder / ".partial"
        shutil.rmtree(self.partial, ignore_errors=True)
        self.partial.mkdir(parents=True)
        self.rows: dict[str, int] = {}
        self.bad: list[pd.DataFrame] = []

    def add(self, feed: str, rows: str, kinds: tuple[BadRow, ...]) -> int:
        """Append the rows of the relation `rows` to the feed's file; how many rows were written.

        `rows` is a table or query of one lot; a lot continues the file of the lot before it.
        """
        con = self.connection
        columns = [column.name for column in FEEDS[feed].columns]
        con.execute(f"create or replace temp table filed as select * from {rows}")
        count = self._count("filed")
        before = self.rows.get(feed, 0)
        share = p.BAD_ROW_SHARE / max(len(kinds), 1)
        wanted = max(round(count * share), 0 if before else 1)
        texts = ", ".join(f"{name}::varchar as {name}" for name in columns)
        con.execute(
            f"create or replace temp table planted as select position, 0 as rank, '' as kind, "
            f"'' as reason, {texts} from filed limit 0"
        )
        for rank, kind in enumerate(kinds, start=1):
            con.execute(_planting(feed, rank, kind, wanted))
        labels = ", ".join(f'{name} as "{FEEDS[feed].column(name).ko}"' for name in columns)
        part = self.partial / f"{feed}.part"
        con.execute(
            f"copy (select {labels} from (select position, 0 as rank, {texts} from filed union all "
            f"select position, rank, {', '.join(columns)} from planted) order by position, rank) "
            f"to '{part}' (format csv, header {'false' if before else 'true'})"
        )
        self._note_bad(feed, before)
        written = count + self._count("planted")
        self.rows[feed] = before + written
        self._append(feed, part)
        return written

    def finish(self) -> None:
        """Move all files into their places."""
        for feed in self.rows:
            atomic.replace(self.partial / f"{feed}.csv", self.folder / f"{feed}.csv")
        shutil.rmtree(self.partial)

    def bad_rows(self) -> pd.DataFrame:
        """file, row_number (header = 1), kind, reason of every planted row."""
        return pd.concat(self.bad, ignore_index=True)

    def _count(self, table: str) -> int:
        # fetchall: an unfinished result would block the connection
        return int(self.connection.execute(f"select count(*) from {table}").fetchall()[0][0])

    def _append(self, feed: str, part: Path) -> None:
        whole = self.partial / f"{feed}.csv"
        if not whole.exists():
            part.replace(whole)
            return
        with part.open("rb") as source, whole.open("ab") as target:
            shutil.copyfileobj(source, target, 1 << 22)
        part.unlink()

    def _note_bad(self, feed: str, before: int) -> None:
        self.bad.append(
            self.connection.execute(_BAD_ROWS, {"file": f"{feed}.csv", "before": before}).df()
        )


def _planting(feed: str, rank: int, kind: BadRow, wanted: int) -> str:
    """SQL that plants copies of `wanted` rows with the fault of `kind`."""
    schema = FEEDS[feed]
    number = schema.grain[0] if schema.grain[0].endswith("_id") else None
    replace = dict(kind.replace)
    if number and kind.kind not in SAME_NUMBER and number not in replace:
        replace[number] = f"{number} || '{chr(96 + rank)}'"
    values = ", ".join(
        f"{replace.get(column.name, column.name + '::varchar')} as {column.name}"
        for column in schema.columns
    )
    return (
        f"insert into planted select position, {rank}, '{kind.kind}', '{kind.reason}', {values} "
        f"from (select * replace ({_as_text(schema.columns)}) from filed) where {kind.where} "
        f"order by u(position, 'bad/{feed}/{kind.kind}') limit {wanted}"
    )


def _as_text(columns: tuple[Column, ...]) -> str:
    """Every column as the text that stands in the file."""
    return ", ".join(f"{column.name}::varchar as {column.name}" for column in columns)
