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

# One harm each that only the check of that name need see.
HARMS = {
    "activity_counts_every_record_once":
        "update marts.activity_by_city_month set visit_count = visit_count + 1",
    "arms_follow_the_rollout":
        "update marts.evaluation_panel_by_dong_month set arm = 'control'",
    "case_flow_closes_for_every_dong_month":
        "update marts.case_flow_by_dong_month set open_end_count = 7 where month = '2014-03-01'",
    "city_sums_equal_gu_sums":
        "update marts.coverage_by_gu_month set at_risk_count = at_risk_count + 1",
    "every_frame_dong_has_every_month":
        "delete from marts.activity_by_dong_month where month = '2014-03-01'",
    "gu_sums_equal_dong_sums":
        "update marts.coverage_by_dong_month set reached_count = 5 where month = '2014-03-01'",
    "gu_sums_equal_dong_sums_by_category":
        "update marts.services_by_gu_month set served_household_count = 5",
    "no_event_outside_its_dongs_validity":
        "update reference.dong_vintages set valid_from = '2014-03-02'",
    "no_money_without_a_rate": "delete from reference.policy_parameters",
    "no_place_outside_the_deployment": "delete from staging.stg_dong_codes",
    "no_visit_before_its_case": "create or replace view landing.cases as "
        "select case_id, date '2015-01-01' as opened_on from landing.visits",
    "open_cases_are_those_that_the_records_leave_open":
        "update marts.case_flow_by_dong_month set open_end_count = 7 where month = '2014-12-01'",
    "rates_lie_between_zero_and_one":
        "update marts.coverage_by_dong_month set coverage_rate = 1.5",
    "reached_is_never_more_than_at_risk":
        "update marts.coverage_by_dong_month set reached_count = at_risk_count + 1",
}  # fmt: skip


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


def test_every_check_has_a_harm_that_shows_it_at_work() -> None:
    assert set(HARMS) == set(CHECKS)


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_a_check_selects_nothing_until_its_promise_is_broken(sound: Path, name: str) -> None:
    with closing(duckdb.connect()) as connection:
        connection.execute(f"attach '{sound}' as whole (read_only)")
        connection.execute("attach ':memory:' as harmed")
        connection.execute("copy from database whole to harmed")
        connection.execute("use harmed")
        assert connection.execute(CHECKS[name]).fetchall() == []
        connection.execute(HARMS[name])
        assert connection.execute(CHECKS[name]).fetchall() != []
