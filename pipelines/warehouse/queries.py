"""The SQL files: what each makes, what it reads, and the order that follows from that."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import sqlglot
from sqlglot import exp

from pipelines.errors import SchemaError

SQL = Path(__file__).resolve().parent.parent / "sql"
_REDUCES = (exp.Group, exp.Window, exp.Distinct)


@dataclass(frozen=True)
class Query:
    """One file: `schema`.`name` is the table it makes (schema "checks": rows that must not exist).

    `reads` are the schema-qualified tables of its SQL; `reduces` says whether it groups, windows
    or removes duplicates, and so has fewer or dearer rows than it reads.
    """

    schema: str
    name: str
    text: str
    reads: tuple[str, ...]
    reduces: bool

    @property
    def table(self) -> str:
        """The schema-qualified name."""
        return f"{self.schema}.{self.name}"


@cache
def read_queries(folder: Path = SQL) -> tuple[Query, ...]:
    """Every query under `folder`/staging, marts and checks, in order of path."""
    return tuple(_read(path) for path in sorted(folder.glob("*/*.sql")))


def _read(path: Path) -> Query:
    """One file as a query."""
    text = path.read_text(encoding="utf-8")
    tree = sqlglot.parse_one(text, read="duckdb")
    reads = {f"{table.db}.{table.name}" for table in tree.find_all(exp.Table) if table.db}
    return Query(
        schema=path.parent.name,
        name=path.stem,
        text=text,
        reads=tuple(sorted(reads)),
        reduces=tree.find(*_REDUCES) is not None,
    )


def in_order(queries: tuple[Query, ...], given: frozenset[str]) -> tuple[Query, ...]:
    """The queries so that each comes after those it reads.

    `given` are the tables that exist beforehand. Raises SchemaError for a query that reads an
    unknown table, and for queries that read each other in a circle.
    """
    made = {query.table: query for query in queries}
    for query in queries:
        unknown = sorted(set(query.reads) - set(made) - given)
        if unknown:
            raise SchemaError(
                f"sql/{query.schema}/{query.name}.sql reads {', '.join(unknown)}, which nothing "
                f"makes; correct the name or add its file."
            )
    ordered: dict[str, Query] = {}
    waiting = dict(made)
    while waiting:
        ready = [q for q in waiting.values() if not (set(q.reads) & set(waiting))]
        if not ready:
            circle = ", ".join(sorted(waiting))
            raise SchemaError(f"These queries read each other in a circle: {circle}. Break it.")
        for query in ready:
            ordered[query.table] = waiting.pop(query.table)
    return tuple(ordered.values())


def kept_as_view(queries: tuple[Query, ...]) -> frozenset[str]:
    """The staging queries that are views; the others, and all marts, are tables.

    A table pays when it spares others the work: where a query reduces its rows and more than one
    query reads them. Anything else would be written to disk only to be read once.
    """
    readers = Counter(table for query in queries for table in query.reads)
    return frozenset(
        query.table
        for query in queries
        if query.schema == "staging" and not (query.reduces and readers[query.table] > 1)
    )


def lineage(folder: Path = SQL) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(table, the tables it reads) of every staging query and mart, as the SQL says."""
    return tuple(
        (query.table, query.reads) for query in read_queries(folder) if query.schema != "checks"
    )
