"""What was done in a month: reports, visits, finds, cases, services; and through which channel."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.sql.drawing import APR, DEC, FEB, JAN, JUN, MAR, MAY, A, B, C, City


def visit(household: int, day: date, dong: str = A, **more: object) -> dict[str, object]:
    """A visit with contact made, unless it says otherwise."""
    return {"household_id": household, "dong_code": dong, "visited_on": day} | more


def report(household: int | None, day: date, channel: str, **more: object) -> dict[str, object]:
    """A report from Dong A."""
    row = {"household_id": household, "dong_code": A, "reported_on": day}
    return row | {"report_channel": channel} | more


def happened(city: City, columns: str) -> list[tuple[Any, ...]]:
    """Rows of activity by Dong in which something happened."""
    rows = city.mart("activity_by_dong_month", f"dong_code, month, {columns}")
    return [row for row in rows if any(row[2:])]


def test_activity_counts_events_and_adds_their_keys(city: City) -> None:
    city.land(
        reports=[report(1, date(2014, 2, 3), "landlord", record_key=200)],
        visits=[
            visit(1, date(2014, 2, 10), record_key=100),
            visit(1, date(2014, 2, 28), record_key=70, purpose="delivery"),
            visit(2, date(2014, 2, 28), record_key=5, is_contact_made=False),
        ],
        cases=[
            {"household_id": 1, "dong_code": A, "opened_on": date(2014, 2, 20)},
            {"household_id": 1, "dong_code": A, "opened_on": date(2014, 2, 25),
             "transferred_from_case_id": "cases1"},
        ],
        services=[{"household_id": 1, "dong_code": C, "delivered_on": date(2014, 2, 25)}],
    )  # fmt: skip
    counts = "report_count, visit_count, contact_count, consultation_count, opened_count"
    assert happened(city, f"{counts}, service_count") == [
        (A, FEB, 1, 3, 2, 1, 1, 0),
        (C, FEB, 0, 0, 0, 0, 0, 1),
    ]
    keys = happened(city, "report_count_key, visit_count_key, contact_count_key")
    assert keys == [(A, FEB, 200, 100 + 70 + 5, 100 + 70)]


def test_gu_and_city_add_up_activity(city: City) -> None:
    city.land(visits=[visit(n, date(2014, 2, 1), dong) for n, dong in enumerate((A, A, B, C))])
    gu = city.mart("activity_by_gu_month", "gu_code, month, visit_count, newly_found_count_key")
    assert [row for row in gu if row[2]] == [
        ("26110", FEB, 2 + 1, 0 + 1 + 2),
        ("26140", FEB, 1, 3),
    ]
    whole = city.mart("activity_by_city_month", "month, visit_count")
    assert whole[0] == (JAN, 0)
    assert whole[1] == (FEB, 2 + 1 + 1)


def test_newly_found_is_the_first_contact_with_a_household_on_no_list(city: City) -> None:
    city.land(
        households=[
            {"household_id": 1, "dong_code": A, "benefit_status": "none"},
            {"household_id": 2, "dong_code": A, "benefit_status": "basic_living"},
        ],
        cases=[
            {"household_id": 3, "dong_code": A, "opened_on": date(2014, 2, 9)},
            {"household_id": 4, "dong_code": A, "opened_on": date(2014, 2, 10)},
            {"household_id": 5, "dong_code": A, "opened_on": date(2013, 1, 1),
             "closed_on": date(2013, 5, 1)},
        ],
        visits=[
            visit(1, date(2014, 1, 20), is_contact_made=False),
            visit(1, date(2014, 2, 10)),  # the first time somebody was met
            visit(1, date(2014, 3, 10)),
            visit(2, date(2014, 2, 10)),  # on a benefit
            visit(3, date(2014, 2, 10)),  # a case the day before
            visit(4, date(2014, 2, 10), B),  # the case came of this visit
            visit(5, date(2014, 2, 10)),  # a case before the deployment
            visit(6, date(2014, 2, 10), C),  # not in the register
        ],
    )  # fmt: skip
    assert happened(city, "newly_found_count, newly_found_count_key")[:4] == [
        (A, FEB, 1, 1),
        (B, FEB, 1, 4),
        (C, FEB, 1, 6),
    ]


def test_a_benefit_that_began_after_the_first_contact_does_not_unfind(city: City) -> None:
    def home(household: int, status: str, since: date | None) -> dict[str, object]:
        return {"household_id": household, "dong_code": A, "benefit_status": status,
                "benefit_from": since}  # fmt: skip

    city.land(
        households=[
            home(1, "basic_living", date(2014, 2, 11)),  # found, then brought onto the benefit
            home(2, "basic_living", date(2014, 2, 10)),  # since the day of the contact
            home(4, "near_poor", date(1999, 12, 31)),
            home(8, "emergency", None),  # without a date: always there
            home(16, "none", None),
        ],
        visits=[visit(n, date(2014, 2, 10)) for n in (1, 2, 4, 8, 16)],
    )
    assert happened(city, "newly_found_count, newly_found_count_key")[:1] == [(A, FEB, 2, 1 + 16)]


def test_reports_by_channel_know_what_came_of_them(city: City) -> None:
    city.land(
        reports=[
            report(1, date(2014, 2, 3), "landlord", record_key=11),
            report(None, date(2014, 2, 3), "landlord", record_key=22),
            report(2, date(2014, 2, 3), "shop_owner", record_key=33),
            report(3, date(2014, 2, 3), "shop_owner", record_key=44),
            report(4, date(2014, 2, 3), "shop_owner", record_key=55),
        ],
        visits=[
            visit(1, date(2014, 2, 3), is_contact_made=False),  # the same day
            visit(2, date(2014, 3, 5), is_contact_made=False),  # 30 days
            visit(3, date(2014, 3, 6), is_contact_made=False),  # 31 days
            visit(4, date(2014, 2, 2), is_contact_made=False),  # the day before
        ],
    )
    columns = "dong_code, month, report_channel, report_count, known_household_count"
    counts = f"{columns}, followed_up_count, first_visit_count"
    assert city.mart("reports_by_dong_month", counts) == [
        (A, FEB, "landlord", 2, 1, 1, 1),
        (A, FEB, "shop_owner", 3, 3, 1, 0),
        (A, MAR, "shop_owner", 0, 0, 0, 2),  # no report, but two first visits after one
    ]
    keys = "report_count_key, known_household_count_key, followed_up_count_key"
    assert city.mart("reports_by_dong_month", keys) == [
        (11 + 22, 11, 11),
        (33 + 44 + 55, 33 + 44 + 55, 33),
        (0, 0, 0),
    ]
    assert city.mart("reports_by_gu_month", "gu_code, report_channel, report_count") == [
        ("26110", "landlord", 2),
        ("26110", "shop_owner", 3),
        ("26110", "shop_owner", 0),
    ]


def test_days_of_the_follow_up_are_policy(city: City) -> None:
    city.policy = {"follow_up_days": [("2010-01", 30), ("2014-03", 5)]}
    city.land(
        reports=[report(1, date(2014, 2, 1), "landlord"), report(2, date(2014, 3, 1), "landlord")],
        visits=[visit(1, date(2014, 2, 7)), visit(2, date(2014, 3, 7))],
    )
    found = city.mart("reports_by_dong_month", "month, followed_up_count")
    assert found == [(FEB, 1), (MAR, 0)]


def test_a_find_belongs_to_the_latest_report_within_the_window(city: City) -> None:
    city.land(
        reports=[
            report(1, date(2014, 2, 3), "landlord"),
            report(1, date(2014, 2, 5), "volunteer"),
            report(1, date(2014, 6, 9), "shop_owner"),  # after the contact
            report(2, date(2014, 1, 31), "landlord"),  # counts until June
            report(3, date(2014, 1, 31), "landlord"),
        ],
        visits=[
            visit(1, date(2014, 5, 5), B),
            visit(2, date(2014, 6, 30)),
            visit(3, date(2014, 7, 1)),
            visit(9, date(2014, 7, 1)),
        ],
    )
    found = city.mart(
        "reports_by_dong_month", "dong_code, month, report_channel, newly_found_count"
    )
    assert [row for row in found if row[3]] == [
        (A, JUN, "landlord", 1),
        (B, MAY, "volunteer", 1),
    ]


def test_overlap_shows_which_groups_saw_a_household(city: City) -> None:
    city.policy = {"overlap_window_months": [("2010-01", 2)]}
    city.land(
        reports=[
            report(1, date(2014, 3, 3), "meter_reader"),  # utilities and post: the first group
            report(1, date(2014, 4, 3), "volunteer"),  # community: the fourth
            report(1, date(2014, 4, 4), "council_member"),  # community again
            report(256 + 2, date(2014, 4, 4), "volunteer"),
            report(3, date(2014, 4, 4), "self"),  # in no group
            report(None, date(2014, 4, 4), "landlord"),  # nobody knows whom
        ]
    )
    columns = "dong_code, month, history, household_count, household_count_key"
    assert city.mart("overlap_by_dong_month", columns) == [
        (A, MAR, "10000", 1, 1),
        (A, APR, "00010", 1, 2),
        (A, APR, "10010", 1, 1),
        (A, MAY, "00010", 1 + 1, 1 + 2),
    ]
    gu = city.mart("overlap_by_gu_month", "gu_code, month, history, household_count")
    assert gu[-1] == ("26110", MAY, "00010", 2)


def test_overlap_puts_a_household_where_it_was_reported_last(city: City) -> None:
    city.policy = {"overlap_window_months": [("2010-01", 2)]}
    city.land(
        reports=[
            report(1, date(2014, 11, 3), "landlord"),
            report(1, date(2014, 12, 3), "shop_owner", dong_code=C),
        ]
    )
    found = city.mart("overlap_by_dong_month", "dong_code, month, history")
    assert found == [(A, date(2014, 11, 1), "01000"), (C, DEC, "01100")]
