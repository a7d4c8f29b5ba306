"""With no effect, every test of the page rejects five in a hundred: 1,000 panels of each kind.

Where all Dongs vary alike, where small ones were treated, and where large ones were; in the shapes
of the real comparisons: the 4, the 48 against 153, those of 2017 against the last 13, and what the
check without neighbours leaves. The estimators are the sums of `by_sums`, which `test_staggered.py`
holds to ours; the page takes its t from the same function as here.
"""

from functools import cache

import numpy as np
import pytest

from pipelines.trial.before import beside, differences, differences_beside, joint_statistic
from pipelines.trial.few_treated import assignments, changes, permute
from pipelines.trial.inference import analytic, by_cohort
from pipelines.trial.panel import NEVER
from pipelines.trial.wild import of_changes
from pipelines.trial.window import Window
from tests.trial import by_sums
from tests.trial.simulating import noise, null_values, sizes_with

pytestmark = pytest.mark.slow
KINDS = ["equal", "small", "large"]
PERIODS, START = 8, 4
SELECTED = np.repeat([START, NEVER], [48, 153])
SHAPES = {
    "selected": SELECTED,
    "2017": np.repeat([START, START + 1, START + 2, NEVER], [49, 56, 35, 13]),
    "without neighbours": np.repeat([START, NEVER], [48, 30]),
    "fewest controls": np.repeat([START, NEVER], [48, 12]),
}
"""First treated period of each Dong; the last group of each is never treated."""


@cache
def linear(estimator: str, shape: str) -> by_sums.Linear:
    """An estimator of a shape: its matrices take longer than a thousand panels."""
    return getattr(by_sums, estimator)(SHAPES[shape], PERIODS)


def rejected(att: np.ndarray, error: np.ndarray, degrees: np.ndarray | int) -> int:
    """By the page's own t."""
    every = np.broadcast_to(degrees, att.shape)
    return sum(
        analytic(float(one), float(off), float(free)).p_value <= 0.05
        for one, off, free in zip(att, error, every, strict=True)
    )


def smaller(starts: np.ndarray) -> int:
    """Degrees of freedom where errors come whole: those of the smaller group."""
    treated = int((starts < NEVER).sum())
    return min(treated, len(starts) - treated) - 1


def drawn(which: str, starts: np.ndarray) -> np.ndarray:
    return null_values(which, len(starts), int((starts < NEVER).sum()), PERIODS, 1)[0]


@pytest.mark.parametrize("which", KINDS)
@pytest.mark.parametrize("shape", list(SHAPES))
@pytest.mark.parametrize("estimator", ["callaway_santanna", "sun_abraham", "imputation"])
def test_estimators_of_later_cohorts(which: str, shape: str, estimator: str) -> None:
    starts = SHAPES[shape]
    values = drawn(which, starts)
    if estimator == "callaway_santanna":
        att, influence = by_sums.callaway_santanna(values, starts)
        found = rejected(att, *by_cohort(influence, starts))
    else:
        found = rejected(*linear(estimator, shape)(values), smaller(starts))
    assert 30 <= found <= 70


@pytest.mark.parametrize("which", KINDS)
def test_doubly_robust_with_the_two_covariates(which: str) -> None:
    """Households and need decide who joins, and need how things change; the programme nothing."""
    draws = np.random.default_rng(3)
    values, sizes = null_values(which, 201, 48, PERIODS, 2)
    traits = np.stack([np.log(sizes), draws.normal(size=sizes.shape)], axis=2)
    traits[:, :48, 1] += 0.5
    traits = (traits - traits.mean(axis=1, keepdims=True)) / traits.std(axis=1, keepdims=True)
    change = values[:, :, START:].mean(axis=2) - values[:, :, START - 1] + 0.3 * traits[:, :, 1]
    treated = np.arange(201) < 48
    att, influence = by_sums.doubly_robust(change, treated, traits)
    assert 30 <= rejected(att, *by_cohort(influence, SELECTED)) <= 70


@pytest.mark.parametrize("which", KINDS)
def test_before_and_after_by_cohort(which: str) -> None:
    """Those of 2017 against the last 13, all months before each start and all after it as one."""
    starts = SHAPES["2017"]
    gus = tuple(str(gu) for gu in np.random.default_rng(1).permutation(np.arange(153) % 16))
    size = np.ones(153)
    by_dong = by_gu = 0
    for values in drawn(which, starts):
        change = changes(Window(np.arange(153), gus, values, size, starts, 1, 0))
        mine, theirs = change[starts < NEVER], change[starts == NEVER]
        error = np.sqrt(mine.var() / len(mine) + theirs.var() / len(theirs))
        by_dong += analytic(mine.mean() - theirs.mean(), error, 12).p_value <= 0.05
        by_gu += of_changes(change, starts < NEVER, gus, 199, 1).p_value(0.0) <= 0.05
    assert 30 <= by_dong <= 70
    assert 30 <= by_gu <= 70


