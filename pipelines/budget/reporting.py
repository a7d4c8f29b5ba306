"""What a plan says of each Dong and each line: who loses first, by how much and why."""

from __future__ import annotations

import numpy as np

from pipelines.budget.need import Floats
from pipelines.budget.plan import PlanMove, PlanPlace
from pipelines.budget.problem import Problem
from pipelines.budget.request import PlanRequest
from pipelines.budget.sources import BudgetYear, Integers
from pipelines.budget.stability import Stability


def describe_places(
    problem: Problem, year: BudgetYear, change: Integers, stability: Stability | None
) -> tuple[PlanPlace, ...]:
    """Who loses first, the greatest loss at the top; then who gains; then the others by code."""
    agreement = stability.agreement(change) if stability else None
    after = problem.base + change
    need_share, share_before, share_after = (
        _share(problem, values) for values in (problem.need, problem.base, after)
    )
    made = [
        PlanPlace(
            dong_code=problem.places[at],
            gu_code=problem.gus[at],
            need=float(problem.need[at]),
            need_low=_known(year.need.low[problem.index[at]]),
            need_high=_known(year.need.high[problem.index[at]]),
            need_share=_known(need_share[at]),
            before_krw=int(problem.base[at]),
            after_krw=int(after[at]),
            budget_share_before=_known(share_before[at]),
            budget_share_after=_known(share_after[at]),
            krw_per_need_before=_ratio(problem.base[at], problem.need[at]),
            krw_per_need_after=_ratio(after[at], problem.need[at]),
            agreement_share=None if agreement is None else float(agreement[at]),
            is_advised=agreement is None
            or bool(agreement[at] >= problem.request.agreement_share)
            or at in problem.pins,
            reason=_reason(problem, at, int(change[at])),
        )
        for at in range(len(problem.places))
    ]
    return tuple(sorted(made, key=_rank))


def _rank(place: PlanPlace) -> tuple[int, int, str]:
    group = 0 if place.change_krw < 0 else 1 if place.change_krw > 0 else 2
    return group, -abs(place.change_krw), place.dong_code


def _reason(problem: Problem, at: int, change: int) -> str:
    if change == 0:
        return ""
    if at in problem.pins:
        return "pinned"
    if problem.request.objective == "newly_reached":
        return "more_return" if change > 0 else "less_return"
    gap = int(problem.targets(problem.need)[at]) - int(problem.base[at])
    if gap * change > 0:
        return "below_need" if change > 0 else "above_need"
    return "balances"


def describe_moves(
    problem: Problem, lines: Integers, places: tuple[PlanPlace, ...]
) -> tuple[PlanMove, ...]:
    """The lines that change, in the order of the places."""
    at = {code: number for number, code in enumerate(problem.places)}
    return tuple(
        PlanMove(place.dong_code, place.gu_code, problem.lines[line],
                 int(problem.amounts[line, at[place.dong_code]]),
                 int(problem.amounts[line, at[place.dong_code]] + lines[line, at[place.dong_code]]),
                 place.agreement_share, place.is_advised, place.reason)
        for place in places
        for line in np.flatnonzero(lines[:, at[place.dong_code]])
    )  # fmt: skip


def unknown_of(year: BudgetYear, request: PlanRequest) -> list[int]:
    """Places of the Dongs that were asked for, and whose need is not known."""
    return [
        at
        for at, gu in enumerate(year.gus)
        if (not request.gus or gu in request.gus) and not year.need.is_known[at]
    ]


def outside_of(year: BudgetYear, request: PlanRequest, at: int) -> PlanPlace:
    """A Dong that takes no part: its need is not known."""
    money = int(year.total(request.money_scope)[at])
    return PlanPlace(year.places[at], year.gus[at], None, None, None, None, money, money,
                     None, None, None, None, None, True, "")  # fmt: skip


def _share(problem: Problem, values: Integers | Floats) -> Floats:
    """(D) of the sum of its pool; NaN where that is zero."""
    pools = np.eye(int(problem.pool.max(initial=0)) + 1)[problem.pool]
    whole = (values @ pools) @ pools.T
    return np.divide(values, whole, out=np.full(len(values), np.nan), where=whole > 0)


def _ratio(money: np.int64, need: np.float64) -> float | None:
    return float(money / need) if need > 0 else None


def _known(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)
