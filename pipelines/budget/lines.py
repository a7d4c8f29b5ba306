"""From the change of each Dong to the lines that carry it, and who gives to whom."""

from __future__ import annotations

import numpy as np

from pipelines.budget.dust import dust_of, without_dust
from pipelines.budget.plan import Transfer
from pipelines.budget.problem import Problem
from pipelines.budget.sources import Integers


def by_line(problem: Problem, change: Integers) -> Integers:
    """(M, D) whole won of each line, whose sums are the changes (D) and, over a pool, zero.

    The line in which a pool has most money comes first: who gives takes it from there as long as
    it lasts, and what was given in a line is filled up in order of code. So at most one Dong more
    than there are lines receives in two of them. Where a line would change by less than the
    smallest move, they are shared out anew so that none does; where that cannot be they stay.
    """
    found, least = np.zeros(problem.amounts.shape, dtype=np.int64), problem.request.minimum_move_krw
    for pool in np.unique(problem.pool):
        mine = np.flatnonzero(problem.pool == pool)
        found[:, mine] = _in_order(problem.amounts[:, mine], change[mine])
        if dust_of(found[:, mine], least):
            better = without_dust(problem.amounts[:, mine], change[mine], least)
            found[:, mine] = found[:, mine] if better is None else better
    return found


def _in_order(amounts: Integers, change: Integers) -> Integers:
    """(M, D) of one pool, the line with most money first."""
    found = np.zeros(amounts.shape, dtype=np.int64)
    wanted, asked = np.maximum(change, 0), np.maximum(-change, 0)
    for line in np.argsort(-amounts.sum(axis=1), kind="stable"):
        given = np.minimum(asked, amounts[line])
        asked = asked - given
        before = np.cumsum(wanted) - wanted
        taken = np.clip(given.sum() - before, 0, wanted)
        wanted = wanted - taken
        found[line] = taken - given
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
