"""Which conditions clash: a set that cannot hold together, of which none is to spare."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pipelines.budget.conditions import limit, names_of
from pipelines.budget.costs import free_pieces
from pipelines.budget.model import build
from pipelines.budget.pools import unit_of
from pipelines.budget.problem import Problem
from pipelines.budget.solving import Stop, never, solve


def find_clash(problem: Problem, *, should_stop: Stop = never) -> tuple[str, ...]:
    """Names of conditions that no plan can keep together; without any one of them, one can.

    By the deletion filter: each condition is left out in turn, and stays out where there is no
    plan still (Chinneck, J. W. (2008), Feasibility and Infeasibility in Optimization, ch. 6).
    Empty where all can be kept.
    """
    active = frozenset(names_of(problem))
    if is_feasible(problem, active, should_stop=should_stop):
        return ()
    for name in names_of(problem):
        without = active - {name}
        if not is_feasible(problem, without, should_stop=should_stop):
            active = without
    return tuple(name for name in names_of(problem) if name in active)


def is_feasible(problem: Problem, active: frozenset[str], *, should_stop: Stop = never) -> bool:
    """Whether a plan keeps all active conditions; within the time, else it counts as one."""
    limits = limit(problem, active)
    if (limits.low > limits.high).any():
        return False
    forced = np.flatnonzero((limits.low > 0) | (limits.high < 0))
    if not len(forced):
        return True  # nothing needs to change
    model = build(limits, problem.pool, free_pieces(limits.low, limits.high),
                  unit=unit_of(limits) if limits.is_counted else 1.0,
                  is_counted=limits.is_counted)  # fmt: skip
    # any plan will do
    program = replace(model.program, cost=np.zeros_like(model.program.cost))
    limit_s = problem.request.time_limit_s
    return solve(program, time_limit_s=limit_s, should_stop=should_stop).state != "infeasible"
