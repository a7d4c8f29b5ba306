"""Rounding to what is known, and the rows of the tables."""

from datetime import date

import numpy as np
import pytest

from pipelines import settings as settings_module
from pipelines.trial.balance import balance_table
from pipelines.trial.bench import Bench
from pipelines.trial.comparing import compare
from pipelines.trial.plan import read_plan
from pipelines.trial.rounding import rounded, rounded_p
from pipelines.trial.tabulating import (
    cohorts_table,
    compared_table,
    effects_table,
    events_table,
    permutations_table,
)
from tests.trial.simulating import light_city


@pytest.mark.parametrize(
    ("value", "error", "shown"),
    [
        (1.23456, 0.16, 1.24),  # an eighth of the error is 0.02
        (1.23456, 0.9, 1.2),  # 0.1125: steps of 0.1
        (-98.3, 15.0, -98.0),  # 1.875: steps of 1
        (0.0449, 0.045, 0.045),  # 0.0056: steps of 0.005
        (6.0, None, 6.0),
        (0.12345, None, 0.12),
        (0.0, None, 0.0),
        (float("nan"), 1.0, None),
        (None, 1.0, None),
    ],
)
def test_an_effect_is_given_to_about_a_tenth_of_its_error(value, error, shown) -> None:
    assert rounded(value, error) == (shown if shown is None else pytest.approx(shown))


def test_a_p_value_is_never_nothing() -> None:
    assert [rounded_p(p) for p in (1e-12, 0.00004, 0.03125, None)] == [0.0001, 0.0001, 0.0312, None]


@pytest.mark.parametrize("error", [0.013, 0.16, 0.9, 3.3, 47.0])
def test_the_step_lies_between_a_twentieth_and_an_eighth_of_the_error(error) -> None:
    values = np.linspace(0, 10 * error, 4001)
    shown = np.unique([rounded(float(value), error) for value in values])
    step = np.diff(shown)
    assert step.min() == pytest.approx(step.max())
    assert error / 20.5 <= step.min() <= error / 8 * (1 + 1e-9)


@pytest.fixture(scope="module")
def bench():
    panel, _ = light_city(3)
    plan = read_plan(settings_module.load())
    return Bench(panel, plan, np.zeros((205, 205), dtype=bool))


def test_rows_of_a_light_city(bench) -> None:
    trial, selected = bench.plan.comparisons[:2]
    compared = [compare(bench, "finds_per_1000", each) for each in (trial, selected)]
    compared.append(compare(bench, "visits_per_worker", trial))  # drawn constant: refused
    table = effects_table(bench.plan, bench.panel, compared).set_index(
        ["trial_outcome", "comparison", "estimator"]
    )
    headline = table.loc[("finds_per_1000", "trial", "change_permutation")]
    assert headline["is_headline"]
    assert headline["is_primary"]
    assert not headline["is_exploratory"]
    assert headline["treated_dong_count"] == 4
    assert headline["first_month"] == date(2014, 7, 1)
    assert headline["last_month"] == date(2015, 12, 1)
    assert headline["control_dong_count"] <= 48  # of the most deprived quarter alone
    assert headline["trial_period"] == "month"
    own = compared_table(bench.panel, compared)
    own = own[own["comparison"] == "trial"].groupby("compared_as").size()
    assert own.to_dict() == {"treated": 4, "control": headline["control_dong_count"]}
    # balance is of the same Dongs
    held = balance_table(bench.panel, compared, "finds_per_1000").set_index("comparison")
    assert set(held.loc["trial", "control_dong_count"]) == {headline["control_dong_count"]}
    assert set(held.loc["selected", "control_dong_count"]) == {153}
    assert headline["ci_low"] < headline["att"] < headline["ci_high"]
    assert headline["mde"] > 0
    assert headline["mde_share"] > 0
    # one primary outcome was tested in each comparison
    assert headline["p_holm"] == headline["p_value"]
    beside = table.loc[("finds_per_1000", "trial", "callaway_santanna")]
    assert beside[["std_error", "ci_low", "p_value"]].isna().all()
    assert np.isfinite(beside["att"])
    by_gu = table.loc[("finds_per_1000", "selected", "change_by_gu")]
    assert by_gu["interval_method"] == "wild_gu"
    assert table.loc[("visits_per_worker", "trial", "change_permutation"), "trial_refusal"] == (
        "constant_outcome"
    )
    shown = permutations_table(compared)
    assert shown["permutation_count"].sum() == 1 + bench.plan.draws
    assert (shown["bin_high"] > shown["bin_low"]).all()


def test_a_cohort_or_a_month_of_few_has_no_interval(bench) -> None:
    overall = bench.plan.comparisons[3]
    compared = [compare(bench, "finds_per_1000", overall)]
    events = events_table(compared)
    few = events["treated_dong_count"] < 12
    assert set(events.loc[few, "treated_dong_count"]) == {4}  # from 15 months on
    assert events.loc[few, ["ci_low", "ci_high", "std_error"]].isna().all(axis=None)
    assert events.loc[~few & (events["event_time"] != -1), "ci_low"].notna().all()
    table = cohorts_table(bench.panel, compared)
    four = table[table["cohort_month"] == date(2014, 7, 1)].iloc[0]
    assert four["treated_dong_count"] == 4
    assert np.isnan(four["ci_low"])
    many = table[table["cohort_month"] == date(2016, 4, 1)].iloc[0]
    assert many["ci_low"] < many["att"] < many["ci_high"]
