"""Which Dongs change where the worst-off comes first and moves are counted.

For one need the highest level is found by counting moves (`lifting`). Over several draws each has
its own worst-off, and one set of Dongs must do for all: a mixed-integer programme. What counting
says of each draw alone makes it small: no draw is lifted higher, and a Dong that stays above that
even if it gives all it may is nobody's worst-off. Where the time is up first, lifting all draws
to a part of what moves without limit would give, by counting again, may be better than what the
programme found; the better of both is taken.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.budget.conditions import Limits
from pipelines.budget.costs import free_pieces, lifting_pieces
from pipelines.budget.counted import Chosen, choose_whole
from pipelines.budget.lifting import NotCountable, highest_level
from pipelines.budget.model import build
from pipelines.budget.need import Floats
from pipelines.budget.pools import Ways, as_chosen, unit_of
from pipelines.budget.solving import Stop, never, solve
from pipelines.budget.sources import Integers

_NEAR = 1e-6
_SURE = 1e-6  # how near the level of each draw alone is known, as a part of it
_PROVEN = 1e-6  # so small a part of the improvement is none


@dataclass(frozen=True)
class WorstOff:
    """Limits, pools and money of D Dongs, and (S, D) needs; 0: nobody looks at the Dong."""

    limits: Limits
    pool: npt.NDArray[np.int64]
    base: Integers
    worst: Floats

    def wanted(self, worst: Floats, levels: Floats) -> Callable[[float], Integers]:
        """(D) change that lifts all to so large a part of `levels` (S), by that part."""
        return lambda part: owed_for(worst, part * levels) - self.base


def choose_worst_off(
    asked: WorstOff, free: Floats, *, time_limit_s: float, should_stop: Stop = never
) -> Chosen:
    """Which Dongs change so that the mean of the least won per household is highest.

    `free` (S) are the levels that are best without a limit on moves. Bound and value of what is
    chosen are won per household above changing nothing, the more the lower.
    """
    start, draws = time.monotonic(), len(asked.worst)
    today = float(least_of(asked.worst, asked.base).mean())
    tops = least_of(asked.worst, asked.base + asked.limits.high)
    try:
        if draws == 1:
            wanted = asked.wanted(asked.worst, np.ones(1))
            found = highest_level(asked.limits, asked.pool, wanted, float(free[0]))
            if found.ways is not None:
                return Chosen(found.ways, "optimal", today - found.level, today - found.level)
        tops = _tops(asked, tops)
    except NotCountable:
        pass  # the programme finds it without
    left = max(time_limit_s - (time.monotonic() - start), 0.1)
    return _searched(asked, free, tops, today, left, should_stop)


def least_of(worst: Floats, money: Integers) -> Floats:
    """(S) least won per household of each draw of `worst` (S, D); 0 where nobody is looked at."""
    each = np.divide(money, worst, out=np.full(worst.shape, np.inf), where=worst > 0)
    least = each.min(axis=1, initial=np.inf)
    return np.where(np.isfinite(least), least, 0.0)


def owed_for(worst: Floats, least: Floats) -> Integers:
    """(D) won that a Dong must have so that nobody has less than `least` (S) in any draw."""
    return np.ceil((least[:, None] * worst).max(axis=0) - _NEAR).astype(np.int64)


def _tops(asked: WorstOff, most: Floats) -> Floats:
    """(S) level that no plan lifts a draw above, were it the only one; it is no more than most."""
    tops = np.zeros(len(asked.worst))
    for draw, need in enumerate(asked.worst):
        if most[draw] > 0:
            wanted = asked.wanted(need[None, :], np.ones(1))
            found = highest_level(asked.limits, asked.pool, wanted, most[draw], sure=_SURE)
            tops[draw] = found.bound
    return tops


def _searched(
    asked: WorstOff, free: Floats, tops: Floats, today: float, time_limit_s: float,
    should_stop: Stop,
) -> Chosen:  # fmt: skip
    """By a programme of the Dongs that can be the worst-off of a draw."""
    limits, base = asked.limits, asked.base
    lowest = np.divide(base + limits.low, asked.worst, out=np.full(asked.worst.shape, np.inf),
                       where=asked.worst > 0)  # fmt: skip
    worst = np.where(lowest >= tops[:, None], 0.0, asked.worst)
    pieces = lifting_pieces(limits.low, limits.high, owed_for(asked.worst, tops) - base)
    found = choose_whole(limits, asked.pool, pieces, base=base, worst=worst, tops=tops,
                         time_limit_s=time_limit_s, should_stop=should_stop)  # fmt: skip
    if found.ways is None:
        return found
    weight = worst.mean(axis=0).sum()
    bound = float(tops.mean())
    if weight:
        bound = min(bound, -found.bound / weight * unit_of(limits))
    level, ways = _level_of(asked, found.ways), found.ways
    if found.state == "gap" and (other := _alike(asked, free)) is not None:
        level, ways = max((level, ways), (_level_of(asked, other), other), key=lambda pair: pair[0])
    is_proven = found.state == "optimal" or bound - level <= _PROVEN * max(bound - today, 0)
    return Chosen(ways, "optimal" if is_proven else "gap", today - bound, today - level)


def _alike(asked: WorstOff, free: Floats) -> Ways | None:
    """Who must change to lift every draw to an equal part of what is best without limits."""
    try:
        return highest_level(asked.limits, asked.pool, asked.wanted(asked.worst, free), 1.0,
                             sure=_SURE).ways  # fmt: skip
    except NotCountable:
        return None


def _level_of(asked: WorstOff, ways: Ways) -> float:
    """Mean of the least won per household, if these Dongs change."""
    limits = as_chosen(asked.limits, ways)
    if (limits.low > limits.high).any():
        return -np.inf
    model = build(limits, asked.pool, free_pieces(limits.low, limits.high), base=asked.base,
                  worst=asked.worst)  # fmt: skip
    found = solve(model.program, time_limit_s=np.inf)
    if found.values is None:
        return -np.inf
    return float(found.values[-model.draws :].mean())
