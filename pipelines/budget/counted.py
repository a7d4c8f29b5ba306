"""Which Dongs change, where it is counted how many: yes and no for each, with a bound on the best.

One Gu, or a few dozen Dongs, HiGHS settles by itself. A city it does not in good time: very many
sets of Dongs are nearly as good as the best. But pools share nothing but the number of moves.
Bounds on the cost of each pool by its number of moves are shared out by dynamic programming; where
the best sharing stands on a bound, that pool is solved for that number; and so on until the best
sharing stands on solved ones alone, which proves it. In one pool the relaxed programme is loose
mostly in how many give and how many receive; its value is convex in that, so that the two whole
numbers around the relaxed one bound all others. What remains open is stated as a gap.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pipelines.budget.conditions import Limits
from pipelines.budget.costs import Pieces
from pipelines.budget.model import Model, build
from pipelines.budget.need import Floats
from pipelines.budget.solving import Program, Solved, Stop, solve

SMALL = 40
"""Dongs up to which HiGHS is left to itself."""
_SURE = 1e-7

Ways = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Chosen:
    """Which Dongs change.

    Attributes
    ----------
    ways : (D) 1: gains, -1: loses, 0: stays; None where nothing was found.
    state : of the solver, `optimal`, `gap`, `infeasible` or `stopped`.
    bound : no plan costs less than this; value : what this one costs, both above changing nothing.
    """

    ways: Ways | None
    state: str
    bound: float
    value: float

    @property
    def gap(self) -> float:
        """How much of the best improvement may be missing, 0 to 1; 0 where it is proven."""
        if self.ways is None or self.state == "optimal":
            return 0.0 if self.state in ("optimal", "infeasible") else np.inf
        return float(max(self.value - self.bound, 0.0) / max(abs(self.bound), 1e-12))


@dataclass(frozen=True)
class _Pool:
    """A pool's own limits, pieces and costs by number of moves."""

    members: npt.NDArray[np.int64]
    limits: Limits
    pieces: Pieces
    model: Model


def choose(
    limits: Limits,
    pool: npt.NDArray[np.int64],
    pieces: Pieces,
    *,
    time_limit_s: float,
    should_stop: Stop,
    small: int = SMALL,
) -> Chosen:
    """Which Dongs change for the least cost of `pieces` within the limits.

    Parameters as those of `model.build`; `small` is the number of Dongs up to which the programme
    is solved as a whole.
    """
    if len(pool) <= small or limits.moved is not None:
        return choose_whole(limits, pool, pieces, time_limit_s=time_limit_s,
                            should_stop=should_stop)  # fmt: skip
    wanted = limits.moves if limits.moves is not None else len(pool)
    relaxed = build(limits, pool, pieces, unit=unit_of(limits), is_counted=True)
    root = solve(_relaxed(relaxed), time_limit_s=np.inf, should_stop=should_stop)
    if root.values is None:
        return Chosen(None, root.state, -np.inf, np.inf)
    let_go = _yes(relaxed, root.values).sum(axis=0)
    tables = []
    for number in range(int(pool.max()) + 1):
        part = _pool(limits, pool, pieces, number)
        tables.append(_Table(part, float(let_go[part.members].sum()), wanted))
    return _shared_out(tables, wanted, len(pool), time_limit_s, should_stop)


def choose_whole(
    limits: Limits,
    pool: npt.NDArray[np.int64],
    pieces: Pieces,
    *,
    base: npt.NDArray[np.int64] | None = None,
    worst: Floats | None = None,
    time_limit_s: float,
    should_stop: Stop,
) -> Chosen:
    """The same by one mixed-integer programme; the worst-off are looked for in `worst`."""
    model = build(limits, pool, pieces, base=base, worst=worst, unit=unit_of(limits),
                  is_counted=True)  # fmt: skip
    found = solve(model.program, time_limit_s=time_limit_s, should_stop=should_stop)
    if found.values is None:
        return Chosen(None, found.state, -np.inf, np.inf)
    value = float(model.program.cost @ found.values)
    bound = value if found.state == "optimal" else value - abs(value) * found.gap
    return Chosen(_ways(model, found), found.state, bound, value)


def unit_of(limits: Limits) -> float:
    """Won of a unit, so coarse that HiGHS tells a yes from a no by its tolerance."""
    largest = max(int(limits.high.max(initial=1)), int(-limits.low.min(initial=-1)), 1)
    return float(10.0 ** max(len(str(largest)) - 5, 0))


