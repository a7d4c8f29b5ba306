"""What came of the households that were flagged, who waits, and whom nobody should flag twice."""

from __future__ import annotations

from datetime import date

from tests.sql.drawing import (
    APR,
    AUG,
    FEB,
    JAN,
    JUL,
    JUN,
    MAR,
    MAY,
    NOV,
    OCT,
    SEP,
    A,
    B,
    C,
    City,
    Rows,
)  # fmt: skip

STAGES = (
    "flagged_count, contacted_count, visited_count, journey_linked_count, "
    "journey_supported_count, nothing_count"
)


def report(household: int | None, day: date, dong: str = A) -> dict[str, object]:
    return {"household_id": household, "dong_code": dong, "reported_on": day}


def visit(household: int, day: date, *, met: bool = True) -> dict[str, object]:
    return {"household_id": household, "dong_code": A, "visited_on": day, "is_contact_made": met}


def service(household: int, day: date) -> dict[str, object]:
    return {"household_id": household, "dong_code": A, "delivered_on": day}


def six_ways() -> dict[str, Rows]:
    """Six households flagged in February, each of which came another way."""
    flagged = date(2014, 2, 3)
    return {
        "reports": [
            report(1, date(2014, 2, 1)), report(1, date(2014, 2, 15)),  # once a month
            *(report(household, flagged) for household in (2, 3, 4, 5, 6)),
            report(None, flagged),
        ],
        "visits": [
            visit(1, date(2014, 2, 5), met=False), visit(1, date(2014, 2, 10)),
            visit(2, date(2014, 2, 4)),
            visit(3, date(2014, 2, 4), met=False),
            visit(4, date(2014, 5, 5)),  # the 91st day
        ],
        "services": [
            service(1, date(2014, 2, 20)),  # looked at again in May: a case is open
            service(2, date(2014, 3, 1)), service(2, date(2014, 6, 30)),  # in June: served again
            service(5, date(2014, 2, 10)),  # served, but nobody met it
        ],
        "cases": [
            {"household_id": 1, "dong_code": A, "opened_on": date(2014, 2, 12)},
            {"household_id": 6, "dong_code": A, "opened_on": date(2013, 12, 1),
             "closed_on": date(2014, 2, 20), "case_track": "intensive"},
        ],
    }  # fmt: skip


def test_each_stage_lies_within_the_one_before(city: City) -> None:
    city.land(**six_ways())
    columns = (
        f"dong_code, month, {STAGES}, nothing_rate, first_attempt_day_sum, days_to_first_attempt"
    )
    rows = city.mart("flags_by_dong_month", columns)
    assert rows[1] == (A, FEB, 6, 3, 2, 2, 2, 2, 2 / 6, 4 + 1 + 1, 6 / 3)
    assert rows[2] == (A, MAR, 0, 0, 0, 0, 0, 0, None, 0, None)
    assert len(rows) == 3 * 12
    keys = city.mart("flags_by_dong_month", "flagged_count_key, nothing_count_key")
    assert keys[1] == (1 + 2 + 3 + 4 + 5 + 6, 3 + 4)
    for place in ("gu", "city"):
        rows = city.mart(f"flags_by_{place}_month", f"month, {STAGES}, nothing_rate")
        assert rows[1] == (FEB, 6, 3, 2, 2, 2, 2, 2 / 6)


def test_journeys_are_told_by_the_track_of_the_case(city: City) -> None:
    city.land(**six_ways())
    for place in ("dong", "gu", "city"):
        rows = city.mart(f"journeys_by_{place}_month", f"month, journey_track, {STAGES}")
        assert rows[3:6] == [
            (FEB, "general", 1, 1, 1, 1, 1, 0),
            (FEB, "intensive", 1, 0, 0, 0, 0, 0),  # open since before the flag
            (FEB, "none", 4, 2, 1, 1, 1, 2),
        ]


def test_what_is_not_over_yet_is_empty(city: City) -> None:
    days = (date(2014, 6, 2), date(2014, 7, 2), date(2014, 9, 30), date(2014, 10, 1))
    city.land(reports=[report(1, day, C) for day in days])
    rows = city.mart(
        "flags_by_gu_month",
        "gu_code, month, is_complete, flagged_count, contacted_count, journey_supported_count, "
        "nothing_count, nothing_rate, first_attempt_day_sum",
    )
    later = {row[1]: row[2:] for row in rows if row[0] == "26140"}
    assert later[JUN] == (True, 1, 0, 0, 1, 1.0, 0)  # 30 June + 90 days, and three months: December
    assert later[JUL] == (True, 1, 0, None, 1, 1.0, 0)  # a service in late October: January
    assert later[SEP] == (True, 1, 0, None, 1, 1.0, 0)  # 30 September + 90 days: 29 December
    assert later[OCT] == (False, 1, None, None, None, None, None)


