"""Households in need by the six lists that hold them, and the audits of random households."""

from __future__ import annotations

from datetime import date

import pytest

from tests.sql.drawing import FEB, JAN, JUL, JUN, MAR, OLD, A, B, C, City

ON_NONE, BY_HOUSING, IN_CARE = "000000", "010000", "000001"


@pytest.fixture
def listed(city: City) -> City:
    """1 is told of by a landlord and then met; 2 has signals alone; 3 is told of and not in need.

    4 had a case in January and nothing else.
    """
    return city.land(
        signals=[
            {"household_id": 1, "dong_code": A, "month": JAN},
            {"household_id": 2, "dong_code": A, "month": FEB},
        ],
        reports=[
            {"household_id": 1, "dong_code": A, "reported_on": date(2014, 2, 3)},
            {"household_id": 3, "dong_code": A, "reported_on": date(2014, 2, 3)},
            {"household_id": 1, "dong_code": A, "reported_on": date(2014, 2, 9),
             "report_channel": "self"},
        ],
        visits=[{"household_id": 1, "dong_code": A, "visited_on": date(2014, 3, 5)}],
        cases=[{"household_id": 4, "dong_code": C, "opened_on": date(2014, 1, 7),
                "closed_on": date(2014, 1, 20)}],
    )  # fmt: skip


def histories(city: City, month: date) -> list[tuple[str, str, int]]:
    rows = city.mart("captures_by_dong_month", "dong_code, month, capture_history, household_count")
    return [(dong, history, count) for dong, when, history, count in rows if when == month]


def test_a_household_moves_from_list_to_list(listed: City) -> None:
    assert histories(listed, JAN) == [(A, ON_NONE, 1), (C, IN_CARE, 1)]
    # no group holds `self`; household 4 stays confirmed, and its closed case is no care
    assert histories(listed, FEB) == [(A, ON_NONE, 1), (A, BY_HOUSING, 1), (C, ON_NONE, 1)]
    assert histories(listed, MAR) == [(A, ON_NONE, 1), (A, "010001", 1), (C, ON_NONE, 1)]


def test_need_ends_with_its_window(listed: City) -> None:
    # household 1 and the case count January to June, household 2 February to July
    assert histories(listed, JUN) == [(A, ON_NONE, 1), (A, "010001", 1), (C, ON_NONE, 1)]
    assert histories(listed, JUL) == [(A, ON_NONE, 1)]


def test_who_is_not_in_need_is_in_no_history(listed: City) -> None:
    rows = listed.mart("captures_by_city_month", "household_count, household_count_key")
    assert sum(count for count, _ in rows) == 6 + 6 + 6
    assert sum(key for _, key in rows) == 6 * (1 + 2 + 4)


def test_two_reports_of_one_group_are_one_list_for_as_long_as_either_counts(city: City) -> None:
    city.land(
        signals=[{"household_id": 1, "dong_code": B, "month": month} for month in (JAN, JUL)],
        reports=[
            {"household_id": 1, "dong_code": B, "reported_on": date(2014, month, 3)}
            for month in (1, 3)
        ],
    )
    rows = city.mart("captures_by_gu_month", "month, capture_history, household_count")
    # the second report counts March to August
    assert [history for _, history, _ in rows] == [BY_HOUSING] * 8 + [ON_NONE] * 4


def test_audits_of_an_old_code_count_in_its_dong(city: City) -> None:
    city.land(
        audits=[
            {"dong_code": code, "month": MAR, "audited_count": audited, "needy_known_count": known,
             "needy_unknown_count": unknown, "record_key": key}
            for code, audited, known, unknown, key in ((OLD, 10, 2, 1, 3), (A, 20, 1, 3, 4))
        ]
    )  # fmt: skip
    rows = city.mart(
        "audits_by_dong_month",
        "dong_code, month, audited_count, needy_known_count, needy_unknown_count, "
        "needy_unknown_count_key",
    )
    assert rows == [(A, MAR, 10 + 20, 2 + 1, 1 + 3, 3 + 4)]
