"""The worst-off with few moves: for each level the fewest moves that lift all to it, by counting.

Whoever has less than the level must gain, and the givers of a pool that give most are the fewest
who can bring it up. So the moves that a level needs are counted without any search, they never
fall as the level rises, and halving finds the highest level that the moves allow.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.budget.conditions import Limits
from pipelines.budget.pools import Ways
from pipelines.budget.sources import Integers

_SURE = 1e-10  # of the highest level: nearer than that it need not be known


@dataclass(frozen=True)
class Lifted:
    """How high all can be lifted.

    Attributes
    ----------
    level : reached by `ways`; no plan reaches more than `bound`.
    ways : (D) who goes which way; None where not even 0 can be reached.
    """

    level: float
    bound: float
    ways: Ways | None


class NotCountable(Exception):
    """Givers, too small a move for those who take: which of both must be searched for."""


def highest_level(
    limits: Limits,
    pool: npt.NDArray[np.int64],
    wanted: Callable[[float], Integers],
    top: float,
    *,
    sure: float = _SURE,
) -> Lifted:
    """The highest level to which all can be lifted, and who goes which way.

    Parameters
    ----------
    limits, pool : as those of `model.build`; each pool keeps its money.
    wanted : (D) change that each Dong needs at a level, not falling with it.
    top : no level is higher.
    sure : how near it is to be known, as a part of the top.

    Raises
    ------
    NotCountable
        The smallest move makes givers give more than those who need it may take.
    """
    members = [np.flatnonzero(pool == number) for number in np.unique(pool)]
    low, high, best = 0.0, top, _ways(limits, members, wanted(0.0))
    if best is None:
        return Lifted(0.0, 0.0, None)
    if (at_top := _ways(limits, members, wanted(top))) is not None:
        return Lifted(top, top, at_top)
    while high - low > sure * top:
        level = (low + high) / 2
        found = _ways(limits, members, wanted(level))
        low, high = (low, level) if found is None else (level, high)
        best = best if found is None else found
    return Lifted(low, high, best)


def _ways(limits: Limits, members: list[npt.NDArray[np.int64]], wanted: Integers) -> Ways | None:
    """Who goes which way, with the fewest moves that give each Dong its wanted change."""
    low = np.maximum(limits.low, wanted)
    gains, gives = low > 0, limits.high < 0
    # (D) least and most won of those who must change
    least = np.where(gains, np.maximum(low, limits.minimum), 0)
    owed = np.where(gives, np.maximum(-limits.high, limits.minimum), 0)
    if (low > limits.high).any() or (least > limits.high)[gains].any():
        return None
    if (owed > -low)[gives].any():
        return None
    ways = np.where(gains, 1, np.where(gives, -1, 0)).astype(np.int64)
    moved = 0
    for mine in members:
        found = _in_pool(limits, mine, ways, low, least, owed)
        if found is None:
            return None
        moved += found
    is_few = limits.moves is None or np.count_nonzero(ways) <= limits.moves
    return ways if is_few and (limits.moved is None or moved <= limits.moved) else None


def _in_pool(
    limits: Limits,
    mine: npt.NDArray[np.int64],
    ways: Ways,
    low: Integers,
    least: Integers,
    owed: Integers,
) -> int | None:
    """Add to `ways` the fewest who make giving and gaining meet; returns won moved at least."""
    gained = int(least[mine].sum())
    room = int(limits.high[mine][ways[mine] > 0].sum())
    given = int(owed[mine].sum())
    spare = -int(low[mine][ways[mine] < 0].sum())
    free = mine[ways[mine] == 0]
    if spare < gained:
        most = -low[free]
        chosen = _fewest(most, gained - spare, limits.minimum)
        ways[free[chosen]] = -1
        spare += int(most[chosen].sum())
        given += len(chosen) * limits.minimum
    elif room < given:
        most = limits.high[free]
        chosen = _fewest(most, given - room, limits.minimum)
        ways[free[chosen]] = 1
        room += int(most[chosen].sum())
        gained += len(chosen) * limits.minimum
    if gained <= spare and given > room and limits.minimum:
        raise NotCountable
    return max(gained, given) if gained <= spare and given <= room else None


def _fewest(most: Integers, needed: int, minimum: int) -> npt.NDArray[np.int64]:
    """Places of the largest amounts, as few as reach the sum; all that may move, where none do."""
    order = np.argsort(-most, kind="stable")
    order = order[most[order] >= max(minimum, 1)]
    enough = int(np.searchsorted(np.cumsum(most[order]), needed)) + 1
    return order[:enough]
