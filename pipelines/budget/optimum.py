"""The best plan of money for a problem, in whole won, proven or with its gap."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pipelines.budget.conditions import Limits, broken, limit, names_of, takes_part
from pipelines.budget.costs import (
    Pieces,
    distance_pieces,
    free_pieces,
    reaching_pieces,
)
from pipelines.budget.counted import Chosen, choose
from pipelines.budget.model import Model, build
from pipelines.budget.need import Floats
from pipelines.budget.pools import as_chosen
from pipelines.budget.problem import Problem
from pipelines.budget.solving import Solved, Stop, never, solve
from pipelines.budget.sources import Integers
from pipelines.budget.ties import room_of_costs, room_of_least, shared_out
from pipelines.budget.worst_off import WorstOff, choose_worst_off, least_of, owed_for
from pipelines.errors import DabokdongError

_WHOLE = 1e-3  # so near to a whole won, HiGHS means that won
_NEAR = 1e-6
_MOST_AMOUNTS = 10_000  # of one Dong, in whole won
_WORST_DRAWS = 8  # at most, of the worst-off: each adds a row for every Dong


@dataclass(frozen=True)
class Optimum:
    """What came out.

    Attributes
    ----------
    state : `optimal`, `gap`, `infeasible` or `stopped`.
    change : (D) whole won; zeros where there is no plan.
    gap : relative, 0 if proven.
    """

    state: str
    change: Integers
    gap: float


@dataclass(frozen=True)
class _Aim:
    """What is minimised: the cost of pieces, or the worst-off in each of the needs (S, D).

    A Dong that may not gain is none of the worst-off: its need is 0 there.
    """

    pieces: Pieces
    worst: Floats | None


def find_optimum(problem: Problem, *, should_stop: Stop = never) -> Optimum:
    """The best plan for the objective within every condition.

    `share_distance` and `newly_reached` are best to the won (the latter for its straight pieces);
    `worst_off` too, and to a won a household where there are draws, or all won moved are limited.
    """
    limits = limit(problem, frozenset(names_of(problem)))
    nothing = np.zeros(len(problem.places), dtype=np.int64)
    if not problem.places:
        return Optimum("optimal", nothing, 0.0)
    if (limits.low > limits.high).any():
        return Optimum("infeasible", nothing, 0.0)
    worst = _worst(problem, limits)
    chosen = _chosen(problem, limits, worst, should_stop)
    if chosen is not None and chosen.ways is None:
        return Optimum(chosen.state, nothing, chosen.gap)
    plain = limits if chosen is None or chosen.ways is None else as_chosen(limits, chosen.ways)
    aim = _aim(problem, plain, worst)
    found, model = _solved(problem, plain, aim, should_stop)
    if found.values is None:
        return Optimum(found.state, nothing, found.gap)
    change = _in_won(problem, limits, plain, aim, model, found.values)
    proof = found if chosen is None else chosen
    return Optimum(proof.state, change, proof.gap)


def _in_won(
    problem: Problem, limits: Limits, plain: Limits, aim: _Aim, model: Model, values: Floats
) -> Integers:
    """The whole won that the values mean; `plain` are the limits of the ways that were chosen."""
    change = _whole(problem, plain, model, values)
    is_exact = problem.draws.size == 0 and problem.copies == 1 and limits.moved is None
    if aim.worst is not None and is_exact:
        change = _raise_least(problem, plain, aim.worst[0], change)
    change = _settled(problem, plain, aim, change)
    if faults := broken(problem.pool, limits, change):
        raise DabokdongError(
            f"The plan breaks its own conditions ({', '.join(faults)}); report this request."
        )
    return change


def _settled(problem: Problem, limits: Limits, aim: _Aim, change: Integers) -> Integers:
    """Of the changes that are as good, those in proportion to what is over or short."""
    gaps = problem.targets(problem.need) - problem.base
    if aim.worst is None:
        room = room_of_costs(limits, problem.pool, aim.pieces, change, gaps)
    else:
        wanted = owed_for(aim.worst, least_of(aim.worst, problem.base + change)) - problem.base
        room = room_of_least(limits, problem.pool, change, gaps, wanted)
    return shared_out(room, gaps)


def _chosen(
    problem: Problem, limits: Limits, worst: Floats | None, should_stop: Stop
) -> Chosen | None:
    """Which Dongs change, where moves are counted; None where they are not."""
    if not limits.is_counted:
        return None
    limit_s = problem.request.time_limit_s
    if worst is None:
        pieces = _aim(problem, limits, None).pieces
        return choose(limits, problem.pool, pieces, time_limit_s=limit_s, should_stop=should_stop)
    plain = replace(limits, minimum=0, moves=None)
    found, model = _solved(problem, plain, _aim(problem, plain, worst), should_stop)
    if found.values is None:
        return Chosen(None, found.state, -np.inf, np.inf)
    asked = WorstOff(limits, problem.pool, problem.base, worst)
    return choose_worst_off(asked, found.values[-model.draws :], time_limit_s=limit_s,
                            should_stop=should_stop)  # fmt: skip


def _needs(problem: Problem) -> Floats:
    return problem.draws if problem.draws.size else problem.need[None, :]


def _worst(problem: Problem, limits: Limits) -> Floats | None:
    """(S, D) needs of those among whom the worst-off is looked for; None for other objectives."""
    if problem.request.objective != "worst_off":
        return None
    needs = _needs(problem)
    if len(needs) > _WORST_DRAWS:  # evenly over all: their common factor rises from first to last
        needs = needs[np.linspace(0, len(needs) - 1, _WORST_DRAWS).round().astype(int)]
    if problem.copies > 1:  # the worst-off of one copy is none of another
        copy = np.repeat(np.arange(problem.copies), len(problem.places) // problem.copies)
        needs = np.where(copy == np.arange(problem.copies)[:, None], problem.need, 0.0)
    return np.where(takes_part(limits, problem.need), needs, 0.0)


def _aim(problem: Problem, limits: Limits, worst: Floats | None) -> _Aim:
    low, high = limits.low, limits.high
    if worst is not None:
        return _Aim(free_pieces(low, high), worst)
    if problem.request.objective == "newly_reached":
        cost = problem.unreached_cost
        return _Aim(reaching_pieces(low, high, problem.base, _needs(problem), cost), None)
    gaps = problem.targets(_needs(problem)) - problem.base
    return _Aim(distance_pieces(low, high, gaps), None)


def _solved(problem: Problem, limits: Limits, aim: _Aim, should_stop: Stop) -> tuple[Solved, Model]:
    model = build(limits, problem.pool, aim.pieces, base=problem.base, worst=aim.worst)
    limit_s = problem.request.time_limit_s
    return solve(model.program, time_limit_s=limit_s, should_stop=should_stop), model


def _whole(problem: Problem, limits: Limits, model: Model, values: Floats) -> Integers:
    """Whole won: as HiGHS has them, or else the fewest moved within a won of its amounts."""
    exact = model.change(values)
    change = np.rint(exact).astype(np.int64)
    near = np.abs(exact - change).max(initial=0) < _WHOLE
    if near and not broken(problem.pool, limits, change):
        return change
    low = np.maximum(limits.low, np.floor(exact + _NEAR)).astype(np.int64)
    high = np.minimum(limits.high, np.ceil(exact - _NEAR)).astype(np.int64)
    within = replace(limits, low=low, high=np.maximum(low, high), moved=None)
    # a column for each side of zero: the bounds that lie on one side force it
    box = build(within, problem.pool, free_pieces(within.low, within.high))
    found = solve(box.program, time_limit_s=problem.request.time_limit_s)
    return change if found.values is None else np.rint(box.change(found.values)).astype(np.int64)


def _raise_least(problem: Problem, limits: Limits, worst: Floats, change: Integers) -> Integers:
    """The whole won whose worst-off Dong is best off, with the fewest of them moved.

    The best fraction of a won is known; between it and the whole answer lie the amounts that a
    worst-off Dong can have, and for each a linear programme tells whether it can be had.
    """
    use = worst > 0
    if not use.any():
        return change
    need, money = problem.need[use], (problem.base + change)[use]
    now = (money / need).min()
    # the least that it has now is among them: it may be had with fewer won moved
    candidates = np.concatenate([[now], _between(need, now, now + 2 / need.min())])
    best, first, last = change, 0, len(candidates) - 1
    while first <= last:
        middle = (first + last) // 2
        found = _with_least(problem, limits, use, float(candidates[middle]))
        if found is None:
            last = middle - 1
        else:
            best, first = found, middle + 1
    return best


def _between(need: Floats, low: float, high: float) -> Floats:
    """Won per household above low and up to high that some Dong can have, in order.

    A Dong of many more households than the others can have very many: then those next above low.
    """
    first = np.floor(low * need).astype(np.int64)
    count = np.minimum(np.ceil((high - low) * need).astype(np.int64) + 2, _MOST_AMOUNTS)
    ratios = np.concatenate(
        [
            (start + np.arange(size)) / each
            for start, size, each in zip(first, count, need, strict=True)
        ]
    )
    return np.unique(ratios[(ratios > low) & (ratios <= high)])


def _with_least(
    problem: Problem, limits: Limits, use: npt.NDArray[np.bool_], ratio: float
) -> Integers | None:
    """The fewest won moved that give each Dong at least so much per household; None: impossible."""
    wanted = np.ceil(ratio * problem.need - 1e-9).astype(np.int64) - problem.base
    low = np.where(use, np.maximum(limits.low, wanted), limits.low)
    if (low > limits.high).any():
        return None
    within = replace(limits, low=low)
    model = build(within, problem.pool, free_pieces(low, limits.high))
    found = solve(model.program, time_limit_s=problem.request.time_limit_s)
    return None if found.values is None else _whole(problem, within, model, found.values)
