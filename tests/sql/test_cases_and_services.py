"""The flow of cases, and what reached households."""

from __future__ import annotations

from datetime import date

from tests.sql.drawing import APR, DEC, FEB, JAN, JUN, MAR, A, B, C, City

FLOW = (
    "open_start_count, opened_count, transferred_in_count, closed_count, transferred_out_count, "
    "open_end_count"
)


def test_open_at_start_and_in_minus_out_is_open_at_end(city: City) -> None:
    city.land(
        cases=[
            {"household_id": 1, "dong_code": A, "opened_on": date(2013, 3, 1), "record_key": 1},
            {"household_id": 2, "dong_code": A, "opened_on": date(2014, 2, 1), "record_key": 2,
             "closed_on": date(2014, 3, 31), "closure_reason": "resolved"},
            {"household_id": 3, "dong_code": A, "opened_on": date(2014, 2, 1), "record_key": 4,
             "closed_on": date(2014, 3, 31), "closure_reason": "transferred"},
            {"household_id": 3, "dong_code": A, "opened_on": date(2014, 3, 31), "record_key": 8,
             "case_track": "intensive", "transferred_from_case_id": "cases3"},
            {"household_id": 4, "dong_code": A, "opened_on": date(2014, 3, 1), "record_key": 16,
             "closed_on": date(2014, 3, 2), "closure_reason": "moved"},
            {"household_id": 5, "dong_code": A, "opened_on": date(2012, 3, 1),
             "closed_on": date(2013, 12, 31), "closure_reason": "moved"},
        ]
    )  # fmt: skip
    rows = city.mart("case_flow_by_dong_month", f"dong_code, month, case_track, {FLOW}")
    general = {row[1]: row[3:] for row in rows if row[0] == A and row[2] == "general"}
    assert general[JAN] == (1, 0, 0, 0, 0, 1)
    assert general[FEB] == (1, 2, 0, 0, 0, 1 + 2)
    assert general[MAR] == (3, 1, 0, 2, 1, 3 + 1 - 2 - 1)
    assert general[APR] == general[DEC] == (1, 0, 0, 0, 0, 1)
    intensive = {row[1]: row[3:] for row in rows if row[0] == A and row[2] == "intensive"}
    assert intensive[FEB] == (0, 0, 0, 0, 0, 0)
    assert intensive[MAR] == (0, 0, 1, 0, 0, 1)
    assert len(rows) == 3 * 12 * 2
    keys = city.mart(
        "case_flow_by_dong_month",
        "dong_code, month, case_track, open_start_count_key, closed_count_key, open_end_count_key",
    )
    assert (A, MAR, "general", 1 + 2 + 4, 2 + 16, 1) in keys
    gu = city.mart("case_flow_by_gu_month", f"gu_code, month, case_track, {FLOW}")
    assert ("26110", MAR, "general", 3, 1, 0, 2, 1, 1) in gu


def test_a_household_is_served_once_a_month_and_dong_whatever_the_kind(city: City) -> None:
    def service(household: int, day: date, dong: str = A, **more: object) -> dict[str, object]:
        return {"household_id": household, "dong_code": dong, "delivered_on": day} | more

    city.land(
        services=[
            service(1, date(2014, 2, 1)),
            service(1, date(2014, 2, 9), service_kind="care", funding="private"),
            service(7, date(2014, 2, 9)),
            service(1, date(2014, 2, 9), B),
            service(1, date(2014, 3, 1), C),
        ]
    )
    columns = "served_household_count, served_household_count_key"
    by_dong = city.mart("served_by_dong_month", f"dong_code, month, {columns}")
    assert len(by_dong) == 3 * 12
    assert [row for row in by_dong if row[2]] == [
        (A, FEB, 2, 1 + 7),
        (B, FEB, 1, 1),
        (C, MAR, 1, 1),
    ]
    by_gu = city.mart("served_by_gu_month", f"gu_code, month, {columns}")
    assert [row for row in by_gu if row[2]] == [("26110", FEB, 2 + 1, 8 + 1), ("26140", MAR, 1, 1)]
    whole = city.mart("served_by_city_month", f"month, {columns}")
    assert [row for row in whole if row[1]] == [(FEB, 2 + 1, 8 + 1), (MAR, 1, 1)]


def test_services_count_households_once_a_month_and_kind(city: City) -> None:
    def service(household: int, day: date, dong: str = A, **more: object) -> dict[str, object]:
        return {"household_id": household, "dong_code": dong, "delivered_on": day} | more

    city.land(
        services=[
            service(1, date(2014, 2, 1), quantity=2.5, record_key=100),
            service(1, date(2014, 2, 9), quantity=1.5, record_key=200),
            service(2, date(2014, 2, 9), quantity=1.0, record_key=3),
            service(1, date(2014, 2, 9), service_kind="care", unit=None, funding=None),
            service(1, date(2014, 2, 9), B, quantity=4.0),
        ]
    )
    columns = (
        "dong_code, service_kind, funding, unit, service_count, served_household_count, quantity"
    )
    assert city.mart("services_by_dong_month", columns) == [
        (A, "care", "unknown", "time", 1, 1, 1.0),
        (A, "food", "city", "meal", 3, 2, 2.5 + 1.5 + 1.0),
        (B, "food", "city", "meal", 1, 1, 4.0),
    ]
    keys = city.mart("services_by_dong_month", "service_count_key, served_household_count_key")
    assert keys[1] == (100 + 200 + 3, 1 + 2)
    gu = city.mart("services_by_gu_month", "service_kind, service_count, served_household_count")
    assert gu == [("care", 1, 1), ("food", 3 + 1, 2 + 1)]


