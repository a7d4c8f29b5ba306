"""Bounds where trends differ: quarters by hand, diff-diff's own where they agree, known truth."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from pipelines import settings as settings_module
from pipelines.trial.bench import Bench, coarser
from pipelines.trial.bounding import bounds, in_quarters
from pipelines.trial.fitting import fit_cohorts
from pipelines.trial.inference import by_cohort
from pipelines.trial.panel import NEVER
from pipelines.trial.plan import read_plan
from pipelines.trial.refusing import RefusedError
from pipelines.trial.window import Window
from pipelines.trial.working import Work
from tests.trial.drawing import draw_panel
from tests.trial.simulating import null_panel


def work_on(window: Window) -> Work:
    """Work on a window of made-up Dongs, without covariates."""
    count, periods = window.values.shape
    panel = draw_panel([None] * count, periods)
    return Work(
        Bench(panel, read_plan(settings_module.load()), np.zeros((count, count), bool)), window
    )


def test_months_are_taken_by_quarters_since_each_start() -> None:
    starts = np.array([6, 6, 7, NEVER, NEVER])
    rise = np.where(np.arange(15) >= starts[:, None], np.arange(15) - starts[:, None] + 1.0, 0.0)
    window = Window(np.arange(5), ("",) * 5, rise, np.ones(5), starts, 1, 0)
    found = in_quarters(work_on(window))
    # quarters -2 | 0 1 2; of the third the second cohort lacks its last month, two of three have it
    assert (found.before, found.after) == (1, 3)
    assert found.effects == pytest.approx([0.0, 2.0, 5.0, 8.0])
    assert found.weights == pytest.approx(np.array([9, 9, 8]) / 26)


def test_a_quarter_that_most_have_not_seen_is_left_out() -> None:
    starts = np.array([6, 9, 9, NEVER, NEVER])
    window = null_panel("equal", 5, 3, 12, 6, 1)
    found = in_quarters(work_on(replace(window, starts=starts)))
    # two of three Dongs have a third quarter before the start, one has a second after it
    assert (found.before, found.after) == (2, 1)


def test_of_one_cohort_they_are_those_of_diff_diff_in_periods_of_three_months() -> None:
    import diff_diff

    window = null_panel("equal", 70, 35, 24, 15, 4)
    shown = fit_cohorts(coarser(window), base="universal").aggregate("event_study")
    for step in (0.0, 1.0):
        theirs = diff_diff.compute_honest_did(shown, method="relative_magnitude", M=step, alpha=0.1)
        ours = bounds(work_on(window), step, 0.9)
        assert ours.att == pytest.approx(float(theirs.original_estimate))
        # ours divides by n - 1 and takes a t of some 68 degrees of freedom
        assert ours.ci_low == pytest.approx(float(theirs.ci_lb), abs=0.02)
        assert ours.ci_high == pytest.approx(float(theirs.ci_ub), abs=0.02)


def test_a_quarter_of_some_cohorts_is_held_against_their_own_last_quarter() -> None:
    """Two cohorts of unlike last quarters, 0 -1 0 and 0 1 0 but for levels, and no effect."""
    starts = np.array([6, 6, 6, 9, 9, NEVER, NEVER])
    values = np.zeros((7, 15))
    values[:3, 4], values[3:5, 7] = -3.0, 3.0
    window = Window(np.arange(7), ("",) * 7, values, np.ones(7), starts, 1, 0)
    found = in_quarters(work_on(window))
    # the third quarter after the start is seen by the first cohort alone
    assert (found.before, found.after) == (1, 3)
    both = (3 * 1 + 2 * -1) / 5
    # in the first one its controls are the second cohort too, in one month 3 higher: 3 / 3 * 2 / 4
    assert found.effects == pytest.approx([both, both - 3 / 5 * 0.5, both, 1.0])


def test_bounds_are_the_largest_break_carried_on_and_a_t_interval() -> None:
    starts = np.repeat([12, 14, NEVER], [20, 20, 30])
    window = replace(null_panel("equal", 70, 40, 24, 12, 4), starts=starts)
    work = work_on(window)
    shown, after = in_quarters(work), in_quarters(work).after
    target = np.concatenate([np.zeros(shown.before), shown.weights])
    error, degrees = by_cohort(shown.influence @ target, starts)
    largest = np.abs(np.diff(np.append(shown.effects[: shown.before], 0.0))).max()
    for step in (0.0, 0.5, 2.0):
        # the break of each quarter after the start adds to those before it
        apart = step * largest * (shown.weights @ np.arange(1, after + 1))
        half = apart + stats.t.ppf(0.95, degrees) * error
        found = bounds(work, step, 0.9)
        assert (found.ci_low, found.ci_high) == pytest.approx(
            (shown.effects @ target - half, shown.effects @ target + half), abs=1e-6
        )


def test_they_begin_at_the_plain_interval_and_widen() -> None:
    work = work_on(null_panel("equal", 60, 24, 18, 9, 4))
    ends = [bounds(work, step, 0.9) for step in (0.0, 0.5, 1.0, 2.0)]
    assert len({each.att for each in ends}) == 1
    widths = [each.ci_high - each.ci_low for each in ends]
    assert widths == sorted(widths)
    assert widths[3] > 1.5 * widths[0]


def test_they_hold_the_truth_where_trends_differ_as_much_as_before() -> None:
    """Trends of two cohorts that go on after their starts, and no effect: zero lies inside."""
    inside = 0
    for seed in range(20):
        window = null_panel("equal", 60, 30, 24, 12, seed)
        starts = np.where(np.arange(60) < 15, 12, np.where(np.arange(60) < 30, 14, NEVER))
        values = window.values + 0.13 * (starts < NEVER)[:, None] * np.arange(24)
        moved = bounds(work_on(replace(window, values=values, starts=starts)), 1.0, 0.9)
        inside += moved.ci_low <= 0 <= moved.ci_high
    assert inside >= 17


@pytest.mark.parametrize(
    ("treated", "count", "words"),
    [(5, 40, "fewer than twelve Dongs joined"), (20, 30, "fewer than twelve Dongs are left")],
)
def test_without_an_error_by_dong_there_are_none(treated: int, count: int, words: str) -> None:
    with pytest.raises(RefusedError, match=words):
        bounds(work_on(null_panel("equal", count, treated, 12, 8, 1)), 1.0, 0.9)


def test_where_nearly_all_joined_in_months_of_their_own_there_are_none() -> None:
    window = null_panel("equal", 60, 24, 40, 8, 1)
    alone = np.where(np.arange(60) < 24, 8 + np.arange(60), NEVER)
    with pytest.raises(RefusedError, match="joined in different months"):
        bounds(work_on(replace(window, starts=alone)), 1.0, 0.9)


def test_a_single_quarter_before_the_start_is_too_little() -> None:
    with pytest.raises(RefusedError, match="too few months before"):
        bounds(work_on(null_panel("equal", 60, 24, 12, 5, 1)), 1.0, 0.9)
