"""Dongs, Gu, the roll-out and the way of old codes into the frame."""

from datetime import date

from tests.sql.drawing import JUL, MAR, OLD, A, B, C, City


def test_dongs_are_the_frame(city: City) -> None:
    city.land()
    assert city.mart("dongs", "dong_code, gu_code, dong_name_en, gu_name_en, area_km2") == [
        (A, "26110", "Ga-dong", "Gap-gu", 1.5),
        (B, "26110", "Na-dong", "Gap-gu", 2.25),
        (C, "26140", "Da-dong", "Eul-gu", 4.0),
    ]


def test_gus_add_up_their_dongs(city: City) -> None:
    city.land()
    assert city.mart("gus", "gu_code, gu_name_ko, area_km2, dong_count") == [
        ("26110", "갑구", 1.5 + 2.25, 2),
        ("26140", "을구", 4.0, 1),
    ]


def test_rollout_takes_the_first_start_of_the_deployments_programme(city: City) -> None:
    city.land(
        rollout=[
            {"dong_code": A, "start_month": JUL, "phase": "selected"},
            {"dong_code": OLD, "start_month": MAR, "phase": "trial"},  # the land of A, earlier
            {"dong_code": C, "start_month": MAR, "programme": "dodream"},  # not ours
        ]
    )
    assert city.mart("rollout_by_dong", "dong_code, phase, cohort_month, is_invented") == [
        (A, "trial", MAR, False),
        (B, None, None, False),
        (C, None, None, False),
    ]


def test_records_of_an_old_code_stand_in_the_frame(city: City) -> None:
    city.land(
        visits=[
            {"household_id": 1, "dong_code": OLD, "visited_on": date(2014, 3, 31)},
            {"household_id": 2, "dong_code": A, "visited_on": date(2014, 3, 5)},
        ]
    )
    found = city.mart("activity_by_dong_month", "dong_code, month, visit_count")
    assert [row for row in found if row[2]] == [(A, MAR, 1 + 1)]
