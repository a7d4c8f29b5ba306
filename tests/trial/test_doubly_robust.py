"""The doubly robust effect: strata by hand, the formula another way, and against diff-diff."""

import numpy as np
import pytest

from pipelines.trial.doubly_robust import robust_effect
from pipelines.trial.fitting import fit_cohorts
from pipelines.trial.panel import NEVER
from pipelines.trial.refusing import RefusedError
from pipelines.trial.staggered import average, cohort_effects
from pipelines.trial.window import Window
from tests.trial import by_sums
from tests.trial.simulating import noise


def window_of(values: np.ndarray, starts: np.ndarray) -> Window:
    count = len(starts)
    return Window(np.arange(count), ("",) * count, values, np.ones(count), starts, 1, 0)


def drawn(seed: int, pull: float, count: int = 60) -> tuple[Window, np.ndarray]:
    """Who joins and how it goes hang on the first of two traits, by `pull`."""
    draws = np.random.default_rng(seed)
    traits = draws.normal(size=(count, 2))
    treated = pull * traits[:, 0] + draws.normal(size=count) > 0.3
    values = noise(draws, (count, 4)) + traits[:, :1] * np.arange(4)
    return window_of(values, np.where(treated, 2, NEVER)), traits


def test_two_kinds_of_dongs_are_compared_kind_by_kind() -> None:
    # of the first kind 1 of 3 treated, of the second 3 of 5
    kind = np.array([0, 0, 0, 1, 1, 1, 1, 1.0])
    treated = np.array([True, False, False, True, True, True, False, False])
    change = np.array([5.0, 1, 3, 9, 8, 10, 4, 6])
    by_kind = [5 - (1 + 3) / 2, (9 + 8 + 10) / 3 - (4 + 6) / 2]
    att, influence = robust_effect(change, treated, kind[:, None])
    assert att == pytest.approx((1 * by_kind[0] + 3 * by_kind[1]) / 4)
    assert influence.mean() == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_is_the_formula_written_another_way(seed: int) -> None:
    window, traits = drawn(seed, 0.8)
    cells = cohort_effects(window, covariates=traits, base="universal")
    ours = average(cells, "simple", sizes="fixed")
    change = window.values[:, 2:].mean(axis=1) - window.values[:, 1]
    att, influence = by_sums.doubly_robust(change[None], window.treated, traits[None])
    assert ours.overall == pytest.approx(att[0], abs=1e-9)
    assert ours.overall_influence == pytest.approx(influence[0], abs=1e-9)


@pytest.mark.parametrize("base", ["universal", "varying"])
def test_without_traits_to_speak_of_it_is_diff_diffs_in_every_cell(base: str) -> None:
    """One trait of noise and 400 Dongs of three cohorts: both normalisations are nearly one."""
    draws = np.random.default_rng(4)
    starts = np.repeat([2, 3, 4, NEVER], 100)
    window = window_of(noise(draws, (400, 6)), starts)
    trait = 0.2 * draws.normal(size=(400, 1))
    ours = cohort_effects(window, covariates=trait, base=base)
    theirs = fit_cohorts(window, covariates=trait, base=base).group_time_effects
    cells = {(cohort - 1, period - 1): cell for (cohort, period), cell in theirs.items()}
    assert {(g, t) for g, t in zip(ours.cohorts, ours.periods, strict=True)} == set(cells)
    for place, at in enumerate(zip(ours.cohorts, ours.periods, strict=True)):
        assert ours.att[place] == pytest.approx(cells[at]["effect"], abs=2e-3)
        if np.isfinite(cells[at]["se"]) and cells[at]["se"] > 0:
            assert ours.std_error[place] == pytest.approx(cells[at]["se"], rel=0.01)


def test_where_few_controls_are_like_the_treated_its_error_is_the_smaller() -> None:
    ratios = []
    for seed in range(20):
        window, traits = drawn(seed, 1.0)
        ours = cohort_effects(window, covariates=traits, base="universal")
        theirs = fit_cohorts(window, covariates=traits, base="universal").group_time_effects
        at = int(np.flatnonzero(ours.periods == 3)[0])
        ratios.append(ours.std_error[at] / theirs[3, 4]["se"])
    assert min(ratios) < 0.5
    assert max(ratios) < 1.1


def test_a_trait_that_parts_the_groups_is_refused() -> None:
    treated = np.arange(20) < 8
    with pytest.raises(RefusedError, match="did not settle"):
        robust_effect(np.arange(20.0), treated, treated[:, None].astype(float))
