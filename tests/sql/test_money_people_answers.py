"""Budgets, staff, surveys, population, and what became of the rows that were delivered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pipelines import landing
from tests.sql.drawing import DEPLOYMENT, MAR, OLD, A, C, City


def test_budgets_are_in_won_at_the_rate_of_their_year(city: City) -> None:
    city.policy = {"krw_per_usd": [("2013-01", 1095.0), ("2014-01", 1050.5)]}
    city.land(
        budgets=[
            {"fiscal_year": 2014, "level": "dong", "place_code": A, "amount": 1000.0},
            {"fiscal_year": 2014, "level": "dong", "place_code": A, "amount": 10.0,
             "currency": "USD", "line": "programme"},
            {"fiscal_year": 2013, "level": "dong", "place_code": C, "amount": 10.0,
             "currency": "USD"},
            {"fiscal_year": 2014, "level": "gu", "place_code": "26110", "amount": 7.0},
            {"fiscal_year": 2014, "level": "city", "place_code": "26", "amount": 3.0},
            {"fiscal_year": 2014, "level": "dong", "place_code": OLD, "amount": 5.0},
        ]
    )  # fmt: skip
    columns = "fiscal_year, level, line, amount_krw"
    assert city.mart("budget_by_dong_year", f"dong_code, gu_code, {columns}") == [
        (A, "26110", 2014, "dong", "operations", 1000 + 5),
        (A, "26110", 2014, "dong", "programme", 10505),
        (C, "26140", 2013, "dong", "operations", 10950),
    ]
    assert city.mart("budget_by_gu_year", f"gu_code, {columns}") == [
        ("26110", 2014, "dong", "operations", 1000 + 5),
        ("26110", 2014, "dong", "programme", 10505),
        ("26110", 2014, "gu", "operations", 7),
        ("26140", 2013, "dong", "operations", 10950),
    ]
    assert city.mart("budget_by_city_year", columns) == [
        (2013, "dong", "operations", 10950),
        (2014, "city", "operations", 3),
        (2014, "dong", "operations", 1000 + 5),
        (2014, "dong", "programme", 10505),
        (2014, "gu", "operations", 7),
    ]


def test_staff_stands_at_its_level(city: City) -> None:
    city.land(
        staff=[
            {"month": MAR, "level": "dong", "place_code": A, "headcount": 2, "fte": 1.5},
            {"month": MAR, "level": "dong", "place_code": OLD, "headcount": 1, "fte": 0.25},
            {"month": MAR, "level": "gu", "place_code": "26110", "headcount": 5, "fte": 5.0},
        ]
    )
    columns = "month, level, role, headcount, fte"
    assert city.mart("staff_by_dong_month", f"dong_code, {columns}") == [
        (A, MAR, "dong", "official", 2 + 1, 1.5 + 0.25),
    ]
    assert city.mart("staff_by_gu_month", f"gu_code, {columns}") == [
        ("26110", MAR, "dong", "official", 3, 1.75),
        ("26110", MAR, "gu", "official", 5, 5.0),
    ]


def test_surveys_are_means_of_their_answers(city: City) -> None:
    def answer(dong: str, score: float, **more: object) -> dict[str, object]:
        return {"dong_code": dong, "surveyed_on": date(2014, 3, 1), "score": score} | more

    city.land(
        surveys=[
            answer(A, 4.0, record_key=50),
            answer(OLD, 1.0, record_key=60),
            answer(A, 5.0, wave="post"),
            answer(C, 3.0),
        ]
    )
    columns = "wave, respondent_kind, item, response_count, score_sum, mean_score"
    assert city.mart("survey_by_dong_wave", f"dong_code, {columns}") == [
        (A, "post", "resident", "trust", 1, 5.0, 5.0),
        (A, "pre", "resident", "trust", 2, 4.0 + 1.0, 5.0 / 2),
        (C, "pre", "resident", "trust", 1, 3.0, 3.0),
    ]
    assert city.mart("survey_by_dong_wave", "response_count_key")[1] == (50 + 60,)
    assert city.mart("survey_by_gu_wave", "gu_code, wave, response_count, mean_score") == [
        ("26110", "post", 1, 5.0),
        ("26110", "pre", 2, 2.5),
        ("26140", "pre", 1, 3.0),
    ]


def test_population_of_old_codes_is_added_to_the_frames(city: City) -> None:
    def people(dong: str, count: int, sex: str = "female") -> dict[str, object]:
        return {"dong_code": dong, "month": MAR, "sex": sex, "population_count": count}

    city.land(population=[people(A, 10), people(OLD, 3), people(A, 4, "male"), people(C, 1)])
    columns = "month, age_band, sex, population_count"
    assert city.mart("population_by_dong_month", f"dong_code, {columns}") == [
        (A, MAR, "65_69", "female", 10 + 3),
        (A, MAR, "65_69", "male", 4),
        (C, MAR, "65_69", "female", 1),
    ]
    assert city.mart("population_by_gu_month", "gu_code, sex, population_count") == [
        ("26110", "female", 13),
        ("26110", "male", 4),
        ("26140", "female", 1),
    ]


def test_ingest_shows_what_became_of_the_rows(city: City) -> None:
    city.land(rollout=[{"dong_code": A, "start_month": MAR}], surveys=[])
    manifest = landing.read_manifest(city.settings, DEPLOYMENT)
    rollout, surveys = manifest.files
    again = replace(
        rollout, file_id="rollout-2", rows_read=5, rows_accepted=2,
        quarantined={"unknown_dong": 2, "duplicate": 1},
    )  # fmt: skip
    landing.write_manifest(city.settings, DEPLOYMENT, landing.Manifest((rollout, surveys, again)))
    assert city.mart("ingest_by_feed_outcome", "feed, outcome, row_count") == [
        ("rollout", "accepted", 1 + 2),
        ("rollout", "duplicate", 1),
        ("rollout", "unknown_dong", 2),
        ("surveys", "accepted", 0),
    ]
