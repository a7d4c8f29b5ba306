"""The wild bootstrap by Gu: every draw worked out anew, and its error rates."""

from itertools import product

import numpy as np
import pytest

from pipelines.trial.panel import NEVER
from pipelines.trial.refusing import RefusedError
from pipelines.trial.staggered import Average, average, cohort_effects
from pipelines.trial.wild import cohort_average, of_changes, of_cohorts, wild_bootstrap
from pipelines.trial.window import Window
from tests.trial.simulating import noise, null_values

GUS = [str(dong // 5) for dong in range(30)]
CODES = np.arange(30) // 5
STARTS = np.where(np.arange(30) % 3 == 0, 2, np.where(np.arange(30) % 3 == 1, 4, NEVER))


def window_of(values: np.ndarray, starts: np.ndarray = STARTS) -> Window:
    count = len(values)
    return Window(np.arange(count), tuple(GUS), values, np.ones(count), starts, 1, 0)


def drawn(seed: int, periods: int = 6) -> tuple[np.ndarray, np.ndarray]:
    """Outcomes of 30 Dongs of six Gu, and a trait that moves them."""
    draws = np.random.default_rng(seed)
    trait = draws.normal(size=(30, 1))
    return noise(draws, (30, periods)) + 0.3 * trait * np.arange(periods), trait


def simple(values: np.ndarray, traits: np.ndarray | None) -> Average:
    cells = cohort_effects(window_of(values), covariates=traits, base="universal")
    return average(cells, "simple", sizes="fixed")


def test_wild_bootstrap_is_every_sign_of_every_gu() -> None:
    draws = np.random.default_rng(4)
    change, treated = draws.normal(size=24), np.arange(24) % 3 == 0
    gus = [str(dong // 4) for dong in range(24)]
    test = wild_bootstrap(of_changes(change, treated, gus, 64, 1))
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
    inside = wild_bootstrap(
        of_changes(change - (test.ci_low + 1e-3) * treated, treated, gus, 64, 1)
    )
    outside = wild_bootstrap(
        of_changes(change - (test.ci_low - 1e-3) * treated, treated, gus, 64, 1)
    )
    assert inside.p_value > 0.1 >= outside.p_value


def test_fewer_than_five_gu_are_refused() -> None:
    with pytest.raises(RefusedError, match="fewer than five Gu"):
        of_changes(drawn(1)[0][:, 0], STARTS < NEVER, list("aabbcc") * 5, 64, 1)


@pytest.mark.parametrize("with_traits", [False, True])
def test_many_panels_at_once_are_the_effects_of_each(with_traits: bool) -> None:
    panels = [drawn(seed)[0] for seed in range(3)]
    traits = drawn(0)[1] if with_traits else None
    effects, influences = cohort_average(np.array(panels), STARTS, traits)
    for values, effect, influence in zip(panels, effects, influences, strict=True):
        one = simple(values, traits)
        assert effect == pytest.approx(one.overall, abs=1e-9)
        assert influence == pytest.approx(one.overall_influence, abs=1e-9)


@pytest.mark.parametrize("with_traits", [False, True])
def test_of_cohorts_it_is_every_panel_with_signs_estimated_anew(with_traits: bool) -> None:
    values, trait = drawn(5)
    traits = trait if with_traits else None
    test = wild_bootstrap(of_cohorts(window_of(values), traits, 64, 1))

    def statistic(outcomes: np.ndarray) -> float:
        found = simple(outcomes, traits)
        scores = np.bincount(CODES, found.overall_influence) / 30
        return abs(found.overall) / float(np.sqrt((scores**2).sum()))

    design = np.column_stack([np.ones(30), *([trait] if with_traits else [])])
    rest = values - design @ np.linalg.lstsq(design, values, rcond=None)[0]
    chance = [
        statistic(rest * np.array(signs)[CODES, None]) for signs in product([1, -1], repeat=6)
    ]
    observed = statistic(values)
    assert test.p_value == pytest.approx(np.mean(np.array(chance) >= observed * (1 - 1e-9)))
    assert test.att == pytest.approx(simple(values, traits).overall)
    # the ends of the interval are where the test just rejects at 10 %
    effect = np.arange(6) >= STARTS[:, None]
    for step, is_kept in ((1e-3, True), (-1e-3, False)):
        moved = window_of(values - (test.ci_low + step) * effect)
        assert (wild_bootstrap(of_cohorts(moved, traits, 64, 1)).p_value > 0.1) == is_kept


def test_of_one_cohort_before_and_after_it_is_the_test_of_changes() -> None:
    values, _ = drawn(2, periods=2)
    starts = np.where(np.arange(30) % 3 == 0, 1, NEVER)
    one = wild_bootstrap(of_cohorts(window_of(values, starts), None, 64, 1))
    change = values[:, 1] - values[:, 0]
    other = wild_bootstrap(of_changes(change, starts < NEVER, GUS, 64, 1))
    assert one.chance == pytest.approx(other.chance)
    assert (one.att, one.ci_low, one.p_value) == pytest.approx(
        (other.att, other.ci_low, other.p_value)
    )


@pytest.mark.slow
@pytest.mark.parametrize("which", ["equal", "small", "large"])
@pytest.mark.parametrize("shape", ["selected", "selected, covariates", "2017"])
def test_with_no_effect_it_rejects_five_in_a_hundred(which: str, shape: str) -> None:
    """1,000 panels of 16 Gu with shocks that Dongs of a Gu share, in the real shapes.

    With covariates households and need decide who joins, and need how things change.
    """
    groups, starts = {
        "selected": ([48, 153], [4, NEVER]),
        "2017": ([49, 56, 35, 13], [4, 5, 6, NEVER]),
    }[shape.split(",")[0]]
    first = np.repeat(starts, groups)
    count = len(first)
    values, sizes = null_values(which, count, int((first < NEVER).sum()), 8, 6)
    draws = np.random.default_rng([count, 7])
    codes = draws.permutation(np.arange(count) % 16)
    gus = tuple(str(code) for code in codes)
    traits = np.stack([np.log(sizes), draws.normal(size=sizes.shape)], axis=2)
    traits[:, first < NEVER, 1] += 0.5
    traits = (traits - traits.mean(axis=1, keepdims=True)) / traits.std(axis=1, keepdims=True)
    found = 0
    for each, trait in zip(values, traits, strict=True):
        rows, known = each + 0.4 * noise(draws, (16, 8))[codes], None
        if shape.endswith("covariates"):
            rows, known = rows + 0.3 * trait[:, 1:] * np.arange(8) / 8, trait
        window = Window(np.arange(count), gus, rows, np.ones(count), first, 1, 0)
        found += of_cohorts(window, known, 199, 1).p_value(0.0) <= 0.05
    assert 30 <= found <= 70
