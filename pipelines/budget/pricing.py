"""One pool whose moves are counted, settled by branching on the bounds of a price on the won.

Left and right of the best price stand two answers, one that gains too much and one that gives too
much. Where both send all Dongs the same way, that is the best plan; else they name a Dong to
branch on. The bounds are as good as those of a linear programme, at a fraction of its time, and
HiGHS spends most of its own on cuts before it branches at all.

Reference: Fisher, M. L. (1981), The Lagrangian relaxation method for solving integer programming
problems, Management Science 27.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from pipelines.budget.bounding import DOWN, UP, WAYS, Node, bound_of, near
from pipelines.budget.branching import Branched
from pipelines.budget.conditions import Limits
from pipelines.budget.corners import Allowed, Corners
from pipelines.budget.costs import Pieces
from pipelines.budget.need import Floats
from pipelines.budget.solving import Stop


def branch(limits: Limits, pieces: Pieces, *, time_limit_s: float, should_stop: Stop) -> Branched:
    """The ways of the Dongs of one pool that cost least.

    Parameters
    ----------
    limits : the pool's own; its totals stay.
    pieces : whose cost is least, with the little that moving itself costs.
    time_limit_s, should_stop : where either ends it, the bound is below the value.
    """
    end, corners = time.monotonic() + time_limit_s, Corners(limits, pieces)
    value, ways, seen = np.inf, None, set[bytes]()
    waiting = _Waiting(corners)
    while (node := waiting.next(value)) is not None:
        if time.monotonic() > end or should_stop():
            return Branched(ways, value, node.bound)
        for answer in node.answers:
            if answer.states.tobytes() not in seen:
                seen.add(answer.states.tobytes())
                found = _value_of(corners, answer.states)
                if found < value:
                    value, ways = found, WAYS[answer.states]
        waiting.add(node, value)
    return Branched(ways, value, value)


class _Waiting:
    """Nodes by their bounds, the lowest first."""

    def __init__(self, corners: Corners) -> None:
        self.corners = corners
        self.count = 0
        self.heap: list[tuple[float, int, Node]] = []
        self._push(corners.allowed, (-1.0, 1.0), 0.0, np.inf)

    def next(self, value: float) -> Node | None:
        """The node of the lowest bound; None where none can be better than the value."""
        if not self.heap or self.heap[0][0] >= value - near(value):
            return None
        return heapq.heappop(self.heap)[2]

    def add(self, node: Node, value: float) -> None:
        """The branches of a node."""
        prices = [answer.x for answer in node.answers]
        for allowed in _branches(self.corners, node):
            self._push(allowed, (min(prices), max(prices)), node.x, value)

    def _push(
        self, allowed: Allowed, around: tuple[float, float], toll: float, value: float
    ) -> None:
        node = bound_of(self.corners, allowed, around, toll, value)
        if node is not None:
            self.count += 1
            heapq.heappush(self.heap, (node.bound, self.count, node))


def _branches(corners: Corners, node: Node) -> Iterator[Allowed]:
    """A Dong that goes two ways: one of them alone, and without it; none where all is settled."""
    states = np.array([answer.states for answer in node.answers])
    apart = np.flatnonzero((states != states[0]).any(axis=0))
    if not len(apart):
        return
    dong = apart[corners.weight[apart].argmax()]
    for keeps in (True, False):
        allowed = node.allowed.copy()
        allowed[:, dong] &= (np.arange(3) == states[0, dong]) == keeps
        yield allowed


def _value_of(corners: Corners, states: npt.NDArray[np.int64]) -> float:
    """The least cost if each Dong goes its way: of all amounts that can be moved, the best."""
    up, down = (_side(corners, states, way) for way in (UP, DOWN))
    least = max(up[0][0], down[0][0])
    most = min(up[0][-1], down[0][-1], corners.moved)
    if least > most:
        return np.inf
    moved = np.clip(np.concatenate([up[0], down[0], [least]]), least, most)
    return float(sum(np.interp(moved, *side) for side in (up, down)).min())


def _side(corners: Corners, states: npt.NDArray[np.int64], way: int) -> tuple[Floats, Floats]:
    """Won that those who go a way can move together, and the least cost: cheapest won first."""
    mine = np.flatnonzero(states == way)
    half = slice(None, corners.each) if way == UP else slice(corners.each, None)
    won, cost = np.abs(corners.won[mine, half]), corners.cost[mine, half]
    width, more = np.diff(won, axis=1).ravel(), np.diff(cost, axis=1).ravel()
    width, more = width[width > 0], more[width > 0]
    order = np.argsort(more / width)
    return (np.concatenate([[0], np.cumsum(width[order])]) + won[:, 0].sum(),
            np.concatenate([[0], np.cumsum(more[order])]) + cost[:, 0].sum())  # fmt: skip
