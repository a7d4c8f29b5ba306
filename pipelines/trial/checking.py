"""Checks of an effect: what was before it, neighbours left out, placebo dates, unlike trends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from pipelines.trial.before import joint_before, trend_before
from pipelines.trial.bench import Bench, open_window, placebo_date, without_ring
from pipelines.trial.bounding import bounds
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
    # of few treated there is no error by Dong to widen
    if comparison.headline == "callaway_santanna":
        made += [
            _made("bounds", bound, partial(bounds, work, bound, plan.interval))
            for bound in plan.bounds
        ]
    return made


def _on(bench: Bench, comparison: ComparisonPlan, opened: Window, change: Any, by: Any) -> Effect:
    """The headline on a changed window."""
    return headline(bench, comparison, change(opened, by))


def _made(name: str, step: float, make: Callable[[], Effect]) -> Check:
    try:
        return Check(name, step, make())
    except RefusedError as error:
        return Check(name, step, None, error.reason)
