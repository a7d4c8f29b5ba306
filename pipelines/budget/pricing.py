"""One pool whose moves are counted: a price on the won bounds the cost, branching settles the rest.

Without the condition that what is given is gained, each Dong would do what is best for it alone at
a price of the won, and those with most to win would be the ones that move; that is no dearer than
any plan, whatever the price. The price that bounds highest is found by cutting planes. Left and
right of it stand two answers, one that gains too much and one that gives too much; where both send
all Dongs the same way, that is the best plan, and else they name a Dong to branch on. The bounds
are those of the programme in `model` with its yes and no given in part (Geoffrion, A. M. (1974),
Lagrangean relaxation for integer programming, Mathematical Programming Study 2), at a fraction of
the time: HiGHS spends most of it on cuts before it branches at all.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.budget.branching import Branched
from pipelines.budget.conditions import Limits
from pipelines.budget.costs import Pieces
from pipelines.budget.model import costs_of
from pipelines.budget.need import Floats
from pipelines.budget.solving import Stop

UP, DOWN, STAY = 0, 1, 2
_WAYS = np.array([1, -1, 0])
_PROVEN = 1e-10  # of the value: a bound so near is it
_UTMOST = 1e13  # a price at which every Dong does all it may
_CUTS = 200

Allowed = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class _Answer:
    """What the Dongs do at a price: bound on the cost, won gained beyond those given, ways (D)."""

    price: float
    bound: float
    surplus: float
    states: npt.NDArray[np.int64]


@dataclass(frozen=True)
class _Node:
    """What is still allowed (3, D), its bound, and the answers at and around its best price."""

    allowed: Allowed
    bound: float
    answers: tuple[_Answer, _Answer]


class _Corners:
    """The corners of each Dong's cost, up and then down: at a price one of them is cheapest."""

    def __init__(self, limits: Limits, pieces: Pieces) -> None:
        self.dongs = np.arange(len(limits.low))
        self.moves = len(self.dongs) if limits.moves is None else limits.moves
        high = np.stack([limits.high, -limits.low])
        low = np.maximum(np.stack([limits.low, -limits.high]), max(limits.minimum, 1))
        self.allowed = np.vstack([low <= high, (limits.low <= 0) & (limits.high >= 0)])
        # (D, C) won that the pool gains, and what they cost
        self.won, self.cost = _corners(pieces, low, np.maximum(high, low))

    @property
    def each(self) -> int:
        """How many there are on a way."""
        return self.won.shape[1] // 2


class _Priced:
    """What the Dongs do at a price, as far as it is allowed; `is_possible`: not more must move."""

    def __init__(self, corners: _Corners, allowed: Allowed) -> None:
        self.corners = corners
        self.barred = np.repeat(np.where(allowed[:STAY], 0.0, np.inf).T, corners.each, axis=1)
        self.is_forced = ~allowed[STAY]
        may_move = np.asarray(allowed[:STAY].any(axis=0))
        is_few = int(self.is_forced.sum()) <= corners.moves
        self.is_possible = is_few and bool(may_move[self.is_forced].all())

    def at(self, price: float) -> _Answer:
        """What they do at a price."""
        return self._taken(self.corners.cost + price * self.corners.won + self.barred, price)

    def most(self, way: int) -> float:
        """The most won (UP), or the least (DOWN), that can be gained beyond those given."""
        return self._taken(self.barred - _WAYS[way] * self.corners.won, 0.0).surplus

    def _taken(self, each: Floats, price: float) -> _Answer:
        """Those who must move do, and of the others those that win most by it."""
        corners = self.corners
        corner = each.argmin(axis=1)
        key = np.where(self.is_forced, -np.inf, each[corners.dongs, corner])
        moving = np.argsort(key, kind="stable")[: corners.moves]
        moving = moving[key[moving] < 0]
        at = corner[moving]
        surplus = float(corners.won[moving, at].sum())
        bound = float(corners.cost[moving, at].sum()) + price * surplus
        states = np.full(len(key), STAY)
        states[moving] = np.where(at < corners.each, UP, DOWN)
        return _Answer(price, bound, surplus, states)


def branch(limits: Limits, pieces: Pieces, *, time_limit_s: float, should_stop: Stop) -> Branched:
    """The ways of the Dongs of one pool that cost least, with `limits.moves` moves at most.

    Parameters
    ----------
    limits : the pool's own; its totals stay, and all won moved are not limited.
    pieces : whose cost is least, with the little that moving itself costs.
    time_limit_s, should_stop : where either ends it, the bound is below the value.
    """
    end, corners = time.monotonic() + time_limit_s, _Corners(limits, pieces)
    value, ways, seen = np.inf, None, set[bytes]()
    waiting = Waiting(corners)
    while (node := waiting.next(value)) is not None:
        if time.monotonic() > end or should_stop():
            return Branched(ways, value, node.bound)
        for answer in node.answers:
            if answer.states.tobytes() not in seen:
                seen.add(answer.states.tobytes())
                found = _value_of(corners, answer)
                if found < value:
                    value, ways = found, _WAYS[answer.states]
        waiting.add(node, value)
    return Branched(ways, value, value)


