"""Every check selects nothing of a sound warehouse, and something of one that breaks it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.schema import MARTS, Table
from pipelines.warehouse.queries import read_queries
from tests.sql.drawing import FEB, MAR, A, B, C, City

CHECKS = {query.name: query.text for query in read_queries() if query.schema == "checks"}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built warehouse in which something happened of everything that the checks look at."""
    day = date(2014, 3, 1)
    city = City(tmp_path_factory.mktemp("sound")).land(
        visits=[{"household_id": 1, "dong_code": A, "visited_on": day, "case_id": "cases1"}],
        reports=[{"household_id": 1, "dong_code": A, "reported_on": day}],
        cases=[
            {"household_id": 1, "dong_code": A, "opened_on": day},
            {"household_id": 2, "dong_code": A, "opened_on": date(2013, 3, 1), "closed_on": day},
            {"household_id": 3, "dong_code": C, "opened_on": date(2013, 3, 1),
             "closed_on": date(2013, 4, 1)},
        ],
        contributions=[{"dong_code": A, "received_on": day, "value_krw": 1000}],
        surveys=[{"dong_code": A, "surveyed_on": day, "score": 4.0}],
        population=[{"dong_code": A, "month": MAR, "population_count": 900}],
        services=[{"household_id": 1, "dong_code": B, "delivered_on": day,
                   "organisation_id": "G1"}],
        signals=[{"household_id": 2, "dong_code": C, "month": FEB}],
        rollout=[{"dong_code": A, "start_month": MAR}],
        budgets=[{"fiscal_year": 2014, "level": "dong", "place_code": A, "amount": 1.0,
                  "currency": "USD"}],
        staff=[{"month": MAR, "level": "dong", "place_code": A, "headcount": 1, "fte": 1.0}],
    )  # fmt: skip
    return city.build().path


def harm(check: str) -> str:
    """The statement that breaks a promise, as the comment at the head of its file says."""
    head = check.split("\nwith\n")[0].replace("\n-- ", " ")
    assert "broken by: " in head, "a check says in its head how its promise would be broken"
    return head.split("broken by: ")[1]


@pytest.fixture(scope="module")
def copy(sound: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the warehouse in memory."""
    with closing(duckdb.connect()) as connection:
        connection.execute(f"attach '{sound}' as whole (read_only)")
        connection.execute("attach ':memory:' as harmed")
        connection.execute("copy from database whole to harmed")
        connection.execute("use harmed")
        yield connection


@contextmanager
def undone(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Whatever happens within is taken back."""
    connection.execute("begin")
    try:
        yield
    finally:
        connection.execute("rollback")


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_a_check_selects_nothing_until_its_promise_is_broken(
    copy: duckdb.DuckDBPyConnection, name: str
) -> None:
    assert copy.execute(CHECKS[name]).fetchall() == []
    with undone(copy):
        copy.execute(harm(CHECKS[name]))
        assert copy.execute(CHECKS[name]).fetchall() != []


ADDS_UP = [name for name in sorted(CHECKS) if "_adds_up_its_" in name]


def checked_mart(name: str) -> Table:
    """The mart whose measures a check of sums is about."""
    subject = name.split("_adds_up_its_")[0]
    return next(table for mart, table in MARTS.items() if mart.startswith(f"{subject}_"))


@pytest.mark.parametrize("name", ADDS_UP)
def test_sums_are_compared_measure_by_measure(copy: duckdb.DuckDBPyConnection, name: str) -> None:
    table = checked_mart(name)
    not_added = set(table.grain) | {
        column.name for column in table.columns if column.role == "rate" or column.type == "boolean"
    }
    measures = [column for column, _ in table.warehouse_columns if column not in not_added]
    assert measures
    for measure in measures:
        with undone(copy):
            copy.execute(f"update marts.{table.name} set {measure} = {measure} + 1")
            assert copy.execute(CHECKS[name]).fetchall() != [], measure


def test_every_mart_by_gu_of_which_dongs_have_the_same_is_compared() -> None:
    by_gu = {name for name in MARTS if "_by_gu_" in name}
    assert {checked_mart(name).name for name in ADDS_UP} >= by_gu


def test_every_mart_by_city_of_which_gu_have_the_same_is_compared() -> None:
    by_city = {name for name in MARTS if "_by_city_" in name}
    assert {checked_mart(name).name for name in ADDS_UP} >= by_city - {"budget_by_city_year"}


SUBJECTS = {
    "signals": "create or replace view staging.stg_signals as select 0 as month_index where false",
    "cases that came": "update marts.case_flow_by_gu_month set opened_count = 0",
    "cases that went": "update marts.case_flow_by_gu_month set closed_count = 0",
    "contributions": "delete from marts.contributions_by_gu_month",
    "answers of surveys": "delete from marts.survey_by_gu_wave",
    "people": "update marts.population_by_gu_month set population_count = 1",
}


@pytest.mark.parametrize("subject", SUBJECTS)
def test_what_is_not_counted_is_named(copy: duckdb.DuckDBPyConnection, subject: str) -> None:
    with undone(copy):
        copy.execute(SUBJECTS[subject])
        found = copy.execute(CHECKS["every_record_counts_once"]).fetchall()
    assert [row[0] for row in found] == [subject]