def test_contributions_keep_informal_help_apart(city: City) -> None:
    def gift(dong: str, **more: object) -> dict[str, object]:
        return {"dong_code": dong, "received_on": date(2014, 2, 9)} | more

    city.land(
        contributions=[
            gift(A, quantity=20.0, value_krw=50_000, record_key=9),
            gift(A, quantity=10.5, value_krw=25_000, is_counted=True, record_key=8),
            gift(A, quantity=1.0, is_counted=False),
            gift(C, quantity=3.0, donor_kind="anonymous"),
        ]
    )
    columns = "donor_kind, is_counted, contribution_count, quantity, value_krw"
    assert city.mart("contributions_by_dong_month", f"dong_code, {columns}") == [
        (A, "individual", False, 1, 1.0, 0),
        (A, "individual", True, 2, 20.0 + 10.5, 50_000 + 25_000),
        (C, "anonymous", True, 1, 3.0, 0),
    ]
    keys = city.mart("contributions_by_dong_month", "contribution_count_key")
    assert keys[1] == (9 + 8,)
    gu = city.mart("contributions_by_gu_month", "gu_code, contribution_count, quantity")
    assert gu == [("26110", 1, 1.0), ("26110", 2, 30.5), ("26140", 1, 3.0)]


def test_the_panel_follows_cohorts_and_outcomes(city: City) -> None:
    city.land(
        rollout=[{"dong_code": A, "start_month": MAR}],
        reports=[
            {"household_id": 1, "dong_code": A, "reported_on": date(2014, 1, 30)},
            {"household_id": 1, "dong_code": A, "reported_on": date(2014, 2, 7)},
            {"household_id": 2, "dong_code": A, "reported_on": date(2014, 2, 1)},
        ],
        visits=[
            {"household_id": 1, "dong_code": A, "visited_on": date(2014, 2, 8)},
            {"household_id": 1, "dong_code": A, "visited_on": date(2014, 2, 20)},
            {"household_id": 2, "dong_code": A, "visited_on": date(2014, 2, 1)},
        ],
        staff=[
            {"month": MAR, "level": "dong", "place_code": A, "headcount": 2, "fte": 1.5},
            {"month": MAR, "level": "dong", "place_code": A, "headcount": 4, "fte": 0.4,
             "role": "volunteer"},
            {"month": MAR, "level": "gu", "place_code": "26110", "headcount": 9, "fte": 9.0},
        ],
    )  # fmt: skip
    columns = "dong_code, month, arm, phase, cohort_month, event_time"
    rows = city.mart("evaluation_panel_by_dong_month", columns)
    assert rows[1:3] == [
        (A, FEB, "control", "trial", MAR, -1),
        (A, MAR, "treated", "trial", MAR, 0),
    ]
    assert rows[12] == (B, JAN, "control", None, None, None)
    waits = city.mart(
        "evaluation_panel_by_dong_month",
        "first_visit_count, first_visit_day_sum, days_to_first_visit, first_visit_count_key",
    )
    assert waits[0] == (0, 0, None, 0)
    assert waits[1] == (2, 9 + 0, 9 / 2, 1 + 2)
    staff = city.mart("evaluation_panel_by_dong_month", "headcount, fte")
    assert staff[2] == (2 + 4, 1.9)


def test_support_is_looked_at_three_months_after_the_first_service(city: City) -> None:
    def service(household: int, day: date) -> dict[str, object]:
        return {"household_id": household, "dong_code": A, "delivered_on": day}

    city.land(
        services=[
            service(1, date(2014, 3, 5)),
            service(1, date(2014, 6, 1)),  # served again in the third month
            service(2, date(2014, 3, 5)),
            service(2, date(2014, 5, 31)),  # too early
            service(3, date(2014, 3, 5)),
            service(4, date(2014, 3, 5)),
        ],
        cases=[
            {"household_id": 3, "dong_code": A, "opened_on": date(2014, 3, 5)},
            {"household_id": 4, "dong_code": A, "opened_on": date(2014, 3, 5),
             "closed_on": date(2014, 6, 30)},  # not open as June ends
        ],
    )  # fmt: skip
    rows = city.mart(
        "evaluation_panel_by_dong_month",
        "dong_code, month, linked_count, still_supported_count, still_supported_rate, "
        "linked_count_key, still_supported_count_key",
    )
    assert [row for row in rows if row[2]] == [
        (A, JUN, 4, 2, 2 / 4, 1 + 2 + 3 + 4, 1 + 3),
    ]
