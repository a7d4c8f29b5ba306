"""What was before the start: trends and the joint test, by hand and where something was there."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from pipelines import settings as settings_module
from pipelines.trial.before import differences_beside, joint_before, trend_before
from pipelines.trial.bench import Bench
from pipelines.trial.few_treated import assignments
from pipelines.trial.plan import read_plan
from pipelines.trial.refusing import RefusedError
from pipelines.trial.working import Work
from tests.trial.drawing import draw_panel
from tests.trial.simulating import null_panel


def work_of(values: np.ndarray, treated: int, start: int) -> Work:
    """Work on a window of months of Dongs without covariates, the treated first."""
    count, months = values.shape
    window = null_panel("equal", count, treated, months, start, 1)
    panel = draw_panel([start] * treated + [None] * (count - treated), months)
    plan = replace(read_plan(settings_module.load()), draws=499)
    return Work(Bench(panel, plan, np.zeros((count, count), dtype=bool)),
                replace(window, values=values))  # fmt: skip


def noise(count: int, months: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(count, months))


def test_a_steady_difference_of_trends_is_found_by_both_a_year() -> None:
    values = 0.05 * noise(40, 18, 1)
    values[:15] += 0.1 * np.arange(18)  # 1.2 a year
    work = work_of(values, 15, 12)
    assert trend_before(work).att == pytest.approx(1.2, abs=0.1)
    assert trend_before(work).p_value == pytest.approx(1 / 500)
    joint = joint_before(work)
    assert joint.p_value == pytest.approx(1 / 500)
    # in four quarters, the first and the last lie 4.5 months from the middle
    assert abs(joint.att) == pytest.approx(0.45, abs=0.05)


def test_a_jump_there_and_back_has_no_trend_and_is_found_by_the_joint_test() -> None:
    values = 0.3 * noise(40, 24, 3)
    values[:15, 6:12] += 1.0  # the middle two of six quarters; symmetric about the middle
    work = work_of(values, 15, 18)
    joint = joint_before(work)
    assert joint.p_value <= 0.01
    assert trend_before(work).p_value > 0.05


def test_the_joint_test_is_the_sum_of_squared_welch_statistics_by_brute_force() -> None:
    values = noise(8, 12, 3)
    work = work_of(values, 3, 9)
    quarters = values[:, :9].reshape(8, 3, 3).mean(axis=2)
    away = quarters - quarters.mean(axis=1, keepdims=True)

    def statistic(dongs: tuple[int, ...]) -> float:
        mine, theirs = away[list(dongs)], np.delete(away, dongs, axis=0)
        error = mine.var(axis=0, ddof=1) / 3 + theirs.var(axis=0, ddof=1) / 5
        return float(((mine.mean(axis=0) - theirs.mean(axis=0)) ** 2 / error).sum())

    every = [statistic(dongs) for dongs in combinations(range(8), 3)]
    share = np.mean([one >= statistic((0, 1, 2)) - 1e-9 for one in every])
    assert joint_before(work).p_value == pytest.approx(share)


def test_months_after_the_start_say_nothing_of_before() -> None:
    values = noise(30, 12, 5)
    later = values.copy()
    later[:13, 9:] += 100
    assert joint_before(work_of(values, 13, 9)) == joint_before(work_of(later, 13, 9))


def test_two_quarters_are_too_few_and_two_periods_are_none() -> None:
    with pytest.raises(RefusedError, match="too few months before"):
        joint_before(work_of(noise(30, 12, 5), 13, 8))
    work = work_of(noise(30, 12, 5), 13, 9)
    work.window = replace(work.window, is_pooled=True)
    with pytest.raises(RefusedError, match="one period"):
        trend_before(work)


def test_beside_traits_they_are_least_squares_of_each_choice() -> None:
    draws = np.random.default_rng(6)
    values, traits = draws.normal(size=(30, 3)), draws.normal(size=(30, 2))
    chosen = assignments(np.arange(30) < 8, None, 40, 1)
    effects, errors = differences_beside(values, traits, chosen)
    for choice, effect, error in zip(chosen, effects, errors, strict=True):
        design = np.column_stack([np.isin(np.arange(30), choice), np.ones(30), traits])
        bread = np.linalg.inv(design.T @ design)
        for period in range(3):
            slopes = bread @ design.T @ values[:, period]
            scores = design * (values[:, period] - design @ slopes)[:, None]
            spread = bread @ scores.T @ scores @ bread * 30 / (30 - 4)
            assert effect[period] == pytest.approx(slopes[0])
            assert error[period] == pytest.approx(np.sqrt(spread[0, 0]))
