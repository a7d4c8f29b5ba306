"""Which Dongs change where the worst-off comes first and moves are counted.

For one need the highest level is found by counting moves (`lifting`). Over several draws each has
its own worst-off, and one set of Dongs must do for all: a mixed-integer programme. What counting
says of each draw alone makes it small: no draw is lifted higher, and a Dong that stays above that
even if it gives all it may is nobody's worst-off. Counting also suggests who changes, to lift all
draws to an equal part of some levels: in a Gu that is where branching begins, and in a city, whose
programme HiGHS may not settle in time, the better of both is taken.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pipelines.budget.branching import branch
from pipelines.budget.conditions import Limits
from pipelines.budget.costs import free_pieces, lifting_pieces
from pipelines.budget.counted import Chosen, choose_whole, chosen_of
from pipelines.budget.lifting import NotCountable, highest_level
from pipelines.budget.model import build
from pipelines.budget.need import Floats
from pipelines.budget.pools import SMALL, Ways, as_chosen, unit_of
from pipelines.budget.solving import Stop, never, solve
from pipelines.budget.sources import Integers

_NEAR = 1e-6
_SURE = 1e-6  # how near the level of each draw alone is known, as a part of it
_LIKELY = 1e-4  # how near it need be where it only suggests who changes
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
    base, low = asked.base, asked.limits.low
    lowest = np.divide(base + low, asked.worst, out=np.full(asked.worst.shape, np.inf),
                       where=asked.worst > 0)  # fmt: skip
    worst = np.where(lowest >= tops[:, None], 0.0, asked.worst)
    begun = [ways for levels in (tops, free) if (ways := _alike(asked, levels)) is not None]
    found = _chosen(asked, worst, tops, begun, time_limit_s, should_stop)
    if found.ways is None:
        return found
    weight = worst.mean(axis=0).sum()
    bound = float(tops.mean())
    if weight:
        bound = min(bound, -found.bound / weight * unit_of(asked.limits))
    others = begun if found.state == "gap" else []
    level, ways = max(((_level_of(asked, each), each) for each in (found.ways, *others)),
                      key=lambda pair: pair[0])  # fmt: skip
    is_proven = found.state == "optimal" or bound - level <= _PROVEN * max(bound - today, 0)
    return Chosen(ways, "optimal" if is_proven else "gap", today - bound, today - level)


def _chosen(
    asked: WorstOff, worst: Floats, tops: Floats, begun: list[Ways], time_limit_s: float,
    should_stop: Stop,
) -> Chosen:  # fmt: skip
    """Which Dongs change, by branching where they are few, else by HiGHS."""
    limits, base = asked.limits, asked.base
    pieces = lifting_pieces(limits.low, limits.high, owed_for(asked.worst, tops) - base)
    if len(asked.pool) > SMALL:
        return choose_whole(limits, asked.pool, pieces, base=base, worst=worst, tops=tops,
                            time_limit_s=time_limit_s, should_stop=should_stop)  # fmt: skip
    model = build(replace(limits, moves=len(base) if limits.moves is None else limits.moves),
                  asked.pool, pieces, base=base, worst=worst, tops=tops, unit=unit_of(limits),
                  is_counted=True, counts_givers=True,
                  in_turn=_in_turn(asked, worst))  # fmt: skip

    def suggest(values: Floats) -> Ways | None:
        return _alike(asked, values[len(pieces.dong) :][: model.draws] * model.unit)

    return chosen_of(branch(model, limits, begun, suggest, time_limit_s=time_limit_s,
                            should_stop=should_stop))  # fmt: skip


def _in_turn(asked: WorstOff, worst: Floats) -> npt.NDArray[np.int64]:
    """Dongs that are nobody's worst-off, pool by pool, who can give most first.

    One that gives could be replaced by one that can give as much and stays, so that these are
    taken in turn: else programmes that differ only in whom they take would all be searched.
    """
    limits = asked.limits
    safe = np.flatnonzero(~worst.any(axis=0) & (limits.low < 0) & (limits.high >= 0))
    return safe[np.lexsort((limits.low[safe], asked.pool[safe]))]


def _alike(asked: WorstOff, levels: Floats) -> Ways | None:
    """Who must change to lift every draw to an equal part of its level, the highest there is."""
    try:
        return highest_level(asked.limits, asked.pool, asked.wanted(asked.worst, levels), 1.0,
                             sure=_LIKELY).ways  # fmt: skip
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