def as_chosen(limits: Limits, ways: Ways) -> Limits:
    """The limits of a linear programme in which each Dong goes the way that was chosen for it."""
    up, down = ways > 0, ways < 0
    low = np.where(up, np.maximum(limits.low, limits.minimum), np.where(down, limits.low, 0))
    high = np.where(down, np.minimum(limits.high, -limits.minimum), np.where(up, limits.high, 0))
    return replace(limits, low=low, high=high, minimum=0, moves=None)


def _pool(limits: Limits, pool: npt.NDArray[np.int64], pieces: Pieces, number: int) -> _Pool:
    members = np.flatnonzero(pool == number)
    mine = np.isin(pieces.dong, members)
    own = Pieces(np.searchsorted(members, pieces.dong[mine]), pieces.way[mine],
                 pieces.width[mine], pieces.cost[mine], pieces.counts[mine])  # fmt: skip
    inner = replace(limits, low=limits.low[members], high=limits.high[members],
                    moves=len(members))  # fmt: skip
    unit = unit_of(limits)
    model = build(inner, np.zeros(len(members), np.int64), own, unit=unit, is_counted=True,
                  counts_givers=True)  # fmt: skip
    return _Pool(members, inner, own, model)


class _Table:
    """Costs of a pool by its number of moves: bounds on all, values and ways of those solved."""

    def __init__(self, part: _Pool, around: float, wanted: int) -> None:
        size = min(len(part.members), wanted)
        self.part = part
        self.bounds = np.full(size + 1, -np.inf)
        self.relaxed = np.full(size + 1, np.nan)
        self.values = np.full(size + 1, np.inf)
        self.ways: list[Ways | None] = [None] * (size + 1)
        self.tried = np.zeros(size + 1, int)
        first = min(int(np.floor(around)), size)
        for moves in {first, min(first + 1, size), max(first - 1, 0), 0}:
            self.refine(moves, np.inf)

    def refine(self, moves: int, time_limit_s: float) -> None:
        """Learn more of one number of moves: first its bound and a way, then the best way."""
        self.tried[moves] += 1
        if self.tried[moves] == 1:
            self.relaxed[moves], bound, value, ways = _with_moves(self.part, moves)
        else:
            bound, value, ways = _exactly(self.part, moves, time_limit_s)
        self.bounds[moves] = max(self.bounds[moves], bound)
        if value < self.values[moves]:
            self.values[moves], self.ways[moves] = value, ways
        self._extend()

    def is_open(self, moves: int) -> bool:
        """Whether more can be learnt of that number of moves."""
        value = self.values[moves]
        tight = np.isfinite(value) and value - self.bounds[moves] <= _SURE * max(abs(value), 1)
        most = 2 if len(self.part.members) <= SMALL else 1
        return not tight and self.tried[moves] < most and self.bounds[moves] < np.inf

    def _extend(self) -> None:
        """Bounds of numbers never tried: more moves never cost more, and help less and less."""
        known = np.flatnonzero(self.tried)
        for moves in np.flatnonzero(self.tried == 0):
            above, below = known[known > moves], known[known < moves]
            bound = self.bounds[above[0]] if len(above) else -np.inf
            if len(below) > 1 and np.isfinite(self.relaxed[below[-2:]]).all():
                # of the relaxed value alone, which is convex in the number of moves
                last, before = below[-1], below[-2]
                slope = (self.relaxed[last] - self.relaxed[before]) / (last - before)
                bound = max(bound, self.relaxed[last] + slope * (moves - last))
            self.bounds[moves] = bound


def _exactly(part: _Pool, moves: int, time_limit_s: float) -> tuple[float, float, Ways | None]:
    """(bound, value, ways) with at most so many moves, by HiGHS."""
    high = part.model.program.row_high.copy()
    high[-2] = moves
    program = replace(part.model.program, row_high=high)
    found = solve(program, time_limit_s=time_limit_s)
    if found.values is None:
        return (np.inf if found.state == "infeasible" else -np.inf), np.inf, None
    ways = _ways(part.model, found)
    value = float(program.cost @ found.values)
    return value - abs(value) * found.gap, value, ways


