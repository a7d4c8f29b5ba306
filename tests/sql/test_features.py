"""Features of a household and month: what was known before it began."""

from datetime import date

from tests.sql.drawing import APR, AUG, DEC, FEB, JAN, MAR, A, B, City

WHO = "household_id, month, dong_code"


def test_features_look_back_over_the_window(city: City) -> None:
    def signal(when: date, kind: str, **more: object) -> dict[str, object]:
        return {"household_id": 1, "dong_code": A, "month": when, "signal": kind} | more

    city.land(
        signals=[
            signal(JAN, "power_cut"),
            signal(FEB, "rent_arrears", arrears_month_count=4, amount_krw=900),
            signal(FEB, "gas_arrears", arrears_month_count=2, amount_krw=100),
            signal(MAR, "rent_arrears", arrears_month_count=1, amount_krw=50),
            signal(AUG, "rent_arrears", arrears_month_count=1, amount_krw=7),
        ]
    )
    columns = "signal_kind_count, signal_count, cut_off_count, arrears_month_max, arrears_krw_sum"
    assert city.mart("household_month_features", f"month, {columns}") == [
        (FEB, 1, 1, 1, 0, 0),
        (MAR, 3, 3, 1, 4, 900 + 100),
        (APR, 3, 4, 1, 4, 900 + 100 + 50),
        # March to August: January and February are out of the window
        (date(2014, 9, 1), 1, 2, 0, 1, 50 + 7),
    ]


def test_features_count_what_came_before(city: City) -> None:
    city.land(
        signals=[
            {"household_id": 1, "dong_code": A, "month": FEB},
            {"household_id": 1, "dong_code": B, "month": DEC},
        ],
        reports=[{"household_id": 1, "dong_code": A, "reported_on": date(2014, 2, 28)}],
        visits=[
            {"household_id": 1, "dong_code": A, "visited_on": date(2014, 1, 5)},
            {"household_id": 1, "dong_code": A, "visited_on": date(2014, 2, 28),
             "is_contact_made": False},
            {"household_id": 1, "dong_code": A, "visited_on": date(2014, 3, 1)},
            {"household_id": 2, "dong_code": A, "visited_on": date(2014, 1, 1)},
        ],
        cases=[{"household_id": 1, "dong_code": A, "opened_on": date(2013, 5, 1)}],
    )  # fmt: skip
    columns = "prior_report_count, prior_visit_count, prior_contact_count, prior_case_count"
    assert city.mart("household_month_features", f"{WHO}, {columns}") == [
        (1, MAR, A, 1, 2, 1, 1),
        (1, date(2015, 1, 1), B, 1, 3, 2, 1),
    ]


def test_features_know_only_households_registered_by_then(city: City) -> None:
    city.land(
        households=[
            {"household_id": 1, "dong_code": A, "registered_from": date(2014, 2, 28),
             "household_size": 3},
            {"household_id": 2, "dong_code": A, "registered_from": date(2014, 3, 1),
             "household_size": 3},
        ],
        signals=[
            {"household_id": 1, "dong_code": A, "month": FEB},
            {"household_id": 2, "dong_code": A, "month": FEB},
        ],
    )  # fmt: skip
    assert city.mart("household_month_features", f"{WHO}, composition, household_size") == [
        (1, MAR, A, "single", 3),
        (2, MAR, A, None, None),
    ]
