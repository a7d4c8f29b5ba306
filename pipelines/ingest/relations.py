"""What is wrong between records: the same id twice, a visit before its case.

A key that two records of a file share with different content is believed of neither, so all of them
are refused (conflicting_id); of records that are wholly the same, all but the first (duplicate).
Against records landed from other files, only the new ones are refused: what has landed once stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from pipelines.ingest import quarantine
from pipelines.ingest.conversion import Conversion
from pipelines.ingest.delivery import Delivery
from pipelines.ingest.quoting import literal, literals
from pipelines.ingest.reading import RawTable
from pipelines.schema import Feed

LANDED_BEFORE = "with a file landed before"
OTHER_BREAKDOWN = "the Dong and month have landed in another breakdown"
"""The details of records refused because of other files of their feed."""


def accepted_sql(
    connection: duckdb.DuckDBPyConnection,
    conversions: Mapping[str, Conversion],
    columns: Sequence[str],
    more: Sequence[str] = (),
    *,
    records: str = "typed",
    with_refused: bool = False,
) -> str:
    """SQL of the records not refused so far: record_id, row_number, typed columns, and more.

    `records` is the view `typed`, or a table of some of its rows.
    """
    joins = [conversions[c].join for c in columns]
    if "place_code" in columns:  # what a place code means hangs on its level
        joins.insert(0, conversions["level"].join)
    left_out = (
        "where not exists (select 1 from refused as r where r.record_id = d.record_id)"
        if quarantine.count(connection) and not with_refused
        else ""
    )
    values = ", ".join([*(f"{conversions[c].value} as {c}" for c in columns), *more])
    unique = " ".join(dict.fromkeys(join for join in joins if join))
    return f"select d.record_id, d.row_number, {values} from {records} as d {unique} {left_out}"


def refuse_repeated_rows(
    connection: duckdb.DuckDBPyConnection, delivery: Delivery, raw: RawTable
) -> None:
    """Refuse exact copies of rows whose ids were made here, since no id of theirs can show them."""
    if not delivery.has_made_ids:
        return
    cells = ", ".join(f"c{i}" for i in range(raw.width))
    connection.execute(
        f"insert into refused select d.record_id, d.row_number, 'duplicate', "
        f"'of row ' || c.first_row from delivered as d join ("
        f"select row_number, min(row_number) over (partition by {cells}) as first_row "
        f"from {raw.sql}) as c on c.row_number = d.row_number and c.first_row < c.row_number "
        f"where d.record_id not in (select record_id from refused)"
    )


def refuse_repeated_keys(
    connection: duckdb.DuckDBPyConnection, conversions: Mapping[str, Conversion], feed: Feed
) -> None:
    """Refuse copies of records, and records that share a key with others of other content."""
    keys = ", ".join(feed.grain)
    # refused records are left out below, where it is about few
    every = accepted_sql(connection, conversions, feed.grain, with_refused=True)
    connection.execute(
        f"create or replace temp table twice as "
        f"select hash({keys}) as h from ({every}) group by h having count(*) > 1"
    )
    if not connection.execute("select 1 from twice limit 1").fetchall():
        return
    everything = [column.name for column in feed.columns]
    records = _with_repeated_keys(connection, conversions, feed)
    whole = accepted_sql(connection, conversions, everything, records=records)
    content = ", ".join(everything)
    connection.execute(
        f"create or replace temp table repeated as select *, hash({content}) as content "
        f"from ({whole}) where hash({keys}) in (select h from twice)"
    )
    connection.execute(
        f"""
        insert into refused
        with marked as (
            select
                record_id, row_number,
                row_number() over (partition by {content} order by record_id) as copy,
                min(row_number) over (partition by {keys}) as first_row,
                max(row_number) over (partition by {keys}) as last_row,
                min(content) over (partition by {keys}) as least,
                max(content) over (partition by {keys}) as most
            from repeated
        )
        select
            record_id, row_number,
            case when copy > 1 then 'duplicate' else 'conflicting_id' end,
            'same key as row ' || case when row_number = first_row then last_row else first_row end
        from marked
        where copy > 1 or least <> most
        """
    )


def _with_repeated_keys(
    connection: duckdb.DuckDBPyConnection, conversions: Mapping[str, Conversion], feed: Feed
) -> str:
    """The table of the few records of `typed` whose key is in `twice`, where texts are the key.

    A key that needs an answer table first (a pseudonym, a Dong) is told only after the join: then
    all records.
    """
    if any(conversions[column].join for column in feed.grain):
        return "typed"
    keys = ", ".join(conversions[column].value for column in feed.grain)
    # a table, since its size tells DuckDB to look up the answers of these few alone
    connection.execute(
        f"create or replace temp table suspects as "
        f"select * from typed as d where hash({keys}) in (select h from twice)"
    )
    return "suspects"


def refuse_landed(
    connection: duckdb.DuckDBPyConnection,
    conversions: Mapping[str, Conversion],
    feed: Feed,
    landed: Sequence[Path],
) -> None:
    """Refuse records whose key has landed from another file: as copies, or as conflicts."""
    if not landed:
        return
    everything = [column.name for column in feed.columns]
    good = accepted_sql(connection, conversions, everything)
    same_key = " and ".join(f"l.{c} is not distinct from g.{c}" for c in feed.grain)
    same = " and ".join(f"l.{c} is not distinct from g.{c}" for c in everything)
    connection.execute(
        f"insert into refused select record_id, row_number, "
        f"case when is_same then 'duplicate' else 'conflicting_id' end, "
        f"{literal(LANDED_BEFORE)} from ("
        f"select g.record_id, g.row_number, bool_or({same}) as is_same from ({good}) as g "
        f"join read_parquet([{literals(map(str, landed))}]) as l on {same_key} "
        f"group by g.record_id, g.row_number)"
    )


def refuse_other_breakdown(
    connection: duckdb.DuckDBPyConnection,
    conversions: Mapping[str, Conversion],
    landed: Sequence[Path],
) -> None:
    """Refuse population of a Dong's month that another file has broken down otherwise.

    People of an unstated age or sex beside the same people by age and sex would be counted twice.
    """
    if not landed:
        return
    kinds = ("age_band", "sex")
    good = accepted_sql(connection, conversions, ["dong_code", "month", *kinds])
    differs = " or ".join(
        f"(l.{kind} = 'not_stated') <> (g.{kind} = 'not_stated')" for kind in kinds
    )
    connection.execute(
        f"insert into refused select distinct g.record_id, g.row_number, 'conflicting_id', "
        f"{literal(OTHER_BREAKDOWN)} from ({good}) as g "
        f"join (select distinct dong_code, month, age_band, sex "
        f"from read_parquet([{literals(map(str, landed))}])) as l "
        f"on l.dong_code = g.dong_code and l.month = g.month and ({differs})"
    )


def refuse_before_case(
    connection: duckdb.DuckDBPyConnection,
    conversions: Mapping[str, Conversion],
    day: str,
    cases: Sequence[Path],
) -> None:
    """Refuse records whose `day` is before their case was opened, where the case has landed."""
    if not cases:
        return
    good = accepted_sql(connection, conversions, ["case_id", day])
    # a case lands once, whatever files it is in: `refuse_repeated_keys` and `refuse_landed`
    connection.execute(
        f"insert into refused select g.record_id, g.row_number, 'before_case', "
        f"'{day} ' || g.{day} || ' before the case was opened on ' || c.opened_on "
        f"from ({good}) as g join read_parquet([{literals(map(str, cases))}]) as c "
        f"on c.case_id = g.case_id and g.{day} < c.opened_on"
    )