def _with_moves(part: _Pool, moves: int) -> tuple[float, float, float, Ways | None]:
    """(relaxed value, bound, value, ways) with at most so many moves, by how many give."""
    program = _relaxed(part.model)
    high, low = program.row_high.copy(), program.row_low.copy()
    high[-2] = moves
    root = solve(replace(program, row_high=high), time_limit_s=np.inf)
    if root.values is None:
        return np.inf, np.inf, np.inf, None
    relaxed = float(program.cost @ root.values)
    give = float(_yes(part.model, root.values)[1].sum())
    best: tuple[float, Ways | None] = (np.inf, None)
    bound = np.inf
    for givers in sorted({int(np.floor(give + _SURE)), int(np.ceil(give - _SURE))}):
        low[-1], high[-1] = givers, givers
        found = solve(replace(program, row_low=low, row_high=high), time_limit_s=np.inf)
        if found.values is None:
            continue
        bound = min(bound, float(program.cost @ found.values))
        worth = _worth(part)
        for likely in (_yes(part.model, found.values) + _SURE * worth, worth):
            ways = _rounded(likely, givers, moves - givers)
            best = min(best, (_value(part, ways), ways), key=lambda each: each[0])
    return relaxed, min(bound, best[0]), *best


def _worth(part: _Pool) -> Floats:
    """(2, D) 0 to 1: what each Dong could better by going up, and by going down."""
    pieces = part.pieces
    better = np.maximum(-pieces.cost, 0) * pieces.width
    sums = [np.bincount(pieces.dong, better * (pieces.way == way), minlength=len(part.members))
            for way in (1, -1)]  # fmt: skip
    return np.asarray(sums) / (np.max(sums) or 1.0)


def _rounded(likely: Floats, givers: int, receivers: int) -> Ways:
    """The Dongs with most of a yes, so many each way; of equal ones the first by code."""
    ways = np.zeros(likely.shape[1], np.int64)
    for number, way, yes in ((givers, -1, likely[1]), (receivers, 1, likely[0])):
        order = np.argsort(-np.where(ways == 0, yes, -1), kind="stable")[: max(number, 0)]
        ways[order[(yes[order] > 0) & (ways[order] == 0)]] = way
    return ways


def _value(part: _Pool, ways: Ways) -> float:
    chosen = as_chosen(part.limits, ways)
    if (chosen.low > chosen.high).any():
        return np.inf
    mine = ways[part.pieces.dong] == part.pieces.way
    own = part.pieces
    pieces = Pieces(own.dong[mine], own.way[mine], own.width[mine], own.cost[mine],
                    own.counts[mine])  # fmt: skip
    model = build(chosen, np.zeros(len(ways), np.int64), pieces, unit=part.model.unit)
    found = solve(model.program, time_limit_s=np.inf)
    return np.inf if found.values is None else float(model.program.cost @ found.values)


def _shared_out(
    tables: list[_Table], wanted: int, dongs: int, time_limit_s: float, should_stop: Stop
) -> Chosen:
    """The numbers of moves of all pools that cost least together, and the bound on any."""
    end = time.monotonic() + time_limit_s
    while True:
        bound, numbers = _knapsack([table.bounds for table in tables], wanted)
        unsure = [(t, n) for t, n in zip(tables, numbers, strict=True) if t.is_open(n)]
        left = end - time.monotonic()
        if not unsure or left <= 0 or should_stop():
            break
        for table, number in unsure:
            table.refine(number, max(end - time.monotonic(), 0.01))
    value, numbers = _knapsack([table.values for table in tables], wanted)
    if not np.isfinite(value):
        return Chosen(None, "stopped" if np.isfinite(bound) else "infeasible", bound, value)
    ways = np.zeros(dongs, np.int64)
    for table, number in zip(tables, numbers, strict=True):
        found = table.ways[number]
        if found is not None:
            ways[table.part.members] = found
    is_proven = value - bound <= 1e-6 * max(abs(value), 1.0)
    return Chosen(ways, "optimal" if is_proven else "gap", bound, value)


def _knapsack(costs: list[Floats], most: int) -> tuple[float, list[int]]:
    """(least sum, the number taken of each), all numbers together being `most` at the highest."""
    best = np.zeros(most + 1)
    taken = []
    for cost in costs:
        options = np.full((len(cost), most + 1), np.inf)
        for number, each in enumerate(cost):
            options[number, number:] = best[: most + 1 - number] + each
        taken.append(options.argmin(axis=0))
        best = options.min(axis=0)
    left, numbers = most, []
    for choice in reversed(taken):
        numbers.append(int(choice[left]))
        left -= numbers[-1]
    return float(best[most]), numbers[::-1]


def _relaxed(model: Model) -> Program:
    return replace(model.program, is_whole=np.zeros_like(model.program.is_whole))


def _yes(model: Model, values: Floats) -> Floats:
    """(2, D) of going up and of going down, 0 to 1."""
    return np.asarray(values[len(model.pieces.dong) + model.draws :]).reshape(2, model.dongs)


def _ways(model: Model, found: Solved) -> Ways | None:
    if found.values is None:
        return None
    up, down = np.rint(_yes(model, found.values))
    return np.asarray(up - down, dtype=np.int64)
