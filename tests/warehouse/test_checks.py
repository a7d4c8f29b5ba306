"""Every check selects nothing of a sound warehouse, and something of one that breaks it."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.warehouse.queries import read_queries
from tests.sql.drawing import FEB, MAR, A, B, C, City

CHECKS = {query.name: query.text for query in read_queries() if query.schema == "checks"}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built warehouse in which something happened of everything that the checks look at."""
    day = date(2014, 3, 1)
    city = City(tmp_path_factory.mktemp("sound")).land(
        visits=[{"household_id": 1, "dong_code": A, "visited_on": day, "case_id": "cases1"}],
        cases=[{"household_id": 1, "dong_code": A, "opened_on": day}],
        services=[{"household_id": 1, "dong_code": B, "delivered_on": day}],
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


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_a_check_selects_nothing_until_its_promise_is_broken(sound: Path, name: str) -> None:
    with closing(duckdb.connect()) as connection:
        connection.execute(f"attach '{sound}' as whole (read_only)")
        connection.execute("attach ':memory:' as harmed")
        connection.execute("copy from database whole to harmed")
        connection.execute("use harmed")
        assert connection.execute(CHECKS[name]).fetchall() == []
        connection.execute(harm(CHECKS[name]))
        assert connection.execute(CHECKS[name]).fetchall() != []
