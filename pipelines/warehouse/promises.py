"""What must hold of a built warehouse: each mart as its schema entry says, and the SQL checks."""

from __future__ import annotations

import duckdb

from pipelines.errors import CheckError, SchemaError
from pipelines.schema import MARTS, VOCABULARIES, Table
from pipelines.warehouse.queries import Query

SHOWN_ROWS = 10


def check_columns(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Refuse a mart whose columns, their order or their types differ from its schema entry."""
    found = tuple(
        (row[0], row[1]) for row in connection.execute(f"describe marts.{table.name}").fetchall()
    )
    wanted = table.warehouse_columns
    if found == wanted:
        return
    found_names, wanted_names = [name for name, _ in found], [name for name, _ in wanted]
    missing = [name for name in wanted_names if name not in found_names]
    surplus = [name for name in found_names if name not in wanted_names]
    types = [
        f"{name} is {dict(found)[name]}, not {kind}"
        for name, kind in wanted
        if name in found_names and dict(found)[name] != kind
    ]
    faults = [
        *(["lacks " + ", ".join(missing)] if missing else []),
        *(["has " + ", ".join(surplus) + ", which no entry names"] if surplus else []),
        *types,
    ] or ["has its columns in another order: " + ", ".join(found_names)]
    raise SchemaError(
        f"marts.{table.name} differs from its entry in schema/marts.py: {'; '.join(faults)}. "
        f"Correct sql/marts/{table.name}.sql or the entry."
    )


def check_content(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Refuse a mart with an empty or repeated grain, or with a value outside its vocabulary."""
    _check_values(connection, table)
    grain = ", ".join(table.grain)
    repeated = connection.execute(
        f"select {grain}, count(*) as row_count from marts.{table.name} "
        f"group by {grain} having count(*) > 1 limit 1"
    ).fetchone()
    if repeated:
        where = ", ".join(f"{n} {v}" for n, v in zip(table.grain, repeated, strict=False))
        raise SchemaError(
            f"marts.{table.name} has {repeated[-1]} rows for {where}; its grain is one row for "
            f"each {grain}. Correct sql/marts/{table.name}.sql."
        )


def _check_values(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """One pass over a mart: empty grain columns, and values that no vocabulary has."""
    faults = {f"{name} is empty": f"{name} is null" for name in table.grain}
    for column in table.columns:
        if column.vocabulary:
            codes = ", ".join(f"'{code}'" for code in VOCABULARIES[column.vocabulary].codes)
            faults[f"{column.name} is outside the vocabulary {column.vocabulary}"] = (
                f"{column.name} not in ({codes})"
            )
    counts = ", ".join(f"count(*) filter (where {test})" for test in faults.values())
    found = connection.execute(f"select {counts} from marts.{table.name}").fetchall()[0]
    for (fault, test), count in zip(faults.items(), found, strict=True):
        if count:
            name = test.split()[0]
            example = connection.execute(
                f"select {name} from marts.{table.name} where {test} limit 1"
            ).fetchall()[0]
            raise SchemaError(
                f"In {count} rows of marts.{table.name} {fault} (such as {example[0]!r}). "
                f"Correct sql/marts/{table.name}.sql, or add the value to schema/vocabularies.py."
            )


def check_marts(connection: duckdb.DuckDBPyConnection) -> None:
    """Hold every mart against its schema entry."""
    for table in MARTS.values():
        check_columns(connection, table)
        check_content(connection, table)


def run_check(connection: duckdb.DuckDBPyConnection, check: Query) -> None:
    """Raise CheckError with up to ten rows where a check selects what must not exist."""
    cursor = connection.execute(f"select * from ({check.text}) limit {SHOWN_ROWS + 1}")
    names = [part[0] for part in cursor.description]
    rows = cursor.fetchall()
    if not rows:
        return
    shown = "\n".join(
        "  " + ", ".join(f"{name} {value}" for name, value in zip(names, row, strict=True))
        for row in rows[:SHOWN_ROWS]
    )
    more = "\n  and more" if len(rows) > SHOWN_ROWS else ""
    raise CheckError(
        f"The promise '{check.name.replace('_', ' ')}' (sql/checks/{check.name}.sql) is broken; "
        f"the warehouse stays as it was. Rows that must not exist:\n{shown}{more}"
    )
