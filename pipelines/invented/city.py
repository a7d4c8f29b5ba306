"""One lot of Dongs at a time: households, crises, signals, reports, visits, cases, services.

Everything is an *event in operational time*: a household's clock runs as fast as its Dong spends
effort on it. Along that clock events are drawn stretch by stretch (Poisson; or one in each
stretch where a worker keeps a calendar) and set on the day on which the Dong's cumulated effort
gets there. So no month waits for the one before it, work grows with the number of events, and the
city without the roll-out is the same draws against another effort: until a Dong joins, both are
the same to the day.

The state of a household is a chain of crises (`spells.sql`); help does not shorten them, so the
need is one and the same with and without the roll-out. The SQL is in `sql/`, one table a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from pipelines.invented import effort as effort_room
from pipelines.invented import parameters as p
from pipelines.invented import tables
from pipelines.invented.tables import City

SQL = Path(__file__).parent / "sql"
WORLDS = ("with_rollout", "without_rollout")


def run_sql(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Run one file of `sql/`."""
    connection.execute((SQL / f"{name}.sql").read_text(encoding="utf-8"))


def prepare(connection: duckdb.DuckDBPyConnection, city: City, seed: int) -> None:
    """Macros, variables and the small tables that every lot uses."""
    for name, value in tables.variables(city, seed).items():
        connection.execute(f"set variable {name} = {tables.literal(value)}")
    run_sql(connection, "macros")
    slots = [(i, *slot) for i, slot in enumerate(p.SIGNAL_SLOTS)]
    tables.put(
        connection, "signal_slots", pd.DataFrame(slots, columns=["slot", "chance", "mean_delay"])
    )
    tables.put(connection, "codes", city.places.codes)
    connection.execute(
        "create or replace table codes as select * replace (month_start::date as month_start,"
        " changed_on::date as changed_on) from codes"
    )
    for world in WORLDS:
        connection.execute(f"create schema {world}")


def simulate(connection: duckdb.DuckDBPyConnection, city: City, lot: Sequence[int]) -> None:
    """All tables of one lot of Dongs (positions), in `main` and in each world's schema."""
    tables.put(connection, "main.chunk", tables.dongs_of(city, lot))
    connection.execute("set search_path = 'main'")
    for name in ("households", "spells", "signals"):
        run_sql(connection, name)
    for world in WORLDS:
        connection.execute(f"set search_path = '{world},main'")
        effort = city.efforts[world]
        tables.put_effort(connection, world, city, effort, lot)
        tables.put_flows(connection, world, city, effort.rates, lot)
        for name in ("reports", "first_attempts", "pool"):
            run_sql(connection, name)
        capacity = effort.capacity * city.scale
        pool = _pool_weight(connection, city, world)
        rate = _share(capacity * p.CHECK_IN_SHARE, pool)
        tables.put_flows(connection, world, city, {effort_room.CHECK_INS: rate}, lot, append=True)
        for name in ("check_ins", "cases"):
            run_sql(connection, name)
        open_cases = _count_months(connection, city, f"{world}.cases")
        rate = _share(capacity * p.CASE_VISIT_SHARE, open_cases)
        tables.put_flows(connection, world, city, {effort_room.CASE_VISITS: rate}, lot, append=True)
        for name in ("case_visits", "visits", "services", "unreached", "outcomes"):
            run_sql(connection, name)
    connection.execute("set search_path = 'with_rollout,main'")


def _share(capacity: np.ndarray, exposed: np.ndarray) -> np.ndarray:
    """Visits per unit of exposure and month, at most four."""
    return np.minimum(capacity / np.maximum(exposed, 1.0), 4.0)


def _pool_weight(connection: duckdb.DuckDBPyConnection, city: City, world: str) -> np.ndarray:
    """Weight of the households that an office knows, by Dong and month."""
    total = np.zeros((len(city.places.dongs), len(city.places.months)))
    for kind, name in enumerate(("needy", "known", "found")):
        table = f"(from {world}.pool where kind = {kind})"
        total += p.POOL_WEIGHTS[name] * _count_months(connection, city, table)
    return total


def _count_months(connection: duckdb.DuckDBPyConnection, city: City, table: str) -> np.ndarray:
    """How many stretches (first_month to last_month) cover each month: (Dongs, months)."""
    shape = (len(city.places.dongs), len(city.places.months) + 1)
    steps = np.zeros(shape)
    for column, sign, shift in (("first_month", 1, 0), ("last_month", -1, 1)):
        rows = connection.execute(
            f"select didx, {column} as m, count(*) as n from {table} group by didx, {column}"
        ).fetchall()
        didx, month, count = np.array(rows, dtype=np.int64).reshape(-1, 3).T
        np.add.at(steps, (didx, month + shift), sign * count)
    return np.cumsum(steps, axis=1)[:, :-1]