def test_households_wait_until_tried_met_flagged_again_or_forgotten(city: City) -> None:
    city.land(
        reports=[
            report(1, date(2014, 1, 10)),
            report(2, date(2014, 2, 3)),
            report(3, date(2014, 2, 3)), report(3, date(2014, 4, 1)),
            report(4, date(2014, 2, 3)), report(4, date(2014, 5, 1)),
            report(None, date(2014, 2, 3)),
        ],
        visits=[
            visit(2, date(2014, 3, 5), met=False), visit(2, date(2014, 4, 2)),
            visit(3, date(2014, 2, 5), met=False),
            visit(4, date(2014, 2, 3)),
        ],
    )  # fmt: skip
    waiting = "untried_count, no_contact_count"
    rows = city.mart("queues_by_dong_month", f"dong_code, month, {waiting}")
    assert [row[1:] for row in rows[:11]] == [
        (JAN, 1, 0),  # household 1 waits for six months
        (FEB, 1 + 1, 1),  # 2 untried; 3 tried in vain
        (MAR, 1, 1 + 1),  # now 2, too
        (APR, 1 + 1, 0),  # 2 met; 3 flagged again, and nobody came since
        (MAY, 1 + 1 + 1, 0),  # 4 flagged again
        (JUN, 3, 0),
        (JUL, 2, 0),  # 1 is forgotten
        (AUG, 2, 0),
        (SEP, 2, 0),
        (OCT, 1, 0),
        (NOV, 0, 0),
    ]
    keys = city.mart("queues_by_dong_month", "untried_count_key, no_contact_count_key")
    assert keys[1] == (1 + 2, 3)
    again = (
        "month, flagged_count, repeat_flag_count, repeat_flag_rate, repeat_unserved_count, "
        "missing_address_count"
    )
    for place in ("dong", "gu", "city"):
        rows = city.mart(f"queues_by_{place}_month", again)
        assert rows[1] == (FEB, 3, 0, 0.0, 0, 1)
        assert rows[3] == (APR, 1, 1, 1.0, 1, 0)  # nobody met 3 in between
        assert rows[4] == (MAY, 1, 1, 1.0, 0, 0)  # 4 was met
        assert city.mart(f"queues_by_{place}_month", waiting)[4] == (3, 0)


def test_a_flag_long_ago_is_no_earlier_flag(tmp_path) -> None:
    city = City(tmp_path, policy={"repeat_flag_months": [("2010-01", 2)]})
    city.land(reports=[report(1, day) for day in (JAN, MAR, JUN)])
    rows = city.mart("queues_by_dong_month", "month, repeat_flag_count, repeat_unserved_count")
    assert [row for row in rows if row[1]] == [(MAR, 1, 1)]


def test_closures_are_told_by_reason_and_add_up_to_the_flow(city: City) -> None:
    opened, closed = date(2014, 2, 1), date(2014, 3, 31)
    city.land(
        cases=[
            {"household_id": 1, "dong_code": A, "opened_on": opened, "closed_on": closed,
             "closure_reason": "refused", "record_key": 1},
            {"household_id": 2, "dong_code": A, "opened_on": opened, "closed_on": closed,
             "closure_reason": "refused", "record_key": 2},
            {"household_id": 3, "dong_code": B, "opened_on": opened, "closed_on": closed,
             "closure_reason": "transferred"},
            {"household_id": 4, "dong_code": B, "opened_on": opened, "closed_on": closed},
            {"household_id": 5, "dong_code": A, "opened_on": date(2012, 1, 1),
             "closed_on": date(2013, 1, 1), "closure_reason": "moved"},  # before the months
        ]
    )  # fmt: skip
    columns = "month, case_track, closure_reason, closure_count"
    reasons = [
        (MAR, "general", "not_stated", 1),
        (MAR, "general", "refused", 2),
        (MAR, "general", "transferred", 1),
    ]
    assert city.mart("closures_by_dong_month", f"{columns}, closure_count_key")[0] == (
        MAR, "general", "refused", 2, 1 + 2,
    )  # fmt: skip
    assert city.mart("closures_by_gu_month", columns) == reasons
    assert city.mart("closures_by_city_month", columns) == reasons
    flow = city.mart("case_flow_by_city_month", "month, closed_count, transferred_out_count")
    assert (MAR, 3, 1) in flow
