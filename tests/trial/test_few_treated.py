"""Inference with few treated: against brute force, and its error rates where nothing happened."""

import time
from itertools import combinations, product

import numpy as np
import pytest
from scipy import stats

from pipelines.trial.few_treated import assignments, changes, permute
from pipelines.trial.refusing import RefusedError
from pipelines.trial.residuals import ferman_pinto, rescaled
from pipelines.trial.wild import wild_bootstrap
from tests.trial.simulating import null_panel, sizes_with

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


def test_several_starts_have_no_single_change() -> None:
    window = null_panel("equal", 10, 4, 8, 4, 1)
    window.starts[0] = 5
    with pytest.raises(RefusedError, match="several starts"):
        changes(window)


def test_wild_bootstrap_is_every_sign_of_every_gu() -> None:
    draws = np.random.default_rng(4)
    change, treated = draws.normal(size=24), np.arange(24) % 3 == 0
    gus = [str(dong // 4) for dong in range(24)]
    test = wild_bootstrap(change, treated, gus, 64, 1)
    design = np.column_stack([np.ones(24), treated])
    bread = np.linalg.inv(design.T @ design)
    codes = np.arange(24) // 4

    def statistic(values: np.ndarray) -> float:
        beta = bread @ design.T @ values
        scores = design * (values - design @ beta)[:, None]
        meat = sum(np.outer(s, s) for s in (scores[codes == g].sum(axis=0) for g in range(6)))
        return float(beta[1] / np.sqrt((bread @ meat @ bread)[1, 1]))

    rest = change - change.mean()
    drawn = [
        abs(statistic(change.mean() + rest * np.array(signs)[codes]))
        for signs in product([1, -1], repeat=6)
    ]
    expected = np.mean(np.array(drawn) >= abs(statistic(change)) * (1 - 1e-9))
    assert test.p_value == pytest.approx(expected)
    # the ends of the interval are where the test just rejects at 10 %
    inside = wild_bootstrap(change - (test.ci_low + 1e-3) * treated, treated, gus, 64, 1)
    outside = wild_bootstrap(change - (test.ci_low - 1e-3) * treated, treated, gus, 64, 1)
    assert inside.p_value > 0.1 >= outside.p_value


def test_fewer_than_five_gu_are_refused() -> None:
    with pytest.raises(RefusedError, match="fewer than five Gu"):
        wild_bootstrap(CHANGE, TREATED, list("aabbcc"), 64, 1)


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


@pytest.mark.slow
@pytest.mark.parametrize("which", ["equal", "small", "large"])
def test_with_no_effect_five_in_a_hundred_are_rejected(which: str) -> None:
    """1,000 panels of 205 Dongs, 4 treated. Cluster-robust t fails what the others pass."""
    chosen = assignments(np.arange(205) < 4, None, 599, 3)
    rejected = {"permutation": 0, "ferman_pinto": 0, "cluster_robust": 0}
    for seed in range(1000):
        window = null_panel(which, 205, 4, 10, 5, seed)
        change, treated = changes(window), window.treated
        rejected["permutation"] += permute(change, chosen).p_value <= 0.05
        test = ferman_pinto(change, treated, window.sizes, 599, seed)
        rejected["ferman_pinto"] += test.p_value <= 0.05
        mine, theirs = change[treated], change[~treated]
        error = np.sqrt(mine.var() / 4 * 205 / 204 + theirs.var() / 201)
        t = abs(mine.mean() - theirs.mean()) / error
        rejected["cluster_robust"] += 2 * stats.t.sf(t, 204) <= 0.05
    assert 30 <= rejected["permutation"] <= 70, rejected
    assert 30 <= rejected["ferman_pinto"] <= 70, rejected
    assert rejected["cluster_robust"] > 110, rejected


@pytest.mark.slow
def test_the_coefficient_alone_fails_where_small_dongs_are_treated() -> None:
    """Why the statistic is studentised: methods.md has 14.4 % for small Dongs treated."""
    chosen = assignments(np.arange(205) < 4, None, 999, 3)
    rejected = 0
    for seed in range(500):
        change = changes(null_panel("small", 205, 4, 10, 5, seed))
        effects = np.abs(change[chosen].mean(axis=1) - change.mean())
        rejected += (effects >= effects[0]).mean() <= 0.05
    assert rejected > 0.1 * 500


@pytest.mark.slow
def test_wild_bootstrap_by_gu_rejects_five_in_a_hundred() -> None:
    """48 of 201 Dongs in 16 Gu, with shocks that Dongs of a Gu share."""
    codes = np.arange(201) % 16
    treated = np.random.default_rng(1).permutation(201) < 48
    rejected = 0
    for seed in range(1000):
        draws = np.random.default_rng(seed)
        change = draws.normal(size=201) + 0.4 * draws.normal(size=16)[codes]
        change = change + 0.3 * treated * draws.normal(size=16)[codes]
        rejected += wild_bootstrap(change, treated, list(codes), 100, seed).p_value <= 0.05
    assert 30 <= rejected <= 70


def test_sizes_put_the_treated_first() -> None:
    draws = np.random.default_rng(1)
    assert sizes_with("small", 50, 4, draws)[:4].max() < np.median(
        sizes_with("small", 50, 4, draws)
    )
