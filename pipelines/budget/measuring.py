"""How fair the money of a plan lies, before and after."""

from __future__ import annotations

import numpy as np

from pipelines.budget.conditions import limit, names_of, takes_part
from pipelines.budget.inequality import gini, theil
from pipelines.budget.plan import PlanMeasures
from pipelines.budget.problem import Problem, reached_by
from pipelines.budget.sources import Integers


def measure(problem: Problem, change: Integers) -> PlanMeasures | None:
    """The measures of a change (D) of whole won; None where there is no money or no need."""
    if not (problem.base.any() and problem.need.any()):
        return None
    money = problem.base + change
    total = int(problem.base.sum())
    parts = theil(money, problem.need, problem.gus)
    use = takes_part(limit(problem, frozenset(names_of(problem))), problem.need)
    use = use if use.any() else problem.need > 0
    reached = None
    if np.isfinite(problem.unreached_cost):
        reached = float(reached_by(money, problem.need, problem.unreached_cost).sum())
    return PlanMeasures(
        share_distance=float(np.abs(money - problem.fair(problem.need)).sum() / (2 * total)),
        theil=float(parts.total),
        theil_between=float(parts.between),
        theil_within=float(parts.within),
        gini=float(gini(money, problem.need)),
        least_krw_per_need=float((money[use] / problem.need[use]).min()),
        expected_reached_count=reached,
    )
