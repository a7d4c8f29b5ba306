"""From the change of each Dong to the lines that carry it, and who gives to whom."""

from __future__ import annotations

import numpy as np

from pipelines.budget.plan import Transfer
from pipelines.budget.problem import Problem
from pipelines.budget.sources import Integers


def by_line(problem: Problem, change: Integers) -> Integers:
    """(M, D) whole won of each line, whose sums are the changes (D) and, over a pool, zero.

    The line in which a pool has most money comes first: who gives takes it from there as long as
    it lasts, and what was given in a line is filled up in order of code. So at most one Dong more
    than there are lines receives in two of them.
    """
    found = np.zeros(problem.amounts.shape, dtype=np.int64)
    for pool in np.unique(problem.pool):
        mine = np.flatnonzero(problem.pool == pool)
        order = np.argsort(-problem.amounts[:, mine].sum(axis=1), kind="stable")
        wanted = np.maximum(change[mine], 0)
        asked = np.maximum(-change[mine], 0)
        for line in order:
            given = np.minimum(asked, problem.amounts[line, mine])
            asked = asked - given
            before = np.cumsum(wanted) - wanted
            taken = np.clip(given.sum() - before, 0, wanted)
            wanted = wanted - taken
            found[line, mine] = taken - given
    return found


def transfers_of(problem: Problem, changes: Integers) -> tuple[Transfer, ...]:
    """Who gives how much to whom, in each line of each pool: the largest to the largest.

    There are fewer of them than Dongs that change, line by line.
    """
    made = []
    for pool in np.unique(problem.pool):
        mine = np.flatnonzero(problem.pool == pool)
        for line, name in enumerate(problem.lines):
            amounts = changes[line, mine]
            givers = [[at, -int(amounts[at])] for at in _largest(-amounts)]
            receivers = [[at, int(amounts[at])] for at in _largest(amounts)]
            while givers and receivers:
                won = min(givers[0][1], receivers[0][1])
                source, target = (problem.places[mine[side[0][0]]] for side in (givers, receivers))
                made.append(Transfer(name, source, target, won))
                for side in (givers, receivers):
                    side[0][1] -= won
                    if not side[0][1]:
                        side.pop(0)
    return tuple(made)


def _largest(amounts: Integers) -> list[int]:
    """Places of amounts above 0, the largest first, then by code."""
    order = np.argsort(-amounts, kind="stable")
    return [int(at) for at in order if amounts[at] > 0]
