"""Staggered estimators where the truth is known: their error rates, and who fails."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from pipelines.trial.inference import by_cohort, freedom
from pipelines.trial.others import imputation, sun_abraham, two_way
from pipelines.trial.panel import NEVER
from pipelines.trial.staggered import average, cohort_effects
from pipelines.trial.window import Window
from tests.trial import by_sums
from tests.trial.simulating import noise, null_panel

STAGGERED = np.repeat([2, 3, 4, NEVER], 8)


def window_of(values: np.ndarray, starts: np.ndarray) -> Window:
    count = len(starts)
    return Window(np.arange(count), ("",) * count, values, np.ones(count), starts, 1, 0)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("starts", [STAGGERED, np.repeat([4, NEVER], [12, 20])])
def test_every_estimator_is_its_sums_over_dongs(seed: int, starts: np.ndarray) -> None:
    """Ours, which lean on a library, are what the simulations of error rates work with."""
    values = noise(np.random.default_rng(seed), (1, len(starts), 7))
    window = window_of(values[0], starts)
    ours = average(cohort_effects(window, base="universal"), "simple", sizes="fixed")
    one = by_sums.callaway_santanna(values, starts)
    assert ours.overall == pytest.approx(one[0][0], abs=1e-9)
    assert ours.overall_influence == pytest.approx(one[1][0], abs=1e-9)
    one = by_sums.sun_abraham(starts, 7)(values)
    assert sun_abraham(window) == pytest.approx((one[0][0], one[1][0]), abs=1e-9)
    one = by_sums.imputation(starts, 7)(values)
    assert imputation(window) == pytest.approx((one[0][0], one[1][0]), abs=1e-9)


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
def test_two_way_fixed_effects_fail_where_cohorts_differ_and_the_others_do_not() -> None:
    """The same panels, of no effect on average: two-way rejects in most, ours in 3 to 7 %."""
    drawn = [staggered_panel(seed, 0.5) for seed in range(1000)]
    assert max(abs(truth) for _, truth in drawn) < 1e-12
    degrees = freedom(drawn[0][0])
    values, starts = np.array([window.values for window, _ in drawn]), drawn[0][0].starts
    att, influence = by_sums.callaway_santanna(values, starts)
    reject = {
        "two_way": rejections(
            *map(np.array, zip(*(two_way(w) for w, _ in drawn), strict=True)), degrees
        ),
        "callaway_santanna": rejections(att, *by_cohort(influence, starts)),
        "sun_abraham": rejections(*by_sums.sun_abraham(starts, 6)(values), degrees),
        "imputation": rejections(*by_sums.imputation(starts, 6)(values), degrees),
    }
    assert reject.pop("two_way") > 300
    assert all(30 <= rejected <= 70 for rejected in reject.values()), reject


def rejections(att: np.ndarray, error: np.ndarray, degrees: np.ndarray | int) -> int:
    """Of so many effects, how many a t of so many degrees of freedom rejects at 5 %."""
    return int((2 * stats.t.sf(np.abs(att / error), degrees) <= 0.05).sum())


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
