"""Estimates beside the warehouse: one file for each part, put in place whole.

warehouse/<deployment>/estimates/<part>.duckdb holds the tables of the part in the schema `marts`
(so that the gate and the checks read them as they read marts) and `about`: the build they belong
to, and a key over all that decided them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from pipelines import atomic
from pipelines.engine import connect, refusals
from pipelines.errors import InputError, NotBuiltError, SchemaError
from pipelines.schema import ESTIMATES
from pipelines.schema.estimates import PARTS
from pipelines.settings import Settings


@dataclass(frozen=True)
class Stored:
    """A part as it lies there: the warehouse's build, the key, rows by table."""

    path: Path
    build_id: str
    key: str
    rows: dict[str, int]


def estimates_file(settings: Settings, deployment: str, part: str) -> Path:
    """Where a part lies; InputError for a part that the schema does not name."""
    if part not in PARTS:
        raise InputError(f"There is no part {part!r} of the estimates. Known: {', '.join(PARTS)}.")
    return settings.warehouse(deployment) / "estimates" / f"{part}.duckdb"


def stored(settings: Settings, deployment: str, part: str) -> Stored | None:
    """What is there of a part, or None where nothing is, or nothing that can be read."""
    path = estimates_file(settings, deployment, part)
    if not path.exists():
        return None
    try:
        with closing(connect(settings, path, read_only=True)) as connection:
            ((build_id, key),) = connection.execute("select build_id, key from about").fetchall()
            rows = {
                name: connection.execute(f"select count(*) from marts.{name}").fetchall()[0][0]
                for name in PARTS[part]
            }
    except (duckdb.Error, ValueError):
        # damaged or of another version: as good as none, the next estimate takes its place
        return None
    return Stored(path, build_id, key, rows)


def is_current(settings: Settings, deployment: str, part: str, key: str) -> bool:
    """Whether the part that is there was made with this key."""
    found = stored(settings, deployment, part)
    return found is not None and found.key == key


def store(
    settings: Settings,
    deployment: str,
    *,
    part: str,
    build_id: str,
    key: str,
    tables: Mapping[str, pd.DataFrame],
) -> Stored:
    """Write a part beside its place, hold it against the schema, and swap it in.

    Parameters
    ----------
    build_id : of the warehouse that it was estimated from; publish takes no other.
    key : over everything that decides the tables (see `is_current`).
    tables : every table of the part, with the columns of its schema entry.

    Raises
    ------
    SchemaError
        Tables or columns other than the schema's, an empty or repeated grain.
    """
    if set(tables) != set(PARTS[part]):
        differing = ", ".join(sorted(set(tables) ^ set(PARTS[part])))
        raise SchemaError(f"The part {part} of the estimates differs in {differing}.")
    path = estimates_file(settings, deployment, part)
    path.parent.mkdir(parents=True, exist_ok=True)
    for leftover in path.parent.glob(f".{part}.*.partial*"):
        leftover.unlink()
    partial = path.with_name(f".{part}.{os.getpid()}.partial")
    with (
        refusals(f"The estimates of {deployment} could not be written"),
        closing(connect(settings, partial)) as connection,
    ):
        connection.execute("create schema marts")
        for name, frame in tables.items():
            _write(connection, name, frame)
        connection.execute("create table about (build_id varchar, key varchar)")
        connection.execute("insert into about values (?, ?)", [build_id, key])
    atomic.replace(partial, path)
    return Stored(path, build_id, key, {name: len(frame) for name, frame in tables.items()})


def read_table(settings: Settings, deployment: str, name: str) -> pd.DataFrame:
    """An estimate's table, exact, in order of its grain.

    Raises NotBuiltError where its part was not estimated.
    """
    part = next(part for part, names in PARTS.items() if name in names)
    path = estimates_file(settings, deployment, part)
    if not path.exists():
        raise NotBuiltError(
            f"{deployment} has no estimates of {part}. Run `dabokdong estimate -d {deployment}`."
        )
    grain = ", ".join(ESTIMATES[name].grain)
    with closing(connect(settings, path, read_only=True)) as connection:
        return connection.execute(f"select * from marts.{name} order by {grain}").df()


def _write(connection: duckdb.DuckDBPyConnection, name: str, frame: pd.DataFrame) -> None:
    """One table, cast to its schema; the order of rows is that of the grain."""
    entry = ESTIMATES[name]
    wanted = [column for column, _ in entry.warehouse_columns]
    if set(frame.columns) != set(wanted):
        differing = ", ".join(sorted(set(frame.columns) ^ set(wanted)))
        raise SchemaError(f"The estimate {name} differs from its schema entry in {differing}.")
    shown = ", ".join(f"cast({column} as {kind}) as {column}"
                      for column, kind in entry.warehouse_columns)  # fmt: skip
    grain = ", ".join(entry.grain)
    connection.register("given", frame[wanted])
    connection.execute(f"create table marts.{name} as select {shown} from given order by {grain}")
    connection.unregister("given")
    empty = " or ".join(f"{column} is null" for column in entry.grain)
    ((faulty, repeated),) = connection.execute(
        f"select count(*) filter (where {empty}), count(*) - count(distinct ({grain})) "
        f"from marts.{name}"
    ).fetchall()
    if faulty or repeated:
        raise SchemaError(f"The estimate {name} has {faulty} rows without its grain ({grain}) and "
                          f"{repeated} repeated ones.")  # fmt: skip
