"""Inference with few treated: against brute force, and its error rates where nothing happened."""

import time
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from pipelines.trial.before import differences
from pipelines.trial.few_treated import assignments, changes, permute
from pipelines.trial.panel import NEVER
from pipelines.trial.refusing import RefusedError
from pipelines.trial.residuals import ferman_pinto, rescaled
from tests.trial.simulating import null_panel, null_values

CHANGE = np.array([5.0, 4.0, 1.0, 0.0, 2.0, -1.0])
TREATED = np.array([True, True, False, False, False, False])


def test_six_dongs_and_two_chosen_are_fifteen_choices_worked_by_hand() -> None:
    chosen = assignments(TREATED, None, 100, 1)
    assert sorted(map(tuple, chosen)) == sorted(combinations(range(6), 2))
    assert tuple(chosen[0]) == (0, 1)
    by_hand = []
    for pair in chosen:
        mine, theirs = CHANGE[pair], np.delete(CHANGE, pair)
        error = np.sqrt(mine.var(ddof=1) / 2 + theirs.var(ddof=1) / 4)
        by_hand.append((mine.mean() - theirs.mean()) / error)
    test = permute(CHANGE, chosen)
    assert test.chance == pytest.approx(np.array(by_hand))
    assert test.att == pytest.approx(4.5 - 0.5)
    assert test.p_value == pytest.approx(1 / 15)  # nobody else stands out as much
    assert test.statistic == test.chance[0]


def test_the_chosen_lie_in_different_gu_as_the_real_ones_do() -> None:
    gus = ["a", "b", "a", "b", "c", "c"]
    chosen = assignments(TREATED, gus, 100, 1)
    assert len(chosen) == 15 - 3  # not the pairs within a, b and c
    assert all(gus[one] != gus[other] for one, other in chosen)


def test_a_rule_that_the_real_choice_did_not_keep_is_dropped() -> None:
    assert len(assignments(TREATED, ["a", "a", "b", "c", "d", "e"], 100, 1)) == 15


def test_random_choices_are_as_many_as_asked_and_repeat_nobody() -> None:
    treated = np.arange(60) < 4
    chosen = assignments(treated, [str(dong % 7) for dong in range(60)], 999, 5)
    assert chosen.shape == (1000, 4)
    assert list(chosen[0]) == [0, 1, 2, 3]
    assert all(len({dong % 7 for dong in row}) == 4 for row in chosen)
    assert (chosen == assignments(treated, [str(d % 7) for d in range(60)], 999, 5)).all()


def test_most_dongs_may_be_treated_and_few_controls() -> None:
    """Drawn one by one, such choices would hardly ever come up."""
    chosen = assignments(np.arange(150) >= 8, None, 500, 1)
    assert chosen.shape == (501, 142)
    assert all(len(set(row)) == 142 for row in chosen)


def test_choices_that_hardly_ever_keep_to_the_gu_are_refused() -> None:
    gus = [str(dong % 40) for dong in range(120)]
    with pytest.raises(RefusedError, match="in different Gu"):
        assignments(np.arange(120) < 40, gus, 100, 1)


def test_of_several_starts_each_cohort_is_compared_over_its_own() -> None:
    # two start in the second period, one in the third; two controls
    values = np.array([
        [0.0, 3.0, 3.0], [1.0, 4.0, 4.0],
        [0.0, 1.0, 8.0],
        [0.0, 1.0, 3.0], [5.0, 6.0, 8.0],
    ])  # fmt: skip
    window = null_panel("equal", 5, 3, 3, 1, 1)
    window = replace(window, values=values, starts=np.array([1, 1, 2, NEVER, NEVER]))
    change = changes(window)
    by_cohort = [3.0 - 2.0, (8.0 - 0.5) - (3.0 - 0.5)]
    found = change[:3].mean() - change[3:].mean()
    assert found == pytest.approx((2 * by_cohort[0] + by_cohort[1]) / 3)
    # that the cohorts are of different times is no difference between Dongs
    assert change[:3] == pytest.approx([1.0, 1.0, 5.0])
    assert change[3:] == pytest.approx([0.0, 0.0])


def test_residuals_of_small_dongs_count_for_more() -> None:
    draws = np.random.default_rng(2)
    sizes = np.exp(draws.normal(8, 0.7, 200))
    residuals = draws.normal(size=200) * np.sqrt(0.1 + 1000 / sizes)
    small, large = (
        rescaled(residuals, sizes, np.full(4, np.quantile(sizes, part)), 4000, 1).std()
        for part in (0.05, 0.95)
    )
    ratio = np.sqrt(
        (0.1 + 1000 / np.quantile(sizes, 0.05)) / (0.1 + 1000 / np.quantile(sizes, 0.95))
    )
    assert small / large == pytest.approx(ratio, rel=0.25)


