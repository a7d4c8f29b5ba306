"""Intervals, smallest effects and Holm's correction, by hand."""

import numpy as np
import pytest
from scipy import stats

from pipelines.trial.inference import analytic, by_cohort, covariance, freedom, holm
from pipelines.trial.panel import NEVER
from tests.trial import by_sums
from tests.trial.simulating import noise, null_panel


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


def test_a_dong_that_joined_alone_varies_as_the_other_treated_do() -> None:
    # six Dongs: two of one cohort, 1 and -1; one of another, alone; three controls, 2, 0 and -2
    influence = np.array([1.0, -1.0, 0.0, 2.0, 0.0, -2.0])
    starts = np.array([1, 1, 2, NEVER, NEVER, NEVER])
    error, degrees = by_cohort(influence, starts)
    # by n - 1: 2 * 2 / 1 of the two, as of three; 3 * 8 / 2 of the controls
    mine, theirs = 4 / 36 * 3 / 2, 12 / 36
    assert error == pytest.approx(np.sqrt(mine + theirs))
    assert degrees == pytest.approx((mine + theirs) ** 2 / (mine**2 + theirs**2 / 2))
    assert covariance(influence[:, None], starts) == pytest.approx(error**2)


def test_where_every_dong_joined_alone_there_is_no_error() -> None:
    error, _ = by_cohort(np.array([0.0, 0.0, 1.0, -1.0]), np.array([1, 2, NEVER, NEVER]))
    assert np.isnan(error)
    assert analytic(1.0, float(error), 1.0).ci_low is None


@pytest.mark.parametrize("groups", [[20, 1], [30] + [1] * 8, [18] + [1] * 12])
def test_with_dongs_that_joined_alone_no_more_than_seven_in_a_hundred_are_rejected(
    groups: list[int],
) -> None:
    """2,000 panels of no effect; with twelve of thirty alone the test is careful, 2.7 in 100."""
    periods = len(groups) + 6
    starts = np.concatenate([np.repeat(3 + np.arange(len(groups)), groups), np.repeat(NEVER, 40)])
    values = noise(np.random.default_rng(3), (2000, len(starts), periods))
    att, influence = by_sums.callaway_santanna(values, starts)
    error, degrees = by_cohort(influence, starts)
    rejected = 2 * stats.t.sf(np.abs(att / error), degrees) <= 0.05
    assert 0.02 <= rejected.mean() <= 0.07


def test_covariances_are_the_errors_of_sums() -> None:
    draws = np.random.default_rng(2)
    starts = np.repeat([2, 3, NEVER], [6, 1, 9])
    influence, weights = draws.normal(size=(16, 4)), draws.normal(size=4)
    error, _ = by_cohort(influence @ weights, starts)
    assert weights @ covariance(influence, starts) @ weights == pytest.approx(error**2)
