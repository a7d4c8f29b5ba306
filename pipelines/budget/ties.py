"""Of equally good plans, the one that asks of each Dong in proportion to what it is over or short.

The nearest shares leave open who gives where not all that is over must go, and who receives where
not all that is short can come: any sharing out is as near. Left to the solver, that choice would
turn with every draw of need, and a move that every draw wants would look like chance. So what the
givers of a pool give, and what its receivers receive, is shared out once more among those whose
next won is worth the same: each as large a part of what it is over or short as the others, within
its bounds and in whole won.

That is the least sum of change squared over gap under one sum and bounds, solved by its multiplier
(Patriksson, M. (2008), A survey on the continuous nonlinear resource allocation problem, European
Journal of Operational Research 185). What was proven of the objective stays true of the outcome.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pipelines.budget.conditions import Limits
from pipelines.budget.costs import Pieces
from pipelines.budget.need import Floats
from pipelines.budget.sources import Integers

_SAME = 1e-9  # costs of a won that are nearer than this are one
_NEAR = 1e-6  # so little below a whole won it is that won
_HALVINGS = 90


@dataclass(frozen=True)
class Room:
    """Between which amounts the changes of D Dongs may lie, all plans being as good.

    Attributes
    ----------
    way : (D) 1: receives, -1: gives, 0: takes no part.
    side : (D) number of the pool and way, whose sum of won stays.
    size, least, most : (D) won that change, and may, from 0 up.
    """

    way: npt.NDArray[np.int64]
    side: npt.NDArray[np.int64]
    size: Integers
    least: Integers
    most: Integers


def room_of_costs(
    limits: Limits, pool: npt.NDArray[np.int64], pieces: Pieces, change: Integers, gaps: Integers
) -> Room:
    """The room of the best changes (D) for the cost of pieces; `gaps` (D): won short, or over.

    Of each side the pieces that are cheaper than the last one used are full, those that cost as
    much may be exchanged for each other, and the dearer ones stay empty.
    """
    room = _room(limits, pool, change, gaps)
    start, dong = _start(pieces), pieces.dong
    is_own = pieces.way == room.way[dong]
    is_used = is_own & (room.size[dong] > np.maximum(start, room.least[dong]))
    is_left = is_own & (room.size[dong] < start + pieces.width)
    sides = int(room.side.max(initial=0)) + 1
    last, following = np.full(sides, -np.inf), np.full(sides, np.inf)
    np.maximum.at(last, room.side[dong[is_used]], pieces.cost[is_used])
    np.minimum.at(following, room.side[dong[is_left]], pieces.cost[is_left])
    is_tied = np.isfinite(last) & np.isfinite(following)
    is_tied[is_tied] = np.abs(following[is_tied] - last[is_tied]) < _SAME
    beyond = np.full(len(dong), np.inf)
    mine = is_own & is_tied[room.side[dong]]
    beyond[mine] = pieces.cost[mine] - last[room.side[dong[mine]]]
    full, exchanged = (
        np.bincount(dong, pieces.width * which, minlength=len(pool)).astype(np.int64)
        for which in (beyond < -_SAME, np.abs(beyond) <= _SAME)
    )
    least = np.where(is_tied[room.side], np.maximum(full, room.least), room.size)
    most = np.where(is_tied[room.side], full + exchanged, room.size)
    return _around(room, least, most)


def room_of_least(
    limits: Limits,
    pool: npt.NDArray[np.int64],
    change: Integers,
    gaps: Integers,
    wanted: Integers,
) -> Room:
    """The same where the worst-off counts: no giver may come below its change `wanted` (D)."""
    room = _room(limits, pool, change, gaps)
    gives = room.way < 0
    most = np.where(gives, -np.maximum(limits.low, wanted), room.size)
    return _around(room, np.where(gives, room.least, room.size), most)


def shared_out(room: Room, gaps: Integers) -> Integers:
    """(D) whole changes with the sum of every side, in proportion to `gaps` within the room."""
    weight = np.maximum(room.way * gaps, 1).astype(float)  # last, who is neither over nor short
    sums = _sums(room, room.size)
    low, high = np.zeros(len(sums)), np.zeros(len(sums))
    np.maximum.at(high, room.side, room.most / weight)
    for _ in range(_HALVINGS):
        part = (low + high) / 2
        is_enough = _sums(room, _sized(room, weight, part)) >= sums
        low, high = np.where(is_enough, low, part), np.where(is_enough, part, high)
    return room.way * _whole(room, _sized(room, weight, high), sums)


def _room(limits: Limits, pool: npt.NDArray[np.int64], change: Integers, gaps: Integers) -> Room:
    """The ways as they are; who stays may go the way of its gap. At least what is forced."""
    way = np.where(change != 0, np.sign(change), np.sign(gaps))
    size = np.abs(change)
    forced = np.minimum(np.maximum(np.where(way > 0, limits.low, -limits.high), 0), size)
    return Room(way, 2 * pool + (way > 0), size, forced, size)


def _around(room: Room, least: Integers, most: Integers) -> Room:
    """The room from least to most, what was solved within it."""
    return replace(room, least=np.minimum(least, room.size), most=np.maximum(most, room.size))


def _start(pieces: Pieces) -> Integers:
    """(P) won of the Dong's pieces that are nearer to no change, the same way."""
    order = np.lexsort((np.arange(len(pieces.dong)) * pieces.way, pieces.way, pieces.dong))
    width = pieces.width[order]
    before = np.cumsum(width) - width
    key = 2 * pieces.dong[order] + (pieces.way[order] > 0)
    first = np.concatenate([[True], key[1:] != key[:-1]])[: len(key)]
    start = np.empty_like(before)
    start[order] = before - before[first][np.cumsum(first) - 1]
    return start


def _sized(room: Room, weight: Floats, part: Floats) -> Floats:
    return np.asarray(np.clip(part[room.side] * weight, room.least, room.most))


def _sums(room: Room, sizes: Floats | Integers) -> Floats:
    return np.bincount(room.side, sizes, minlength=1).astype(float)


def _whole(room: Room, sizes: Floats, sums: Floats) -> Integers:
    """Whole won of the same sums: rounded down, and the largest fractions up."""
    whole = np.clip(np.floor(sizes + _NEAR), room.least, room.most).astype(np.int64)
    while (lack := np.rint(sums - _sums(room, whole)).astype(np.int64)).any():
        step = np.sign(lack)[room.side]
        is_free = np.where(step > 0, whole < room.most, whole > room.least) & (step != 0)
        order = np.lexsort((-(sizes - whole) * step, ~is_free, room.side))
        side = room.side[order]
        rank = np.empty_like(order)
        rank[order] = np.arange(len(order)) - np.searchsorted(side, side)
        whole = whole + step * (is_free & (rank < np.abs(lack)[room.side]))
    return whole
