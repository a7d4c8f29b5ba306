"""A small mixed programme by branching on linear ones: where HiGHS would spend its time on cuts.

Of a Gu the yes and no are so few, and a linear programme so quick, that a good answer to begin
with and a dozen of bounds settle it. What is loose is branched on first: how many Dongs give; then
who gains, since who gives follows from it; then who gives.

Reference: Land, A. H. and Doig, A. G. (1960), An automatic method of solving discrete programming
problems, Econometrica 28.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from pipelines.budget.conditions import Limits
from pipelines.budget.model import Model
from pipelines.budget.need import Floats
from pipelines.budget.pools import Ways, without_yes, yes_of
from pipelines.budget.resolving import Again
from pipelines.budget.solving import Program, Stop

_PROVEN = 1e-9  # of the value: a bound so near is it
_SETTLED = 1e-7  # so near to yes or no it is that

Suggest = Callable[[Floats], Ways | None]
"""Ways that are likely good, from the values of a programme whose yes are given in part."""


@dataclass(frozen=True)
class Branched:
    """The best ways of D Dongs, None where there are none; their cost, and a bound on any."""

    ways: Ways | None
    value: float
    bound: float


@dataclass(frozen=True)
class _Node:
    """A programme in which some yes are settled, and what it has at the best in part."""

    program: Program
    bound: float
    values: Floats


class _Best:
    """The best ways known, each tried once."""

    def __init__(self, model: Model) -> None:
        self.model, self.program = model, without_yes(model)
        self.again = Again(self.program)
        self.value, self.seen = np.inf, set[bytes]()
        self.ways: Ways | None = None

    @property
    def enough(self) -> float:
        """A bound from which on nothing can be better."""
        near = _PROVEN * max(abs(self.value), 1.0) if np.isfinite(self.value) else 0.0
        return self.value - near

    def node(self, program: Program) -> _Node | None:
        """What is best in part with other bounds; None where nothing keeps within them."""
        values = self.again.solve(program)
        return None if values is None else _Node(program, float(program.cost @ values), values)

    def offer(self, ways: Ways | None) -> None:
        """Take the ways if what they allow at the best is better."""
        if ways is None or ways.tobytes() in self.seen:
            return
        self.seen.add(ways.tobytes())
        yes, size = np.concatenate([ways > 0, ways < 0]).astype(float), 2 * len(ways)
        low, high = self.program.low.copy(), self.program.high.copy()
        if (yes > high[-size:]).any():
            return
        low[-size:] = high[-size:] = yes
        found = self.node(replace(self.program, low=low, high=high))
        if found is not None and found.bound < self.value:
            self.value, self.ways = found.bound, ways


def branch(
    model: Model, limits: Limits, begun: list[Ways], suggest: Suggest, *, time_limit_s: float,
    should_stop: Stop,
) -> Branched:  # fmt: skip
    """The best ways of a model that counts moves, and givers.

    Parameters
    ----------
    model : of `model.build` of the limits, with `is_counted` and `counts_givers`.
    begun : ways to begin with.
    suggest : asked at each step; the better it guesses, the fewer there are.
    time_limit_s, should_stop : where either ends it, the bound is below the value.
    """
    end, best, count = time.monotonic() + time_limit_s, _Best(model), 0
    for ways in begun:
        best.offer(ways)
    first = best.node(best.program)
    waiting = [] if first is None else [(first.bound, count, first)]
    while waiting and waiting[0][0] < best.enough:
        if time.monotonic() > end or should_stop():
            return Branched(best.ways, best.value, waiting[0][0])
        node = heapq.heappop(waiting)[2]
        best.offer(suggest(node.values))
        best.offer(_as_they_are(model, limits, node.values))
        for program in _branches(model, limits, node) if node.bound < best.enough else ():
            child = best.node(program)
            if child is not None and child.bound < best.enough:
                count += 1
                heapq.heappush(waiting, (child.bound, count, child))
    return Branched(best.ways, best.value, best.value)


def _changes(model: Model, values: Floats) -> Floats:
    """(2, D) units gained and given."""
    pieces, held = model.pieces, values[: len(model.pieces.dong)]
    return np.stack([np.bincount(pieces.dong, held * (pieces.way == way), minlength=model.dongs)
                     for way in (1, -1)])  # fmt: skip


def _as_they_are(model: Model, limits: Limits, values: Floats) -> Ways | None:
    """The ways of those who change, if they are as few and change as much as they must."""
    changes = _changes(model, values)
    moves = changes > _SETTLED
    is_dust = moves & (changes * model.unit < limits.minimum - 1)
    is_many = limits.moves is not None and moves.sum() > limits.moves
    if is_dust.any() or is_many or moves.all(axis=0).any():
        return None
    return moves[0].astype(np.int64) - moves[1]


def _branches(model: Model, limits: Limits, node: _Node) -> Iterator[Program]:
    """The same with one more thing settled, this way and that; none where all is."""
    yes, program = yes_of(model, node.values), node.program
    moves, givers = (_changes(model, node.values) > _SETTLED).sum(), yes[1].sum()
    is_many = limits.moves is not None and moves > limits.moves
    if is_many and abs(givers - np.rint(givers)) > _SETTLED:
        for end, number in (("row_high", np.floor(givers)), ("row_low", np.ceil(givers))):
            row = getattr(program, end).copy()
            row[-1] = number
            yield replace(program, **{end: row})
        return
    is_open = (np.minimum(yes, 1 - yes) > _SETTLED).ravel()
    changes = _changes(model, node.values).ravel() * model.unit
    worth = np.minimum(yes, 1 - yes).ravel() + (np.arange(yes.size) < yes.shape[1])
    if not is_many:
        worth = np.minimum(changes, limits.minimum - changes)
    if not is_open.any():
        return
    at = int(np.where(is_open, worth, -np.inf).argmax()) - yes.size
    for settled in (1.0, 0.0):
        low, high = program.low.copy(), program.high.copy()
        low[at] = high[at] = settled
        yield replace(program, low=low, high=high)
