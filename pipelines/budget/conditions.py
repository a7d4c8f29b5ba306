"""What must hold of a plan, each condition with its name, so that a clash can be put in words.

Lines need no conditions of their own. Whoever gives takes it from lines that it has, and whoever
receives can receive in any line, so that every change of the Dongs' money that sums to zero in its
pool, and takes from no Dong more than its movable lines hold, can be made with the total of each
line kept (`pipelines.budget.lines` does it).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.budget.need import Floats
from pipelines.budget.problem import Problem
from pipelines.budget.sources import Integers

TOTALS, NONNEGATIVE, FLOOR, CAP = "totals", "nonnegative", "floor", "cap"
MINIMUM, MOVES, MOVED, GUARANTEE = "minimum_move", "max_moves", "max_moved", "guarantee"
PIN = "pin"


@dataclass(frozen=True)
class Limits:
    """Bounds on the changes of D Dongs, in whole won.

    Attributes
    ----------
    low, high : (D) of the change.
    keeps_totals : whether each pool keeps its money.
    minimum, moves, moved : smallest change, most changes, most won moved; None: no limit.
    """

    low: Integers
    high: Integers
    keeps_totals: bool
    minimum: int
    moves: int | None
    moved: int | None

    @property
    def is_counted(self) -> bool:
        """Whether it matters which Dongs change at all, and not only by how much."""
        return self.minimum > 0 or self.moves is not None


def names_of(problem: Problem) -> tuple[str, ...]:
    """The conditions of a request, those that a plan cannot do without last."""
    asked = problem.request
    pins = [f"{PIN}:{problem.places[at]}" for at in sorted(problem.pins)]
    optional = [
        (GUARANTEE, asked.least_krw_per_need is not None),
        (MINIMUM, asked.minimum_move_krw > 0),
        (MOVES, asked.max_moves is not None),
        (MOVED, asked.max_moved_krw is not None),
        (CAP, asked.max_gain_share is not None),
        (FLOOR, True),
        (NONNEGATIVE, True),
        (TOTALS, True),
    ]
    return (*pins, *(name for name, is_asked in optional if is_asked))


def limit(problem: Problem, active: frozenset[str]) -> Limits:
    """The bounds that the active conditions put on a plan."""
    asked = problem.request
    losable = problem.amounts.sum(axis=0)
    vast = 4 * int(problem.base.sum()) + 4 * sum(map(abs, problem.pins.values())) + 1
    low = -losable if NONNEGATIVE in active else np.full_like(losable, -vast)
    high = np.full_like(losable, vast)
    if FLOOR in active:
        low = np.maximum(low, -np.floor(asked.max_loss_share * problem.own).astype(np.int64))
    if CAP in active and asked.max_gain_share is not None:
        high = np.floor(asked.max_gain_share * problem.own).astype(np.int64)
    if GUARANTEE in active:
        low = np.maximum(low, problem.guaranteed - problem.base)
    for at, change in problem.pins.items():
        if f"{PIN}:{problem.places[at]}" in active:
            low[at], high[at] = max(low[at], change), min(high[at], change)
    if TOTALS in active:  # no Dong gains more than the others of its pool may lose
        loss, pools = np.maximum(-low, 0), membership(problem.pool)
        high = np.minimum(high, ((loss @ pools) @ pools.T) - loss)
    return Limits(
        low=low,
        high=high,
        keeps_totals=TOTALS in active,
        minimum=asked.minimum_move_krw if MINIMUM in active else 0,
        moves=asked.max_moves if MOVES in active else None,
        moved=asked.max_moved_krw if MOVED in active else None,
    )


def takes_part(limits: Limits, need: Floats) -> npt.NDArray[np.bool_]:
    """(..., D) Dongs among which the worst-off is looked for: in need, and free to gain."""
    return np.asarray((need > 0) & (limits.high > 0))


def membership(pool: npt.NDArray[np.int64]) -> Integers:
    """(D, P) 1 where a Dong belongs to a pool."""
    return np.eye(int(pool.max(initial=0)) + 1, dtype=np.int64)[pool]


def broken(pool: npt.NDArray[np.int64], limits: Limits, change: Integers) -> list[str]:
    """The conditions that whole changes (D) break; none, if all is well."""
    moved = int(np.maximum(change, 0).sum())
    small = (change != 0) & (np.abs(change) < limits.minimum)
    found: dict[str, bool] = {
        TOTALS: limits.keeps_totals and bool((change @ membership(pool)).any()),
        FLOOR: bool((change < limits.low).any()),
        CAP: bool((change > limits.high).any()),
        MINIMUM: bool(small.any()),
        MOVES: limits.moves is not None and int((change != 0).sum()) > limits.moves,
        MOVED: limits.moved is not None and moved > limits.moved,
    }
    return [name for name, is_broken in found.items() if is_broken]
