"""Staggered estimators where the truth is known: their error rates, and who fails."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from pipelines.trial.inference import analytic, freedom
from pipelines.trial.others import imputation, sun_abraham, two_way
from pipelines.trial.panel import NEVER
from pipelines.trial.staggered import average, cohort_effects
from pipelines.trial.window import Window
from tests.trial.simulating import noise, null_panel


def by_sums(values: np.ndarray, treated: int, start: int, against: str) -> tuple[np.ndarray, ...]:
    """Effect and error of one start by sums over Dongs, of (panels, n, T) values at once.

    `against`: the last period before the start (Callaway-Sant'Anna, Sun-Abraham) or all of them
    (imputation).
    """
    before = values[..., start - 1] if against == "last" else values[..., :start].mean(axis=-1)
    change = values[..., start:].mean(axis=-1) - before
    mine, theirs = change[..., :treated], change[..., treated:]
    variance = sum(group.var(axis=-1) / group.shape[-1] for group in (mine, theirs))
    return mine.mean(axis=-1) - theirs.mean(axis=-1), np.sqrt(variance)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_of_one_start_all_estimators_are_sums_over_dongs(seed: int) -> None:
    window = null_panel("equal", 30, 12, 8, 4, seed)
    att, error = by_sums(window.values, 12, 4, "last")
    ours = average(cohort_effects(window, base="universal"), "simple")
    assert (ours.overall, ours.overall_error) == pytest.approx((att, error), abs=1e-9)
    # the same with a cluster correction that tends to 1
    found, clustered = sun_abraham(window)
    assert found == pytest.approx(att, abs=1e-9)
    assert clustered == pytest.approx(error, rel=0.06)
    att, error = by_sums(window.values, 12, 4, "all")
    assert imputation(window) == pytest.approx((att, error), abs=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize(("count", "treated"), [(201, 48), (153, 140)])
@pytest.mark.parametrize("against", ["last", "all"])
def test_with_no_effect_five_in_a_hundred_are_rejected(
    count: int, treated: int, against: str
) -> None:
    """The 52 against 153, and those of 2017 against 13: 1,000 panels, worked by the same sums."""
    draws = np.random.default_rng([count, len(against)])
    values = noise(draws, (1000, count, 8))
    att, error = by_sums(values, treated, 4, against)
    degrees = min(treated, count - treated) - 1
    rejected = sum(
        analytic(float(one), float(off), degrees).p_value <= 0.05
        for one, off in zip(att, error, strict=True)
    )
    assert 30 <= rejected <= 70


def staggered_panel(seed: int, growth: float, *, count: int = 60) -> tuple[Window, float]:
    """Three cohorts of 15 and 15 controls over 6 periods; effects grow with time since the start.

    The mean over all treated cells is 0: what began as a loss ends as a gain of the early cohorts.
    Returns the panel and that mean.
    """
    draws = np.random.default_rng([seed, 7])
    starts = np.repeat([2, 3, 4, NEVER], count // 4)
    since = np.arange(6)[None, :] - starts[:, None]
    effect = np.where(since >= 0, growth * since, 0.0)
    effect = np.where(since >= 0, effect - effect[since >= 0].mean(), 0.0)
    values = (
        draws.normal(size=(count, 1)) + draws.normal(size=6) + noise(draws, (count, 6)) + effect
    )
    window = Window(np.arange(count), ("",) * count, values, np.ones(count), starts, 1, 0)
    return window, float(effect[since >= 0].mean())


@pytest.mark.slow
def test_two_way_fixed_effects_fail_where_cohorts_differ_and_callaway_santanna_does_not() -> None:
    """The same panels, of no effect on average: two-way rejects in most, ours in 3 to 7 %."""
    rejected = {"two_way": 0, "callaway_santanna": 0}
    for seed in range(1000):
        window, truth = staggered_panel(seed, 0.5)
        assert truth == pytest.approx(0.0, abs=1e-12)
        att, error = two_way(window)
        rejected["two_way"] += 2 * stats.t.sf(abs(att / error), freedom(window)) <= 0.05
        found = average(cohort_effects(window), "simple")
        ours = analytic(found.overall, found.overall_error, freedom(window))
        rejected["callaway_santanna"] += ours.p_value <= 0.05
    assert rejected["two_way"] > 300, rejected
    assert 30 <= rejected["callaway_santanna"] <= 70, rejected


def test_covariates_mend_trends_that_hang_on_them() -> None:
    """Selection by a trait that also drives the trend: doubly robust is right, plain is not."""
    draws = np.random.default_rng(3)
    trait = draws.normal(size=400)
    treated = draws.random(400) < 1 / (1 + np.exp(-trait))
    time = np.arange(6)
    values = trait[:, None] * (1 + 0.5 * time) + 0.1 * draws.normal(size=(400, 6))
    values = values + 1.0 * (treated[:, None] & (time >= 3))
    starts = np.where(treated, 3, NEVER)
    window = Window(np.arange(400), ("",) * 400, values, np.ones(400), starts, 1, 0)
    plain = average(cohort_effects(window), "simple").overall
    mended = average(cohort_effects(window, covariates=trait[:, None]), "simple").overall
    assert plain > 1.5
    assert mended == pytest.approx(1.0, abs=0.05)


def test_with_covariates_the_cells_are_those_of_the_regression_by_hand() -> None:
    """`reg` with one covariate: treated change less the controls' regression, cell by cell."""
    window = null_panel("equal", 40, 15, 5, 3, 9)
    trait = np.random.default_rng(1).normal(size=(40, 1))
    cells = cohort_effects(window, covariates=trait, method="reg")
    at = int(np.flatnonzero(cells.periods == 4)[0])
    change = window.values[:, 4] - window.values[:, 2]
    design = np.column_stack([np.ones(40), trait])
    fitted = np.linalg.lstsq(design[15:], change[15:], rcond=None)[0]
    assert cells.att[at] == pytest.approx((change - design @ fitted)[:15].mean(), abs=1e-9)


def test_later_cohorts_are_controls_until_they_begin() -> None:
    window, _ = staggered_panel(1, 0.0)
    alone = replace(window, starts=np.where(window.starts == 4, NEVER, window.starts))
    cells, others = cohort_effects(window), cohort_effects(alone)
    for period in range(2, 4):
        one, other = (c.att[(c.cohorts == 2) & (c.periods == period)] for c in (cells, others))
        assert one == pytest.approx(other)
