"""Who finds whom: what came of a channel's reports, and how long they waited."""

from __future__ import annotations

from datetime import date

import pytest

from tests.sql.drawing import APR, FEB, JAN, MAR, OLD, SEP, A, B, C, City

PLACES = ("dong", "gu", "city")


@pytest.fixture
def told(city: City) -> City:
    """A volunteer names household 1 in January; a landlord names 1, 2 and 3 in February."""
    named = date(2014, 2, 3)
    return city.land(
        reports=[
            {"household_id": 1, "dong_code": A, "reported_on": date(2014, 1, 15),
             "report_channel": "volunteer", "record_key": 4},
            *({"household_id": n, "dong_code": A, "reported_on": named} for n in (1, 2, 3)),
            {"dong_code": A, "reported_on": named},
            {"household_id": 3, "dong_code": A, "reported_on": date(2014, 12, 1)},
        ],
        signals=[{"household_id": 1, "dong_code": A, "month": FEB}],  # a power cut: at risk
        visits=[
            {"household_id": 1, "dong_code": A, "visited_on": date(2014, 2, 10)},
            {"household_id": 2, "dong_code": A, "visited_on": date(2014, 2, 10)},
        ],
        cases=[
            {"household_id": 3, "dong_code": A, "opened_on": date(2014, 3, 1),
             "closed_on": date(2014, 4, 1), "closure_reason": "refused"},
        ],
    )  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_report_is_confirmed_by_a_crisis_found_or_a_case_opened(told: City, place: str) -> None:
    rows = told.mart(
        f"reports_by_{place}_month",
        "month, report_channel, known_household_count, is_complete, confirmed_count, "
        "confirmed_rate, refused_count",
    )
    assert rows[0] == (JAN, "volunteer", 1, True, 1, 1.0, 0)
    assert rows[1] == (FEB, "landlord", 3, True, 2, 2 / 3, 1)  # 1 was at risk, 3 got a case
    assert rows[2] == (FEB, "volunteer", 0, True, 0, None, 0)  # here for its first visit alone
    assert rows[3] == (date(2014, 12, 1), "landlord", 1, False, None, None, None)


@pytest.mark.parametrize("place", PLACES)
def test_a_household_is_new_to_every_other_channel(told: City, place: str) -> None:
    rows = told.mart(
        f"reports_by_{place}_month",
        "month, report_channel, reported_household_count, sole_channel_count, sole_channel_rate",
    )
    assert rows[0] == (JAN, "volunteer", 1, 1, 1.0)  # nobody else had told of it yet
    assert rows[1] == (FEB, "landlord", 3, 2, 2 / 3)  # the volunteer knew household 1
    keys = told.mart("reports_by_dong_month", "sole_channel_count_key, confirmed_count_key")
    assert keys[:2] == [(1, 4), (2 + 3, 1 + 1)]


@pytest.mark.parametrize("place", PLACES)
def test_waits_go_by_the_channel_of_the_first_report(told: City, place: str) -> None:
    rows = told.mart(
        f"reports_by_{place}_month",
        "month, report_channel, first_visit_count, first_visit_day_sum, days_to_first_visit, "
        "followed_up_count, follow_up_day_sum, days_to_follow_up",
    )
    assert rows[0] == (JAN, "volunteer", 0, 0, None, 1, 26, 26.0)
    assert rows[1] == (FEB, "landlord", 1, 7, 7.0, 2, 7 + 7, 7.0)
    assert rows[2] == (FEB, "volunteer", 1, 26, 26.0, 0, 0, None)
    total = told.mart(
        f"first_visits_by_{place}_month",
        "month, first_visit_count, first_visit_day_sum, days_to_first_visit",
    )
    assert total[:2] == [(JAN, 0, 0, None), (FEB, 2, 7 + 26, (7 + 26) / 2)]


def test_organisations_stand_in_the_frame(city: City) -> None:
    kind = {"organisation_kind": "welfare_centre"}
    city.land(
        organisations=[
            {"organisation_id": "G1", "organisation_name": "가나 복지관", "dong_code": OLD,
             "gu_code": "26999", "longitude": 129.0, "latitude": 35.1} | kind,
            {"organisation_id": "G2", "organisation_name": "다라 복지관",
             "gu_code": "26140"} | kind,
        ]
    )  # fmt: skip
    columns = "organisation_id, organisation_name, gu_code, dong_code, longitude, latitude"
    assert city.mart("organisations", columns) == [
        ("G1", "가나 복지관", "26110", A, 129.0, 35.1),
        ("G2", "다라 복지관", "26140", None, None, None),
    ]


def test_an_organisation_reaches_households_and_dongs_in_a_year(city: City) -> None:
    def service(organisation: str | None, household: int, dong: str) -> dict[str, object]:
        return {"organisation_id": organisation, "household_id": household, "dong_code": dong,
                "delivered_on": SEP, "record_key": 10}  # fmt: skip

    city.land(
        services=[
            service("G1", 1, A), service("G1", 1, A), service("G1", 1, B), service("G1", 2, C),
            service("G2", 2, C), service(None, 3, C),
            service("G2", 2, C) | {"delivered_on": date(2013, 12, 31)},  # before the months
        ]
    )  # fmt: skip
    columns = (
        "organisation_id, fiscal_year, service_count, served_household_count, reached_dong_count, "
        "service_count_key, served_household_count_key"
    )
    assert city.mart("organisation_reach_by_year", columns) == [
        ("G1", 2014, 4, 2, 3, 4 * 10, 1 + 2),
        ("G2", 2014, 1, 1, 1, 10, 2),
    ]


def test_the_city_is_the_sum_of_its_gu(city: City) -> None:
    city.land(
        reports=[{"household_id": n, "dong_code": d, "reported_on": APR}
                 for n, d in ((1, A), (2, C))],
        cases=[{"household_id": n, "dong_code": d, "opened_on": APR} for n, d in ((1, A), (2, C))],
        services=[{"household_id": n, "dong_code": d, "delivered_on": APR, "quantity": 1.5}
                  for n, d in ((1, A), (2, C))],
        contributions=[{"dong_code": d, "received_on": APR, "quantity": 2.0, "value_krw": 1000}
                       for d in (A, C)],
        staff=[
            {"month": APR, "level": level, "place_code": place, "headcount": 1, "fte": 0.5}
            for level, place in (("dong", A), ("dong", C), ("gu", "26110"), ("city", "26"))
        ],
    )  # fmt: skip
    assert city.mart("overlap_by_city_month", "month, history, household_count")[0] == (
        APR, "01000", 2,
    )  # fmt: skip
    flow = city.mart("case_flow_by_city_month", "month, case_track, opened_count, open_end_count")
    assert (APR, "general", 2, 2) in flow
    assert (MAR, "general", 0, 0) in flow
    services = city.mart("services_by_city_month", "service_count, quantity, service_count_key")
    assert services == [(2, 3.0, 2)]
    money = city.mart("contributions_by_city_month", "contribution_count, quantity, value_krw")
    assert money == [(2, 4.0, 2000)]
    staff = city.mart("staff_by_city_month", "level, role, headcount, fte")
    assert staff == [
        ("city", "official", 1, 0.5), ("dong", "official", 2, 1.0), ("gu", "official", 1, 0.5),
    ]  # fmt: skip
