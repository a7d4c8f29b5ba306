"""How sure a plan is: what the best plan of each draw of need does, and the regret of this one."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pipelines.budget.conditions import limit, names_of, takes_part
from pipelines.budget.need import Floats
from pipelines.budget.optimum import find_optimum
from pipelines.budget.plan import Regret
from pipelines.budget.problem import Problem, reached_by
from pipelines.budget.solving import Stop, Tell, never, nobody
from pipelines.budget.sources import Integers

_TOGETHER = 6_000  # Dongs, over draws, that one programme takes at a time


@dataclass(frozen=True)
class Stability:
    """The best plans of S draws: (S, D) changes in whole won."""

    changes: Integers

    def agreement(self, change: Integers) -> Floats:
        """(D) share of draws that change a Dong the same way; 1 where it does not change."""
        same = np.sign(self.changes) == np.sign(change)
        return np.where(change == 0, 1.0, same.mean(axis=0))


def best_by_draw(
    problem: Problem, *, should_stop: Stop = never, tell: Tell = nobody
) -> Stability | None:
    """What each draw of need would have, were it known to be so; None without draws, or stopped.

    Within the same conditions, but for the number of moves, their smallest size and the won moved
    in all: these say how much is done, and not where it is wanted. Many draws are solved in one
    programme, as pools of their own.
    """
    draws = problem.draws
    if not draws.size:
        return None
    step = max(_TOGETHER // len(problem.places), 1)
    found = []
    for first in range(0, len(draws), step):
        if should_stop():
            return None
        some = draws[first : first + step]
        answer = find_optimum(_side_by_side(problem, some), should_stop=should_stop)
        if answer.state not in ("optimal", "gap"):
            return None
        found.append(answer.change.reshape(len(some), -1))
        tell("draws", first + len(some), len(draws))
    return Stability(np.concatenate(found))


def regret_of(problem: Problem, stability: Stability, change: Integers) -> Regret:
    """What each draw loses beside its own best plan: by changing nothing, and by the plan.

    In the unit of the objective: share of the money, won per household at risk, or households.
    """
    best = _worth(problem, stability.changes)
    before = best - _worth(problem, np.zeros_like(change))
    after = best - _worth(problem, change)
    return Regret(float(before.mean()), float(after.mean()), float(after.max()))


def _worth(problem: Problem, changes: Integers) -> Floats:
    """(S) the objective of changes (D), or (S, D), in each draw of need; more is better."""
    money = problem.base + changes
    if problem.request.objective == "newly_reached":
        reached = reached_by(money, problem.draws, problem.unreached_cost)
        return np.asarray(reached.sum(axis=1))
    if problem.request.objective == "worst_off":
        use = takes_part(limit(problem, frozenset(names_of(problem))), problem.draws)
        each = np.divide(money, problem.draws, out=np.full(use.shape, np.inf), where=use)
        least = each.min(axis=1)
        return np.where(np.isfinite(least), least, 0.0)
    apart = np.abs(money - problem.targets(problem.draws)).sum(axis=1)
    return np.asarray(-apart / (2 * max(int(problem.base.sum()), 1)))


def _side_by_side(problem: Problem, draws: Floats) -> Problem:
    """The same Dongs once for each draw, each time as pools of their own."""
    times, dongs = draws.shape
    pools = int(problem.pool.max()) + 1
    plain = replace(problem.request, max_moves=None, minimum_move_krw=0, max_moved_krw=None)
    return replace(
        problem,
        request=plain,
        places=problem.places * times,
        gus=problem.gus * times,
        index=np.tile(problem.index, times),
        pool=np.concatenate([problem.pool + pools * draw for draw in range(times)]),
        amounts=np.tile(problem.amounts, times),
        base=np.tile(problem.base, times),
        own=np.tile(problem.own, times),
        need=draws.ravel(),
        draws=np.zeros((0, times * dongs)),
        guaranteed=np.tile(problem.guaranteed, times),
        copies=times,
        pins={at + dongs * draw: won for at, won in problem.pins.items() for draw in range(times)},
    )
