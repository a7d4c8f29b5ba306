"""The uniforms and what is drawn from them behave as they should."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest

from pipelines.invented.city import SQL
from pipelines.invented.effort import cumulative


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("set variable seed = '5'")
    connection.execute("set variable id_modulus = 100000000")
    connection.execute("set variable double_share = 0.1")
    connection.execute("set variable double_use = 0.5")
    connection.execute("set variable first_index = 24150")
    connection.execute((SQL / "macros.sql").read_text(encoding="utf-8"))
    return connection


def test_streams_and_neighbouring_ids_are_independent(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    row = connection.execute(
        "select avg(u(i, 'a')), corr(u(i, 'a'), u(i, 'b')), corr(u(i, 'a'), u(i + 1, 'a')),"
        " corr(u(i * 8, 'a'), u(i * 8 + 1, 'a')) from range(200000) as t(i)"
    ).fetchall()[0]
    assert row[0] == pytest.approx(0.5, abs=0.003)
    assert np.abs(row[1:]).max() < 0.01


@pytest.mark.parametrize("mean", [0.02, 0.05, 0.25, 0.5])
def test_poisson_has_its_mean_and_variance(
    connection: duckdb.DuckDBPyConnection, mean: float
) -> None:
    row = connection.execute(
        "select avg(n), var_pop(n) from (select poisson(?::double, u(i, 'p')) as n"
        " from range(200000) as t(i))",
        [mean],
    ).fetchall()[0]
    assert row == pytest.approx((mean, mean), rel=0.06)


def test_geometric_has_its_mean(connection: duckdb.DuckDBPyConnection) -> None:
    row = connection.execute(
        "select avg(geometric(13.0, u(i, 'g'))) from range(200000) as t(i)"
    ).fetchall()[0]
    assert row[0] == pytest.approx(12, rel=0.02)  # months passed before the one that ends it


def test_household_numbers_never_repeat(connection: duckdb.DuckDBPyConnection) -> None:
    row = connection.execute(
        "select count(distinct household_number(i, d)), max(length(household_number(i, d)))"
        " from range(200000) as t(i), range(2) as s(d)"
    ).fetchall()[0]
    assert row == (400_000, 9)


@pytest.mark.parametrize(
    ("day", "working"),
    [("2016-02-05", "2016-02-05"), ("2016-02-06", "2016-02-08"), ("2016-02-07", "2016-02-08")],
)  # Friday, Saturday, Sunday
def test_working_days(connection: duckdb.DuckDBPyConnection, day: str, working: str) -> None:
    found = connection.execute("select working_day(?::date)", [day]).fetchall()[0][0]
    assert str(found) == working


def test_effort_is_summed_from_the_first_month_on() -> None:
    assert cumulative(np.array([[1.0, 2.0, 3.0]])).tolist() == [[0, 1, 1 + 2, 1 + 2 + 3]]