def test_ten_thousand_permutations_of_205_dongs_and_78_months_take_under_two_seconds() -> None:
    window = null_panel("equal", 205, 4, 78, 24, 1)
    begun = time.process_time()
    chosen = assignments(window.treated, window.gus, 9999, 1)
    test = permute(changes(window), chosen)
    assert time.process_time() - begun < 2
    assert len(test.chance) == 10_000


def test_differences_of_many_periods_are_those_of_one_after_another() -> None:
    values = np.random.default_rng(3).normal(size=(9, 4))
    chosen = assignments(np.arange(9) < 3, None, 100, 1)
    effects, errors = differences(values, chosen)
    for period in range(4):
        one = permute(values[:, period], chosen)
        assert (effects / errors)[:, period] == pytest.approx(one.chance)
        assert (effects[0, period], errors[0, period]) == pytest.approx((one.att, one.std_error))


def test_the_interval_holds_what_the_test_does_not_reject() -> None:
    """By brute force: each effect taken off the chosen, and the test made anew."""
    change = np.random.default_rng(8).normal(size=14) + 3.0 * (np.arange(14) < 3)
    chosen = assignments(np.arange(14) < 3, None, 364, 1)
    found = permute(change, chosen)
    for end in (found.ci_low, found.ci_high):
        for off, holds in ((-0.01, end == found.ci_high), (0.01, end == found.ci_low)):
            moved = change - (end + off) * (np.arange(14) < 3)
            assert (permute(moved, chosen).p_value > 0.1) == holds
    assert found.ci_low < found.att < found.ci_high


def test_with_too_few_choices_to_reject_the_interval_has_no_ends() -> None:
    change = np.array([5.0, 4.0, 0.0, 1.0])
    found = permute(change, assignments(np.array([True, True, False, False]), None, 10, 1))
    assert found.p_value == pytest.approx(1 / 6, abs=1 / 6)
    assert (found.ci_low, found.ci_high) == (-np.inf, np.inf)


@pytest.mark.slow
@pytest.mark.parametrize("which", ["equal", "small", "large"])
def test_with_no_effect_five_in_a_hundred_are_rejected(which: str) -> None:
    """1,000 panels of 205 Dongs, 4 treated. Cluster-robust t fails what the others pass."""
    treated = np.arange(205) < 4
    chosen = assignments(treated, None, 599, 3)
    values, sizes = null_values(which, 205, 4, 10, 1)
    change = values[:, :, 5:].mean(axis=2) - values[:, :, :5].mean(axis=2)
    effects, errors = differences(change.T, chosen)
    distance = np.abs(effects / errors)
    by_permutation = (distance >= distance[0] * (1 - 1e-9)).mean(axis=0) <= 0.05
    by_size = [
        ferman_pinto(one, treated, size, 599, seed).p_value <= 0.05
        for seed, (one, size) in enumerate(zip(change, sizes, strict=True))
    ]
    mine, theirs = change[:, :4], change[:, 4:]
    error = np.sqrt(mine.var(axis=1) / 4 * 205 / 204 + theirs.var(axis=1) / 201)
    t = np.abs(mine.mean(axis=1) - theirs.mean(axis=1)) / error
    assert 30 <= by_permutation.sum() <= 70
    assert 30 <= sum(by_size) <= 70
    assert (2 * stats.t.sf(t, 204) <= 0.05).sum() > 110
    if which == "small":  # why the statistic is studentised: methods.md has 14.4 %
        plain = np.abs(effects)
        assert ((plain >= plain[0] * (1 - 1e-9)).mean(axis=0) <= 0.05).sum() > 100


@pytest.mark.slow
@pytest.mark.parametrize("which", ["equal", "small", "large"])
def test_among_the_most_deprived_quarter_it_does_as_well(which: str) -> None:
    """52 Dongs in place of 205, as the page has it; of four thousand panels, not of one.

    Where the 4 are among the smallest it errs the most, in 6.6 of a hundred: so near to 7 that the
    luck of a single thousand (5.6 to 7.7 of a hundred) would decide. The page and the README say
    so.
    """
    rejected = 0
    for seed in range(1, 5):
        values, _ = null_values(which, 52, 4, 10, seed)
        change = values[:, :, 5:].mean(axis=2) - values[:, :, :5].mean(axis=2)
        chosen = assignments(np.arange(52) < 4, None, 999, 3 + seed)
        effects, errors = differences(change.T, chosen)
        distance = np.abs(effects / errors)
        rejected += ((distance >= distance[0] * (1 - 1e-9)).mean(axis=0) <= 0.05).sum()
    assert 4 * 30 <= rejected <= 4 * 70
