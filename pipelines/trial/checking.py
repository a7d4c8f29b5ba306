"""Checks of an effect: what was before it, neighbours left out, placebo dates, unlike trends."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from pipelines.trial.before import joint_before, trend_before
from pipelines.trial.bench import Bench, coarser, open_window, placebo_date, without_ring
from pipelines.trial.comparing import headline
from pipelines.trial.inference import Effect
from pipelines.trial.plan import ComparisonPlan
from pipelines.trial.refusing import RefusedError
from pipelines.trial.window import Window
from pipelines.trial.working import Work


@dataclass(frozen=True)
class Check:
    """One check; `effect` is None where it was refused, for `refusal`."""

    name: str
    step: float
    effect: Effect | None
    refusal: str | None = None


def check(bench: Bench, outcome: str, comparison: ComparisonPlan) -> list[Check]:
    """All checks of one outcome and comparison; none where the comparison itself is refused."""
    try:
        opened = open_window(bench, outcome, comparison)
    except RefusedError:
        return []
    plan, work = bench.plan, Work(bench, opened)
    made = [
        _made("pre_joint", 0.0, partial(joint_before, work)),
        _made("pre_trend", 0.0, partial(trend_before, work)),
        _made("ring_left_out", 0.0, partial(_on, bench, comparison, opened, without_ring, bench)),
    ]
    for months in plan.placebo_months:
        earlier = partial(_on, bench, comparison, opened, placebo_date, months)
        made.append(_made("placebo_date", float(months), earlier))
    if comparison.name == "selected":
        made += [
            _made("bounds", bound, partial(bounds, opened, bound, plan.interval))
            for bound in plan.bounds
        ]
    return made


def _on(bench: Bench, comparison: ComparisonPlan, opened: Window, change: Any, by: Any) -> Effect:
    """The headline on a changed window."""
    return headline(bench, comparison, change(opened, by))


def bounds(opened: Window, bound: float, level: float) -> Effect:
    """Rambachan and Roth's robust interval of the mean effect, by relative magnitudes.

    Trends may break after the start by up to `bound` times the largest break before it. Source:
    doi:10.1093/restud/rdad018, through diff-diff. In periods of three months, where they fit, and
    without covariates.
    """
    import diff_diff

    if opened.is_pooled:
        raise RefusedError("pooled_months", "bounds")
    from pipelines.trial.fitting import fit_cohorts

    shown = fit_cohorts(coarser(opened), base="universal").aggregate("event_study")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = diff_diff.compute_honest_did(
                shown, method="relative_magnitude", M=bound, alpha=1 - level
            )
        except (ValueError, np.linalg.LinAlgError) as error:
            raise RefusedError("unsettled", f"bounds ({error})") from error
    low, high = float(found.ci_lb), float(found.ci_ub)
    if not (np.isfinite(low) and np.isfinite(high)):
        raise RefusedError("unsettled", "bounds")
    return Effect(
        float(found.original_estimate), ci_low=low, ci_high=high, interval_method="analytic_dong"
    )


def _made(name: str, step: float, make: Callable[[], Effect]) -> Check:
    try:
        return Check(name, step, make())
    except RefusedError as error:
        return Check(name, step, None, error.reason)