class Waiting:
    """Nodes by their bounds, the lowest first."""

    def __init__(self, corners: _Corners) -> None:
        self.corners = corners
        self.count = 0
        self.heap: list[tuple[float, int, _Node]] = []
        self._push(corners.allowed, (-1.0, 1.0), np.inf)

    def next(self, value: float) -> _Node | None:
        """The node of the lowest bound; None where none can be better than the value."""
        if not self.heap or self.heap[0][0] >= value - _near(value):
            return None
        return heapq.heappop(self.heap)[2]

    def add(self, node: _Node, value: float) -> None:
        """The branches of a node."""
        around = (node.answers[0].price, node.answers[1].price)
        for allowed in _branches(node):
            self._push(allowed, around, value)

    def _push(self, allowed: Allowed, around: tuple[float, float], value: float) -> None:
        node = _bounded(self.corners, allowed, around, value)
        if node is not None:
            self.count += 1
            heapq.heappush(self.heap, (node.bound, self.count, node))


def _near(value: float) -> float:
    return _PROVEN * max(abs(value), 1.0) if np.isfinite(value) else 0.0


def _branches(node: _Node) -> Iterator[Allowed]:
    """A Dong that goes two ways: one of them alone, and without it; none where all is settled."""
    one, other = (answer.states for answer in node.answers)
    apart = np.flatnonzero(one != other)
    for keeps in (True, False) if len(apart) else ():
        allowed = node.allowed.copy()
        allowed[:, apart[0]] &= (np.arange(3) == one[apart[0]]) == keeps
        yield allowed


def _value_of(corners: _Corners, answer: _Answer) -> float:
    """The least cost if each Dong goes its way: costs that bend upwards, so its bound is it."""
    allowed = np.arange(3)[:, None] == answer.states
    found = _bounded(corners, allowed, (answer.price, answer.price), np.inf)
    return np.inf if found is None else found.bound


def _bounded(
    corners: _Corners, allowed: Allowed, around: tuple[float, float], enough: float
) -> _Node | None:
    """The highest bound of a price, looked for from `around` on.

    None where no plan exists, or none below `enough`.
    """
    priced = _Priced(corners, allowed)
    if not priced.is_possible or priced.most(UP) < 0 or priced.most(DOWN) > 0:
        return None
    left, right = (
        _beyond(priced, price, side) for price, side in zip(around, (-1, 1), strict=True)
    )
    for _ in range(_CUTS):
        if max(left.bound, right.bound) >= enough - _near(enough):
            return None
        if left.surplus == 0 or right.surplus == 0:
            break
        # where the lines through both bounds meet: no price bounds higher than that
        run = right.bound - left.bound + left.surplus * left.price - right.surplus * right.price
        price = run / (left.surplus - right.surplus)
        if not left.price < price < right.price:
            break
        ceiling = left.bound + left.surplus * (price - left.price)
        between = priced.at(price)
        left, right = (between, right) if between.surplus > 0 else (left, between)
        if between.bound >= ceiling - _near(ceiling) / 10:
            break
    settled = [answer for answer in (left, right) if answer.surplus == 0]
    left, right = (settled[0], settled[0]) if settled else (left, right)
    bound = max(left.bound, right.bound)
    return _Node(allowed, bound, (left, right)) if bound < enough - _near(enough) else None


def _beyond(priced: _Priced, price: float, side: int) -> _Answer:
    """The answer at the first price on that side at which no less is given than gained, or more."""
    found, step = priced.at(price), 0.1
    while found.surplus * side > 0 and abs(price) < _UTMOST:
        price, step = price + side * step, 4 * step
        found = priced.at(price)
    return found


def _corners(pieces: Pieces, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """(D, C) won gained, half of them below zero, from least to most each way; what they cost."""
    costs, made = costs_of(pieces), []
    for way in (1, -1):
        for dong in range(low.shape[1]):
            mine = np.flatnonzero((pieces.dong == dong) & (pieces.way == way))[::way]
            won = np.concatenate([[0], np.cumsum(pieces.width[mine])])
            cost = np.concatenate([[0], np.cumsum(pieces.width[mine] * costs[mine])])
            side = 0 if way > 0 else 1
            ends = np.clip(won, low[side, dong], high[side, dong])
            made.append((ends, np.interp(ends, won, cost)))
    most = max(len(ends) for ends, _ in made)
    size, cost = (
        np.array([np.pad(part[at], (0, most - len(part[at])), mode="edge") for part in made])
        for at in (0, 1)
    )
    dongs = low.shape[1]
    return np.hstack([size[:dongs], -size[dongs:]]).astype(float), np.hstack(
        [cost[:dongs], cost[dongs:]]
    )
