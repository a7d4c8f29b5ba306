"""Which records are refused, and why: the table `refused`, and the Parquet file made of it.

`refused` has record_id, row_number, reason, detail; each record at most once. Numbers of persons
come first, then what is wrong with one record, then what is wrong between records.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.ingest.conversion import Conversion, ordered_faults
from pipelines.ingest.delivery import PLACES, Delivery
from pipelines.ingest.layouts import Layout, Source
from pipelines.ingest.personal import SHORTEST, SIEVE, find_personal, mask
from pipelines.ingest.quoting import literal
from pipelines.ingest.reading import RawTable
from pipelines.ingest.recognising import Recognised
from pipelines.schema import FEEDS

_PERSONAL_TEXTS = pa.schema([("cell", pa.int64()), ("text", pa.string()), ("reason", pa.string())])
_BATCH = 10_000
_RAW_SHOWN = 10_000  # characters of a refused row that are kept


def begin(connection: duckdb.DuckDBPyConnection) -> None:
    """An empty table `refused`, and the SQL function that masks numbers of persons."""
    connection.create_function("mask_personal", mask, ["VARCHAR"], "VARCHAR")
    connection.execute(
        "create or replace temp table refused "
        "(record_id bigint, row_number bigint, reason varchar, detail varchar)"
    )


def refuse_personal(
    connection: duckdb.DuckDBPyConnection, file: Recognised, raw: RawTable, work: Path
) -> None:
    """Refuse every record of a row with a resident registration or phone number in any cell."""
    found = work / "personal.parquet"
    cells = _write_personal(connection, file, raw, found)
    if not cells:
        return
    rows = " union all ".join(
        f"select row_number, p.reason, {i} as cell from {raw.sql} "
        f"join read_parquet({literal(found)}) as p on p.cell = {i} and p.text = c{i}"
        for i in sorted(cells)
    )
    headers = ", ".join(literal(mask(header)) for header in file.head.headers)
    of_rows = (
        f"select row_number, max(reason) as reason, arg_max(cell, reason) as cell from ({rows}) "
        f"group by row_number"
    )
    records = f"select row_number as record_id, * from ({of_rows})"
    if file.layout.unpivot:  # each record of the row
        records = f"select d.record_id, p.* from delivered as d join ({of_rows}) as p "
        records += "on p.row_number = d.row_number"
    connection.execute(
        f"insert into refused select record_id, row_number, reason, "
        f"'in column ' || ([{headers}])[cell + 1] from ({records})"
    )
    found.unlink()


def _write_personal(
    connection: duckdb.DuckDBPyConnection, file: Recognised, raw: RawTable, target: Path
) -> set[int]:
    """Write cell, text, reason of each distinct text with a number; returns the cells with any."""
    sieve = f"length(text) >= {SHORTEST} and regexp_matches(text, {literal(SIEVE)})"
    cells = set()
    with pq.ParquetWriter(target, _PERSONAL_TEXTS) as writer:
        for i in range(raw.width):
            texts = _texts_of_cell(file, raw, i)
            cursor = connection.execute(f"select distinct text from ({texts}) where {sieve}")
            while batch := cursor.fetchmany(_BATCH):
                rows = [(i, t, reason) for (t,) in batch if (reason := find_personal(t))]
                if rows:
                    cells.add(i)
                    columns = [list(column) for column in zip(*rows, strict=True)]
                    writer.write_table(pa.table(columns, schema=_PERSONAL_TEXTS))
    return cells


def _texts_of_cell(file: Recognised, raw: RawTable, cell: int) -> str:
    """SQL of the texts in one cell of all rows, each once but for ids that no two rows share."""
    feed = FEEDS[file.layout.feed]
    text = f"c{cell}"
    if cell == _cell_of_grain(file):
        return f"select {text} as text from {raw.sql}"
    for column in feed.pseudonymised if not file.layout.empty else ():
        source = file.layout.columns.get(column)
        if source and source.header and source == Source(source.header):
            if file.place(source.header) != cell:
                continue
            # its distinct texts are known already; those that begin with a blank were cleaned there
            blank = f"select {text} from {raw.sql} where {text} < '!'"
            return f"select text from key_{column} union all {blank}"
    # materialised, or DuckDB would move the filter below the distinct
    distinct = f"select distinct {text} as text from {raw.sql}"
    return f"with t as materialized ({distinct}) select text from t"


def _cell_of_grain(file: Recognised) -> int | None:
    """The cell of the id that no two records share, if there is one."""
    grain = FEEDS[file.layout.feed].grain
    source = file.layout.columns.get(grain[0]) if len(grain) == 1 else None
    return file.place(source.header) if source and source.header else None


def refuse_faulty(
    connection: duckdb.DuckDBPyConnection, conversions: Mapping[str, Conversion]
) -> None:
    """Refuse every record with a fault of its own; the first fault in order names the reason."""
    faults = ordered_faults(conversions)
    joins = " ".join(made.fault_join for made in conversions.values() if made.fault_join)
    answers = [f"place_{c}" for c in PLACES if c in conversions and conversions[c].fault_join]
    kept = "".join(f", {a}.reason as {a}_reason, {a}.detail as {a}_detail" for a in answers)
    number = " ".join(f"when {fault.condition} then {i}" for i, fault in enumerate(faults))
    reason = " ".join(f"when {i} then {fault.reason}" for i, fault in enumerate(faults))
    detail = " ".join(f"when {i} then {fault.detail}" for i, fault in enumerate(faults))
    connection.execute(
        f"insert into refused "
        f"select record_id, row_number, case fault {reason} end, case fault {detail} end from ("
        f"select d.*{kept}, case {number} end as fault from typed as d {joins}) as f "
        f"where fault is not null {_not_refused(connection, 'f')}"
    )


def _not_refused(connection: duckdb.DuckDBPyConnection, alias: str) -> str:
    """SQL that leaves out records already refused; nothing where there are none."""
    if not count(connection):
        return ""
    return f"and {alias}.record_id not in (select record_id from refused)"


def count(connection: duckdb.DuckDBPyConnection) -> int:
    """How many records are refused so far."""
    ((number,),) = connection.execute("select count(*) from refused").fetchall()
    return int(number)


def write(
    connection: duckdb.DuckDBPyConnection,
    file: Recognised,
    delivery: Delivery,
    raw: RawTable,
    source: str,
    target: Path,
) -> None:
    """Write the quarantine: file, row_number, reason, detail, raw; numbers of persons masked."""
    rejected = (
        f"union all select {literal(source)}, row_number, reason, detail, raw "
        f"from read_parquet({literal(raw.rejected)})"
        if raw.rejected
        else ""
    )
    row = _raw_row(delivery, file.layout)
    connection.execute(
        f"""
        copy (
            select
                {literal(source)} as file, r.row_number, r.reason, {_masked("r.detail")} as detail,
                left({row}, {_RAW_SHOWN}) as raw
            from refused as r join delivered as d on d.record_id = r.record_id
            {rejected}
            order by row_number, detail
        ) to {literal(target)} (format parquet, compression zstd)
        """
    )


def _raw_row(delivery: Delivery, layout: Layout) -> str:
    """SQL of a row as a line of CSV; of an unpivoted one, the row's cells and the record's own.

    Each cell is masked, whatever the row was refused for: what is left here is read by people.
    """
    cells = [f"coalesce(d.{cell}, '')" for cell in delivery.cells]
    if layout.unpivot:
        cells.append(f"d.header || '=' || coalesce(d.x_{layout.unpivot.value}, '')")
    return _csv_line([_masked(cell) for cell in cells])


def _masked(text: str) -> str:
    """SQL of a text without numbers of persons; only texts long enough for one are looked at."""
    return f"case when length({text}) >= {SHORTEST} then mask_personal({text}) else {text} end"


def _csv_line(cells: Sequence[str]) -> str:
    """SQL of cells as one line of CSV, in quotation marks where they need them."""
    quoted = [
        f"case when regexp_matches({c}, '[,\"\\n\\r]') "
        f"then '\"' || replace({c}, '\"', '\"\"') || '\"' else {c} end"
        for c in cells
    ]
    return f"concat_ws(',', {', '.join(quoted)})"
