"""Intervals, smallest effects and Holm's correction, by hand."""

import numpy as np
import pytest
from scipy import stats

from pipelines.trial.inference import analytic, by_cohort, freedom, holm
from pipelines.trial.panel import NEVER
from tests.trial.simulating import null_panel


def test_an_effect_of_two_errors_with_ten_degrees_of_freedom() -> None:
    effect = analytic(2.0, 1.0, 10)
    assert effect.p_value == pytest.approx(0.07339, abs=1e-5)
    assert (effect.ci_low, effect.ci_high) == pytest.approx((2 - 1.81246, 2 + 1.81246), abs=1e-5)
    assert effect.mde == pytest.approx(2.22814 + 0.84162, abs=1e-4)
    # found eight times in ten, about: a normal error at 80 %
    found = stats.norm.sf(2.22814 - effect.mde)
    assert found == pytest.approx(0.8, abs=1e-4)


def test_without_an_error_there_is_no_interval() -> None:
    assert analytic(2.0, 0.0, 10).ci_low is None
    assert analytic(2.0, float("nan"), 10).p_value is None


def test_the_smaller_group_decides_the_degrees_of_freedom() -> None:
    assert freedom(null_panel("equal", 153, 140, 4, 2, 1)) == 12
    assert freedom(null_panel("equal", 201, 48, 4, 2, 1)) == 47


@pytest.mark.parametrize(
    ("given", "corrected"),
    [
        ([0.01, 0.04, 0.03], [0.03, 0.06, 0.06]),
        ([0.6, 0.7], [1.0, 1.0]),
        ([0.02], [0.02]),
        ([], []),
    ],
)
def test_holm(given: list[float], corrected: list[float]) -> None:
    assert holm(given) == pytest.approx(np.array(corrected))


def test_two_groups_have_the_error_and_degrees_of_welch() -> None:
    draws = np.random.default_rng(1)
    starts = np.repeat([3, NEVER], [140, 13])
    for spread in (1.0, 4.0):
        change = draws.normal(size=153) * np.where(starts < NEVER, spread, 1.0)
        mine, theirs = change[:140], change[140:]
        influence = np.concatenate([
            153 / 140 * (mine - mine.mean()), -153 / 13 * (theirs - theirs.mean())
        ])  # fmt: skip
        error, degrees = by_cohort(influence, starts)
        test = stats.ttest_ind(mine, theirs, equal_var=False)
        assert (mine.mean() - theirs.mean()) / error == pytest.approx(test.statistic)
        assert degrees == pytest.approx(test.df)


def test_the_error_of_one_dong_alone_is_how_far_it_lies_from_none() -> None:
    # of three Dongs: the first alone, 3 / 3; the two others 1 and -1, by n - 1: 2 * 2 / 9
    error, degrees = by_cohort(np.array([3.0, 1.0, -1.0]), np.array([1, NEVER, NEVER]))
    assert error == pytest.approx(np.sqrt(1 + 4 / 9))
    assert degrees == pytest.approx((1 + 4 / 9) ** 2 / (1 + 16 / 81))
