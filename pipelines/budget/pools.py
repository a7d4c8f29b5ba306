"""One pool with few moves: bounds on its cost by their number, and the ways that cost so much."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pipelines.budget.conditions import Limits
from pipelines.budget.costs import Pieces
from pipelines.budget.model import Model, build
from pipelines.budget.need import Floats
from pipelines.budget.solving import Program, Solved, solve

SMALL = 40
"""Dongs up to which HiGHS is left to itself."""
_SURE = 1e-7

Ways = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Pool:
    """A pool's own limits, pieces and costs by number of moves."""

    members: npt.NDArray[np.int64]
    limits: Limits
    pieces: Pieces
    model: Model


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


def part_of(limits: Limits, pool: npt.NDArray[np.int64], pieces: Pieces, number: int) -> Pool:
    """A pool of its own: the limits and pieces of its Dongs, and its programme."""
    members = np.flatnonzero(pool == number)
    mine = np.isin(pieces.dong, members)
    own = Pieces(np.searchsorted(members, pieces.dong[mine]), pieces.way[mine],
                 pieces.width[mine], pieces.cost[mine], pieces.counts[mine])  # fmt: skip
    inner = replace(limits, low=limits.low[members], high=limits.high[members],
                    moves=len(members))  # fmt: skip
    unit = unit_of(limits)
    model = build(inner, np.zeros(len(members), np.int64), own, unit=unit, is_counted=True,
                  counts_givers=True)  # fmt: skip
    return Pool(members, inner, own, model)


class Table:
    """Costs of a pool by its number of moves: bounds on all, values and ways of those solved."""

    def __init__(self, part: Pool, around: float, wanted: int) -> None:
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


def _exactly(part: Pool, moves: int, time_limit_s: float) -> tuple[float, float, Ways | None]:
    """(bound, value, ways) with at most so many moves, by HiGHS."""
    high = part.model.program.row_high.copy()
    high[-2] = moves
    program = replace(part.model.program, row_high=high)
    found = solve(program, time_limit_s=time_limit_s)
    if found.values is None:
        return (np.inf if found.state == "infeasible" else -np.inf), np.inf, None
    ways = ways_of(part.model, found)
    value = float(program.cost @ found.values)
    return value - abs(value) * found.gap, value, ways


def _with_moves(part: Pool, moves: int) -> tuple[float, float, float, Ways | None]:
    """(relaxed value, bound, value, ways) with at most so many moves, by how many give."""
    program = without_yes(part.model)
    high, low = program.row_high.copy(), program.row_low.copy()
    high[-2] = moves
    root = solve(replace(program, row_high=high), time_limit_s=np.inf)
    if root.values is None:
        return np.inf, np.inf, np.inf, None
    relaxed = float(program.cost @ root.values)
    give = float(yes_of(part.model, root.values)[1].sum())
    best: tuple[float, Ways | None] = (np.inf, None)
    bound = np.inf
    for givers in sorted({int(np.floor(give + _SURE)), int(np.ceil(give - _SURE))}):
        low[-1], high[-1] = givers, givers
        found = solve(replace(program, row_low=low, row_high=high), time_limit_s=np.inf)
        if found.values is None:
            continue
        bound = min(bound, float(program.cost @ found.values))
        worth = _worth(part)
        for likely in (yes_of(part.model, found.values) + _SURE * worth, worth):
            ways = _rounded(likely, givers, moves - givers)
            best = min(best, (_value(part, ways), ways), key=lambda each: each[0])
    return relaxed, min(bound, best[0]), *best


def _worth(part: Pool) -> Floats:
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


def _value(part: Pool, ways: Ways) -> float:
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


def without_yes(model: Model) -> Program:
    """The programme in which a yes may be given in part."""
    return replace(model.program, is_whole=np.zeros_like(model.program.is_whole))


def yes_of(model: Model, values: Floats) -> Floats:
    """(2, D) of going up and of going down, 0 to 1."""
    return np.asarray(values[len(model.pieces.dong) + model.draws :]).reshape(2, model.dongs)


def ways_of(model: Model, found: Solved) -> Ways | None:
    """(D) the way that each Dong goes; None where nothing was found."""
    if found.values is None:
        return None
    up, down = np.rint(yes_of(model, found.values))
    return np.asarray(up - down, dtype=np.int64)