@pytest.mark.parametrize("which", KINDS)
@pytest.mark.parametrize(("count", "treated"), [(205, 4), (201, 48), (153, 140)])
def test_trends_and_the_joint_test_before_the_start(which: str, count: int, treated: int) -> None:
    values, _ = null_values(which, count, treated, PERIODS, 3)
    chosen = assignments(np.arange(count) < treated, None, 499, 3)
    away = values - values.mean(axis=2, keepdims=True)
    effects, errors = differences(away.transpose(1, 0, 2).reshape(count, -1), chosen)
    together = joint_statistic(np.abs(effects / errors).reshape(len(chosen), 1000, PERIODS))
    joint = ((together >= together[0] * (1 - 1e-9)).mean(axis=0) <= 0.05).sum()
    time = np.arange(PERIODS) - (PERIODS - 1) / 2
    effects, errors = differences((values @ time).T, chosen)
    distance = np.abs(effects / errors)
    slopes = ((distance >= distance[0] * (1 - 1e-9)).mean(axis=0) <= 0.05).sum()
    assert 30 <= joint <= 70
    assert 30 <= slopes <= 70


@pytest.mark.parametrize("which", KINDS)
def test_trends_and_the_joint_test_beside_the_two_covariates(which: str) -> None:
    """Households and need decide who joins, and need how things change; nothing else differs."""
    draws = np.random.default_rng(4)
    values, sizes = null_values(which, 201, 48, PERIODS, 3)
    traits = np.stack([np.log(sizes), draws.normal(size=sizes.shape)], axis=2)
    traits[:, :48, 1] += 0.5
    traits = (traits - traits.mean(axis=1, keepdims=True)) / traits.std(axis=1, keepdims=True)
    values = values + 0.3 * traits[:, :, 1:] * np.arange(PERIODS) / PERIODS
    chosen = assignments(np.arange(201) < 48, None, 499, 3)
    time = np.arange(PERIODS) - (PERIODS - 1) / 2
    treated, joint, slopes = np.arange(201) < 48, 0, 0
    for rows, trait in zip(values, traits, strict=True):
        away = rows - rows.mean(axis=1, keepdims=True)
        effects, errors = differences_beside(away, trait, chosen)
        together = joint_statistic(np.abs(effects / errors))
        joint += (together >= together[0] * (1 - 1e-9)).mean() <= 0.05
        effects, errors = differences(beside(rows @ time, treated, trait)[:, None], chosen)
        distance = np.abs(effects / errors)[:, 0]
        slopes += (distance >= distance[0] * (1 - 1e-9)).mean() <= 0.05
    assert 30 <= joint <= 70
    assert 30 <= slopes <= 70


@pytest.mark.parametrize("which", KINDS)
@pytest.mark.parametrize(("count", "treated"), [(201, 48), (153, 140)])
def test_wild_bootstrap_by_gu(which: str, count: int, treated: int) -> None:
    """16 Gu, with shocks that Dongs of a Gu share, half of them only those with the programme."""
    draws = np.random.default_rng([count, 5])
    gus = draws.permutation(np.arange(count) % 16)
    is_ours = np.arange(count) < treated
    shared = 0.4 * draws.normal(size=(1000, 16))[:, gus]
    shared += 0.3 * is_ours * draws.normal(size=(1000, 16))[:, gus]
    values, _ = null_values(which, count, treated, 2, 4)
    found = sum(
        of_changes(change, is_ours, list(gus), 199, 1).p_value(0.0) <= 0.05
        for change in values[:, :, 1] - values[:, :, 0] + shared
    )
    assert 30 <= found <= 70


def test_the_interval_by_permutation_holds_a_large_effect_nine_times_in_ten() -> None:
    """Other choices hold some of the four, and with them part of the effect: 5 deviations here."""
    chosen = assignments(np.arange(52) < 4, None, 499, 3)
    inside = 0
    for seed in range(500):
        change = np.random.default_rng(seed).normal(size=52) + 5.0 * (np.arange(52) < 4)
        found = permute(change, chosen)
        inside += found.ci_low <= 5.0 <= found.ci_high
    assert 0.87 * 500 <= inside <= 0.93 * 500


def test_sizes_put_the_treated_first() -> None:
    sizes = sizes_with("small", 50, 4, np.random.default_rng(1))
    assert sizes[:4].max() < np.median(sizes)


def test_noise_remembers() -> None:
    rows = noise(np.random.default_rng(1), (4000, 2))
    assert np.corrcoef(rows.T)[0, 1] == pytest.approx(0.3, abs=0.05)
