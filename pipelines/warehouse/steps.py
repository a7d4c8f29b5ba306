"""What a build did and how long each step took: kept in the warehouse beside what it made.

Seconds are facts about one run; nothing that identifies a build hangs on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import duckdb

from pipelines.warehouse.queries import Query

Kind = Literal["table", "view", "check"]


@dataclass(frozen=True)
class Step:
    """One query of a build, what it made, and the seconds that it took."""

    query: Query
    kind: Kind
    seconds: float


def kind_of(query: Query, *, is_view: bool) -> Kind:
    """What a query makes: a check selects rows that must not exist, the others a table or view."""
    if query.schema == "checks":
        return "check"
    return "view" if is_view else "table"


def keep_steps(connection: duckdb.DuckDBPyConnection, steps: Sequence[Step]) -> None:
    """Keep the steps in reference.build_steps, and what each table reads in reference.lineage.

    Rows are counted for tables alone: a view would have to be made for it.
    """
    connection.execute(
        "create table reference.build_steps "
        "(position integer, name varchar, kind varchar, seconds double, row_count bigint)"
    )
    connection.execute("create table reference.lineage (name varchar, reads varchar)")
    for position, step in enumerate(steps):
        table = step.query.table
        rows = _count(connection, table) if step.kind == "table" else None
        connection.execute(
            "insert into reference.build_steps values (?, ?, ?, ?, ?)",
            [position, table, step.kind, round(step.seconds, 3), rows],
        )
        if step.kind != "check":
            for source in step.query.reads:
                connection.execute("insert into reference.lineage values (?, ?)", [table, source])


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    ((rows,),) = connection.execute(f"select count(*) from {table}").fetchall()
    return int(rows)
