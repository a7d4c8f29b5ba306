"""Every plan there is of a small case, and the best of them: what the solver is held to."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from pipelines.budget.conditions import limit, names_of, takes_part
from pipelines.budget.problem import Problem, reached_by


def shared_out(total: int, places: int) -> Iterator[tuple[int, ...]]:
    """All ways to share out a total among places."""
    if places == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in shared_out(total - first, places - 1):
            yield (first, *rest)


def all_plans(problem: Problem) -> np.ndarray:
    """(P, D) change of each Dong in every plan that keeps all conditions, made line by line."""
    asked = problem.request
    by_line = []
    for amounts in problem.amounts:
        by_pool = []
        for pool in np.unique(problem.pool):
            mine = np.flatnonzero(problem.pool == pool)
            ways = []
            for way in shared_out(int(amounts[mine].sum()), len(mine)):
                change = np.zeros(len(amounts), np.int64)
                change[mine] = np.array(way) - amounts[mine]
                ways.append(change)
            by_pool.append(ways)
        by_line.append([np.sum(parts, axis=0) for parts in product(*by_pool)])
    plans = np.array(list(product(*by_line)))
    total = plans.sum(axis=1)
    floor = np.floor(asked.max_loss_share * problem.own)
    keep = (total >= -floor).all(axis=1)
    one_way = ~((plans > 0).any(axis=1) & (plans < 0).any(axis=1)).any(axis=1)
    keep &= one_way
    if asked.max_gain_share is not None:
        keep &= (total <= np.floor(asked.max_gain_share * problem.own)).all(axis=1)
    if asked.least_krw_per_need is not None:
        keep &= (problem.base + total >= asked.least_krw_per_need * problem.need).all(axis=1)
    for at, change in problem.pins.items():
        keep &= total[:, at] == change
        if change == 0:
            keep &= (plans[:, :, at] == 0).all(axis=1)
    small = (total != 0) & (np.abs(total) < asked.minimum_move_krw)
    keep &= ~small.any(axis=1)
    if asked.max_moves is not None:
        keep &= (total != 0).sum(axis=1) <= asked.max_moves
    if asked.max_moved_krw is not None:
        keep &= np.maximum(total, 0).sum(axis=1) <= asked.max_moved_krw
    return np.unique(total[keep], axis=0)


def values_of(problem: Problem, plans: np.ndarray) -> np.ndarray:
    """(P) the objective of each plan, to be as small as can be; NaN where it means nothing."""
    money = problem.base + plans
    asked = problem.request.objective
    if asked == "share_distance":
        return np.abs(money - problem.targets(problem.need)).sum(axis=1)
    if asked == "newly_reached":
        return -reached_by(money, problem.need, problem.unreached_cost).sum(axis=1)
    # among whom the worst-off is looked for is part of what was asked
    may_gain = takes_part(limit(problem, frozenset(names_of(problem))), problem.need)
    if not may_gain.any():
        return np.zeros(len(plans))
    return -(money[:, may_gain] / problem.need[may_gain]).min(axis=1)
